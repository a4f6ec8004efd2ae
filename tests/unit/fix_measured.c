/* SPDX-License-Identifier: MIT */
/* fix_measured.c - which runs are compared, and which of their quantities comes first. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fix/runs/measured.h"

static rg_evidence run(const char *purpose, const char *variant, const char *outcome,
		       double seconds, const char *numbers)
{
	return (rg_evidence){.id = RG_STR("1"),
			     .purpose = rg_str_of(purpose),
			     .variant = rg_str_of(variant),
			     .outcome = rg_str_of(outcome),
			     .numbers = rg_str_of(numbers),
			     .seconds = seconds + 0.5,
			     .test_seconds = seconds};
}

#define ALL(v)                                                                                     \
	"[{\"name\":\"t\",\"value\":" #v ",\"unit\":\"s\",\"more\":false,\"source\":\"printed\"}," \
	"{\"name\":\"bar\",\"value\":" #v ",\"unit\":\"it/s\",\"more\":true,"                      \
	"\"source\":\"progress\"},"                                                                \
	"{\"name\":\"r\",\"value\":" #v ",\"unit\":\"it/s\",\"more\":true,\"source\":\"rate\"}]"

static rg_measured compare(rg_arena *arena, rg_evidence before, rg_evidence after, bool is_speed)
{
	rg_evidence_vec b = {&before, 1, 1}, a = {&after, 1, 1};
	rg_measured m;

	assert_true(rg_measured_compare(&m, arena, &b, &a, is_speed));
	return m;
}

static void measured__a_rate_comes_first_then_the_duration_then_the_rest(void **state)
{
	static const char *const names[] = {"r", "test duration", "t", "bar"};
	rg_arena *arena = rg_arena_new();
	rg_measured m = compare(arena, run("before", "in turns a", "passed", 2, ALL(10)),
				run("after", "in turns a", "passed", 1, ALL(20)), false);

	(void)state;
	assert_int_equal(m.quantities.n, 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(rg_str_eq_z(m.quantities.items[i].name, names[i]));
	assert_true(m.quantities.items[0].comparison.ratio == 2);
	assert_true(m.quantities.items[1].comparison.ratio ==
		    2); /* the call's, not the process's */
	m = compare(arena, run("before", "in turns a", "passed", 2, "[]"),
		    run("after", "in turns a", "passed", 1, ALL(20)), false);
	assert_int_equal(m.quantities.n, 1); /* what one side alone prints is not compared */
	rg_arena_free(arena);
}

static void measured__what_a_run_prints_again_and_again_counts_as_its_median(void **state)
{
	static const char *const twice =
		"[{\"name\":\"p\",\"value\":1,\"unit\":\"\",\"more\":true,\"source\":\"pattern\"},"
		"{\"name\":\"p\",\"value\":4,\"unit\":\"\",\"more\":true,\"source\":\"pattern\"},"
		"{\"name\":\"p\",\"value\":3,\"unit\":\"\",\"more\":true,\"source\":\"pattern\"}]";
	rg_arena *arena = rg_arena_new();
	rg_measured m = compare(arena, run("before", NULL, "passed", 2, twice),
				run("after", NULL, "passed", 1, twice), false);

	(void)state;
	assert_true(rg_str_eq_z(m.quantities.items[0].name, "p"));
	assert_true(m.quantities.items[0].before.items[0] == 3);
	rg_arena_free(arena);
}

static void measured__only_runs_of_one_measurement_are_compared(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_evidence before[] = {run("before", "in turns b", "passed", 8, NULL),
				run("before", "in turns a", "passed", 4, NULL),
				run("warm-up", "in turns a", "passed", 9, NULL)};
	rg_evidence after[] = {run("stability", NULL, "passed", 9, NULL),
			       run("after", "in turns a", "passed", 2, NULL),
			       run("after", "in place", "passed", 1, NULL)};
	rg_evidence_vec b = {before, 3, 3}, a = {after, 3, 3}, none = {0};
	rg_measured m;

	(void)state;
	assert_true(rg_measured_compare(&m, arena, &b, &a, false));
	assert_int_equal(m.n_before, 1);
	assert_int_equal(m.n_after, 1);
	assert_true(m.quantities.items[0].comparison.ratio == 2);
	assert_true(m.in_turns);
	assert_false(rg_measured_compare(&m, arena, &none, &a, false));
	assert_false(rg_measured_compare(&m, arena, &b, &none, false));
	rg_arena_free(arena);
}

static void measured__durations_of_a_failing_test_compare_only_where_it_is_about_speed(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_evidence red = run("before", NULL, "failed", 2, NULL);
	rg_evidence green = run("after", NULL, "passed", 1, NULL);
	rg_evidence ended = run("before", NULL, "timeout", -1, NULL);
	rg_measured m = compare(arena, red, green, false);

	(void)state;
	assert_int_equal(m.quantities.items[0].comparison.verdict, RG_SPEED_UNLIKE);
	m = compare(arena, red, green, true);
	assert_int_equal(m.quantities.items[0].comparison.verdict, RG_SPEED_TOO_FEW);
	ended.seconds = 30; /* it took at least that long */
	m = compare(arena, ended, green, true);
	assert_true(m.quantities.items[0].comparison.before == 30);
	assert_true(m.quantities.items[0].comparison.after == 1);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measured__a_rate_comes_first_then_the_duration_then_the_rest),
		cmocka_unit_test(measured__what_a_run_prints_again_and_again_counts_as_its_median),
		cmocka_unit_test(measured__only_runs_of_one_measurement_are_compared),
		cmocka_unit_test(
			measured__durations_of_a_failing_test_compare_only_where_it_is_about_speed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
