/* SPDX-License-Identifier: MIT */
/*
 * acts.h - changes to refs, files and sessions, journaled: the intent is written, then carried out,
 * then its outcome is written. Carrying out is a function of the intent alone and may be repeated,
 * so that a step which a kill interrupted is finished by the next start with the same code.
 * Blocking: from jobs.
 */
#ifndef RG_FIX_SESSION_ACTS_H
#define RG_FIX_SESSION_ACTS_H

#include "fix/session/ground.h"
#include "git/tree.h"
#include "store/journal.h"

/*
 * Another branch in the user's work tree: made at the commit where it does not exist, checked out,
 * the carried files kept as they are. The session remembers branch, base and what was carried.
 */
typedef struct rg_act_branch {
	rg_str branch; /* short name */
	rg_base base;
	rg_str_vec carried;   /* paths */
	rg_str_vec removed;   /* paths that undo leaves away (rg_switch_check) */
	rg_str carried_blobs; /* "path blob" a line each */
	rg_str mode;	      /* branchMode: in-place; none leaves work tree and branch alone */
	rg_str worktree;      /* the folder that mode worktree makes, else null: the user's own work
			       * tree is left alone then, and the session has this one too */
} rg_act_branch;
RG_MUST_CHECK rg_rc rg_act_branch_do(rg_arena *arena, rg_ground *ground, const rg_act_branch *act,
				     rg_err *err);

/* The commit of the pull request onto its branch; the previous tip is kept under refs/redgreen/. */
typedef struct rg_act_commit {
	rg_str branch; /* short name */
	rg_str commit, tree;
	rg_str expected; /* the branch's tip, null: it does not exist */
} rg_act_commit;
RG_MUST_CHECK rg_rc rg_act_commit_do(rg_arena *arena, rg_ground *ground, const rg_act_commit *act,
				     rg_err *err);

/*
 * Back to the branch that the session came from. *summary says what was restored and kept, a line
 * each. RG_EREFUSED: something would be lost; nothing was changed then.
 */
RG_MUST_CHECK rg_rc rg_act_undo_do(rg_str_vec *restored, rg_arena *arena, rg_ground *ground,
				   rg_err *err);

/* inside fix/session/: the kinds of acts, by the name in the journal */
typedef rg_rc (*rg_act_apply)(rg_arena *arena, rg_store *store, const rg_json *intent, rg_err *err);
rg_act_apply rg_act_find(rg_str kind);
/* Journal, apply, journal. intent is taken. */
RG_MUST_CHECK rg_rc rg_act_run(rg_arena *arena, rg_ground *ground, const char *kind,
			       rg_json *intent, rg_err *err);
/* The ground's session as it stands, into the store. */
RG_MUST_CHECK rg_rc rg_session_save(rg_arena *arena, const rg_ground *ground, rg_err *err);

#endif
