/* SPDX-License-Identifier: MIT */
/* files.h - the files of a tree on the disk, without git: a log and a tree are enough to locate. */
#ifndef RG_FIX_SESSION_FILES_H
#define RG_FIX_SESSION_FILES_H

#include "base/err.h"
#include "base/vec.h"
#include "os/job.h"

/*
 * Relative paths of the regular files below root, sorted; hidden folders, environments and build
 * folders are left out, links are not followed, and it ends at 100,000 files. Blocking.
 */
rg_str_vec rg_files_walk(rg_arena *arena, rg_str root, const rg_cancel *cancel);
/*
 * Copies files of one work tree into another; folders are made, programs stay programs, and a link
 * becomes the file that it names. One that is not there is no error.
 * Blocking; RG_ECANCELLED where cancel (may be NULL) says so, RG_ETOOBIG for one above the limit of
 * a document, RG_EREFUSED where a link stands in the place of one of its folders.
 */
RG_MUST_CHECK rg_rc rg_files_copy(rg_arena *arena, rg_str from_root, rg_str to_root,
				  const rg_str_vec *files, const rg_cancel *cancel, rg_err *err);

#endif
