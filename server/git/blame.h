/* SPDX-License-Identifier: MIT */
/* blame.h - who wrote which lines. Blocking: from jobs. */
#ifndef RG_GIT_BLAME_H
#define RG_GIT_BLAME_H

#include "git/repo.h"
#include "os/job.h"
#include "locate/acquaintance.h"

typedef struct rg_line_range {
	rg_str path;
	uint32_t first, last; /* 1-based, inclusive; last may lie behind the file's end */
	bool is_chain;	      /* rg_wrote.is_chain */
} rg_line_range;
typedef RG_VEC(rg_line_range) rg_line_range_vec;

/*
 * Who wrote these lines as of the commit, as .mailmap spells them; an entry for each commit and
 * kind of range. Lines and files that are not there are nobody's, and what the end of a shallow
 * clone seems to have written is, too. Changes of white space do not count, nor do the commits of
 * .git-blame-ignore-revs, where forges look for them. Files are asked about in the order of their
 * first ranges, until max_ms are over or cancel is set.
 */
RG_MUST_CHECK rg_rc rg_blame(rg_wrote_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
			     const rg_line_range_vec *ranges, uint64_t max_ms,
			     const rg_cancel *cancel, rg_err *err);

#endif
