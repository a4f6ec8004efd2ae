/* SPDX-License-Identifier: MIT */
/*
 * measure.h - before and after: median, spread, exact test, and the words that follow from them.
 * Pure. Methods: median interval by order statistics (binomial), Mann and Whitney, Annals of
 * Mathematical Statistics 18 (1947), 50-60, exact; ratio of medians by percentile bootstrap,
 * Efron and Tibshirani (1993), chapter 13, with a recorded seed.
 */
#ifndef RG_RUNNER_MEASURE_H
#define RG_RUNNER_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

/* Ascending; n may be 0, then results are 0. Non-finite values must not be given. */
typedef RG_VEC(double) rg_double_vec;

typedef struct rg_interval {
	double low, high;
	bool has_coverage; /* false: too few values for 95 %; low and high are min and max */
} rg_interval;

double rg_median(const double *values, size_t n);
/* Standard deviation (n - 1) by mean, as a fraction; 0 for fewer than two values or mean 0. */
double rg_variation(const double *values, size_t n);
/* 95 % without assumptions; needs six values. */
rg_interval rg_median_interval(const double *values, size_t n);

typedef struct rg_mann_whitney {
	double u;      /* pairs (a, b) with a < b, ties ½; the smaller of both sides */
	double p;      /* two-sided */
	bool is_exact; /* permutation distribution; otherwise the normal form */
} rg_mann_whitney;
rg_mann_whitney rg_mann_whitney_test(const double *a, size_t n_a, const double *b, size_t n_b);

typedef enum rg_direction {
	RG_LESS_IS_BETTER, /* durations */
	RG_MORE_IS_BETTER  /* rates: samples/s */
} rg_direction;

typedef enum rg_speed {
	RG_SPEED_TOO_FEW,
	RG_SPEED_NOISE,
	RG_SPEED_FASTER,
	RG_SPEED_SLOWER,
	RG_SPEED_UNLIKE /* said by others: the two sides did not do the same */
} rg_speed;

typedef struct rg_comparison {
	double before, after; /* medians */
	rg_interval before_interval, after_interval;
	double before_variation, after_variation;
	/* How many times as fast: before/after for durations, after/before for rates; 0: unknown.
	 */
	double ratio;
	double ratio_low, ratio_high; /* 95 % bootstrap interval of it */
	uint64_t seed;
	/* Fraction by which it got better: (before - after)/before, or (after - before)/before. */
	double improvement;
	rg_mann_whitney test;
	rg_speed verdict;
} rg_comparison;

/* Fewer runs a side than this claim nothing (statistics: at least 10 pairs). */
#define RG_MEASURE_RUNS 10

/*
 * "faster" or "slower" only with RG_MEASURE_RUNS a side, an interval of the ratio without 1 and
 * an effect of at least 3 % and twice the variation.
 */
rg_comparison rg_compare(const double *before, size_t n_before, const double *after, size_t n_after,
			 rg_direction direction, uint64_t seed);
/*
 * Whether a pair of runs begins with the base. Of every two pairs one does; which one is drawn, so
 * that neither a drift nor anything that comes every so many runs helps one side.
 */
bool rg_measure_base_first(uint64_t seed, uint32_t pair);
/* "too few runs", "within noise", "faster", "slower", "not comparable". */
const char *rg_speed_name(rg_speed verdict);
/*
 * One sentence with figures: "faster by 22.3 %, 1.29 times as fast (95 % interval 1.24 to 1.33,
 * p = 1.1e-05, variation 1.9 % and 2.4 %): 10.3 s before, 8 s after". Per cent are those of a
 * duration that is gone, or of a rate that came on top.
 */
rg_str rg_comparison_text(rg_arena *arena, const rg_comparison *comparison, rg_str unit);

#endif
