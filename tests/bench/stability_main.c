/* SPDX-License-Identifier: MIT */
/*
 * stability_main.c - the figures of stability's statements, on 100,000 played tests for each rate
 * of failure: bounds that are not so (at most 5 %), flaky tests that are missed in the three
 * minutes of a session, and tests that nothing mended and that are called better (at most 5 %).
 */
#include <stdio.h>

#include "support/stability_play.h"

#define N     100000
#define SLICE 180

int main(void)
{
	static const double rates[] = {0.01, 0.05, 0.1, 0.2, 0.5};
	int failed = 0;

	printf("rate   wrong bounds   missed by 5 runs   by 29 in 3 min   by 59   called mended\n");
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		double p = rates[i];
		played five = play_bounds(N, p, 5, SLICE, 1, 1 + i);
		played adaptive = play_bounds(N, p, 29, SLICE, 11, 101 + i);
		played most = play_bounds(N, p, 59, SLICE, 3, 201 + i);
		played no_fix = play_no_fix(N, p, 10, 301 + i);
		uint32_t wrong = five.n_wrong > adaptive.n_wrong ? five.n_wrong : adaptive.n_wrong;

		wrong = most.n_wrong > wrong ? most.n_wrong : wrong;
		printf("%3.0f %%   %9.2f %%   %14.1f %%   %12.1f %%   %4.1f %%   %11.2f %%\n",
		       p * 100, wrong * 100.0 / N, five.n_missed * 100.0 / N,
		       adaptive.n_missed * 100.0 / N, most.n_missed * 100.0 / N,
		       no_fix.n_wrong * 100.0 / N);
		/* Three standard deviations of as many draws at 5 %. */
		failed |= wrong > N * 0.0521 || no_fix.n_wrong > N * 0.0521;
		failed |= p == 0.1 && adaptive.n_missed > N * 0.2;
	}
	return failed;
}
