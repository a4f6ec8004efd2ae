/* SPDX-License-Identifier: MIT */
/*
 * measure_main.c - rg_compare from a script (real/measure_trials.py). A line in: "order SEED N", or
 * "less|more SEED N value... N value..." with the values of base and fix. A line out: the order as
 * "ABBA…", or verdict, ratio, its interval, improvement and p, with tabs between.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "runner/measure.h"

#define MAX_VALUES 1000

static size_t read_values(double *out)
{
	size_t n = 0;

	if (scanf("%zu", &n) != 1 || n > MAX_VALUES)
		exit(2);
	for (size_t i = 0; i < n; i++)
		if (scanf("%lf", &out[i]) != 1)
			exit(2);
	return n;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

int main(void)
{
	static double before[MAX_VALUES], after[MAX_VALUES];
	char word[16];
	uint64_t seed;

	while (scanf("%15s %" SCNu64, word, &seed) == 2) {
		bool is_more = word[0] == 'm';
		size_t n_before, n_after;
		rg_comparison c;

		if (word[0] == 'o') {
			if (scanf("%zu", &n_before) != 1)
				return 2;
			for (uint32_t i = 0; i < n_before; i++)
				(void)fputs(rg_measure_base_first(seed, i) ? "AB" : "BA", stdout);
			(void)putchar('\n');
			continue;
		}
		n_before = read_values(before);
		n_after = read_values(after);
		qsort(before, n_before, sizeof(*before), ascending);
		qsort(after, n_after, sizeof(*after), ascending);
		c = rg_compare(before, n_before, after, n_after,
			       is_more ? RG_MORE_IS_BETTER : RG_LESS_IS_BETTER, seed);
		(void)printf("%s\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\n", rg_speed_name(c.verdict),
			     c.ratio, c.ratio_low, c.ratio_high, c.improvement, c.test.p);
	}
	return fflush(stdout) ? 1 : 0;
}
