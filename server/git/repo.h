/* SPDX-License-Identifier: MIT */
/*
 * repo.h - a repository, opened for one job. Every function of git/ blocks: call it from a worker.
 * Paths are relative to the work tree's root, with '/'. Object ids are hexadecimal text.
 *
 * libgit2 reads and builds; what it cannot read right is refused by rg_repo_open with RG_EREFUSED
 * and a sentence: a wrong tree is never written.
 */
#ifndef RG_GIT_REPO_H
#define RG_GIT_REPO_H

#include "base/err.h"
#include "base/vec.h"

typedef struct rg_repo rg_repo;

typedef enum rg_head { RG_HEAD_BRANCH, RG_HEAD_DETACHED, RG_HEAD_UNBORN } rg_head;

typedef struct rg_repo_facts {
	rg_str root;	    /* of the work tree, absolute, without '/' at the end */
	rg_str main_root;   /* of the main work tree; null where it is bare, or elsewhere */
	rg_str git_dir;	    /* of this work tree */
	rg_str common_dir;  /* shared by all work trees */
	rg_str hooks_dir;   /* core.hooksPath, absolute, or common_dir/hooks */
	rg_str private_dir; /* common_dir/redgreen: where redgreen keeps what it knows */
	rg_head head;
	rg_str branch;		      /* short name, or null when detached */
	rg_str head_oid;	      /* null when unborn */
	rg_str operation;	      /* "merge", "rebase", … under way, or null */
	rg_str user_name, user_email; /* null when git knows none */
	bool is_shallow, is_sparse, signs_commits;
} rg_repo_facts;

/*
 * Opens the repository around path. RG_ENOTFOUND: none. RG_EREFUSED: bare, or of a kind or owner
 * that must not be used; message and next step in err.
 */
RG_MUST_CHECK rg_rc rg_repo_open(rg_repo **out, const char *path, rg_err *err);
/* Whether the repository around path is a bare one; false for none. */
bool rg_repo_is_bare(const char *path);
/*
 * Files that a partial clone has not fetched yet may be: by the git program, when something reads
 * them. Before that reading them is RG_EEXTERNAL, with a sentence; nothing connects before trust.
 */
void rg_repo_let_fetch(rg_repo *repo);
/* NULL is accepted. */
void rg_repo_close(rg_repo *repo);
RG_MUST_CHECK rg_rc rg_repo_facts_read(rg_repo_facts *out, rg_arena *arena, rg_repo *repo,
				       rg_err *err);
/* Tracked and untracked files that exist and are not ignored, sorted; submodules left out. */
RG_MUST_CHECK rg_rc rg_repo_files(rg_str_vec *out, rg_arena *arena, rg_repo *repo, rg_err *err);
/* A ref's commit, or a revision's ("main", "origin/main", an id). RG_ENOTFOUND. */
RG_MUST_CHECK rg_rc rg_repo_resolve(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str revision,
				    rg_err *err);

typedef struct rg_base {
	rg_str branch; /* "main" */
	rg_str remote; /* "origin", or null */
	rg_str ref;    /* "refs/remotes/origin/main" or "refs/heads/main" */
	rg_str oid;
} rg_base;

/*
 * The branch that a pull request targets: the wanted one, else the remote's HEAD, else main,
 * master, trunk, develop. Remote: the wanted one, else the branch's own, else origin, else the
 * only one. RG_ENOTFOUND when there is none.
 */
RG_MUST_CHECK rg_rc rg_base_find(rg_base *out, rg_arena *arena, rg_repo *repo, rg_str wanted_branch,
				 rg_str wanted_remote, rg_err *err);
/* The remote's URL without user information; null when there is no such remote. */
rg_str rg_remote_url(rg_arena *arena, rg_repo *repo, rg_str remote);

#endif
