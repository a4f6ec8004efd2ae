/* SPDX-License-Identifier: MIT */
/*
 * spectrum.h - what tests executed: which functions of the workspace the failing tests called, and
 * which of them passing tests called too: those of the same files, and where these have hardly any,
 * some of files that test the same things. Made by a run (the probe writes it; runner/spectrum.h),
 * plain data here. The failing tests' own files are not in it.
 */
#ifndef RG_LOCATE_SPECTRUM_H
#define RG_LOCATE_SPECTRUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

#define RG_NEVER_CALLED UINT32_MAX

typedef struct rg_executed {
	rg_str path; /* relative to the root */
	/*
	 * Qualified, without <locals>; "<module>" for a module's own code, "f.<listcomp>" and the
	 * like for what Python runs as functions of their own (until 3.11 comprehensions, too).
	 */
	rg_str function;
	uint32_t line;	    /* of its `def`, below decorators; of its first line without one */
	uint32_t n_failing; /* failing tests that called it */
	uint32_t n_passing; /* passing tests that called it */
	/*
	 * 0: a failing test called it last, after everything else; 1: the one before. The order is
	 * that of last calls, or, where only the failing run itself was watched, of first calls.
	 * The tests' own functions count. RG_NEVER_CALLED: only passing tests called it.
	 */
	uint32_t from_end;
} rg_executed;
typedef RG_VEC(rg_executed) rg_executed_vec;

typedef struct rg_spectrum {
	uint32_t n_failing, n_passing; /* tests that were watched */
	rg_executed_vec functions;     /* by path, then line */
} rg_spectrum;

/* Whether it is there and says something of a failing test. */
static inline bool rg_spectrum_speaks(const rg_spectrum *spectrum)
{
	return spectrum && spectrum->n_failing && spectrum->functions.n;
}

#endif
