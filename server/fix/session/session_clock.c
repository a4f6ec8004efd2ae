/* SPDX-License-Identifier: MIT */
/*
 * session_clock.c - a fact of the session has the machine's start, when the session began on that
 * start's clock, and how much had passed when it was last looked at. The difference to the wall
 * clock is the ground's clock_shift: whoever asks for the time goes by ports.now and that.
 */
#include "fix/session/session_clock.h"

#include "base/json.h"
#include "fix/session/sessions.h"
#include "fix/workspace/budget.h"
#include "fix/workspace/workspace.h"

/* Written anew so often at most: each time is a transaction. */
#define KEEP_SECONDS 30

rg_session_time rg_session_time_now(const rg_ground *ground, int64_t now)
{
	const rg_session_row *session = &ground->session;
	rg_session_clock clock = {
		.phase = rg_session_phase_of(session->phase),
		.began = session->started + (session->ended ? 0 : ground->clock_shift),
		.budget_seconds = session->budget_seconds,
		.extended_seconds = session->extended_seconds,
	};

	return rg_session_time_of(&clock, session->ended ? session->ended : now);
}

int64_t rg_session_elapsed(const rg_ground *ground, int64_t now)
{
	return rg_session_time_now(ground, now).elapsed;
}

int64_t rg_session_remaining(const rg_ground *ground, int64_t now)
{
	return rg_session_time_now(ground, now).left;
}

/* ---- what is kept ---------------------------------------------------------------------------- */

typedef struct kept {
	rg_str boot;
	int64_t began, elapsed; /* on that start's clock; when it was kept */
} kept;

static bool read_kept(kept *out, rg_str text)
{
	rg_str began, elapsed;
	uint64_t n, m;

	if (!rg_str_part(&out->boot, &text, ' ') || !rg_str_part(&began, &text, ' ') ||
	    !rg_str_part(&elapsed, &text, ' ') || !rg_str_u64(&m, elapsed, INT64_MAX))
		return false;
	/* The session can be older than the machine's start. */
	out->began = rg_str_skip(&began, RG_STR("-")) ? -1 : 1;
	if (!rg_str_u64(&n, began, INT64_MAX))
		return false;
	out->began *= (int64_t)n;
	out->elapsed = (int64_t)m;
	return true;
}

rg_rc rg_session_clock_read(rg_ground *ground, rg_arena *arena, rg_store *store, rg_err *err)
{
	const rg_session_row *session = &ground->session;
	rg_str name = rg_arena_printf(arena, "clock:%.*s", RG_FMT(session->id)), text;
	int64_t by_wall = ground->now - session->started, elapsed = by_wall < 0 ? 0 : by_wall;
	kept at = {0};
	bool is_known, is_same_start;
	rg_rc rc = rg_fact_get(&text, arena, store, name, err);

	if (rc < 0)
		return rc;
	is_known = text.ptr && read_kept(&at, text);
	is_same_start = is_known && rg_str_eq(at.boot, ground->boot_id);
	if (is_same_start)
		elapsed = ground->uptime - at.began;
	else if (is_known && elapsed < at.elapsed)
		elapsed = at.elapsed;
	ground->clock_shift = by_wall - elapsed;
	if (ground->clock_shift >= -1 && ground->clock_shift <= 1)
		ground->clock_shift = 0; /* two clocks, read in whole seconds */
	if (is_same_start && elapsed < at.elapsed + KEEP_SECONDS)
		return RG_OK;
	return rg_fact_set(store, name,
			   rg_arena_printf(arena, "%.*s %lld %lld", RG_FMT(ground->boot_id),
					   (long long)(ground->uptime - elapsed),
					   (long long)elapsed),
			   err);
}

/* ---- warnings ------------------------------------------------------------------------------- */

static rg_str said_name(rg_arena *arena, const rg_ground *ground)
{
	return rg_arena_printf(arena, "warned:%.*s", RG_FMT(ground->session.id));
}

static rg_rc read_said(uint64_t *out, rg_arena *arena, rg_store *store, const rg_ground *ground,
		       rg_err *err)
{
	rg_str text;
	rg_rc rc = rg_fact_get(&text, arena, store, said_name(arena, ground), err);

	if (rc < 0 || !text.ptr || !rg_str_u64(out, text, UINT32_MAX))
		*out = 0;
	return rc;
}

static rg_rc write_said(rg_arena *arena, rg_store *store, const rg_ground *ground, uint64_t said,
			rg_err *err)
{
	return rg_fact_set(store, said_name(arena, ground),
			   rg_arena_printf(arena, "%llu", (unsigned long long)said), err);
}

rg_rc rg_session_warn(rg_str *out, rg_arena *arena, rg_store *store, const rg_ground *ground,
		      rg_err *err)
{
	rg_session_time time = rg_session_time_now(ground, ground->now);
	uint32_t due = time.warnings & ~(uint32_t)RG_WARNING_UP;
	uint64_t said;
	rg_rc rc;

	*out = (rg_str){NULL, 0};
	if (!due)
		return RG_OK;
	rc = read_said(&said, arena, store, ground, err);
	if (rc < 0 || (due & ~said) == 0)
		return rc;
	*out = rg_session_time_warning(arena, &time, due & ~(uint32_t)said);
	return write_said(arena, store, ground, said | due, err);
}

/* ---- showing -------------------------------------------------------------------------------- */

/* The tests that were red when the session began, each as its function. */
static rg_str_vec red_tests(rg_arena *arena, const rg_session_row *session)
{
	rg_str_vec out = {0}, all = rg_str_vec_of_lines(arena, session->tests);
	rg_json *failures = NULL;
	rg_err err;

	if (session->failures.len && rg_json_parse(&failures, session->failures, &err) == RG_OK)
		for (const rg_json *x = rg_json_first(failures); x; x = rg_json_next(x))
			RG_PUSH(arena, &all,
				rg_arena_dup(arena, rg_json_str(rg_json_get(x, "test"))));
	rg_json_free(failures);
	for (size_t i = 0; i < all.n; i++) {
		rg_str test = rg_str_sub(all.items[i], 0, rg_str_find_char(all.items[i], '['));

		if (test.len && !rg_str_vec_has(&out, test))
			RG_PUSH(arena, &out, test);
	}
	return out;
}

void rg_session_show(rg_workspace *workspace, const rg_ground *ground)
{
	const rg_session_row *session = &ground->session;
	rg_arena *arena = rg_arena_new();
	rg_open_session open;

	if (!ground->has_session || !rg_str_eq_z(session->state, "active")) {
		rg_workspace_set_session(workspace, NULL,
					 ground->has_session ? rg_session_past(session)
							     : ground->past);
	} else {
		open = (rg_open_session){
			.id = session->id,
			.tests = red_tests(arena, session),
			.has_branch = rg_session_phase_of(session->phase) >= RG_SESSION_FIX,
			.is_about_speed = rg_session_is_about_speed(arena, session),
			.clock = {.phase = rg_session_phase_of(session->phase),
				  .began = ground->uptime - rg_session_elapsed(ground, ground->now),
				  .budget_seconds = session->budget_seconds,
				  .extended_seconds = session->extended_seconds}};
		rg_workspace_set_session(workspace, &open, rg_session_past(session));
	}
	rg_arena_free(arena);
}
