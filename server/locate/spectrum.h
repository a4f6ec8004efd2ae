/* SPDX-License-Identifier: MIT */
/*
 * spectrum.h - what tests executed: which functions of the workspace the failing tests called, and
 * which of them the passing tests of the same files called too. Made by a run (the probe writes
 * it), plain data here.
 */
#ifndef RG_LOCATE_SPECTRUM_H
#define RG_LOCATE_SPECTRUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

#define RG_NEVER_CALLED UINT32_MAX

typedef struct rg_executed {
	rg_str path;	    /* relative to the root */
	rg_str function;    /* qualified, without <locals>; "<module>" for a module's own code */
	uint32_t line;	    /* of its `def`, 1-based */
	uint32_t n_failing; /* failing tests that called it */
	uint32_t n_passing; /* passing tests that called it */
	uint32_t from_end;  /* 0: the last to be called first by a failing test, 1: the one before;
			     * RG_NEVER_CALLED: only passing tests called it */
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
