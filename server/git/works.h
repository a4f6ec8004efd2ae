/* SPDX-License-Identifier: MIT */
/* works.h - who did what: commits with their people, and blame. Blocking: from jobs. */
#ifndef RG_GIT_WORKS_H
#define RG_GIT_WORKS_H

#include "git/repo.h"
#include "os/job.h"
#include "locate/acquaintance.h"

typedef struct rg_works_input {
	rg_str from;	 /* a commit id */
	size_t max;	 /* commits */
	uint64_t max_ms; /* of the wall clock */
	const rg_cancel *cancel;
} rg_works_input;

/*
 * The newest commits reachable from `from`, newest first, with author, committer and reviewers as
 * .mailmap spells them, and the paths that each changed against its first parent. Of the merges
 * only those of the branch itself are there, the first parents of `from`: they took in what others
 * had done elsewhere. The oldest commits of a shallow clone are left out: nobody knows what they
 * changed. Ends at max commits, after max_ms, or when cancel is set, with what it has by then.
 */
RG_MUST_CHECK rg_rc rg_works_read(rg_work_vec *out, rg_arena *arena, rg_repo *repo,
				  const rg_works_input *input, rg_err *err);

#endif
