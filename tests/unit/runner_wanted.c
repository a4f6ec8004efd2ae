/* SPDX-License-Identifier: MIT */
/* runner_wanted.c - how the wanted test went in a run of its whole file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "runner/variant.h"
#include "runner/wanted.h"

static rg_arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = rg_arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rg_arena_free(arena);
	return 0;
}

/* Tests "b" (wanted) and "a", "c" around it; a letter in `failed` failed, in `passed` passed. */
static rg_wanted look(const char *passed, const char *failed, rg_outcome outcome, bool is_complete)
{
	rg_trace *trace = RG_NEW(arena, rg_trace);
	rg_run_result result = {.outcome = outcome,
				.has_probe = true,
				.is_complete = is_complete,
				.rootdir = RG_STR("/r"),
				.trace = trace};
	rg_str_vec tests = {0};

	RG_PUSH(arena, &tests, RG_STR("t.py::b"));
	for (; *passed; passed++)
		RG_PUSH(arena, &result.times,
			(rg_test_time){rg_arena_printf(arena, "t.py::%c", *passed), 0.1, true});
	for (; *failed; failed++) {
		rg_str id = *failed == 'f' ? RG_STR("t.py")
					   : rg_arena_printf(arena, "t.py::%c", *failed);

		RG_PUSH(arena, &result.times, (rg_test_time){id, 0.1, false});
		RG_PUSH(arena, &trace->failures,
			(rg_failure){.test = id,
				     .phase = *failed == 'f' ? RG_PHASE_COLLECT : RG_PHASE_CALL});
	}
	return rg_wanted_find(&result, &tests, RG_STR("/r"));
}

static void wanted_outcome__is_that_of_the_wanted_test_alone(void **state)
{
	static const struct {
		const char *passed, *failed;
		rg_outcome outcome;
		bool is_complete;
		rg_outcome wanted;
		bool has_others;
	} rows[] = {
		{"b", "", RG_OUTCOME_PASSED, true, RG_OUTCOME_PASSED, false},
		{"abc", "", RG_OUTCOME_PASSED, true, RG_OUTCOME_PASSED, true},
		{"bc", "a", RG_OUTCOME_FAILED, true, RG_OUTCOME_PASSED, true},
		{"ac", "b", RG_OUTCOME_FAILED, true, RG_OUTCOME_FAILED, true},
		{"", "ab", RG_OUTCOME_FAILED, true, RG_OUTCOME_FAILED, true},
		{"", "f", RG_OUTCOME_ERROR, true, RG_OUTCOME_ERROR, true},
		{"a", "", RG_OUTCOME_PASSED, true, RG_OUTCOME_NO_TESTS, true}, /* skipped */
		{"", "a", RG_OUTCOME_FAILED, true, RG_OUTCOME_NO_TESTS, true}, /* -x */
		{"", "a", RG_OUTCOME_CRASHED, false, RG_OUTCOME_NO_TESTS, true},
		{"", "b", RG_OUTCOME_CRASHED, false, RG_OUTCOME_CRASHED, false},
		{"a", "", RG_OUTCOME_TIMEOUT, false, RG_OUTCOME_TIMEOUT, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_wanted wanted =
			look(rows[i].passed, rows[i].failed, rows[i].outcome, rows[i].is_complete);

		assert_string_equal(rg_outcome_name(wanted.outcome),
				    rg_outcome_name(rows[i].wanted));
		assert_int_equal(wanted.has_others, rows[i].has_others);
	}
}

static void wanted_failure__is_its_own_and_not_the_first(void **state)
{
	rg_wanted wanted = look("", "ab", RG_OUTCOME_FAILED, true);

	(void)state;
	assert_non_null(wanted.failure);
	assert_true(rg_str_eq_z(wanted.failure->test, "t.py::b"));
}

static void variant_find__by_name_and_by_words(void **state)
{
	(void)state;
	for (int i = 0; i < RG_N_VARIANTS; i++) {
		const rg_variant *variant = rg_variant_of((rg_variant_id)i);

		assert_ptr_equal(rg_variant_find(rg_str_of(variant->name)), variant);
		assert_ptr_equal(rg_variant_find(rg_str_of(variant->words)), variant);
	}
	assert_null(rg_variant_find(RG_STR("none")));
}

static void variant_files__each_once(void **state)
{
	rg_str_vec tests = {0};

	(void)state;
	RG_PUSH(arena, &tests, RG_STR("b.py::t[a::b]"));
	RG_PUSH(arena, &tests, RG_STR("a.py"));
	RG_PUSH(arena, &tests, RG_STR("b.py::C::t"));
	tests = rg_variant_files(arena, &tests);
	assert_int_equal(tests.n, 2);
	assert_true(rg_str_eq_z(tests.items[0], "b.py"));
}

static void variant_zone__has_another_date(void **state)
{
	(void)state;
	for (int64_t hour = 0; hour < 24; hour++) {
		int64_t now = INT64_C(1700006400) + hour * 3600; /* a midnight in Greenwich */
		int64_t shift = rg_str_eq_z(rg_variant_zone(now), "Etc/GMT-12") ? 12 : -12;

		assert_int_not_equal((now + shift * 3600) / 86400, now / 86400);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(wanted_outcome__is_that_of_the_wanted_test_alone),
		TEST(wanted_failure__is_its_own_and_not_the_first),
		TEST(variant_find__by_name_and_by_words),
		TEST(variant_files__each_once),
		TEST(variant_zone__has_another_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
