/* SPDX-License-Identifier: MIT */
/*
 * words.c - people read "likely", and decide with the number behind it. The borders: nine of ten is
 * what the calibration promises most for (confidence.c); below three of five, a second look at the
 * list costs less than a wrong start.
 */
#include "locate/words.h"

enum { VERY_LIKELY = 900, LIKELY = 600, MOST = 990 };

rg_str rg_confidence_words(rg_arena *arena, const rg_answer *answer)
{
	int32_t confidence = answer->confidence;
	int percent = (int)(confidence > MOST ? MOST : confidence) / 10;

	if (confidence < 0 || answer->fault != RG_FAULT_SOURCE)
		return RG_STR("");
	return rg_arena_printf(arena, "%s (%d %%)",
			       confidence >= VERY_LIKELY ? "very likely"
			       : confidence >= LIKELY	 ? "likely"
							 : "a guess",
			       percent);
}

const char *rg_candidate_kind_words(rg_candidate_kind kind)
{
	switch (kind) {
	case RG_CANDIDATE_NATIVE:
		return "needs a native build before a run shows a difference";
	case RG_CANDIDATE_KERNEL:
		return "compiled when the test runs";
	case RG_CANDIDATE_STUB:
		return "a stub: type checkers read it, runs do not";
	case RG_CANDIDATE_CONFIG:
		return "configuration";
	case RG_CANDIDATE_DATA:
		return "data that the failing code reads";
	case RG_CANDIDATE_PYTHON:
		break;
	}
	return NULL;
}

const char *rg_fault_words(rg_fault fault)
{
	switch (fault) {
	case RG_FAULT_TEST:
		return "Most likely it is the test itself";
	case RG_FAULT_ENVIRONMENT:
		return "Most likely it is the environment";
	case RG_FAULT_SOURCE:
		break;
	}
	return NULL;
}

rg_candidate_kind rg_candidate_kind_of(rg_str name)
{
	for (int kind = RG_CANDIDATE_PYTHON; kind <= RG_CANDIDATE_DATA; kind++)
		if (rg_str_eq_z(name, rg_candidate_kind_name((rg_candidate_kind)kind)))
			return (rg_candidate_kind)kind;
	return RG_CANDIDATE_PYTHON;
}

rg_fault rg_fault_of(rg_str name)
{
	for (int fault = RG_FAULT_SOURCE; fault <= RG_FAULT_ENVIRONMENT; fault++)
		if (rg_str_eq_z(name, rg_fault_name((rg_fault)fault)))
			return (rg_fault)fault;
	return RG_FAULT_SOURCE;
}
