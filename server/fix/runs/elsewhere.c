/* SPDX-License-Identifier: MIT */
/* elsewhere.c - git makes the worktree, so that filters and modes are the user's own. */
#include "fix/runs/elsewhere.h"

#include "base/log.h"
#include "fix/session/files.h"
#include "fix/session/sweep.h"
#include "fix/workspace/workspace.h"
#include "os/fs.h"

static rg_elsewhere *elsewhere_of(rg_task *task)
{
	return rg_ground_of(task)->elsewhere;
}

static rg_rc copy_files(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	const rg_elsewhere *e = elsewhere_of(task);

	return rg_files_copy(rg_task_arena(task), rg_ground_of(task)->root, e->folder, &e->files,
			     cancel, err);
}

static void copied(rg_task *task)
{
	elsewhere_of(task)->after(task);
}

static void on_added(void *data, const rg_git_result *result)
{
	rg_task *task = data;
	rg_elsewhere *e = elsewhere_of(task);
	rg_err err;

	e->child = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (rg_task_is_cancelled(task)) {
		rg_task_next(task); /* ends it */
	} else if (result->cause != RG_GIT_OK) {
		(void)rg_fail(&err, RG_EEXTERNAL, "cannot make a temporary worktree: %.*s",
			      RG_FMT(result->message));
		rg_task_fail(task, &err);
	} else {
		rg_task_job(task, copy_files, copied);
	}
}

static void stop_child(void *data)
{
	rg_task *task = data;

	rg_workspace_ports(rg_task_workspace(task))->git_stop(elsewhere_of(task)->child);
}

void rg_elsewhere_open(rg_task *task, rg_elsewhere *e, rg_str commit, const rg_str_vec *files,
		       void (*after)(rg_task *task))
{
	rg_ground *ground = rg_ground_of(task);
	rg_workspace *workspace = rg_task_workspace(task);
	rg_arena *arena = rg_task_arena(task);
	rg_git_spec spec = {.root = ground->root, .done = on_added, .data = task};
	rg_err err;

	e->after = after;
	e->files = *files;
	e->folder = rg_sweep_folder(arena, ground->facts.private_dir, "tree",
				    rg_str_sub(commit, 0, 10));
	ground->elsewhere = e;
	if (rg_fs_make_folders(rg_arena_cstr(arena, rg_path_folder(e->folder)), &err) < 0 ||
	    rg_workspace_ports(workspace)->worktree_add(&e->child, rg_workspace_loop(workspace),
							&spec, e->folder, commit, &err) < 0)
		rg_task_fail(task, &err);
	else
		rg_task_on_cancel(task, stop_child, task);
}

static void on_removed(void *data, const rg_git_result *result)
{
	rg_task *task = data;
	rg_elsewhere *e = elsewhere_of(task);

	e->child = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (result->cause == RG_GIT_OK)
		e->folder = (rg_str){NULL, 0};
	else if (!rg_task_is_cancelled(task))
		rg_log(RG_LOG_WARNING, "the temporary worktree %.*s: %.*s", RG_FMT(e->folder),
		       RG_FMT(result->message));
	if (rg_task_is_cancelled(task))
		rg_task_next(task); /* ends it, and what is left of the folder goes */
	else
		e->after(task);
}

void rg_elsewhere_close(rg_task *task, rg_elsewhere *e, void (*after)(rg_task *task))
{
	rg_workspace *workspace = rg_task_workspace(task);
	rg_git_spec spec = {.root = rg_ground_of(task)->root, .done = on_removed, .data = task};
	rg_err err;

	e->after = after;
	rg_ground_of(task)->elsewhere = e;
	if (!e->folder.ptr ||
	    rg_workspace_ports(workspace)->worktree_remove(&e->child, rg_workspace_loop(workspace),
							   &spec, e->folder, &err) < 0)
		after(task);
	else
		rg_task_on_cancel(task, stop_child, task);
}

void rg_elsewhere_release(rg_task *task, rg_elsewhere *e)
{
	if (!e->folder.ptr)
		return;
	rg_sweep_remove(rg_task_arena(task), e->folder, rg_ground_of(task)->facts.common_dir);
	e->folder = (rg_str){NULL, 0};
}
