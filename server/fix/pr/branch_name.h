/* SPDX-License-Identifier: MIT */
/* branch_name.h - a free name for the fix branch, and the files that go with it. Blocking. */
#ifndef RG_FIX_PR_BRANCH_NAME_H
#define RG_FIX_PR_BRANCH_NAME_H

#include "fix/session/ground.h"

/*
 * The session's name when it is free; one that nobody asked for (--name) gets a number instead.
 * Halts the ground with branch-exists when the wanted one is taken.
 */
RG_MUST_CHECK rg_rc rg_branch_name_choose(rg_str *out, rg_arena *arena, rg_ground *ground,
					  rg_repo *repo, rg_err *err);
/* The reproduction test's files as they are to be carried to a base, sorted. */
RG_MUST_CHECK rg_rc rg_branch_carried(rg_str_vec *out, rg_arena *arena, rg_ground *ground,
				      rg_repo *repo, rg_str base, rg_err *err);

#endif
