/* SPDX-License-Identifier: MIT */
/*
 * varied.h - rounds of a test that has passed alone, made otherwise: in its file, in reversed
 * order, under load (runner/variant.def). Each is recorded with purpose "varied". A test that fails
 * in one of them is unstable, and what it hangs on has a name.
 */
#ifndef RG_FIX_RUNS_VARIED_H
#define RG_FIX_RUNS_VARIED_H

#include "fix/runs/stability_runs.h"

/*
 * Goes on from cold runs that passed: each variant once, as far as they fit into the time that the
 * cold runs took (twenty seconds where that was less; never beyond the slice of their plan), and
 * then those that show more with another seed. Ends at the first that fails, which fix/runs/flake.h
 * looks into.
 */
void rg_varied_make(rg_task *task, rg_stability_runs *runs, void (*after)(rg_task *task));
/*
 * n rounds of one variant with seeds from `seed` on, however long they take; until one fails.
 * RG_EREFUSED when it cannot be made here, with the reason; look has been called before.
 */
RG_MUST_CHECK rg_rc rg_varied_make_one(rg_task *task, rg_stability_runs *runs,
				       const rg_variant *variant, uint32_t seed, uint32_t n,
				       void (*after)(rg_task *task), rg_err *err);
/* How many of the rounds passed. */
uint32_t rg_varied_n_passed(const rg_stability_runs *runs);

#endif
