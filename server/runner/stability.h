/* SPDX-License-Identifier: MIT */
/*
 * stability.h - what N cold runs prove. Exact binomial statements (Clopper and Pearson, Biometrika
 * 26 (1934), 404-413); Fisher's exact test. Bounds are rounded up, never to nearest. Pure.
 */
#ifndef RG_RUNNER_STABILITY_H
#define RG_RUNNER_STABILITY_H

#include <stdint.h>

#include "base/arena.h"

/*
 * The highest failure rate that n passes in a row leave possible, with 95 % confidence.
 * n: cold runs, all passed. Parts per million, rounded up: 450720 for 5; 1000000 for 0.
 */
uint32_t rg_stability_bound_ppm(uint32_t n);
/* How many passes in a row the bound needs: 59 for 50000. bound_ppm: 1 to 999999, else 0. */
uint32_t rg_runs_for_bound(uint32_t bound_ppm);
/*
 * One-sided p of "after fails less often than before": x of n failed. 1 when a side has no runs.
 */
double rg_fisher_less(uint32_t x_before, uint32_t n_before, uint32_t x_after, uint32_t n_after);
/*
 * How many passes in a row tell "it fails less often now" from luck, when it failed in x of n runs
 * before: the smallest k for which Fisher's test, one-sided, gives at most 5 %. With many runs
 * before that is ln 0.05 / ln(1 - x/n), and with few more, as the rate itself is uncertain then: 16
 * for 3 of 10, 10 for 30 of 100. 0 when x is 0 (there is nothing to tell), at most 100000.
 */
uint32_t rg_runs_to_tell(uint32_t x, uint32_t n);
/*
 * How many runs of that length are made: what is wanted, as far as it fits into the time, and
 * never fewer than the least. seconds: of one run; slice_seconds < 0: there is no limit.
 */
uint32_t rg_runs_that_fit(uint32_t wanted, uint32_t least, double seconds, double slice_seconds);

/* "45.1 %": parts per million as per cent, rounded up to a tenth (below 1 %, to a hundredth). */
rg_str rg_ppm_text(rg_arena *arena, uint32_t ppm);
/* "5 of 5 passed: it fails in less than 45.1 % of runs, with 95 % confidence". */
rg_str rg_stability_text(rg_arena *arena, uint32_t passed, uint32_t runs);

#endif
