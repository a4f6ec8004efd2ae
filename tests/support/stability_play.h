/* SPDX-License-Identifier: MIT */
/*
 * stability_play.h - tests of a known failure rate, played: how often does a stability check state
 * what is not so, and how often does it miss a flaky test? The rules are those of the product
 * (server/runner/stability.h); chance has a seed.
 */
#ifndef RG_TESTS_SUPPORT_STABILITY_PLAY_H
#define RG_TESTS_SUPPORT_STABILITY_PLAY_H

#include <stdint.h>

#include "runner/stability.h"

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014); of the upper bits a number from 0 to 1. */
static double chance(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

typedef struct played {
	uint32_t n_tests;
	uint32_t n_missed;	/* passed all of its runs */
	uint32_t n_missed_of_5; /* passed the first five */
	uint32_t n_wrong;	/* and the bound that was stated then is not above its rate */
} played;

/* n tests that fail with rate p: as many of `wanted` runs as fit into the slice. */
static played play_bounds(uint32_t n, double p, uint32_t wanted, double slice_seconds,
			  double longest_seconds, uint64_t seed)
{
	played out = {.n_tests = n};

	for (uint32_t i = 0; i < n; i++) {
		double seconds = chance(&seed) * longest_seconds;
		uint32_t runs = rg_runs_that_fit(wanted, 5, seconds, slice_seconds), passed = 0;

		while (passed < runs && chance(&seed) >= p)
			passed++;
		out.n_missed_of_5 += passed >= 5;
		if (passed < runs)
			continue;
		out.n_missed++;
		out.n_wrong += p >= rg_stability_bound_ppm(runs) / 1e6;
	}
	return out;
}

/*
 * n tests that fail with rate p on the base and as often with the "fix": how many are called fixed?
 * On the base there are up to most_base runs, until one has failed.
 */
static played play_no_fix(uint32_t n, double p, uint32_t most_base, uint64_t seed)
{
	played out = {.n_tests = n};

	for (uint32_t i = 0; i < n; i++) {
		uint32_t base = 0, failed = 0, needed, passed = 0;

		while (base < most_base && !failed) {
			base++;
			failed = chance(&seed) < p;
		}
		if (!failed || base == failed)
			continue; /* never failed, or it always did: the rate asks for nothing */
		needed = rg_runs_to_tell(failed, base);
		while (passed < needed && chance(&seed) >= p)
			passed++;
		out.n_wrong += passed == needed;
	}
	return out;
}

#endif
