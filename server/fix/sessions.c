/* SPDX-License-Identifier: MIT */
/* sessions.c - a session's id is its time and its slug: sorted, readable, and the folder's name. */
#include "fix/sessions.h"

#include "fix/acts.h"
#include "fix/budget.h"
#include "fix/carry.h"
#include "fix/proof.h"
#include "fix/reporting.h"
#include "fix/slug.h"
#include "fix/workspace.h"
#include "git/refs.h"
#include "os/system.h"

void rg_session_new(rg_ground *ground, rg_arena *arena, const rg_str_vec *tests)
{
	const rg_fix_args *args = ground->args;
	rg_str slug = rg_slug(arena, args->name, args->prompt, tests->items[0]);

	ground->session = (rg_session_row){
		.id = rg_arena_printf(arena, "%.*s_%.*s",
				      RG_FMT(rg_clock_format(arena, ground->now, true)),
				      RG_FMT(slug)),
		.state = RG_STR("active"),
		.phase = rg_str_of(rg_session_phase_name(RG_SESSION_ANALYSE)),
		.root = ground->root,
		.tests = rg_str_vec_lines(arena, tests),
		.prompt = args->prompt,
		.kind = args->kind.len ? args->kind : RG_STR("fix"),
		.name = slug,
		.dev_branch = ground->facts.branch,
		.dev_oid = ground->facts.head_oid,
		.base_branch = args->base,
		.started = ground->now,
		.budget_seconds = ground->settings.budget_minutes * 60,
	};
	ground->has_session = true;
}

rg_rc rg_session_check_args(const rg_fix_args *args, rg_err *err)
{
	if (args->kind.len && !rg_str_eq_z(args->kind, "fix") && !rg_str_eq_z(args->kind, "opt") &&
	    !rg_str_eq_z(args->kind, "feat"))
		return rg_fail(err, RG_EINVAL, "kind must be fix, opt or feat, not \"%.*s\"",
			       RG_FMT(args->kind));
	return RG_OK;
}

rg_str rg_session_branch_name(rg_arena *arena, const rg_session_row *session)
{
	return rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(session->kind), RG_FMT(session->name));
}

rg_str_vec rg_session_repro(rg_arena *arena, const rg_session_row *session)
{
	rg_str_vec tests = rg_str_vec_of_lines(arena, session->tests);
	rg_str_vec carried = rg_str_vec_of_lines(arena, session->carried);
	rg_str_vec out = rg_carry_test_files(arena, &tests);

	for (size_t i = 0; i < carried.n; i++) /* "path blob" */
		RG_PUSH(arena, &out,
			rg_str_sub(carried.items[i], 0, rg_str_rfind_char(carried.items[i], ' ')));
	rg_str_vec_sort(&out);
	rg_str_vec_unique(&out);
	return out;
}

static rg_rc save(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	(void)cancel;
	return rg_session_save(rg_task_arena(task), rg_ground_of(task), err);
}

/* The end of the time is an end with a report, like every other. */
static rg_rc write_report(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_dossier *dossier = RG_NEW(arena, rg_dossier);
	rg_str path, status;
	rg_rc rc = rg_report_write(&path, &status, dossier, arena, ground, err);

	(void)cancel;
	if (rc == RG_OK)
		rg_ground_halt(
			ground, "time-is-up",
			rg_arena_printf(arena,
					"the %lld minutes of this session are over; everything "
					"is kept, and the report %s %.*s",
					(long long)(ground->session.budget_seconds / 60),
					path.len ? "is" : "could not be written:",
					RG_FMT(path.len ? path : dossier->unwritten)),
			RG_STR("To go on, ask again and say so; to end it, give up."));
	return rc;
}

static void on_more_time(rg_task *task, int choice)
{
	rg_session_row *session = &rg_ground_of(task)->session;

	if (choice != 0) {
		rg_task_job(task, write_report, rg_ground_proceed);
		return;
	}
	session->extended_seconds = rg_ground_of(task)->now - session->started -
				    session->budget_seconds + session->budget_seconds / 3;
	rg_task_job(task, save, NULL);
}

bool rg_session_is_over_time(rg_task *task)
{
	const rg_ground *ground = rg_ground_of(task);

	return ground->has_session && rg_session_remaining(&ground->session, ground->now) == 0;
}

rg_str rg_session_clock_note(rg_arena *arena, const rg_session_row *session, int64_t now)
{
	int64_t budget = session->budget_seconds + session->extended_seconds;
	int64_t elapsed = now - session->started, left = rg_session_remaining(session, now);
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

void rg_session_watch_time(rg_task *task)
{
	static const rg_str choices[] = {RG_STR_INIT("Go on"), RG_STR_INIT("Stop")};

	rg_task_ask(task,
		    RG_STR("The time of this fix session is over. Go on? The report will say that "
			   "it took longer."),
		    choices, 2, on_more_time);
}
