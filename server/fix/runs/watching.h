/* SPDX-License-Identifier: MIT */
/*
 * watching.h - which functions the failing tests called, and which of these the passing tests of
 * the same files (and of related ones, point/contrast.h) called too. Where nobody has seen that on
 * this tree, the test files are run once more, watched: a run that is no evidence, has a limit, and
 * leaves nothing but what it saw.
 */
#ifndef RG_FIX_RUNS_WATCHING_H
#define RG_FIX_RUNS_WATCHING_H

#include "fix/runs/analysis.h"
#include "fix/runs/proof.h"
#include "fix/runs/watched.h"

typedef struct rg_watching {
	/* What was seen on another tree will do: attempts must stay fast. */
	bool takes_older;
	/* inside watching.c */
	const rg_proof *proof;
	rg_analysis *analysis;
	rg_str_vec failing;
	uint64_t limit_ms;  /* 0: no run */
	rg_watched kept;    /* in the task's arena */
	rg_str_vec related; /* test files that join those of the failing tests */
	bool needs_run;
	rg_run *run;
	rg_arena *arena; /* owned: the run's */
	const rg_run_result *result;
	void (*after)(rg_task *task);
} rg_watching;

/*
 * Behind a run with failures: fills in analysis->spectrum where anything is known, then calls after
 * on the loop. watching: in the use case's state, zeroed but for its options. proof: of the run;
 * analysis holds its failures and its arena. Nothing that goes wrong here fails the task.
 */
void rg_watching_start(rg_task *task, rg_watching *watching, const rg_proof *proof,
		       rg_analysis *analysis, void (*after)(rg_task *task));
/* For the use case's release. */
void rg_watching_release(rg_watching *watching);

#endif
