/* SPDX-License-Identifier: MIT */
/*
 * session_end.c - a fact of the session has the end, in seconds of the session, that a report was
 * written behind: so neither a restart nor another process writes it again.
 */
#include "fix/session_end.h"

#include "fix/acts.h"
#include "fix/reporting.h"
#include "fix/session_clock.h"
#include "fix/workspace.h"

/* ---- what is owed --------------------------------------------------------------------------- */

static rg_str fact_name(rg_arena *arena, const rg_ground *ground)
{
	return rg_arena_printf(arena, "ended:%.*s", RG_FMT(ground->session.id));
}

static bool is_over(const rg_ground *ground)
{
	return ground->has_session && rg_str_eq_z(ground->session.state, "active") &&
	       rg_session_remaining(ground, ground->now) == 0;
}

static int64_t end_of(const rg_ground *ground)
{
	return rg_session_time_now(ground, ground->now).total;
}

rg_rc rg_session_end_look(rg_ground *ground, rg_arena *arena, rg_store *store, rg_err *err)
{
	rg_str text;
	uint64_t reported;
	rg_rc rc;

	if (!is_over(ground))
		return RG_OK;
	rc = rg_fact_get(&text, arena, store, fact_name(arena, ground), err);
	ground->owes_report = rc == RG_OK && !(text.ptr && rg_str_u64(&reported, text, INT64_MAX) &&
					       (int64_t)reported == end_of(ground));
	return rc;
}

rg_rc rg_session_end_note(rg_arena *arena, rg_ground *ground, rg_err *err)
{
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc;

	if (!is_over(ground))
		return RG_OK;
	if ((rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) == RG_OK)
		rc = rg_fact_set(store, fact_name(arena, ground),
				 rg_arena_printf(arena, "%lld", (long long)end_of(ground)), err);
	rg_store_close(store);
	ground->owes_report = false;
	return rc;
}

static rg_str is_up(rg_task *task)
{
	const rg_ground *ground = rg_ground_of(task);
	rg_session_time time = rg_session_time_now(ground, ground->now);

	return rg_session_time_warning(rg_task_arena(task), &time, RG_WARNING_UP);
}

static void say_report(rg_task *task)
{
	rg_task_note(task,
		     rg_arena_printf(rg_task_arena(task), "%.*s, and %.*s", RG_FMT(is_up(task)),
				     RG_FMT(rg_ground_of(task)->report_words)));
	rg_task_next(task);
}

void rg_session_end_report(rg_task *task)
{
	rg_report_then(task, say_report);
}

bool rg_session_end_owes_report(rg_task *task)
{
	return rg_ground_of(task)->owes_report;
}

/* ---- while a command is under way ------------------------------------------------------------ */

/* An end with a report, like every other. */
static void stop_for_time(rg_task *task)
{
	rg_ground *ground = rg_ground_of(task);

	ground->now = rg_workspace_ports(rg_task_workspace(task))->now();
	rg_report_then_stop(task, "time-is-up", is_up(task), RG_STR(RG_TIME_IS_UP_NEXT));
}

void rg_session_start_clock(rg_task *task)
{
	const rg_ground *ground = rg_ground_of(task);
	rg_workspace *workspace = rg_task_workspace(task);
	int64_t now = rg_workspace_ports(workspace)->now();

	rg_session_show(workspace, ground);
	rg_task_set_deadline(task, (uint64_t)rg_session_remaining(ground, now) * 1000,
			     stop_for_time);
}

static void go_on(rg_task *task)
{
	rg_session_start_clock(task);
	rg_task_next(task);
}

static rg_rc save(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	(void)cancel;
	return rg_session_save(rg_task_arena(task), rg_ground_of(task), err);
}

static void on_more_time(rg_task *task, int choice)
{
	rg_ground *ground = rg_ground_of(task);
	rg_session_row *session = &ground->session;

	if (choice != 1) {
		stop_for_time(task);
		return;
	}
	session->extended_seconds = rg_session_elapsed(ground, ground->now) -
				    session->budget_seconds + session->budget_seconds / 3;
	rg_task_job(task, save, go_on);
}

static void ask_for_more(rg_task *task)
{
	static const rg_str choices[] = {RG_STR_INIT("Stop"), RG_STR_INIT("Go on")};

	if (rg_fix_args_accept(rg_ground_of(task)->args, "time-is-up"))
		on_more_time(task, 1);
	else
		rg_task_ask(task,
			    RG_STR("The time of this fix session is over. Go on? The report will "
				   "say that it took longer."),
			    choices, 2, on_more_time);
}

void rg_session_watch_time(rg_task *task)
{
	const rg_ground *ground = rg_ground_of(task);

	if (!ground->has_session)
		rg_task_next(task);
	else if (rg_session_remaining(ground, ground->now) > 0)
		go_on(task);
	else if (ground->owes_report)
		rg_report_then(task, ask_for_more); /* an answer may not come */
	else
		ask_for_more(task);
}

/* ---- where nothing is under way -------------------------------------------------------------- */

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"writing the report", stop_for_time, rg_session_end_owes_report},
};
static const rg_use_case use_case = {.name = "write the report at the session's end",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .is_exclusive = true};

rg_rc rg_fix_session_end(rg_task *task, rg_err *err)
{
	static const rg_fix_args nothing;
	rg_ground *ground = RG_NEW(rg_task_arena(task), rg_ground);

	ground->args = &nothing;
	ground->needs = RG_GROUND_REPO | RG_GROUND_STORE | RG_GROUND_WORKTREE | RG_GROUND_FILES;
	return rg_task_start(task, &use_case, ground, err);
}
