/* SPDX-License-Identifier: MIT */
/* ground.c - a job that wants the task to stop says so here; the loop stops it behind the job. */
#include "fix/session/ground.h"

#include "fix/workspace/workspace.h"
#include "os/fs.h"

rg_ground *rg_ground_of(rg_task *task)
{
	return rg_task_state(task);
}

void rg_ground_halt(rg_ground *ground, const char *code, rg_str message, rg_str next)
{
	ground->halt_code = code;
	ground->halt_message = message;
	ground->halt_next = next;
}

bool rg_ground_has_halted(rg_task *task)
{
	rg_ground *ground = rg_ground_of(task);

	if (!ground->halt_code)
		return false;
	rg_task_stop(task, ground->halt_code, ground->halt_message, ground->halt_next);
	return true;
}

void rg_ground_proceed(rg_task *task)
{
	if (!rg_ground_has_halted(task))
		rg_task_next(task);
}

/* ---- what is meant -------------------------------------------------------------------------- */

rg_str_vec rg_ground_tests(rg_task *task)
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);

	if (ground->args->tests.n)
		return ground->args->tests;
	if (ground->has_session)
		return rg_str_vec_of_lines(arena, ground->session.tests);
	return rg_str_vec_dup(arena, &rg_workspace_findings(rg_task_workspace(task))->tests);
}

rg_rc rg_ground_folder(rg_str *out, rg_task *task, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);

	if (ground->has_repo)
		*out = rg_arena_printf(
			arena, "%.*s/%s%.*s", RG_FMT(ground->facts.private_dir),
			ground->has_session ? "sessions/" : "runs",
			RG_FMT(ground->has_session ? ground->session.id : RG_STR("")));
	else
		return rg_fail(err, RG_EBUG, "a log folder without a repository");
	return rg_fs_make_folders(out->ptr, err);
}
