/* SPDX-License-Identifier: MIT */
/* working.h - inside git/: single files of the work tree: what is there, and writing one. */
#ifndef RG_GIT_WORKING_H
#define RG_GIT_WORKING_H

#include "git/private.h"

/* What stands at a path. mode is git's; 0: nothing, GIT_FILEMODE_TREE: a folder. */
typedef struct rg_git_file {
	git_oid oid; /* of the blob or, for a submodule, of its commit */
	uint32_t mode;
} rg_git_file;

bool rg_git__same_file(rg_repo *repo, const rg_git_file *a, const rg_git_file *b);
/* RG_EREFUSED for "..", ".git" and the like: a hostile tree may hold any name, and git refuses
 * these, too (verify_path in its read-cache.c). */
RG_MUST_CHECK rg_rc rg_git__check_path(rg_str path, rg_err *err);
/*
 * What is on disk, as git add would store it; nothing is written. A file that goes through a
 * filter program has the null id: it equals nothing.
 */
RG_MUST_CHECK rg_rc rg_git__on_disk(rg_git_file *out, rg_arena *arena, rg_repo *repo, rg_str path,
				    rg_err *err);
/*
 * Puts a blob there as git would: line ends, mode, links; in one step, by a rename. Folders above
 * are made; an empty folder in its place goes. RG_EEXTERNAL: something else is in the way.
 */
RG_MUST_CHECK rg_rc rg_git__put_file(rg_arena *arena, rg_repo *repo, rg_str path,
				     const rg_git_file *file, rg_err *err);
/* Removes a file or link, and the folders that are empty then. Nothing there: success. */
RG_MUST_CHECK rg_rc rg_git__remove_file(rg_arena *arena, rg_repo *repo, rg_str path, rg_err *err);
/* An index entry for what is on disk there (stat data), with this id and mode. path is borrowed. */
void rg_git__entry(git_index_entry *out, rg_arena *arena, rg_repo *repo, rg_str path,
		   const rg_git_file *file, bool with_stat);
/*
 * Whether a path goes through a program or an encoding that libgit2 does not know ("filter",
 * "working-tree-encoding"), by the attributes of the work tree, the index and, unless it is NULL,
 * of a commit. name: the filter's, in the arena.
 */
bool rg_git__has_filter(rg_str *name, rg_arena *arena, rg_repo *repo, rg_str path,
			const git_oid *commit);

#endif
