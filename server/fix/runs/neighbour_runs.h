/* SPDX-License-Identifier: MIT */
/*
 * neighbour_runs.h - the neighbours of a change, run and recorded with purpose "neighbours": on the
 * fix, and where something fails there, the same files on the base in a temporary worktree. What
 * fails on the fix and passes on the base is run alone on both: only that tells a side effect from
 * a test that fails by itself.
 */
#ifndef RG_FIX_RUNS_NEIGHBOUR_RUNS_H
#define RG_FIX_RUNS_NEIGHBOUR_RUNS_H

#include "fix/runs/elsewhere.h"
#include "fix/runs/neighbours.h"
#include "fix/runs/proof.h"

typedef struct rg_neighbour_runs {
	rg_proof proof; /* the newest run */
	rg_neighbours chosen;
	/* inside */
	rg_str worktree; /* of the fix, or null: the ground's root */
	rg_str_vec repro;
	rg_elsewhere base;
	rg_str_vec failed; /* on the fix, node ids */
	rg_str_vec broken; /* of them, those that pass on the base */
	size_t at;
	int64_t ends; /* seconds since the epoch */
	void (*after)(rg_task *task);
} rg_neighbour_runs;

/*
 * Runs `chosen`, which has files, and calls after. Outcomes are evidence, no result of this; our
 * inability fails the task. The session needs its base. All of it ends within two minutes, or a
 * third of what is left of the session.
 */
void rg_neighbours_run(rg_task *task, rg_neighbour_runs *runs, rg_str worktree,
		       const rg_str_vec *repro, void (*after)(rg_task *task));
/* For the use case's release. */
void rg_neighbours_release(rg_task *task, rg_neighbour_runs *runs);

#endif
