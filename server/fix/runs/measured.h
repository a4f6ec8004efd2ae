/* SPDX-License-Identifier: MIT */
/*
 * measured.h - speed from evidence: each quantity that the runs of two trees
 * have in common, compared. Pure.
 */
#ifndef RG_FIX_RUNS_MEASURED_H
#define RG_FIX_RUNS_MEASURED_H

#include "base/json.h"
#include "report/facts.h"
#include "runner/measure.h"
#include "runner/numbers.h"
#include "store/evidence.h"

/* The variant (rg_evidence) of runs that are not made in turns, but one side
 * after the other. */
#define RG_MEASURED_IN_PLACE "in place"

/* Seed of the bootstrap: fixed, so that the same runs say the same. */
#define RG_MEASURED_SEED UINT64_C(20260101)

/* The same on both sides. */
typedef struct rg_quantity {
	rg_str name; /* "test duration", or what the test printed */
	rg_str unit;
	rg_direction direction;
	bool is_duration;
	rg_number_source source;     /* of one that is printed */
	rg_double_vec before, after; /* a value for each run, oldest first */
	rg_comparison comparison;
} rg_quantity;
typedef RG_VEC(rg_quantity) rg_quantity_vec;

typedef struct rg_measured {
	rg_quantity_vec quantities; /* not empty; the main one first */
	uint32_t n_before, n_after; /* runs */
	uint32_t n_failed_before, n_failed_after;
	rg_str failed_before, failed_after; /* "ValueError: …" of the newest of them, or null */
	bool in_turns;		  /* base and fix in turns; else one after the other, in place */
	bool are_durations_alike; /* the test does the same on both sides, or fails by
				     being slow */
	rg_str_vec runs;	  /* ids */
} rg_measured;

/*
 * Compares the runs of the newest measurement of `after`: purposes "before" and
 * "after", newest first as the store gives them. The main quantity is what the
 * user has a pattern for, else pytest-benchmark's median, else a rate that is
 * printed, else the duration of the tests; of each, the first. A number that a
 * run prints several times counts as its median there. is_about_speed: a test
 * that fails on the base does so because it is slow, and its duration can be
 * compared. False when a side has no run.
 */
bool rg_measured_compare(rg_measured *out, rg_arena *arena, const rg_evidence_vec *before,
			 const rg_evidence_vec *after, bool is_about_speed);
/* Faster beyond noise in the main quantity, and the test passes in every run
 * with the fix. */
bool rg_measured_is_gain(const rg_measured *measured);
/* What it says, in one sentence with figures, and what stands in the way of
 * saying more. */
rg_str rg_measured_text(rg_arena *arena, const rg_measured *measured);
/* For pictures, of the values of `measured`. */
rg_plot_vec rg_measured_plots(rg_arena *arena, const rg_measured *measured);

/* Fills what facts say of performance, where both sides were measured; needs
 * is_about_speed. */
void rg_measured_claims(rg_session_facts *facts, rg_arena *arena, const rg_evidence_vec *base,
			const rg_evidence_vec *tree);
/*
 * `before`, `after`, `ratio`, `interval`, `verdict`, `quantities`, `seed` and
 * `inTurns` of docs/results.md into the result.
 */
void rg_measured_put(rg_json *result, const rg_measured *measured);

#endif
