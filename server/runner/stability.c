/* SPDX-License-Identifier: MIT */
/*
 * stability.c - exact bounds and hypergeometric sums. Terms are made in logarithms (lgamma), so
 * that neither a thousand runs nor a tail of 1e-300 over- or underflows.
 */
#include "runner/stability.h"

#include <math.h>

#define ALPHA	 0.05
#define MAX_RUNS 100000

/* ppm rounded up, but not by the last bits of a double: 0.05 is 50000, not 50001. */
static uint32_t ppm_up(double fraction)
{
	double ppm = ceil(fraction * 1e6 - 1e-6);

	return ppm >= 1e6 ? 1000000 : ppm <= 0 ? 0 : (uint32_t)ppm;
}

uint32_t rg_stability_bound_ppm(uint32_t n)
{
	/* 1 - α^(1/n), with expm1 exact for large n. */
	return n == 0 ? 1000000 : ppm_up(-expm1(log(ALPHA) / n));
}

uint32_t rg_runs_for_bound(uint32_t bound_ppm)
{
	double runs;

	if (bound_ppm == 0 || bound_ppm >= 1000000)
		return 0;
	runs = log(ALPHA) / log1p(-(double)bound_ppm / 1e6);
	return (uint32_t)ceil(runs - 1e-9);
}

static double log_choose(double n, double k)
{
	return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

double rg_fisher_less(uint32_t x_before, uint32_t n_before, uint32_t x_after, uint32_t n_after)
{
	uint32_t failures = x_before + x_after;
	double total = log_choose((double)n_before + n_after, failures), sum = 0;

	if (n_before == 0 || n_after == 0 || x_before > n_before || x_after > n_after)
		return 1;
	/* At most x_after of all failures fell into the runs after, by chance. */
	for (uint32_t x = 0; x <= x_after; x++)
		if (failures - x <= n_before)
			sum += exp(log_choose(n_after, x) + log_choose(n_before, failures - x) -
				   total);
	return sum > 1 ? 1 : sum;
}

uint32_t rg_runs_to_tell(uint32_t x, uint32_t n)
{
	uint32_t low = 1, high = MAX_RUNS; /* p falls with every pass */

	if (x == 0 || x > n)
		return 0;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (rg_fisher_less(x, n, 0, middle) <= ALPHA + 1e-12)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

uint32_t rg_runs_that_fit(uint32_t wanted, uint32_t least, double seconds, double slice_seconds)
{
	double fit = seconds > 0 ? floor(slice_seconds / seconds + 1e-9) : wanted;

	if (slice_seconds < 0 || fit >= wanted || wanted <= least)
		return wanted;
	return fit <= least ? least : (uint32_t)fit;
}

rg_str rg_ppm_text(rg_arena *arena, uint32_t ppm)
{
	uint32_t tenths = (ppm + 999) / 1000, hundredths = (ppm + 99) / 100;

	if (ppm < 10000)
		return rg_arena_printf(arena, "%u.%02u %%", hundredths / 100, hundredths % 100);
	return rg_arena_printf(arena, "%u.%u %%", tenths / 10, tenths % 10);
}

rg_str rg_stability_text(rg_arena *arena, uint32_t passed, uint32_t runs)
{
	rg_str bound;

	if (runs == 0)
		return RG_STR("no runs: nothing is known");
	if (passed < runs)
		return rg_arena_printf(arena, "unstable: failed in %u of %u runs", runs - passed,
				       runs);
	bound = rg_ppm_text(arena, rg_stability_bound_ppm(runs));
	return rg_arena_printf(arena,
			       "%u of %u passed: it fails in less than %.*s of runs, with 95 %% "
			       "confidence",
			       passed, runs, RG_FMT(bound));
}
