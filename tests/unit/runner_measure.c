/* SPDX-License-Identifier: MIT */
/* runner_measure.c - medians, intervals and the exact test against independent tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "runner/measure.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static void near(double got, double wanted, double tolerance)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("%.9g instead of %.9g", got, wanted);
}

static const double slow[] = {10.2, 10.4, 10.1, 10.6, 10.3};
static const double fast[] = {7.9, 8.1, 8.0, 8.3, 7.8};
static const double same[] = {10.0, 10.5, 9.8, 10.7, 9.9};
static const double hundred[] = {100, 102, 98, 101, 99, 103, 97, 104, 105, 106};
static const double ninety[] = {90, 92, 88, 91, 89, 93, 87, 94, 95, 96};

static void measure_summary__median_and_variation(void **state)
{
	(void)state;
	near(rg_median(slow, N(slow)), 10.3, 1e-12);
	near(rg_median(hundred, N(hundred)), 101.5, 1e-12);
	near(rg_variation(slow, N(slow)), 0.01864, 6e-6);
	near(rg_variation(fast, N(fast)), 0.02398, 6e-6);
	near(rg_variation(hundred, N(hundred)), 0.02983, 6e-6);
	near(rg_median(NULL, 0), 0, 0);
	near(rg_variation(slow, 1), 0, 0);
}

static void measure_interval__largest_rank_that_keeps_95_percent(void **state)
{
	static const size_t rows[][2] = {{6, 1},  {7, 1},  {8, 1},  {9, 2},  {10, 2}, {11, 2},
					 {12, 3}, {13, 3}, {14, 3}, {15, 4}, {16, 4}, {17, 5},
					 {18, 5}, {19, 5}, {20, 6}, {21, 6}, {22, 6}, {23, 7},
					 {24, 7}, {25, 8}, {30, 10}};
	double values[30];
	rg_interval interval;

	(void)state;
	for (size_t i = 0; i < N(values); i++)
		values[i] = (double)(N(values) - i); /* descending: order does not matter */
	for (size_t i = 0; i < N(rows); i++) {
		size_t n = rows[i][0], r = rows[i][1];

		interval = rg_median_interval(values + N(values) - n, n);
		assert_true(interval.has_coverage);
		near(interval.low, (double)r, 0);
		near(interval.high, (double)(n - r + 1), 0);
	}
	interval = rg_median_interval(slow, 5);
	assert_false(interval.has_coverage);
	near(interval.low, 10.1, 0);
	near(interval.high, 10.6, 0);
	assert_false(rg_median_interval(NULL, 0).has_coverage);
}

static void measure_mann_whitney__worked_examples(void **state)
{
	static const double tied_a[] = {12, 12, 13, 14}, tied_b[] = {11, 12, 12, 13};
	static const double three_a[] = {5.0, 5.1, 5.2}, three_b[] = {4.0, 4.1, 4.2};
	double shifted[N(hundred)];
	struct {
		const double *a, *b;
		size_t n_a, n_b;
		double u, p;
	} rows[] = {{slow, fast, 5, 5, 0, 2.0 / 252},
		    {slow, same, 5, 5, 9, 138.0 / 252},
		    {tied_a, tied_b, 4, 4, 4.5, 34.0 / 70},
		    {three_a, three_b, 3, 3, 0, 0.1},
		    {hundred, ninety, 10, 10, 0, 2.0 / 184756},
		    {hundred, shifted, 10, 10, 45, 136602.0 / 184756}};

	(void)state;
	for (size_t i = 0; i < N(hundred); i++)
		shifted[i] = hundred[i] - 0.5;
	for (size_t i = 0; i < N(rows); i++) {
		rg_mann_whitney test =
			rg_mann_whitney_test(rows[i].a, rows[i].n_a, rows[i].b, rows[i].n_b);

		assert_true(test.is_exact);
		near(test.u, rows[i].u, 0);
		near(test.p, rows[i].p, 1e-9);
		near(rg_mann_whitney_test(rows[i].b, rows[i].n_b, rows[i].a, rows[i].n_a).p,
		     rows[i].p, 1e-9); /* the sides may change places */
	}
}

static void measure_mann_whitney__smallest_p_of_each_size(void **state)
{
	static const struct {
		size_t m, n;
		double p;
	} rows[] = {{3, 3, 0.1},
		    {4, 4, 0.0285714},
		    {5, 5, 0.00793651},
		    {6, 6, 0.00216450},
		    {7, 7, 0.000582751},
		    {8, 8, 0.000155400},
		    {12, 12, 0.000000739602},
		    {3, 5, 0.0357143},
		    {4, 5, 0.0158730},
		    {3, 10, 0.00699301},
		    {5, 10, 0.000666001},
		    {8, 10, 4.57059e-5},
		    {10, 20, 6.65668e-8}};
	double a[20], b[20];

	(void)state;
	for (size_t i = 0; i < N(a); i++) {
		a[i] = (double)i;
		b[i] = 100 + (double)i;
	}
	for (size_t i = 0; i < N(rows); i++)
		near(rg_mann_whitney_test(a, rows[i].m, b, rows[i].n).p, rows[i].p,
		     rows[i].p * 2e-6);
}

static void measure_mann_whitney__many_ties_use_the_normal_form(void **state)
{
	double a[40], b[40];
	rg_mann_whitney test;

	(void)state;
	for (size_t i = 0; i < N(a); i++) {
		a[i] = (double)(i % 4);
		b[i] = (double)(i % 4);
	}
	test = rg_mann_whitney_test(a, N(a), b, N(b));
	assert_false(test.is_exact);
	near(test.u, 800, 0);
	near(test.p, 1, 0);
	for (size_t i = 0; i < N(b); i++)
		b[i] += 2;
	assert_true(rg_mann_whitney_test(a, N(a), b, N(b)).p < 1e-6);
	near(rg_mann_whitney_test(a, 0, b, N(b)).p, 1, 0);
	for (size_t i = 0; i < N(a); i++)
		a[i] = b[i] = 7; /* no spread at all */
	near(rg_mann_whitney_test(a, N(a), b, N(b)).p, 1, 0);
}

static void measure_compare__a_claim_needs_runs_effect_and_interval(void **state)
{
	double shifted[N(hundred)];
	rg_comparison c;

	(void)state;
	c = rg_compare(slow, 5, fast, 5, RG_LESS_IS_BETTER, 1);
	near(c.ratio, 1.2875, 1e-9);
	near(c.improvement, 0.2233, 5e-5);
	assert_string_equal(rg_speed_name(c.verdict), "too few runs");
	c = rg_compare(hundred, 10, ninety, 10, RG_LESS_IS_BETTER, 1);
	near(c.ratio, 1.109290, 5e-7);
	near(c.before_interval.low, 98, 0);
	near(c.before_interval.high, 105, 0);
	assert_true(c.ratio_low > 1 && c.ratio_high > c.ratio);
	assert_string_equal(rg_speed_name(c.verdict), "faster");
	c = rg_compare(ninety, 10, hundred, 10, RG_LESS_IS_BETTER, 1);
	assert_string_equal(rg_speed_name(c.verdict), "slower");
	c = rg_compare(ninety, 10, hundred, 10, RG_MORE_IS_BETTER, 1);
	near(c.improvement, 10.0 / 91.5, 1e-9);
	assert_string_equal(rg_speed_name(c.verdict), "faster");
	for (size_t i = 0; i < N(hundred); i++)
		shifted[i] = hundred[i] - 0.5;
	c = rg_compare(hundred, 10, shifted, 10, RG_LESS_IS_BETTER, 1);
	near(c.ratio, 1.004950, 5e-7);
	assert_string_equal(rg_speed_name(c.verdict), "within noise");
}

static void measure_compare__the_same_seed_gives_the_same_interval(void **state)
{
	rg_comparison a = rg_compare(hundred, 10, ninety, 10, RG_LESS_IS_BETTER, 42);
	rg_comparison b = rg_compare(hundred, 10, ninety, 10, RG_LESS_IS_BETTER, 42);

	(void)state;
	assert_true(a.ratio_low == b.ratio_low && a.ratio_high == b.ratio_high);
	assert_true(a.seed == 42);
}

/* Near enough to normal: twelve uniform ones. */
static double normal(uint64_t *state)
{
	double sum = -6;

	for (int i = 0; i < 12; i++) {
		*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		sum += (double)(*state >> 11) / 9007199254740992.0;
	}
	return sum;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Ten pairs in the order in which they are made, of a test whose time drifts and now and then
 * doubles. */
static rg_speed trial(uint64_t *state, double variation, double drift, double outliers, double gain)
{
	double sides[2][RG_MEASURE_RUNS];

	for (uint32_t i = 0; i < 2 * RG_MEASURE_RUNS; i++) {
		bool is_base = rg_measure_base_first(1, i / 2) == (i % 2 == 0);
		double value = (1 + variation * normal(state)) * (1 + drift * i / 20);

		if (normal(state) > outliers)
			value *= 2;
		sides[!is_base][i / 2] = value * (is_base ? 1 : 1 - gain);
	}
	for (size_t i = 0; i < 2; i++)
		qsort(sides[i], RG_MEASURE_RUNS, sizeof(double), ascending);
	return rg_compare(sides[0], RG_MEASURE_RUNS, sides[1], RG_MEASURE_RUNS, RG_LESS_IS_BETTER,
			  *state)
		.verdict;
}

/* tests/real/measure_trials.py has the long form, with the noise of a real machine. */
static void measure_compare__finds_ten_percent_and_nothing_where_nothing_is(void **state)
{
	uint64_t random = 7;
	int n_false = 0, n_found = 0;

	(void)state;
	for (int i = 0; i < 40; i++) {
		rg_speed plain = trial(&random, 0.03, 0, 9, 0);
		rg_speed noisy = trial(&random, 0.02, 0.2, 1.3, 0);

		n_false += plain == RG_SPEED_FASTER || plain == RG_SPEED_SLOWER;
		n_false += noisy == RG_SPEED_FASTER || noisy == RG_SPEED_SLOWER;
		n_found += trial(&random, 0.03, 0, 9, 0.1) == RG_SPEED_FASTER;
	}
	assert_true(n_false <= 4);  /* of 80: at most 5 % */
	assert_true(n_found >= 32); /* of 40: at least 80 % */
}

static void measure_order__each_side_begins_as_often(void **state)
{
	uint32_t n_base = 0, n_like_before = 0;

	(void)state;
	for (uint32_t i = 0; i < 400; i++) {
		n_base += rg_measure_base_first(20260101, i);
		n_like_before += i >= 2 && rg_measure_base_first(20260101, i) ==
						   rg_measure_base_first(20260101, i - 2);
	}
	assert_int_equal(n_base, 200);
	assert_true(n_like_before > 120 && n_like_before < 280); /* drawn, not ABBA for ever */
	assert_true(rg_measure_base_first(1, 5) == rg_measure_base_first(1, 5));
}

static void measure_text__says_what_was_found_and_by_how_much(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_comparison c = rg_compare(hundred, 10, ninety, 10, RG_LESS_IS_BETTER, 1);
	rg_str text = rg_comparison_text(arena, &c, RG_STR("s"));

	(void)state;
	assert_true(
		rg_str_starts(text, RG_STR("faster by 9.9 %, 1.11 times as fast (95 % interval ")));
	assert_true(rg_str_ends(
		text, RG_STR("variation 3.0 % and 3.3 %): 101.5 s before, 91.5 s after")));
	text = rg_comparison_text(arena, &c, RG_STR("MiB"));
	assert_true(rg_str_starts(text, RG_STR("smaller by 9.9 %, 1.11 times as small")));
	c = rg_compare(slow, 5, fast, 5, RG_LESS_IS_BETTER, 1);
	text = rg_comparison_text(arena, &c, RG_STR("s"));
	assert_true(rg_str_eq_z(text, "too few runs to claim a difference, 10 a side are needed: "
				      "10.3 s before, 8 s after"));
	c = rg_compare(hundred, 10, hundred, 10, RG_LESS_IS_BETTER, 1);
	assert_true(rg_str_starts(rg_comparison_text(arena, &c, RG_STR("s")),
				  RG_STR("no difference beyond noise (p = 1, ")));
	c.verdict = RG_SPEED_UNLIKE;
	assert_true(rg_str_starts(rg_comparison_text(arena, &c, RG_STR("s")),
				  RG_STR("not comparable: ")));
	rg_arena_free(arena);
}

static void measure_compare__zeroes_and_nothing_claim_nothing(void **state)
{
	static const double zero[10];
	rg_comparison c = rg_compare(zero, 10, zero, 10, RG_LESS_IS_BETTER, 1);

	(void)state;
	assert_string_equal(rg_speed_name(c.verdict), "within noise");
	near(c.ratio, 0, 0);
	c = rg_compare(NULL, 0, NULL, 0, RG_LESS_IS_BETTER, 1);
	assert_string_equal(rg_speed_name(c.verdict), "too few runs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measure_summary__median_and_variation),
		cmocka_unit_test(measure_interval__largest_rank_that_keeps_95_percent),
		cmocka_unit_test(measure_mann_whitney__worked_examples),
		cmocka_unit_test(measure_mann_whitney__smallest_p_of_each_size),
		cmocka_unit_test(measure_mann_whitney__many_ties_use_the_normal_form),
		cmocka_unit_test(measure_compare__a_claim_needs_runs_effect_and_interval),
		cmocka_unit_test(measure_compare__the_same_seed_gives_the_same_interval),
		cmocka_unit_test(measure_compare__finds_ten_percent_and_nothing_where_nothing_is),
		cmocka_unit_test(measure_order__each_side_begins_as_often),
		cmocka_unit_test(measure_text__says_what_was_found_and_by_how_much),
		cmocka_unit_test(measure_compare__zeroes_and_nothing_claim_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
