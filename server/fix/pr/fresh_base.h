/* SPDX-License-Identifier: MIT */
/*
 * fresh_base.h - the branch that a pull request targets, as fresh as can be had: found, fetched,
 * and when it cannot be fetched the user is asked whether what is here will do.
 */
#ifndef RG_FIX_PR_FRESH_BASE_H
#define RG_FIX_PR_FRESH_BASE_H

#include "fix/session/ground.h"

typedef struct rg_fresh_base {
	rg_base base;
	bool is_fetched; /* just now; false: what is here, or there is no remote */
	rg_git_child *child;
	rg_str trouble; /* why it was not fetched */
	void (*after)(rg_task *task);
} rg_fresh_base;

/* The branch that is wanted: --base, else the session's, else the setting; may be null. */
rg_str rg_fresh_base_wanted(const rg_ground *ground);
/* Fills base, then calls after. STOP: no-base, base-not-fetched. */
void rg_fresh_base_find(rg_task *task, rg_fresh_base *state, void (*after)(rg_task *task));

#endif
