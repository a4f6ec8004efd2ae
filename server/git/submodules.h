/* SPDX-License-Identifier: MIT */
/* submodules.h - what a tree of this repository cannot hold. Blocking: from jobs. */
#ifndef RG_GIT_SUBMODULES_H
#define RG_GIT_SUBMODULES_H

#include "git/repo.h"

/*
 * Paths of the submodules with uncommitted changes to tracked files, sorted. A tree names a
 * submodule's commit alone, so a run on such a work tree is evidence for no tree.
 */
RG_MUST_CHECK rg_rc rg_submodules_dirty(rg_str_vec *out, rg_arena *arena, rg_repo *repo,
					rg_err *err);

#endif
