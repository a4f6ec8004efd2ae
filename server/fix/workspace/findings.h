/* SPDX-License-Identifier: MIT */
/*
 * findings.h - what a run or a log showed: its failures and where they point. Counted, so that a
 * job can look at them while newer ones are shown. Loop's thread only, but for reading.
 */
#ifndef RG_FIX_WORKSPACE_FINDINGS_H
#define RG_FIX_WORKSPACE_FINDINGS_H

#include "locate/locate.h"

typedef struct rg_findings rg_findings;
struct rg_findings {
	rg_findings *older; /* the workspace's next ones, or NULL */
	rg_arena *arena;    /* owned: all that they hold */
	int n_users;
	rg_failure_vec failures;
	rg_answer answer;
	rg_str tree;	  /* the tree id of the run; meaningless for a log */
	rg_str log;	  /* absolute path or URI of the log, or null */
	rg_str_vec tests; /* what was run, or what the log tells of */
	rg_str unsound;	  /* a sentence: the run did not run this tree's code; or null */
	bool is_log;	  /* read from a log, of some other tree */
	bool is_glance;	  /* the answer was made before all files had been read */
	bool has_passed;  /* the run passed: what was shown for these tests is withdrawn */
};

/* Takes over the arena; one user, the caller. */
rg_findings *rg_findings_new_take(rg_arena *arena);
rg_findings *rg_findings_retain(rg_findings *findings);
/* NULL is accepted. */
void rg_findings_drop(rg_findings *findings);

/* Whether `test` is what the node id `wanted` names: itself, its parameters, a file's or a
 * folder's. */
bool rg_test_is_of(rg_str test, rg_str wanted);
/* Whether they say how the test is: what older ones say of it does not count then. */
bool rg_findings_cover(const rg_findings *findings, rg_str test);

#endif
