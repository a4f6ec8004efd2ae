/* SPDX-License-Identifier: MIT */
/*
 * tree.h - the trees that evidence is bound to and that a pull request is made of. The user's
 * index and work tree are only read.
 */
#ifndef RG_GIT_TREE_H
#define RG_GIT_TREE_H

#include "git/repo.h"

typedef struct rg_change {
	rg_str path;
	char change;	   /* 'A'dded, 'M'odified, 'D'eleted, 'T'ype changed */
	bool is_untracked; /* of the work tree, and not in the index */
} rg_change;
typedef RG_VEC(rg_change) rg_change_vec;
/* "added", "deleted", "modified" (a changed type too). */
const char *rg_change_name(char change);

/*
 * The tree id of the working files: tracked and untracked, not ignored, without the files and
 * folders of `without`. Equal to what git add -A and git write-tree would give, but for two kinds
 * of untracked folders that are left out: nested repositories (git would make submodules of them
 * that nobody could clone) and Python environments (before Python 3.13 venv does not ignore them).
 * Nothing is written to the repository. RG_EREFUSED names changed paths that go through a filter
 * program, or unmerged ones.
 */
RG_MUST_CHECK rg_rc rg_tree_snapshot(rg_str *out, rg_arena *arena, rg_repo *repo,
				     const rg_str_vec *without, rg_err *err);
/* A tree (or a commit's) without these paths; for comparing with a snapshot's id. */
RG_MUST_CHECK rg_rc rg_tree_without(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str tree,
				    const rg_str_vec *without, rg_err *err);
/* The blob id of a working file after its clean filters, as git would store it; for a symbolic
 * link of its target. RG_ENOTFOUND. */
RG_MUST_CHECK rg_rc rg_blob_id(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str path,
			       rg_err *err);
/* The blob of a path in a commit or tree: its id, and its bytes when bytes is not NULL. */
RG_MUST_CHECK rg_rc rg_blob_in(rg_str *oid, rg_str *bytes, rg_arena *arena, rg_repo *repo,
			       rg_str commit, rg_str path, rg_err *err);
/* Working files against a commit, `without` left out; sorted by path. */
RG_MUST_CHECK rg_rc rg_changes_since(rg_change_vec *out, rg_arena *arena, rg_repo *repo,
				     rg_str commit, const rg_str_vec *without, rg_err *err);

typedef struct rg_pr_tree {
	rg_str tree;
	rg_str snapshot; /* of the same moment: what rg_tree_snapshot gives for the same `without`
			  */
	rg_str merge_base;
	rg_str without;	       /* the tree without the paths of `without`: what evidence names */
	rg_change_vec changes; /* against the base */
	rg_str diff;	       /* the same as unified text, cut at 4 MiB */
	bool base_has_moved;   /* the base is not an ancestor of HEAD: the tree is a merge */
} rg_pr_tree;

/*
 * The tree of the pull request: the base's, with what the user changed since the merge base
 * (committed or not), where every path of `without` stays as it is on the base, but for those that
 * are in `kept`, too (NULL: none): they come along, and evidence does not name them all the same.
 * writes: put the new objects into the repository; else nothing is written. RG_EREFUSED lists
 * conflicting paths.
 */
RG_MUST_CHECK rg_rc rg_pr_tree_make(rg_pr_tree *out, rg_arena *arena, rg_repo *repo, rg_str base,
				    const rg_str_vec *without, const rg_str_vec *kept, bool writes,
				    rg_err *err);
typedef struct rg_added_line {
	rg_str path;
	uint32_t line; /* in the new file */
	rg_str text;   /* without its end */
} rg_added_line;
typedef RG_VEC(rg_added_line) rg_added_line_vec;

/* Lines that the working files have and the commit has not. */
RG_MUST_CHECK rg_rc rg_added_lines(rg_added_line_vec *out, rg_arena *arena, rg_repo *repo,
				   rg_str commit, rg_err *err);

#endif
