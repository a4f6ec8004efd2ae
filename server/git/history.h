/* SPDX-License-Identifier: MIT */
/* history.h - what changed together. Blocking: from jobs. */
#ifndef RG_GIT_HISTORY_H
#define RG_GIT_HISTORY_H

#include "git/repo.h"
#include "locate/locate.h"
#include "os/job.h"

typedef struct rg_history_input {
	rg_str from; /* a commit id */
	size_t max;
	uint64_t max_ms;
	/* What an earlier call read from known_from, with no smaller max; known_from null: nothing.
	 */
	const rg_history *known;
	rg_str known_from;
	const rg_cancel *cancel;
} rg_history_input;

/*
 * The newest commits reachable from `from`, newest first, each with the files that it changed
 * against its first parent; merges and commits of more than 100 files are left out, renames are not
 * followed. Ends after max commits, after max_ms milliseconds, or when cancel is set: what was read
 * by then is the answer. Commits that are known are not read again; all is copied to the arena.
 */
RG_MUST_CHECK rg_rc rg_history_read(rg_history *out, rg_arena *arena, rg_repo *repo,
				    const rg_history_input *input, rg_err *err);

#endif
