/* SPDX-License-Identifier: MIT */
/*
 * sweep.h - temporary folders in the repository's private one: their names, and the removal of
 * those whose process is gone. Blocking.
 */
#ifndef RG_FIX_SESSION_SWEEP_H
#define RG_FIX_SESSION_SWEEP_H

#include "base/arena.h"
#include "base/str.h"

/*
 * The path of a temporary folder of this process: "PRIVATE/cache/KIND-PID-START-NAME". kind: "tree"
 * (a linked worktree) or "run". Nothing is made.
 */
rg_str rg_sweep_folder(rg_arena *arena, rg_str private_dir, const char *kind, rg_str name);
/* Removes a temporary folder, and git's record of it where it is a worktree. What cannot be removed
 * is logged. */
void rg_sweep_remove(rg_arena *arena, rg_str folder, rg_str common_dir);
/* Removes the folders of processes that were killed. */
void rg_sweep(rg_arena *arena, rg_str private_dir, rg_str common_dir);

#endif
