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
/* One-sided 95 % bounds of the failure rate, x failures in n runs; n 0 gives 0 and 1. */
double rg_failure_rate_upper(uint32_t x, uint32_t n);
double rg_failure_rate_lower(uint32_t x, uint32_t n);
/* Two-sided, confidence 1 - alpha. */
void rg_failure_rate_interval(double *low, double *high, uint32_t x, uint32_t n, double alpha);
/*
 * One-sided p of "after fails less often than before": x of n failed. 1 when a side has no runs.
 */
double rg_fisher_less(uint32_t x_before, uint32_t n_before, uint32_t x_after, uint32_t n_after);

/* "45.1 %": parts per million as per cent, rounded up to a tenth (below 1 %, to a hundredth). */
rg_str rg_ppm_text(rg_arena *arena, uint32_t ppm);
/* "5 of 5 passed: it fails in less than 45.1 % of runs, with 95 % confidence". */
rg_str rg_stability_text(rg_arena *arena, uint32_t passed, uint32_t runs);

#endif
