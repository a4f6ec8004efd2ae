/* SPDX-License-Identifier: MIT */
/* undo_private.h - inside fix/session/undo*: an undo that is being thought out. */
#ifndef RG_FIX_SESSION_UNDO_PRIVATE_H
#define RG_FIX_SESSION_UNDO_PRIVATE_H

#include "fix/session/ground.h"

typedef struct rg_undoing {
	rg_arena *arena;
	rg_ground *ground;
	rg_repo *repo; /* of the tree that the session began in */
	rg_json *intent;
	rg_str_vec carry, clash; /* edited files: those that come along, and those that cannot */
	rg_str_vec *restored;
	rg_str target; /* tip of the branch to go back to */
} rg_undoing;

void rg_undo__say(rg_undoing *u, rg_str line);
/* What is in u->clash goes into a commit on top of head that is kept; repo: where the files are. */
RG_MUST_CHECK rg_rc rg_undo__keep(rg_undoing *u, rg_repo *repo, rg_str head, rg_err *err);
/*
 * The session's worktree goes, and what was edited in it is kept. RG_EREFUSED: something in it
 * cannot be kept, and is named.
 */
RG_MUST_CHECK rg_rc rg_undo__plan_worktree(rg_undoing *u, rg_err *err);

#endif
