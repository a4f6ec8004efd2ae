/* SPDX-License-Identifier: MIT */
/*
 * building.h - the command of the setting `build`, run before the tests when the native files of
 * the tree changed since it last succeeded.
 */
#ifndef RG_FIX_RUNS_BUILDING_H
#define RG_FIX_RUNS_BUILDING_H

#include "fix/session/ground.h"

typedef struct rg_building_spec {
	rg_str root;		 /* the folder to build in, absolute */
	bool is_worktree;	 /* a temporary one: only where the setting allows it */
	const rg_str_vec *env;	 /* of the tests */
	const rg_str_vec *tests; /* what is to be run, for the errors */
} rg_building_spec;

/*
 * Builds if that is needed, then calls after on the loop. A build that fails stops the task
 * ("build-failed"), with the compilers' errors as `failures` where the result has such, and as
 * diagnostics at their lines. spec: lives until then.
 */
void rg_building_start(rg_task *task, const rg_building_spec *spec, void (*after)(rg_task *task));

#endif
