/* SPDX-License-Identifier: MIT */
/*
 * hooks.h - the user's own hooks around a commit that is built in memory, as git commit runs them
 * (githooks(5)): pre-commit, prepare-commit-msg and commit-msg, in a temporary worktree in which
 * the commit's tree is checked out and staged. Blocking: from jobs. For a trusted workspace that
 * asked for it, and nothing else.
 */
#ifndef RG_GIT_HOOKS_H
#define RG_GIT_HOOKS_H

#include "base/err.h"
#include "base/vec.h"

typedef struct rg_hooks_spec {
	rg_str root;	     /* work tree, absolute */
	rg_str hooks_dir;    /* rg_repo_facts.hooks_dir */
	rg_str folder;	     /* of the temporary worktree: made; the caller removes it */
	rg_str git_dir;	     /* that it will have */
	rg_str tree, parent; /* of the commit */
	rg_str message;
} rg_hooks_spec;

typedef struct rg_hooks_result {
	rg_str declined_by; /* the hook that said no, or null */
	rg_str output;	    /* what that one printed */
	rg_str_vec changed; /* files that pre-commit made something else of */
	rg_str message;	    /* as the hooks left it */
} rg_hooks_result;

/* Those of the three that are there and executable. */
rg_str_vec rg_hooks_of_commit(rg_arena *arena, rg_str hooks_dir);
/* A hook's no, and what it changed, are results. RG_EEXTERNAL: git cannot do it. */
RG_MUST_CHECK rg_rc rg_hooks_run(rg_hooks_result *out, rg_arena *arena, const rg_hooks_spec *spec,
				 rg_err *err);

#endif
