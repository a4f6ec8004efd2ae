/* SPDX-License-Identifier: MIT */
/*
 * session_clock.c - a fact of the session has the machine's start, when the session began on that
 * start's clock, and how much had passed when it was last looked at. The difference to the wall
 * clock is the ground's clock_shift: whoever asks for the time goes by ports.now and that.
 */
#include "fix/session_clock.h"

#include "fix/acts.h"
#include "fix/budget.h"
#include "fix/reporting.h"
#include "fix/workspace.h"

/* Written anew so often at most: each time is a transaction. */
#define KEEP_SECONDS 30

int64_t rg_session_elapsed(const rg_ground *ground, int64_t now)
{
	const rg_session_row *session = &ground->session;
	int64_t elapsed = session->ended ? session->ended - session->started
					 : now - session->started - ground->clock_shift;

	return elapsed < 0 ? 0 : elapsed;
}

int64_t rg_session_remaining(const rg_ground *ground, int64_t now)
{
	const rg_session_row *session = &ground->session;

	return rg_budget_remaining(rg_session_elapsed(ground, now),
				   session->budget_seconds + session->extended_seconds);
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

/* ---- words ----------------------------------------------------------------------------------- */

rg_str rg_session_clock_note(rg_arena *arena, const rg_ground *ground, int64_t now)
{
	const rg_session_row *session = &ground->session;
	int64_t budget = session->budget_seconds + session->extended_seconds;
	int64_t elapsed = rg_session_elapsed(ground, now), left = rg_session_remaining(ground, now);
	rg_session_phase phase = rg_session_phase_of(session->phase);

	if (!rg_str_eq_z(session->state, "active") || left == 0)
		return (rg_str){NULL, 0};
	if (rg_budget_is_late(elapsed, budget))
		return rg_arena_printf(
			arena, "two thirds of the session's time are used, %lld:%02lld left",
			(long long)(left / 60), (long long)(left % 60));
	if (elapsed < rg_budget_phase_end(phase, session->budget_seconds))
		return (rg_str){NULL, 0};
	if (phase == RG_SESSION_ANALYSE)
		return rg_arena_printf(
			arena,
			"the analysis has had its %lld minutes: go on with the best "
			"hypothesis, or give up with what was found",
			(long long)(rg_budget_phase_end(phase, session->budget_seconds) / 60));
	return rg_arena_printf(arena, "the time of the phase \"%.*s\" is used, %lld:%02lld left",
			       RG_FMT(session->phase), (long long)(left / 60),
			       (long long)(left % 60));
}

/* ---- the end of the time --------------------------------------------------------------------- */

/* An end with a report, like every other. */
static void stop_for_time(rg_task *task)
{
	rg_report_then_stop(
		task, "time-is-up",
		rg_arena_printf(rg_task_arena(task),
				"the %lld minutes of this session are over; everything is kept",
				(long long)(rg_ground_of(task)->session.budget_seconds / 60)),
		RG_STR("To go on, ask again and say so; to end it, give up."));
}

void rg_session_start_clock(rg_task *task)
{
	const rg_ground *ground = rg_ground_of(task);
	int64_t now = rg_workspace_ports(rg_task_workspace(task))->now();

	rg_task_set_deadline(task, (uint64_t)rg_session_remaining(ground, now) * 1000,
			     stop_for_time);
}

static rg_rc save(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	(void)cancel;
	return rg_session_save(rg_task_arena(task), rg_ground_of(task), err);
}

static void go_on(rg_task *task)
{
	rg_session_start_clock(task);
	rg_task_next(task);
}

static void on_more_time(rg_task *task, int choice)
{
	rg_ground *ground = rg_ground_of(task);
	rg_session_row *session = &ground->session;

	if (choice != 0) {
		stop_for_time(task);
		return;
	}
	session->extended_seconds = rg_session_elapsed(ground, ground->now) -
				    session->budget_seconds + session->budget_seconds / 3;
	rg_task_job(task, save, go_on);
}

void rg_session_watch_time(rg_task *task)
{
	static const rg_str choices[] = {RG_STR_INIT("Go on"), RG_STR_INIT("Stop")};
	const rg_ground *ground = rg_ground_of(task);

	if (!ground->has_session)
		rg_task_next(task);
	else if (rg_session_remaining(ground, ground->now) > 0)
		go_on(task);
	else
		rg_task_ask(task,
			    RG_STR("The time of this fix session is over. Go on? The report will "
				   "say that it took longer."),
			    choices, 2, on_more_time);
}
