/* SPDX-License-Identifier: MIT */
/*
 * scan.h - inside git/: what differs between an index and the work tree, by stat data alone. Half
 * the time of libgit2's own comparison: one look at each file, by names relative to its folder.
 */
#ifndef RG_GIT_SCAN_H
#define RG_GIT_SCAN_H

#include "git/private.h"

typedef struct rg_git_scan {
	rg_str_vec suspect;   /* tracked, and perhaps changed: whoever needs to know reads them */
	rg_str_vec racy;      /* tracked, unchanged to all appearances, but as young as the index:
			       * they have to be read, too (git's technical/racy-git.txt) */
	rg_str_vec gone;      /* tracked, and no file or link is there */
	rg_str_vec absent;    /* tracked, not there, and the user asked not to look (sparse) */
	rg_str_vec untracked; /* not ignored, not below a nested repository or an environment */
	rg_str_vec folders;   /* that were looked into, as they came: "" first, no '/' at the end */
} rg_git_scan;

/* All sorted. The index (rg_git__index) must have no conflicts; submodules are in none of them. */
RG_MUST_CHECK rg_rc rg_git__scan(rg_git_scan *out, rg_arena *arena, git_repository *git,
				 git_index *index, rg_err *err);
/* The same by names alone: suspect and racy stay empty. Half the time again. */
RG_MUST_CHECK rg_rc rg_git__scan_names(rg_git_scan *out, rg_arena *arena, git_repository *git,
				       git_index *index, rg_err *err);

#endif
