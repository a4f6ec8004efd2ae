/* SPDX-License-Identifier: MIT */
/* private.h - inside git/: the handle, and how libgit2's errors become ours. */
#ifndef RG_GIT_PRIVATE_H
#define RG_GIT_PRIVATE_H

#include <sys/stat.h>

#include "git/late.h"
#include "git/late_names.h"
#include "git/tree.h"

struct rg_repo {
	git_repository *git;
	char *promisor; /* the remote that a partial clone's objects come from, else NULL; owned */
	bool may_fetch; /* rg_repo_let_fetch */
	git_repository *looker; /* of rg_git__looker, or NULL; owned */
};

/* libgit2's last error on this thread as an rg_err; what: "cannot read the index". */
rg_rc rg_git__fail(rg_err *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
rg_str rg_git__oid_text(rg_arena *arena, const git_oid *oid);
/* A setting's text; null when it is unset or empty. */
rg_str rg_git__config_text(rg_arena *arena, git_config *config, const char *name);
/* Adds what libgit2 1.5 does not read: config.worktree, and the file of GIT_CONFIG_GLOBAL. */
int rg_git__complete_config(git_repository *git);
/* RG_EINVAL when it is no id. */
rg_rc rg_git__oid_parse(git_oid *out, rg_str text, rg_err *err);
/* The tree of a commit or of a tree, by its id. */
rg_rc rg_git__tree(git_tree **out, rg_repo *repo, rg_str oid, rg_err *err);
/* Whether path is one of the paths or lies below one of them. */
bool rg_git__is_below(const rg_str_vec *paths, rg_str path);
/*
 * A second handle on the same repository, with an index of its own; in_memory: new objects go
 * where they are lost with it. Free it with git_repository_free.
 */
RG_MUST_CHECK rg_rc rg_git__scratch(git_repository **out, rg_repo *repo, bool in_memory,
				    rg_err *err);
/*
 * A scratch handle in memory that stays until the repository is closed, for what only looks:
 * reading a large index takes longer than what is then asked of it. Its index is as it is on the
 * disk now. Borrowed.
 */
RG_MUST_CHECK rg_rc rg_git__looker(git_repository **out, rg_repo *repo, rg_err *err);
/*
 * The tree of the work tree, built on a scratch handle; untracked (may be NULL): sorted. takes_raw:
 * a changed file that goes through a filter program is taken as it is; else it is refused.
 */
RG_MUST_CHECK rg_rc rg_git__working_tree(git_tree **out, rg_str_vec *untracked, rg_arena *arena,
					 git_repository *git, bool takes_raw, rg_err *err);
/* A tree where every path (file or folder) is as in another tree (NULL: not there). */
RG_MUST_CHECK rg_rc rg_git__tree_with(git_tree **out, rg_arena *arena, git_repository *git,
				      const git_tree *tree, const git_tree *other,
				      const rg_str_vec *paths, rg_err *err);
/* The paths that are not kept ones; both may be NULL. */
rg_str_vec rg_git__paths_but(rg_arena *arena, const rg_str_vec *paths, const rg_str_vec *kept);
/* The base with what the user's tree changed since the ancestor. RG_EREFUSED lists conflicts. */
RG_MUST_CHECK rg_rc rg_git__merge_onto(git_tree **out, rg_arena *arena, git_repository *git,
				       const git_tree *base, const git_tree *ancestor,
				       const git_tree *user, rg_err *err);
/* core.fileMode: whether the x of a file counts; core.symlinks: whether a link is one on disk, or a
 * file with its target in it. True when unset. */
bool rg_git__trusts_mode(rg_repo *repo);
bool rg_git__has_links(rg_repo *repo);
/* Unmerged paths, appended. */
void rg_git__conflicts(rg_str_vec *out, rg_arena *arena, git_index *index);
/* What differs between two trees, appended; those in untracked (sorted, may be NULL) are marked. */
RG_MUST_CHECK rg_rc rg_git__changes(rg_change_vec *out, rg_arena *arena, git_repository *git,
				    const git_tree *old, const git_tree *new,
				    const rg_str_vec *untracked, rg_err *err);
/* Those changes as unified text, cut at max bytes. */
RG_MUST_CHECK rg_rc rg_git__diff_text(rg_str *out, rg_arena *arena, git_repository *git,
				      git_tree *old, git_tree *new, const rg_change_vec *changes,
				      size_t max, rg_err *err);
/* The best common ancestor; by the git program in a shallow clone. RG_EREFUSED: none. */
RG_MUST_CHECK rg_rc rg_git__merge_base(rg_str *out, rg_arena *arena, rg_repo *repo,
				       const git_oid *a, const git_oid *b, rg_err *err);
/* "merge", "rebase", … when one is under way, else null. */
rg_str rg_git__operation(git_repository *git);
/* Waits for 20 ms: locks of others are held for moments. */
void rg_git__nap(void);
/*
 * The handle's index, its names compared bytewise as trees have them, whatever core.ignoreCase says
 * about the file system. Free it.
 */
int rg_git__index(git_index **out, git_repository *git);
/* What the index file was before it was read; and that it still is: else RG_ESTALE. */
void rg_git__index_stat(struct stat *out, rg_repo *repo);
RG_MUST_CHECK rg_rc rg_git__index_is_same(rg_repo *repo, const struct stat *before, rg_err *err);
/* The entries at and below the paths become those of the tree; equal ones keep their stat data. */
int rg_git__index_as_tree(git_index *index, rg_repo *repo, const git_tree *tree,
			  const rg_str_vec *paths);

#endif
