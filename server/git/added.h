/* SPDX-License-Identifier: MIT */
/* added.h - what a commit says and adds. Blocking: from jobs. */
#ifndef RG_GIT_ADDED_H
#define RG_GIT_ADDED_H

#include "base/buf.h"
#include "git/repo.h"
#include "locate/locate.h"

/*
 * The subject of a commit, in the arena, and the lines that it adds to the files of these paths
 * against its first parent, each with its end, appended to the buffer; lines: NULL for the subject
 * alone. Files that are binary or of more than RG_LIMIT_SOURCE_BYTES add nothing. id: as in
 * rg_commit_change. RG_ENOTFOUND: no such commit here, or its blobs are not (a partial clone).
 */
RG_MUST_CHECK rg_rc rg_added_read(rg_str *subject, rg_buf *lines, rg_arena *arena, rg_repo *repo,
				  const uint8_t *id, const rg_str_vec *paths, rg_err *err);

#endif
