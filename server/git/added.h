/* SPDX-License-Identifier: MIT */
/* added.h - what a commit says, what it adds to tests, and where it changes sources. Blocking: from
 * jobs. */
#ifndef RG_GIT_ADDED_H
#define RG_GIT_ADDED_H

#include "base/buf.h"
#include "git/repo.h"
#include "locate/locate.h"

typedef struct rg_added_input {
	const uint8_t *id; /* as in rg_commit_change */
	const rg_str_vec *tests, *sources;
} rg_added_input;

typedef struct rg_added {
	rg_str subject;
	rg_str_vec *functions; /* of each source: as in rg_lesson */
} rg_added;

/*
 * The subject of a commit; the lines that it adds to the tests against its first parent, each with
 * its end, appended to the buffer; and the functions of the sources that it changed or added. All
 * but the lines is in the arena. lines: NULL for the subject alone. Files that are binary or of
 * more than RG_LIMIT_SOURCE_BYTES say nothing. RG_ENOTFOUND: no such commit here, or its blobs are
 * not (a partial clone).
 */
RG_MUST_CHECK rg_rc rg_added_read(rg_added *out, rg_buf *lines, rg_arena *arena, rg_repo *repo,
				  const rg_added_input *input, rg_err *err);

#endif
