/* SPDX-License-Identifier: MIT */
/*
 * elsewhere.h - a temporary linked worktree: another commit's files with the reproduction test put
 * on top, for a run that must not touch the user's own. Lies in the repository's private folder and
 * is removed at the end of the task, whatever happens.
 */
#ifndef RG_FIX_RUNS_ELSEWHERE_H
#define RG_FIX_RUNS_ELSEWHERE_H

#include "fix/session/ground.h"

typedef struct rg_elsewhere {
	rg_str folder;	  /* absolute; null: not open */
	rg_str_vec files; /* of the reproduction test, copied from the user's tree */
	rg_git_child *child;
	void (*after)(rg_task *task);
} rg_elsewhere;

/* Opens it at a commit and copies the files, then calls after; our inability fails the task. */
void rg_elsewhere_open(rg_task *task, rg_elsewhere *elsewhere, rg_str commit,
		       const rg_str_vec *files, void (*after)(rg_task *task));
/* Removes it, then calls after, also when some of it could not be removed (that is logged). */
void rg_elsewhere_close(rg_task *task, rg_elsewhere *elsewhere, void (*after)(rg_task *task));
/* For the use case's release: removes what is left, blocking. */
void rg_elsewhere_release(rg_task *task, rg_elsewhere *elsewhere);

#endif
