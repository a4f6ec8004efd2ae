/* SPDX-License-Identifier: MIT */
/*
 * watched.h - what tests were seen to call, kept in .git/redgreen/cache between commands: one file
 * per set of test files. Blocking: from jobs. Nothing fails: what cannot be read is as good as not
 * there.
 */
#ifndef RG_FIX_RUNS_WATCHED_H
#define RG_FIX_RUNS_WATCHED_H

#include "fix/session/ground.h"
#include "runner/spectrum.h"

typedef struct rg_watched {
	rg_str state;	  /* the tree and test files that it was seen on */
	rg_str_vec asked; /* the failing tests for whose sake the others were watched */
	rg_calls calls;
} rg_watched;

/* The tests of the failures that have begun, each once, sorted. */
rg_str_vec rg_watched_failing(rg_arena *arena, const rg_failure_vec *failures);
/* The files of node ids, each once, sorted. */
rg_str_vec rg_watched_files(rg_arena *arena, const rg_str_vec *tests);

/* What was kept for the files of these tests, on whatever tree; false when there is nothing. */
bool rg_watched_read(rg_watched *out, rg_arena *arena, const rg_ground *ground,
		     const rg_str_vec *tests);
void rg_watched_write(const rg_watched *watched, rg_arena *arena, const rg_ground *ground);
/*
 * The spectrum of these failures from what was kept, or NULL: all of their tests must have been
 * seen failing. For a log that was read: nothing is run.
 */
const rg_spectrum *rg_watched_recall(rg_arena *arena, const rg_ground *ground,
				     const rg_failure_vec *failures);

#endif
