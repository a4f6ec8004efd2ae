/* SPDX-License-Identifier: MIT */
/*
 * refs.h - branches, kept tips, commits. Blocking: from jobs. Every change names the value that it
 * expects; when the ref holds another one, nothing is written and RG_ESTALE says both.
 */
#ifndef RG_GIT_REFS_H
#define RG_GIT_REFS_H

#include "git/repo.h"

/* The object id that a full ref name points to; null when there is no such ref. */
RG_MUST_CHECK rg_rc rg_ref_read(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str ref,
				rg_err *err);
/*
 * Creates, moves or deletes one ref, with a reflog line. to null: delete; expected null: it must
 * not exist. A ref that has the value `to` already is success (the step is repeated after a kill).
 * RG_ESTALE, RG_EEXISTS, RG_EEXTERNAL (locked: the lock file is named).
 */
RG_MUST_CHECK rg_rc rg_ref_write(rg_repo *repo, rg_str ref, rg_str to, rg_str expected,
				 rg_str reason, rg_err *err);
/* Whether git allows this as a branch's short name. */
bool rg_branch_name_is_valid(rg_str name);
/* Points HEAD at a branch without touching index or files. */
RG_MUST_CHECK rg_rc rg_head_set(rg_repo *repo, rg_str branch_ref, rg_str reason, rg_err *err);
/* The best common ancestor of two commits. RG_EREFUSED: they have none. */
RG_MUST_CHECK rg_rc rg_merge_base_find(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str one,
				       rg_str other, rg_err *err);
/* Commits from a commit (left out) to another (included), oldest first, at most max. */
typedef struct rg_commit_line {
	rg_str oid, subject, author;
	int64_t time;
} rg_commit_line;
typedef RG_VEC(rg_commit_line) rg_commit_line_vec;
RG_MUST_CHECK rg_rc rg_commits_between(rg_commit_line_vec *out, rg_arena *arena, rg_repo *repo,
				       rg_str from, rg_str to, size_t max, rg_err *err);

typedef struct rg_commit_spec {
	rg_str tree, parent; /* parent may be null for a root commit */
	rg_str message;	     /* whole: subject, blank line, body, trailers; ends in one line feed */
	int64_t time; /* seconds since the epoch; 0: now. A repeated step gives its first one,
		       * so that it makes the same commit again */
} rg_commit_spec;
/*
 * Writes a commit object by the user's own name and address; no ref is moved, no hook is run.
 * Where commit.gpgsign is set it is signed by the user's program (through `git commit-tree -S`), or
 * nothing is written. RG_EINVAL: no identity; RG_EREFUSED: signing failed, with the program's last
 * line.
 */
RG_MUST_CHECK rg_rc rg_commit_make(rg_str *out, rg_arena *arena, rg_repo *repo,
				   const rg_commit_spec *spec, rg_err *err);
/*
 * A commit's message, author, committer and dates with another tree and parent. With those that it
 * has it is the commit itself. Signed as rg_commit_make does; errors as there.
 */
RG_MUST_CHECK rg_rc rg_commit_again(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str commit,
				    rg_str tree, rg_str parent, rg_err *err);

#endif
