/* SPDX-License-Identifier: MIT */
/* budget.c - the table of procedure section 10, cumulative, in fifteenths of the whole. */
#include "fix/workspace/budget.h"

static const struct {
	const char *name;
	int64_t begin_fifteenths, end_fifteenths;
} phases[RG_SESSION_N_PHASES] = {
	[RG_SESSION_ANALYSE] = {"analyse", 0, 3}, /* 2, and 3 at the latest (S62) */
	[RG_SESSION_BRANCH] = {"branch", 2, 3},	    [RG_SESSION_FIX] = {"fix", 3, 11},
	[RG_SESSION_PREPARE] = {"prepare", 11, 13}, [RG_SESSION_PR] = {"pr", 13, 15},
	[RG_SESSION_DONE] = {"done", 15, 15},
};

const char *rg_session_phase_name(rg_session_phase phase)
{
	return phase < RG_SESSION_N_PHASES ? phases[phase].name : "done";
}

rg_session_phase rg_session_phase_of(rg_str name)
{
	for (int i = 0; i < RG_SESSION_N_PHASES; i++)
		if (rg_str_eq_z(name, phases[i].name))
			return (rg_session_phase)i;
	return RG_SESSION_DONE;
}

int64_t rg_budget_phase_begin(rg_session_phase phase, int64_t budget_seconds)
{
	return phases[phase].begin_fifteenths * budget_seconds / 15;
}

int64_t rg_budget_phase_end(rg_session_phase phase, int64_t budget_seconds)
{
	return phases[phase].end_fifteenths * budget_seconds / 15;
}

int64_t rg_budget_search_ms(int64_t budget_seconds)
{
	return rg_budget_phase_end(RG_SESSION_ANALYSE, budget_seconds) * 1000 / 18;
}
