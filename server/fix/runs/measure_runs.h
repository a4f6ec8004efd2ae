/* SPDX-License-Identifier: MIT */
/*
 * measure_runs.h - the runs of a measurement: the base in a temporary worktree
 * and the tree here, in turns. Where the base cannot run in another folder
 * (native code that was built in place), first the base and later the tree, in
 * place, as the user gets there.
 */
#ifndef RG_FIX_RUNS_MEASURE_RUNS_H
#define RG_FIX_RUNS_MEASURE_RUNS_H

#include "fix/runs/elsewhere.h"
#include "fix/runs/proof.h"

/* The procedure's three (S43) are made however little time is left. */
#define RG_MEASURE_LEAST 3

typedef struct rg_measure_runs {
	rg_proof proof; /* first, so that the task's proof leads here; the newest run */
	rg_evidence_vec before, after; /* oldest first; what was recorded earlier included */
	rg_str order;		       /* of the runs made in turns: "ABBA…", A is the base */
	uint32_t n_asked; /* runs a side; 0: RG_MEASURE_RUNS, less when they do not fit */
	uint32_t n;	  /* runs a side as it turned out */
	bool in_turns;
	bool only_base;	      /* nothing is changed yet: the base was measured in place */
	rg_str why_in_place;  /* null: in turns */
	double round_seconds; /* what one run of each side takes */
	/* inside */
	rg_elsewhere elsewhere;
	rg_proof_spec spec;
	uint32_t n_made;
	bool is_before; /* the run under way */
	uint64_t began_ns;
	double spent_seconds;
	void (*after_all)(rg_task *task);
} rg_measure_runs;

/*
 * Makes them. A run on each side is for warming up and recorded as such
 * (purpose "warm-up"). Who begins a pair is drawn for every two pairs, from a
 * fixed seed; both of a pair have the same hash seed. spec: tests and repro.
 * after: before and after hold the runs, or before alone (only_base); a run
 * that proves nothing stops the task.
 */
void rg_measure_make(rg_task *task, rg_measure_runs *runs, const rg_proof_spec *spec,
		     void (*after)(rg_task *task));
/* For the use case's release. */
void rg_measure_release(rg_task *task, rg_measure_runs *runs);

#endif
