/* SPDX-License-Identifier: MIT */
/*
 * own_commits.h - the user's own commits, filtered: what a pull request has where the setting
 * pr.keepCommits asks for them. Blocking: from jobs.
 */
#ifndef RG_GIT_OWN_COMMITS_H
#define RG_GIT_OWN_COMMITS_H

#include "git/repo.h"

typedef struct rg_own_commits {
	rg_str tip;  /* of the new commits; the base when there are none; null when only looked */
	rg_str tree; /* of the last one, or of the base */
	size_t n, n_empty; /* those that stay, and those that held nothing else and are left out */
} rg_own_commits;

/*
 * The commits between the base and HEAD, oldest first, each with its message, author, committer and
 * dates, on top of the base: where every path of `stays` is as on the base, and where the base has
 * moved on, with the merged content. A commit that has nothing left to say is left out; one that
 * comes out as it was is that commit. makes: write them, signed where commit.gpgsign asks for it;
 * else the trees are built in memory alone. RG_EREFUSED: a merge is among them, one conflicts with
 * the base, signing failed; RG_ETOOBIG: more than 500.
 */
RG_MUST_CHECK rg_rc rg_own_commits_make(rg_own_commits *out, rg_arena *arena, rg_repo *repo,
					rg_str base, const rg_str_vec *stays, bool makes,
					rg_err *err);

#endif
