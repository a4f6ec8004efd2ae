/* SPDX-License-Identifier: MIT */
/*
 * flake.h - a run failed though others had passed: what does that hang on? It is made again in the
 * same way, and controls are made that differ in one thing: the failing round's hash seed without
 * its variant, and a hash seed with which it had passed. Each is recorded with purpose "varied".
 */
#ifndef RG_FIX_RUNS_FLAKE_H
#define RG_FIX_RUNS_FLAKE_H

#include "fix/runs/stability_runs.h"

/*
 * Looks into what failed last (runs->failed, of a round or a cold run), which it keeps for the
 * answer, as far as the slice of the plan has time for it; then calls after. Fills runs->flake.
 */
void rg_flake_look(rg_task *task, rg_stability_runs *runs, void (*after)(rg_task *task));
/*
 * What the failure hangs on: the cause of runner/variant.def, "seed" when the hash seed alone does
 * it, "random" when it did not fail again in the same way, or fails now whatever the seed.
 */
const char *rg_flake_class(const rg_stability_runs *runs);
/* What shows the failure again with the fewest things that are otherwise. */
rg_round rg_flake_round(const rg_stability_runs *runs);

#endif
