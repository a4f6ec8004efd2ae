/* SPDX-License-Identifier: MIT */
/* runner_stability.c - bounds against tables that were computed independently. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "runner/stability.h"
#include "support/stability_play.h"

static void near(double got, double wanted, double tolerance)
{
	if (fabs(got - wanted) > tolerance)
		fail_msg("%.9f instead of %.9f", got, wanted);
}

static void stability_bound__zero_failures_exact_and_rounded_up(void **state)
{
	static const struct {
		uint32_t n;
		double bound;
	} rows[] = {{1, 0.950000},  {2, 0.776393},   {3, 0.631597},  {4, 0.527129},
		    {5, 0.450720},  {6, 0.393038},   {8, 0.312344},  {10, 0.258866},
		    {14, 0.192636}, {20, 0.139108},  {29, 0.098145}, {30, 0.095034},
		    {59, 0.049508}, {100, 0.029513}, {299, 0.009969}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t ppm = rg_stability_bound_ppm(rows[i].n);
		double exact = 1 - pow(0.05, 1.0 / rows[i].n);

		near(ppm, rows[i].bound * 1e6, 1.001);
		assert_true(ppm >= exact * 1e6 - 1e-5); /* never below: rounded up */
		assert_true(ppm < exact * 1e6 + 1);
	}
	assert_int_equal(rg_stability_bound_ppm(0), 1000000);
	assert_int_equal(rg_stability_bound_ppm(UINT32_MAX), 1);
}

static void stability_runs__smallest_n_that_reaches_the_bound(void **state)
{
	static const struct {
		uint32_t ppm, n;
	} rows[] = {{500000, 5},  {450000, 6},	{300000, 9},  {260000, 10}, {250000, 11},
		    {200000, 14}, {150000, 19}, {100000, 29}, {50000, 59},  {30000, 99},
		    {20000, 149}, {10000, 299}, {5000, 598},  {1000, 2995}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(rg_runs_for_bound(rows[i].ppm), rows[i].n);
		assert_true(rg_stability_bound_ppm(rows[i].n) <= rows[i].ppm);
	}
	assert_int_equal(rg_runs_for_bound(0), 0);
	assert_int_equal(rg_runs_for_bound(1000000), 0);
}

static void stability_fisher__all_fail_before_and_pass_after(void **state)
{
	static const struct {
		uint32_t before, after;
		double p;
	} rows[] = {{1, 5, 0.166667}, {2, 5, 0.047619}, {3, 3, 0.05},	   {3, 5, 0.017857},
		    {4, 4, 0.014286}, {5, 5, 0.003968}, {3, 10, 0.003497}, {5, 10, 0.000333},
		    {1, 19, 0.05},    {1, 29, 0.033333}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		near(rg_fisher_less(rows[i].before, rows[i].before, 0, rows[i].after), rows[i].p,
		     6e-7);
	near(rg_fisher_less(0, 5, 5, 5), 1, 1e-9);	   /* it got worse */
	near(rg_fisher_less(1, 1, 0, 0), 1, 0);		   /* no runs after */
	near(rg_fisher_less(3, 4, 1, 4), 17.0 / 70, 1e-9); /* Fisher's tea tasting */
}

static void stability_text__bound_is_named_and_never_rounded_down(void **state)
{
	static const struct {
		uint32_t passed, runs;
		const char *text;
	} rows[] = {
		{5, 5, "5 of 5 passed: it fails in less than 45.1 % of runs, with 95 % confidence"},
		{10, 10,
		 "10 of 10 passed: it fails in less than 25.9 % of runs, with 95 % confidence"},
		{29, 29,
		 "29 of 29 passed: it fails in less than 9.9 % of runs, with 95 % confidence"},
		{59, 59,
		 "59 of 59 passed: it fails in less than 5.0 % of runs, with 95 % confidence"},
		{360, 360,
		 "360 of 360 passed: it fails in less than 0.83 % of runs, with 95 % confidence"},
		{4, 5, "unstable: failed in 1 of 5 runs"},
		{0, 0, "no runs: nothing is known"},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(rg_arena_cstr(arena, rg_stability_text(arena, rows[i].passed,
									   rows[i].runs)),
				    rows[i].text);
	rg_arena_free(arena);
}

/* The same in a longer form, for 100,000 tests each: tests/bench/stability_main.c. */
static void stability_bound__of_played_tests__is_so_in_19_of_20(void **state)
{
	static const double rates[] = {0.01, 0.05, 0.1, 0.2, 0.5};
	const uint32_t n = 2000;

	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		played five = play_bounds(n, rates[i], 5, 180, 1, 1 + i);
		played adaptive = play_bounds(n, rates[i], 29, 180, 11, 11 + i);
		played no_fix = play_no_fix(n, rates[i], 10, 21 + i);

		assert_true(five.n_wrong <= n * 0.065); /* 5 % and three standard deviations */
		assert_true(adaptive.n_wrong <= n * 0.065);
		assert_true(no_fix.n_wrong <= n * 0.065);
		if (rates[i] == 0.1)
			assert_true(adaptive.n_missed <= n * 0.2 &&
				    adaptive.n_missed_of_5 >= n * 0.5);
	}
}

static void stability_needed__passes_that_tell_the_fix_from_luck(void **state)
{
	static const struct {
		uint32_t failed, n, needed;
	} rows[] = {{0, 5, 0},	{1, 1, 19},  {2, 2, 5}, {3, 3, 3},
		    {1, 5, 95}, {3, 10, 16}, {6, 5, 0}};
	uint32_t many = rg_runs_to_tell(300, 1000);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(rg_runs_to_tell(rows[i].failed, rows[i].n), rows[i].needed);
	assert_in_range(many, 9, 10); /* ln 0.05 / ln 0.7 is 8.4 */
}

static void stability_runs_that_fit__never_fewer_than_the_least(void **state)
{
	static const struct {
		uint32_t wanted, least;
		double seconds, slice;
		uint32_t runs;
	} rows[] = {{59, 5, 1, 180, 59}, {59, 5, 10, 180, 18}, {59, 5, 60, 180, 5},
		    {59, 5, 60, -1, 59}, {3, 5, 600, 180, 3},  {5, 5, 600, 180, 5},
		    {59, 5, 0, 180, 59}, {59, 5, 36, 180, 5},  {29, 5, 1, 0, 5}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(rg_runs_that_fit(rows[i].wanted, rows[i].least, rows[i].seconds,
						  rows[i].slice),
				 rows[i].runs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stability_bound__zero_failures_exact_and_rounded_up),
		cmocka_unit_test(stability_runs__smallest_n_that_reaches_the_bound),
		cmocka_unit_test(stability_fisher__all_fail_before_and_pass_after),
		cmocka_unit_test(stability_bound__of_played_tests__is_so_in_19_of_20),
		cmocka_unit_test(stability_needed__passes_that_tell_the_fix_from_luck),
		cmocka_unit_test(stability_runs_that_fit__never_fewer_than_the_least),
		cmocka_unit_test(stability_text__bound_is_named_and_never_rounded_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
