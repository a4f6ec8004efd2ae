/* SPDX-License-Identifier: MIT */
/*
 * evidence.h - recorded runs. A row is never changed; a claim is a query over rows for one tree and
 * one reproduction test.
 */
#ifndef RG_STORE_EVIDENCE_H
#define RG_STORE_EVIDENCE_H

#include <stdint.h>

#include "store/store.h"

typedef struct rg_evidence {
	rg_str id;	/* of the run; unique */
	rg_str session; /* null outside of one */
	rg_str purpose; /* why it was made: "run", "baseline", "attempt", "stability", "varied",
			   "before", "after", "warm-up" (of a measurement), "neighbours" */
	rg_str variant; /* how it was run otherwise than alone in a fresh process ("one CPU"), or
			   the measurement that it belongs to ("in turns 1a2b3c4d"); null: like
			   that */
	rg_str tree;	/* tree id of the working files without the reproduction test */
	rg_str tests;	/* node ids, sorted, a line each */
	rg_str repro;	/* the reproduction test's files and their blob ids, "path blob" a line each
			 */
	rg_str argv;	/* JSON array */
	rg_str environment;		/* fingerprint */
	rg_str python, pytest, plugins; /* versions; plugins a line each */
	rg_str outcome;			/* "passed", "failed", … (runner/run.h) */
	rg_str why;			/* one line beside the outcome, or null */
	rg_str fingerprint;		/* of its first failure, or null */
	rg_str failure;			/* "Type: first line of the message" of it, or null */
	rg_str foreign; /* a sentence: the run loaded code from elsewhere and supports no claim; or
			   null */
	rg_str unbuilt; /* a sentence: native code was edited and not built since, so that what ran
			   is not this tree's; or null */
	rg_str provenance; /* JSON: where the tree's modules were loaded from; or null */
	rg_str log;	   /* absolute path */
	rg_str numbers;	   /* JSON array [{"name", "value", "unit", "more"}] of what it printed, or
			      null */
	int64_t started;
	double seconds, test_seconds; /* of the process; of the call phases, < 0 unknown */
	uint32_t hash_seed;
	uint32_t n_passed, n_failed;
	bool is_complete; /* pytest came to its end */
	bool is_stale;	  /* files changed while it ran: supports no claim */
} rg_evidence;
typedef RG_VEC(rg_evidence) rg_evidence_vec;

/* id must be new. */
RG_MUST_CHECK rg_rc rg_evidence_add(rg_store *store, const rg_evidence *evidence, rg_err *err);

/* Null members match everything. */
typedef struct rg_evidence_query {
	rg_str session, purpose, tree, tests, repro, id;
	bool only_valid; /* not foreign, not unbuilt, not stale */
	size_t max;	 /* 0: 1000 */
} rg_evidence_query;
/* Newest first (by insertion). */
RG_MUST_CHECK rg_rc rg_evidence_find(rg_evidence_vec *out, rg_arena *arena, rg_store *store,
				     const rg_evidence_query *query, rg_err *err);

#endif
