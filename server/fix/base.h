/* SPDX-License-Identifier: MIT */
/*
 * base.h - the branch that a pull request targets, as fresh as can be had: found, fetched, and when
 * it cannot be fetched the user is asked whether what is here will do.
 */
#ifndef RG_FIX_BASE_H
#define RG_FIX_BASE_H

#include "fix/ground.h"

typedef struct rg_base_state {
	rg_base base;
	bool is_fetched; /* just now; false: what is here, or there is no remote */
	rg_git_child *child;
	rg_str trouble; /* why it was not fetched */
	void (*after)(rg_task *task);
} rg_base_state;

/* Fills base, then calls after. STOP: no-base, base-not-fetched. */
void rg_base_refresh(rg_task *task, rg_base_state *state, void (*after)(rg_task *task));

#endif
