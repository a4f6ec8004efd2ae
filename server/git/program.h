/* SPDX-License-Identifier: MIT */
/*
 * program.h - the git program, for what must be the user's own: fetch, push (ssh configuration,
 * credential helpers, proxies, LFS, pre-push hooks stay off unless asked for) and linked worktrees.
 * A child on the loop, never a prompt (GIT_TERMINAL_PROMPT=0, ssh in batch mode, no askpass), with
 * the flags of docs/security.md in front. Every done comes later on the loop, exactly once, unless
 * an error is returned.
 */
#ifndef RG_GIT_PROGRAM_H
#define RG_GIT_PROGRAM_H

#include "base/err.h"
#include "base/vec.h"
#include "os/loop.h"

typedef struct rg_git_child rg_git_child;

/* Why git said no: causes.def. */
typedef enum rg_git_cause {
#define RG_GIT_CAUSE(id, name, next) RG_GIT_##id,
#include "git/causes.def"
#undef RG_GIT_CAUSE
} rg_git_cause;
/* "network", "auth", "hook-declined", … */
const char *rg_git_cause_name(rg_git_cause cause);
/* What to do when a push ended so: a sentence, or "". */
const char *rg_git_cause_next(rg_git_cause cause);

typedef struct rg_git_result {
	rg_git_cause cause;
	rg_str message;	   /* one line: git's own reason, user information in URLs left out */
	rg_str remote_oid; /* push: what the remote ref points to, asked after the push; else null
			    */
	rg_str output;	   /* of git, both streams, bounded */
} rg_git_result;
/* result is borrowed until the function returns. */
typedef void (*rg_git_done)(void *data, const rg_git_result *result);

typedef struct rg_git_spec {
	rg_str root;	     /* work tree, absolute */
	rg_str hooks_dir;    /* where a push finds the user's pre-push hook; null: it is not run */
	rg_str_vec options;  /* of a push, for the server (git-push(1), --push-option) */
	uint64_t timeout_ms; /* 0: 120 s */
	void (*on_progress)(void *data, rg_str line); /* "Receiving objects:  42 %"; may be NULL */
	rg_git_done done;
	void *data;
} rg_git_spec;

/* Fetches one branch of a remote into its remote-tracking ref; no tags, no submodules, no prune. */
RG_MUST_CHECK rg_rc rg_git_fetch(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec,
				 rg_str remote, rg_str branch, rg_err *err);
/*
 * Pushes a commit to refs/heads/BRANCH with --force-with-lease on the expected old value (null:
 * must not exist there, or already be this commit), then asks the remote for the ref. cause is
 * RG_GIT_OK only when the remote says that the ref is the commit.
 */
RG_MUST_CHECK rg_rc rg_git_push(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec,
				rg_str remote, rg_str commit, rg_str branch, rg_str expected,
				rg_err *err);
/* A linked worktree at a commit, detached, in a folder that does not exist yet; and its end. */
RG_MUST_CHECK rg_rc rg_git_worktree_add(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec,
					rg_str folder, rg_str commit, rg_err *err);
RG_MUST_CHECK rg_rc rg_git_worktree_remove(rg_git_child **out, rg_loop *loop,
					   const rg_git_spec *spec, rg_str folder, rg_err *err);
/* Ends it and its children. NULL is accepted; done comes with RG_GIT_STOPPED. */
void rg_git_child_stop(rg_git_child *child);

#endif
