/* SPDX-License-Identifier: MIT */
/*
 * bytecode.h - inside runner/: closes the stale-bytecode trap. Python believes compiled code when
 * the source's size and modification time, in whole seconds, are those that it was compiled from;
 * an edit of equal length within the second is never seen.
 */
#ifndef RG_RUNNER_BYTECODE_H
#define RG_RUNNER_BYTECODE_H

#include "base/vec.h"

/*
 * Removes from the private PYTHONPYCACHEPREFIX what may be stale: compiled code of files below
 * root whose source is gone or was changed (its inode's change time, which no program can set)
 * later than two seconds before it was compiled. there_root: what root is to the Python that
 * compiled, behind a wrapper. Returns how many files it removed. Blocking.
 */
size_t rg_bytecode_purge(rg_arena *arena, rg_str prefix, rg_str there_root, rg_str root);

#endif
