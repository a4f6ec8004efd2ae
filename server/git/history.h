/* SPDX-License-Identifier: MIT */
/* history.h - what changed together, and who changed it. Blocking: from jobs. */
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

/* Somebody who knows a place: as .mailmap spells them. */
typedef struct rg_author {
	rg_str name, email;
	uint32_t n_lines;   /* of the blamed ranges that are theirs */
	uint32_t n_commits; /* of the newest 200 commits that touched one of the files */
	int64_t last_time;  /* of their newest commit there, seconds since the epoch */
	rg_str last_subject;
} rg_author;
typedef RG_VEC(rg_author) rg_author_vec;

typedef struct rg_line_range {
	rg_str path;
	uint32_t first,
		last; /* 1-based, inclusive, in the file as of the commit; first 0: whole file */
} rg_line_range;
typedef RG_VEC(rg_line_range) rg_line_range_vec;

/*
 * Who wrote these lines as of the commit, and who changed their files lately; most lines first,
 * then most commits, newest, e-mail address. Bots (name or address with "[bot]", "bot@",
 * "noreply@github.com" as committer names, dependabot, renovate, pre-commit-ci, github-actions) and
 * the address in `without` are left out. Stops after max_ms with what it knows.
 */
RG_MUST_CHECK rg_rc rg_authors_of(rg_author_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
				  const rg_line_range_vec *ranges, rg_str without, uint64_t max_ms,
				  const rg_cancel *cancel, rg_err *err);

#endif
