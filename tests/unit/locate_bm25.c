/* SPDX-License-Identifier: MIT */
/* BM25 against values computed by hand from the formula in bm25.h, with N = 30 and a mean of 100.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "locate/bm25.h"

static const rg_bm25 lucene = {1.2, 0.75, 100};

static void check_near(double got, double expected)
{
	if (fabs(got - expected) > 5e-7)
		fail_msg("%.9f is not %.6f", got, expected);
}

static void locate_bm25__idf_and_score_of_known_values(void **state)
{
	static const struct {
		double count, length;
		size_t n_with_term;
		double idf, score;
	} cases[] = {
		{1, 100, 1, 3.028522, 3.028522},  {3, 100, 1, 3.028522, 4.759106},
		{3, 400, 1, 3.028522, 2.896847},  {3, 50, 1, 3.028522, 5.330199},
		{10, 100, 3, 2.181224, 4.284548}, {1, 100, 15, 0.693147, 0.693147},
		{1, 100, 30, 0.016261, 0.016261},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		double idf = rg_bm25_idf(30, cases[i].n_with_term);

		check_near(idf, cases[i].idf);
		check_near(idf * rg_bm25_weight(&lucene, cases[i].count, cases[i].length),
			   cases[i].score);
	}
}

static void locate_bm25__edges(void **state)
{
	(void)state;
	assert_true(rg_bm25_weight(&lucene, 0, 10) == 0);
	assert_true(rg_bm25_weight(&(rg_bm25){1.2, 0.75, 0}, 1, 0) > 0);
	assert_true(rg_bm25_idf(0, 0) > 0);
	assert_true(rg_bm25_idf(1000000, 1000000) > 0);
}

static void locate_bm25__the_logarithm_is_libms_to_the_last_digits(void **state)
{
	(void)state;
	for (double x = 1e-9; x < 1e9; x *= 1.37) {
		double difference = fabs(rg_bm25_ln(x) - log(x));

		assert_true(difference <= 4e-16 * (1 + fabs(log(x))));
	}
	assert_true(rg_bm25_ln(1) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_bm25__idf_and_score_of_known_values),
		cmocka_unit_test(locate_bm25__edges),
		cmocka_unit_test(locate_bm25__the_logarithm_is_libms_to_the_last_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
