/* SPDX-License-Identifier: MIT */
/* files.h - the files of a tree that is no repository: a log and a tree are enough to locate. */
#ifndef RG_FIX_FILES_H
#define RG_FIX_FILES_H

#include "base/vec.h"
#include "os/job.h"

/*
 * Relative paths of the regular files below root, sorted; hidden folders, environments and build
 * folders are left out, links are not followed, and it ends at 100,000 files. Blocking.
 */
rg_str_vec rg_files_walk(rg_arena *arena, rg_str root, const rg_cancel *cancel);

#endif
