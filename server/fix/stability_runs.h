/* SPDX-License-Identifier: MIT */
/* stability_runs.h - cold runs in a row, here or in a temporary worktree, until one fails. */
#ifndef RG_FIX_STABILITY_RUNS_H
#define RG_FIX_STABILITY_RUNS_H

#include "fix/proof.h"

typedef struct rg_stability_runs {
	rg_proof proof; /* the newest run */
	uint32_t n_wanted, n_made, n_passed;
	double seconds; /* all of them together */
	/* inside */
	rg_proof_spec spec;
	void (*after)(rg_task *task);
} rg_stability_runs;

/*
 * Makes up to n runs with hash seeds 0, 1, 2, …, each recorded with purpose "stability"; ends at
 * the first that did not pass or proves nothing. after: n_passed == n_wanted, or proof says why
 * not.
 */
void rg_stability_make(rg_task *task, rg_stability_runs *runs, const rg_proof_spec *spec, int64_t n,
		       void (*after)(rg_task *task));

#endif
