/* SPDX-License-Identifier: MIT */
/*
 * home.h - a worktree that was made for a fix branch has no environment and no untracked settings
 * of its own: they are those of the work tree that it was made from, its home. Blocking for some
 * small files.
 */
#ifndef RG_FIX_WORKSPACE_HOME_H
#define RG_FIX_WORKSPACE_HOME_H

#include "base/arena.h"
#include "base/err.h"

/* The folder that stands for this one at home; the folder itself, unless it lies in a worktree of
 * ours. */
rg_str rg_home_of(rg_arena *arena, rg_str folder);
/* Remembers the home, where git keeps what belongs to that worktree alone: it goes with it. */
RG_MUST_CHECK rg_rc rg_home_keep(rg_arena *arena, rg_str worktree, rg_str home, rg_err *err);

#endif
