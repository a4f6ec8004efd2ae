/* SPDX-License-Identifier: MIT */
/*
 * stability_runs.h - cold runs, here or in a temporary worktree, until one fails or the time for
 * them is over. fix/runs/varied.h goes on from them.
 */
#ifndef RG_FIX_RUNS_STABILITY_RUNS_H
#define RG_FIX_RUNS_STABILITY_RUNS_H

#include "fix/runs/proof.h"

typedef struct rg_stability_plan {
	uint32_t n;	      /* wanted */
	uint32_t least;	      /* made however long they take */
	double slice_seconds; /* beyond these only as many as fit into it; < 0: all */
} rg_stability_plan;

/* One run that was made otherwise. */
typedef struct rg_round {
	const rg_variant *variant; /* NULL: alone, in one of the cold runs */
	uint32_t seed;
	rg_str outcome, failure, fingerprint, log;
	bool has_passed;
} rg_round;
typedef RG_VEC(rg_round) rg_round_vec;

typedef enum rg_control { RG_CONTROL_NONE, RG_CONTROL_PASSES, RG_CONTROL_FAILS } rg_control;

/* What runs behind a failure showed. */
typedef struct rg_flake {
	uint32_t n_repeats; /* in the same way, until it failed again */
	bool fails_again;
	rg_control same_seed;	 /* alone with the failing round's hash seed */
	rg_control passing_seed; /* alone with that of the first cold run, which had passed */
} rg_flake;

typedef struct rg_stability_runs {
	rg_proof proof; /* first, so that the task's proof leads here; the newest run */
	rg_stability_plan plan;
	rg_proof_spec spec;	   /* but for seed, log and variant */
	uint32_t n_made, n_passed; /* cold runs */
	/* The run that did not pass or proves nothing: a cold one, else that of the last round; or
	 * NULL. */
	const rg_proof *failed;
	uint32_t failed_number;	 /* which one it was, from 1 */
	double seconds, longest; /* of the cold runs: in all, of one */
	bool can_be_beside;	 /* runs may be made at the same time */
	/* Varied rounds, in the order in which they were made. The last one failed, or none did. */
	rg_round_vec rounds;
	rg_str_vec left_out; /* words, with why */
	rg_flake flake;	     /* what the failure hangs on: fix/runs/flake.h */
	/* inside */
	const rg_variant *only; /* rounds of this one alone; or NULL */
	uint32_t n_only, at_variant, n_passes;
	double varied_seconds, took[RG_N_VARIANTS];
	rg_proof kept;		       /* what failed, when the proof went on */
	size_t n_tests[RG_N_VARIANTS]; /* that the last round of it ran; 0: not known */
	bool is_left_out[RG_N_VARIANTS];
	void (*after)(rg_task *task);
} rg_stability_runs;

void rg_stability_release(rg_stability_runs *runs);
rg_stability_runs *rg_stability_runs_of(rg_task *task);
/*
 * What a session leaves for it: a fifth of its length, less when less is left. Without a session
 * there is no limit (slice_seconds < 0). n: wanted.
 */
rg_stability_plan rg_stability_plan_of(rg_task *task, uint32_t n);
/*
 * Makes the runs with hash seeds 0, 1, 2, …, each recorded with purpose "stability", as many at a
 * time as the setting says and pytest's options allow; ends at the first that did not pass or
 * proves nothing. after: failed is NULL and n_passed says how many there were, or failed says why
 * not.
 */
void rg_stability_make(rg_task *task, rg_stability_runs *runs, const rg_proof_spec *spec,
		       rg_stability_plan plan, void (*after)(rg_task *task));
/* Finds out whether runs may be made at the same time; then calls next. */
void rg_stability_look(rg_task *task, rg_stability_runs *runs, const rg_proof_spec *spec,
		       void (*next)(rg_task *task));
/* The varied round that failed, or NULL. */
const rg_round *rg_stability_failed_round(const rg_stability_runs *runs);

#endif
