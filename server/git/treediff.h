/* SPDX-License-Identifier: MIT */
/*
 * treediff.h - inside git/: what differs between two trees. libgit2's own diff reads both trees
 * whole; this one goes down only where the ids differ, which is what makes a thousand commits of a
 * large repository readable. Renames are a removal and an addition.
 */
#ifndef RG_GIT_TREEDIFF_H
#define RG_GIT_TREEDIFF_H

#include "git/working.h"

typedef struct rg_tree_change {
	rg_str path;
	rg_git_file from, to; /* mode 0: not there */
} rg_tree_change;
typedef RG_VEC(rg_tree_change) rg_tree_change_vec;

/*
 * Files, links and submodules that differ, sorted by path. NULL is the empty tree. Ends with
 * RG_ETOOBIG (err untouched) at more than max.
 */
RG_MUST_CHECK rg_rc rg_git__tree_diff(rg_tree_change_vec *out, rg_arena *arena, git_repository *git,
				      const git_tree *old, const git_tree *new, size_t max,
				      rg_err *err);
/* The same by ids of trees. */
RG_MUST_CHECK rg_rc rg_git__tree_diff_ids(rg_tree_change_vec *out, rg_arena *arena,
					  git_repository *git, const git_oid *old,
					  const git_oid *new, size_t max, rg_err *err);

/* What the index of a scratch handle has otherwise than HEAD; it has no conflicts. */
RG_MUST_CHECK rg_rc rg_git__staged_changes(rg_tree_change_vec *out, rg_arena *arena,
					   git_repository *git, rg_err *err);

#endif
