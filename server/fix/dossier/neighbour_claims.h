/* SPDX-License-Identifier: MIT */
/*
 * neighbour_claims.h - what recorded runs of neighbouring tests say about a tree: queries over
 * evidence of purpose "neighbours", no more than was run.
 */
#ifndef RG_FIX_DOSSIER_NEIGHBOUR_CLAIMS_H
#define RG_FIX_DOSSIER_NEIGHBOUR_CLAIMS_H

#include "report/facts.h"
#include "store/evidence.h"

typedef struct rg_regression {
	rg_str test, failure;	/* node id; "AssertionError: assert 1 == 2" or the outcome */
	rg_str on_fix, on_base; /* ids of the runs */
} rg_regression;
typedef RG_VEC(rg_regression) rg_regression_vec;

typedef struct rg_neighbour_claims {
	const rg_evidence *run; /* newest valid one of all neighbours on the tree, or NULL */
	bool is_clear; /* they came to their end, and no more of them fail than on the base */
	bool is_open;  /* some fail with the fix, and none of them was run on the base */
	rg_regression_vec regressions; /* alone: passes on the base, fails on the tree */
	rg_str text; /* "14 neighbouring tests pass with the fix (tests/test_x.py)", or null */
} rg_neighbour_claims;

/* base: the branch's name, for the text. All lies in the arena. */
RG_MUST_CHECK rg_rc rg_neighbours_known(rg_neighbour_claims *out, rg_arena *arena, rg_store *store,
					rg_str tree, rg_str base_tree, rg_str base, rg_err *err);
/* The same as claims of a report. */
void rg_neighbours_claim(rg_session_facts *facts, rg_arena *arena,
			 const rg_neighbour_claims *neighbours, rg_str base);

#endif
