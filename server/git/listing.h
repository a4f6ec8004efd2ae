/* SPDX-License-Identifier: MIT */
/* listing.h - which files a work tree has. Blocking: from jobs. */
#ifndef RG_GIT_LISTING_H
#define RG_GIT_LISTING_H

#include "git/repo.h"

typedef struct rg_listing {
	/*
	 * Tracked files that are there (a sparse checkout leaves some out) and untracked ones that
	 * are not ignored, those of submodules that are checked out among them; links only where
	 * they lead to a file of this work tree. Sorted.
	 */
	rg_str_vec files;
	rg_str_vec folders; /* that were looked into, "" first: where a new file would count */
	rg_str_vec indexes; /* folders, absolute, where git keeps what else decides: its index */
} rg_listing;

RG_MUST_CHECK rg_rc rg_listing_read(rg_listing *out, rg_arena *arena, rg_repo *repo, rg_err *err);

#endif
