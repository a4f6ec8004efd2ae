/* SPDX-License-Identifier: MIT */
/* sparse.h - inside git/: which paths a sparse work tree has. */
#ifndef RG_GIT_SPARSE_H
#define RG_GIT_SPARSE_H

#include "git/private.h"

typedef struct rg_git_sparse_rule {
	const char *pattern; /* for fnmatch */
	bool is_negative, is_folder, has_name_only;
} rg_git_sparse_rule;

typedef struct rg_git_sparse {
	bool is_on; /* else every path is in the work tree */
	RG_VEC(rg_git_sparse_rule) rules;
} rg_git_sparse;

/* Of this work tree. RG_EREFUSED: patterns that are not understood here. */
RG_MUST_CHECK rg_rc rg_git__sparse_read(rg_git_sparse *out, rg_arena *arena, git_repository *git,
					rg_err *err);
/* Whether git would write a new file of that path. */
bool rg_git__sparse_has(const rg_git_sparse *sparse, rg_arena *arena, rg_str path);

#endif
