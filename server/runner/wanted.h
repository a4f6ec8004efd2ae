/* SPDX-License-Identifier: MIT */
/*
 * wanted.h - how the wanted tests went in a run that had others, too. Pure; needs what the probe
 * reported.
 */
#ifndef RG_RUNNER_WANTED_H
#define RG_RUNNER_WANTED_H

#include "runner/run.h"

typedef struct rg_wanted {
	/* passed, failed, error; no-tests when one of them did not run; else the run's own (it
	 * crashed, was ended, did not begin, or there was no probe) */
	rg_outcome outcome;
	const rg_failure *failure; /* the first of theirs, or NULL */
} rg_wanted;

/* tests: node ids relative to root, the workspace's. */
rg_wanted rg_wanted_find(const rg_run_result *result, const rg_str_vec *tests, rg_str root);

#endif
