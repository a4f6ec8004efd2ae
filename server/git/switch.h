/* SPDX-License-Identifier: MIT */
/*
 * switch.h - another commit into the user's own work tree, losing nothing. Unlike git's checkout a
 * switch has a list of files that are carried: they stay as they are on disk whatever the two
 * commits say. Blocking: from jobs.
 */
#ifndef RG_GIT_SWITCH_H
#define RG_GIT_SWITCH_H

#include "git/tree.h"

typedef struct rg_switch_check {
	rg_str_vec overwritten; /* uncommitted or untracked files that the switch would overwrite */
	rg_str_vec along;	/* uncommitted changes, not carried, that would come along */
	rg_str_vec removed;	/* files that are gone from disk already, and the commit lacks them:
				 * the way back must not bring them */
	rg_str_vec refused;	/* files that a filter program would have to write (LFS) */
	rg_str_vec submodules;	/* that are checked out, and the commit has at another one: they
				 * stay as they are, and are changes behind the switch */
} rg_switch_check;

/* What a switch from HEAD to a commit would meet. carry: relative paths. */
RG_MUST_CHECK rg_rc rg_switch_look(rg_switch_check *out, rg_arena *arena, rg_repo *repo,
				   rg_str commit, const rg_str_vec *carry, rg_err *err);
/* RG_EREFUSED, with the list, when it is such that a switch is refused. */
RG_MUST_CHECK rg_rc rg_switch_allowed(const rg_switch_check *check, rg_arena *arena, rg_err *err);
/*
 * Does it: files that differ between HEAD and commit get the commit's content (as git would write
 * it: modes, links, line ends), index entries follow, HEAD points at branch_ref, which must exist
 * and point at the commit. Carried files and uncommitted changes stay on disk and are uncommitted
 * then (a carried file that the commit lacks is untracked). Looks first, and refuses with
 * RG_EREFUSED and the list while nothing has been changed. Repeating it after a kill ends in the
 * same state. RG_EEXTERNAL: the index is locked (the lock file is named), a file cannot be written.
 */
RG_MUST_CHECK rg_rc rg_switch_to(rg_repo *repo, rg_str branch_ref, rg_str commit,
				 const rg_str_vec *carry, rg_err *err);

/* Waits for another program's lock on the index: a second, then RG_EEXTERNAL names the file. */
RG_MUST_CHECK rg_rc rg_index_wait_free(rg_repo *repo, rg_err *err);
/* An index entry that differs from HEAD. */
typedef struct rg_staged {
	rg_str path;
	rg_str oid; /* null: removed from the index */
	uint32_t mode;
	bool is_intent_to_add;
} rg_staged;
typedef RG_VEC(rg_staged) rg_staged_vec;
/* What the user has staged, to be put back by undo. Blobs are in the repository already. */
RG_MUST_CHECK rg_rc rg_staged_read(rg_staged_vec *out, rg_arena *arena, rg_repo *repo, rg_err *err);
/* What a commit has at the paths, in their order; a null oid where it has no file. */
RG_MUST_CHECK rg_rc rg_staged_in(rg_staged_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
				 const rg_str_vec *paths, rg_err *err);
RG_MUST_CHECK rg_rc rg_staged_write(rg_repo *repo, const rg_staged_vec *staged, rg_err *err);
/*
 * The index as of a commit, files untouched: after a branch that is checked out was moved by us.
 * Entries of files that did not change keep their stat data.
 */
RG_MUST_CHECK rg_rc rg_index_follow(rg_repo *repo, rg_str commit, rg_err *err);

/*
 * A commit on top of parent that holds these working files as they are now: a safe place for what
 * undo cannot leave in the work tree. Written to the repository; the caller makes a ref for it.
 */
RG_MUST_CHECK rg_rc rg_keep_files(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str parent,
				  const rg_str_vec *paths, rg_str message, rg_err *err);
/* Writes a blob with the mode of its entry (an index's or a tree's) or, for a null oid, removes the
 * file; with git's own rules for line ends. */
RG_MUST_CHECK rg_rc rg_file_restore(rg_repo *repo, rg_str path, rg_str oid, uint32_t mode,
				    rg_err *err);

#endif
