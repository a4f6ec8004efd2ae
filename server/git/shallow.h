/* SPDX-License-Identifier: MIT */
/*
 * shallow.h - inside git/: a clone whose history was cut off. libgit2 knows such from 1.7 on only;
 * before, its walks stumble over the parents that are missing, so that the git program is asked.
 */
#ifndef RG_GIT_SHALLOW_H
#define RG_GIT_SHALLOW_H

#include "git/private.h"
#include "git/refs.h"

bool rg_git__is_shallow(rg_repo *repo);
/*
 * Where it was cut off: commits whose parents are not there, so that nobody knows what they
 * changed; sorted. None in a clone that is not shallow.
 */
RG_MUST_CHECK rg_rc rg_git__shallow_ends(rg_str_vec *out, rg_arena *arena, rg_repo *repo,
					 rg_err *err);
/* As rg_git__merge_base. RG_EREFUSED also when it is not in the clone. */
RG_MUST_CHECK rg_rc rg_git__shallow_merge_base(rg_str *out, rg_arena *arena, rg_repo *repo,
					       const git_oid *a, const git_oid *b, rg_err *err);
/* As rg_commits_between, which leaves commits out and so must know their parents, too. */
RG_MUST_CHECK rg_rc rg_git__shallow_commits(rg_commit_line_vec *out, rg_arena *arena, rg_repo *repo,
					    rg_str from, rg_str to, size_t max, rg_err *err);

#endif
