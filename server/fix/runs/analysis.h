/* SPDX-License-Identifier: MIT */
/*
 * analysis.h - from failures to candidates, to the result of a command, and to what the editor
 * shows.
 */
#ifndef RG_FIX_RUNS_ANALYSIS_H
#define RG_FIX_RUNS_ANALYSIS_H

#include "fix/session/ground.h"
#include "fix/workspace/findings.h"
#include "point/pointing.h"

typedef struct rg_analysis {
	rg_arena *arena; /* owned until it is shown: failures and candidates lie in it */
	rg_failure_vec failures;
	rg_str_vec tests;	 /* what was run or read */
	rg_str unsound;		 /* as in rg_findings; null */
	uint64_t limit_ms;	 /* the search ends then, with what it has; 0: when it is done */
	bool is_cut;		 /* it did */
	const rg_answer *answer; /* NULL before it is known */
	/* What the tests executed, in the arena; NULL: what an earlier run saw, if any. */
	const rg_spectrum *spectrum;
	/* inside analysis.c */
	rg_findings *shown;    /* retained: the failures, which the editor shows already; or NULL */
	rg_pointing *pointing; /* lent by the workspace, or NULL */
	bool is_glance;	       /* none was lent */
	rg_pointing_input input;
	void (*after)(rg_task *task);
} rg_analysis;

/* What is said when the search was cut. */
#define RG_ANALYSIS_CUT                                                                            \
	"The time for the analysis was over before all files were looked at: others may be more "  \
	"likely than these candidates."

/*
 * Finds the candidates in a job, then calls after on the loop. The ground must know the files.
 * analysis: in the use case's state, with arena (taken over), failures and tests filled in.
 */
void rg_analysis_start(rg_task *task, rg_analysis *analysis, void (*after)(rg_task *task));
/* Puts `failures`, `candidates` and `pointing` into the result; empty lists before anything is
 * known. */
void rg_analysis_put(rg_task *task, const rg_analysis *analysis);
/*
 * Shows the failures in the editor before anything is known about candidates: that may take another
 * run of the tests. rg_analysis_publish then adds the answer.
 */
void rg_analysis_show(rg_task *task, rg_analysis *analysis, rg_str tree, rg_str log);
/*
 * Hands all of it over to the workspace, which shows it in the editor; analysis is empty then.
 * tree: null for a log, which then must have a name. has_passed: the tests passed, what was shown
 * for them is withdrawn.
 */
void rg_analysis_publish(rg_task *task, rg_analysis *analysis, rg_str tree, rg_str log,
			 bool has_passed);
/* For the use case's release. */
void rg_analysis_release(rg_task *task, rg_analysis *analysis);
/* Whether a frame of one of them, or of an exception behind it, is the workspace's. */
bool rg_analysis_touches_workspace(const rg_failure_vec *failures);
/* "ValueError: … in app/prices.py:12 (parse)": the first failure in a line; "" for none. */
rg_str rg_analysis_headline(rg_arena *arena, const rg_failure_vec *failures);

#endif
