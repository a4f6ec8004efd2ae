/* SPDX-License-Identifier: MIT */
/* varied_run.h - inside fix/runs/: one run that is made otherwise than alone in a fresh process. */
#ifndef RG_FIX_RUNS_VARIED_RUN_H
#define RG_FIX_RUNS_VARIED_RUN_H

#include "fix/runs/stability_runs.h"

/*
 * Makes it (two at the same time where the variant says so) and records it with purpose "varied";
 * then calls after. limit_ms: of a round that may be left out when it takes longer; 0: that of any
 * run, and its end is a failure.
 */
void rg_varied_run(rg_task *task, rg_stability_runs *runs, const rg_variant *variant, uint32_t seed,
		   uint64_t limit_ms, void (*after)(rg_task *task));
/*
 * Behind it: the first of those made at the same time that did not pass, else the first; its time
 * is counted. Borrowed until the next one.
 */
rg_proof *rg_varied_run_take(rg_stability_runs *runs);
/* Whether that is a failure, and not a run that says nothing. */
bool rg_varied_is_red(const rg_proof *one);
/* "redgreen stability --variant reversed --seed 7 'tests/test a.py::test_b'": it once more. */
rg_str rg_varied_command(rg_arena *arena, const rg_round *round, const rg_str_vec *tests);

#endif
