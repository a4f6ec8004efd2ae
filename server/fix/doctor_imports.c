/* SPDX-License-Identifier: MIT */
/*
 * doctor_imports.c - whether the packages that Python would import are this tree's. A run says so
 * as well, and says it for sure; here it is said before minutes went into edits without effect.
 */
#include "fix/doctor_private.h"
#include "fix/runs/where.h"
#include "fix/workspace/workspace.h"
#include "runner/run.h"

/* Where the other side of a wrapper has them is known there. */
bool rg_doctor__can_import(rg_task *task)
{
	const rg_doctor *doctor = rg_task_state(task);

	return doctor->has_pytest && !doctor->ground.settings.wrapper.n &&
	       rg_run_find_probe(rg_task_arena(task)).ptr;
}

static void on_found(void *data, const rg_provenance *found)
{
	rg_task *task = data;
	rg_doctor *doctor = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);

	doctor->importable = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (found->foreign.n)
		rg_doctor__add(
			doctor, "imports", RG_CHECK_WARNING, rg_provenance_outlook(arena, found),
			rg_provenance_next(arena, found, doctor->python.path, doctor->ground.root));
	else if (found->n_own)
		rg_doctor__add(doctor, "imports", RG_CHECK_OK, RG_STR("from this tree"),
			       (rg_str){NULL, 0});
	rg_task_next(task);
}

static void stop(void *data)
{
	rg_doctor *doctor = rg_task_state(data);

	rg_importable_stop(doctor->importable);
}

void rg_doctor__look_at_imports(rg_task *task)
{
	rg_doctor *doctor = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	rg_importable_spec spec = {
		.root = doctor->ground.root,
		.cwd = rg_where_cwd(arena, &doctor->ground, &doctor->python, doctor->ground.root),
		.probe = rg_run_find_probe(arena),
		.python = doctor->python.path,
		.rootdir = doctor->config.rootdir,
		.pythonpath = doctor->config.pythonpath,
		.env = &doctor->environment->vars};

	doctor->importable = rg_importable_start(rg_workspace_loop(rg_task_workspace(task)), arena,
						 &spec, on_found, task);
	rg_task_on_cancel(task, stop, task);
}
