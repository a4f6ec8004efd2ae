/* SPDX-License-Identifier: MIT */
/*
 * measured.h - speed from evidence: the same quantity on two trees, compared. Pure.
 */
#ifndef RG_FIX_MEASURED_H
#define RG_FIX_MEASURED_H

#include "base/json.h"
#include "report/facts.h"
#include "runner/measure.h"
#include "store/evidence.h"

typedef struct rg_measured {
	rg_str name; /* "test duration", or what the test printed */
	rg_str unit;
	rg_direction direction;
	rg_double_vec before, after; /* oldest first */
	rg_comparison comparison;
} rg_measured;

/*
 * The quantity that both sides' runs (purposes "before" and "after") have: the first number that
 * they print, else the duration of the tests. False when a side has no run.
 */
bool rg_measured_compare(rg_measured *out, rg_arena *arena, const rg_evidence_vec *before,
			 const rg_evidence_vec *after);
/* Fills performance, before, after, improvement of the facts where both sides were measured. */
void rg_measured_claims(rg_session_facts *facts, rg_arena *arena, const rg_evidence_vec *base,
			const rg_evidence_vec *tree);
/* `before`, `after`, `ratio`, `interval`, `verdict` of docs/results.md into the result. */
void rg_measured_put(rg_json *result, const rg_measured *measured);

#endif
