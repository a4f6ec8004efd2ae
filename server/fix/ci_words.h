/* SPDX-License-Identifier: MIT */
/* ci_words.h - workflows and runs as docs/results.md has them. Pure. */
#ifndef RG_FIX_CI_WORDS_H
#define RG_FIX_CI_WORDS_H

#include "base/json.h"
#include "forge/runs.h"
#include "report/facts.h"

/* The advice of that name, or about that file; NULL. */
const rg_workflow_advice *rg_ci_advice_of(const rg_workflow_advice_vec *all, rg_str name);
/* Members workflows, runs, required and started; runs: NULL when the forge was not asked. */
void rg_ci_put(rg_json *result, const rg_workflow_advice_vec *all, const rg_forge_runs *runs);
/* One line; host: of a forge that could be asked, or null. */
rg_str rg_ci_summary(rg_arena *arena, const rg_workflow_advice_vec *all, const rg_forge_runs *runs,
		     rg_str host);

#endif
