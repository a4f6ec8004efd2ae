/* SPDX-License-Identifier: MIT */
/*
 * treeedit.h - inside git/: a tree with some paths changed. Only the folders on the way to those
 * paths are read and written; libgit2 builds a tree from an index by reading all of it back.
 */
#ifndef RG_GIT_TREEEDIT_H
#define RG_GIT_TREEEDIT_H

#include "git/working.h"

typedef struct rg_tree_edit {
	rg_str path;
	rg_git_file to; /* a blob, a submodule's commit or a whole tree; mode 0: nothing is there */
} rg_tree_edit;
typedef RG_VEC(rg_tree_edit) rg_tree_edit_vec;

/*
 * base (NULL: the empty tree) with the edits, each path at most once; they are sorted here. What
 * takes something away comes before what puts something there, so that a file may become a folder
 * and a folder a file. A folder that is left empty goes.
 */
RG_MUST_CHECK rg_rc rg_git__tree_edit(git_oid *out, rg_arena *arena, git_repository *git,
				      const git_tree *base, rg_tree_edit_vec *edits, rg_err *err);
/* Appends, for each path: what the tree has there (a file or a whole folder), or nothing. */
RG_MUST_CHECK rg_rc rg_git__edit_as_in(rg_tree_edit_vec *edits, rg_arena *arena,
				       const git_tree *tree, const rg_str_vec *paths, rg_err *err);
/* A tree of these files of a tree alone; paths it has not are left out. */
RG_MUST_CHECK rg_rc rg_git__tree_of(git_tree **out, rg_arena *arena, git_repository *git,
				    const git_tree *tree, const rg_str_vec *paths, rg_err *err);

#endif
