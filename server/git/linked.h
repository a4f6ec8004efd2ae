/* SPDX-License-Identifier: MIT */
/*
 * linked.h - linked worktrees that stay: made for a fix branch by the git program, so that filters,
 * modes and sparse patterns are the user's own; looked at and removed by undo. Blocking: from jobs.
 */
#ifndef RG_GIT_LINKED_H
#define RG_GIT_LINKED_H

#include "base/err.h"
#include "base/vec.h"

/*
 * A worktree of root's repository on a branch that exists, in a folder that does not, or is empty.
 * Where one is there on that branch already it is done: the step is repeated after a kill.
 * RG_EEXTERNAL: git's reason; nothing of it is left then.
 */
RG_MUST_CHECK rg_rc rg_linked_add(rg_arena *arena, rg_str root, rg_str common_dir, rg_str folder,
				  rg_str branch, rg_err *err);
/*
 * Removes a worktree's folder with all that is in it, git's record of it, and the folder above when
 * that is one of rg_linked_place and empty. A folder that is no worktree of this repository stays,
 * unless it is empty.
 */
RG_MUST_CHECK rg_rc rg_linked_remove(rg_arena *arena, rg_str common_dir, rg_str folder,
				     rg_err *err);
/*
 * Where the worktree of a branch goes: "SHOP.worktrees/fix-touch" beside the main worktree, as
 * editors do it; beside root where the repository is bare (main_root null). A number is added where
 * something is there.
 */
rg_str rg_linked_place(rg_arena *arena, rg_str root, rg_str main_root, rg_str branch);
/* Paths that git status names: changed, staged and untracked, submodules too; not ignored ones. */
RG_MUST_CHECK rg_rc rg_linked_loose(rg_str_vec *out, rg_arena *arena, rg_str folder, rg_err *err);

#endif
