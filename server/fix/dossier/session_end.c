/* SPDX-License-Identifier: MIT */
/*
 * session_end.c - a deadline of the task ends what is under way, and the report is written as the
 * task's own next step: so a session that ran out looks like every other that ended.
 */
#include "fix/dossier/session_end.h"

#include "fix/dossier/reporting.h"
#include "fix/session/acts.h"
#include "fix/session/ground_look.h"
#include "fix/session/session_clock.h"
#include "fix/workspace/workspace.h"

/* ---- what is owed --------------------------------------------------------------------------- */

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
