/* SPDX-License-Identifier: MIT */
/*
 * budget.h - the clock of a fix session: 2, 1, 8, 2, 2 minutes (procedure, section 10), scaled to
 * the session's length. What one phase saves the next may use; analysis ends at three fifteenths
 * at the latest. Pure: the time is an argument.
 */
#ifndef RG_FIX_WORKSPACE_BUDGET_H
#define RG_FIX_WORKSPACE_BUDGET_H

#include <stdint.h>

#include "base/str.h"

/* The values are stored in evidence.db: append, never reorder. */
typedef enum rg_session_phase {
	RG_SESSION_ANALYSE,
	RG_SESSION_BRANCH,
	RG_SESSION_FIX,
	RG_SESSION_PREPARE,
	RG_SESSION_PR,
	RG_SESSION_DONE,
	RG_SESSION_N_PHASES
} rg_session_phase;

/* "analyse", "branch", "fix", "prepare", "pr", "done". */
const char *rg_session_phase_name(rg_session_phase phase);
/* The phase of that name; RG_SESSION_DONE when there is none. */
rg_session_phase rg_session_phase_of(rg_str name);
/* Seconds from the session's start at which the phase's share begins, in the procedure's table. */
int64_t rg_budget_phase_begin(rg_session_phase phase, int64_t budget_seconds);
/* The same at which the phase has to be over. */
int64_t rg_budget_phase_end(rg_session_phase phase, int64_t budget_seconds);
/*
 * Milliseconds at the end of the analysis that are the search's for candidates: the tests' runs
 * before it have to be over by then. 10 s of 3 minutes: the largest trees that were measured take
 * 2 to 3 s cold.
 */
int64_t rg_budget_search_ms(int64_t budget_seconds);
#endif
