/* SPDX-License-Identifier: MIT */
/*
 * neighbours.h - "fix breaks other things" (procedure S64): which tests stand nearest to a change.
 * They are run on the fix, and those that fail there on the base as well (neighbour_runs.h). What
 * has to be so for a claim is in neighbour_claims.c. Blocking: reads test files.
 */
#ifndef RG_FIX_RUNS_NEIGHBOURS_H
#define RG_FIX_RUNS_NEIGHBOURS_H

#include "locate/locate.h"

typedef struct rg_neighbours {
	rg_str_vec files;   /* test files, the nearest first; borrowed from the input's */
	rg_str_vec reasons; /* of each: "imports app.prices" */
	uint32_t n_tests;   /* that their text defines; parameters make more of them */
} rg_neighbours;

typedef struct rg_neighbours_input {
	rg_str root;		   /* absolute */
	const rg_str_vec *files;   /* of the workspace */
	const rg_str_vec *changed; /* by the fix */
	const rg_str_vec *tests;   /* node ids of the reproduction test */
	const rg_str_vec *failed;  /* node ids that failed last time */
	const rg_history *history; /* or NULL */
} rg_neighbours_input;

/*
 * Test files, at most five and hardly more than 400 tests: those of the reproduction test where
 * they have other tests, those that failed last, those that import what was changed, are named like
 * it or were often changed together with it. Never fails: what cannot be read is none.
 */
void rg_neighbours_find(rg_neighbours *out, rg_arena *arena, const rg_neighbours_input *input);

#endif
