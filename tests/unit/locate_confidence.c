/* SPDX-License-Identifier: MIT */
/* How sure an answer may be: surer the further the second file is behind and the more agree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "locate/confidence.h"

#define FILES 3

/* A ranking by hand: values[signal][file], weights all 1000; files are in order of their scores. */
static int32_t confidence_of(const double (*values)[FILES], size_t n_signals, size_t n_files)
{
	static int32_t weights[RG_N_SIGNALS];
	double table[RG_N_SIGNALS][FILES] = {{0}};
	int32_t scores[FILES] = {0};
	uint32_t order[FILES] = {0, 1, 2};
	rg_ranking ranking = {.weights = weights, .scores = scores, .order = order};

	for (size_t i = 0; i < RG_N_SIGNALS; i++) {
		weights[i] = 1000;
		ranking.values[i] = table[i];
		for (size_t k = 0; i < n_signals && k < n_files; k++)
			table[i][k] = values[i][k];
		for (uint32_t k = 0; k < n_files; k++)
			scores[k] += rg_ranking_points(&ranking, i, k);
	}
	for (size_t k = 1; k < n_files; k++)
		assert_true(scores[k - 1] >= scores[k]);
	return rg_confidence(&ranking, n_files);
}

static void locate_confidence__nothing_is_known_of_nothing(void **state)
{
	static const double none[][FILES] = {{0, 0, 0}};

	(void)state;
	assert_int_equal(confidence_of(none, 1, 0), -1);
	assert_int_equal(confidence_of(none, 1, 3), -1);
}

static void locate_confidence__a_larger_gap_is_surer(void **state)
{
	int32_t before = 0;

	(void)state;
	for (int behind = 0; behind <= 100; behind++) {
		double values[][FILES] = {{1, 1 - behind / 100.0, 0}};
		int32_t now = confidence_of((const double(*)[FILES])values, 1, 3);

		assert_in_range(now, before, 1000);
		before = now;
	}
	assert_true(before > 900);
}

static void locate_confidence__agreement_is_surer(void **state)
{
	static const double agree[][FILES] = {{1, 0.7, 0}, {1, 0.7, 0}, {1, 0.7, 0}};
	static const double differ[][FILES] = {{1, 0, 0}, {1, 1.05, 0}, {1, 1.05, 0}};

	(void)state;
	assert_true(confidence_of(agree, 3, 3) > confidence_of(differ, 3, 3));
}

static void locate_confidence__a_tie_is_a_guess(void **state)
{
	static const double tie[][FILES] = {{1, 1, 1}};
	int32_t sure = confidence_of(tie, 1, 3);

	(void)state;
	assert_in_range(sure, 1, 600);
}

static void locate_confidence__the_only_file_leaves_no_second(void **state)
{
	static const double only[][FILES] = {{1, 0, 0}};

	(void)state;
	assert_true(confidence_of(only, 1, 1) >= confidence_of(only, 1, 3));
	assert_in_range(confidence_of(only, 1, 1), 900, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_confidence__nothing_is_known_of_nothing),
		cmocka_unit_test(locate_confidence__a_larger_gap_is_surer),
		cmocka_unit_test(locate_confidence__agreement_is_surer),
		cmocka_unit_test(locate_confidence__a_tie_is_a_guess),
		cmocka_unit_test(locate_confidence__the_only_file_leaves_no_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
