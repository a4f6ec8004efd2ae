/* SPDX-License-Identifier: MIT */
/*
 * stop.c - ends every command under way in the workspace, and with it the whole tree of a run, and
 * says so when that has happened: the ladder of signals takes up to two seconds.
 */
#include "fix/stop.h"

#include "fix/workspace/workspace.h"

static void stop_others(rg_task *task)
{
	rg_workspace *workspace = rg_task_workspace(task);
	rg_json *ended = rg_json_set_take(rg_task_result(task), "ended", rg_json_array());
	rg_str names = rg_workspace_cancel_others(workspace, task, rg_task_arena(task), ended);

	if (names.ptr)
		rg_task_say(task, "stopped: %.*s", RG_FMT(names));
	else
		rg_task_say(task, "nothing was running");
}

static const rg_step steps[] = {{"stopping", stop_others}};
static const rg_use_case use_case = {.name = "stop", .steps = steps, .n_steps = 1};

rg_rc rg_fix_stop(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	(void)args;
	return rg_task_start(task, &use_case, NULL, err);
}
