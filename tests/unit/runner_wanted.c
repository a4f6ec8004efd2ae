/* SPDX-License-Identifier: MIT */
/* runner_wanted.c - how the wanted test went in a run of its whole file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
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
	} rows[] = {
		{"b", "", RG_OUTCOME_PASSED, true, RG_OUTCOME_PASSED},
		{"abc", "", RG_OUTCOME_PASSED, true, RG_OUTCOME_PASSED},
		{"bc", "a", RG_OUTCOME_FAILED, true, RG_OUTCOME_PASSED},
		{"ac", "b", RG_OUTCOME_FAILED, true, RG_OUTCOME_FAILED},
		{"", "ab", RG_OUTCOME_FAILED, true, RG_OUTCOME_FAILED},
		{"", "f", RG_OUTCOME_ERROR, true, RG_OUTCOME_ERROR},
		{"a", "", RG_OUTCOME_PASSED, true, RG_OUTCOME_NO_TESTS}, /* skipped */
		{"", "a", RG_OUTCOME_FAILED, true, RG_OUTCOME_NO_TESTS}, /* -x */
		{"", "a", RG_OUTCOME_CRASHED, false, RG_OUTCOME_NO_TESTS},
		{"", "b", RG_OUTCOME_CRASHED, false, RG_OUTCOME_CRASHED},
		{"a", "", RG_OUTCOME_TIMEOUT, false, RG_OUTCOME_TIMEOUT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_wanted wanted =
			look(rows[i].passed, rows[i].failed, rows[i].outcome, rows[i].is_complete);

		assert_string_equal(rg_outcome_name(wanted.outcome),
				    rg_outcome_name(rows[i].wanted));
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

/* A round of another kind with another seed is not worth a second run; chance and lots are. */
static void variant_draws__by_chance_or_by_lot(void **state)
{
	static const rg_variant_id fixed[] = {RG_VARIANT_FILE, RG_VARIANT_REVERSED, RG_VARIANT_LAST,
					      RG_VARIANT_LOCALE, RG_VARIANT_TIME_ZONE};
	static const rg_variant_id lots[] = {RG_VARIANT_RANDOM, RG_VARIANT_FOLDER,
					     RG_VARIANT_ALONE};
	static const rg_variant_id chance[] = {RG_VARIANT_LOAD,		RG_VARIANT_ONE_CPU,
					       RG_VARIANT_TOGETHER,	RG_VARIANT_SWITCHING,
					       RG_VARIANT_LATE_THREADS, RG_VARIANT_LATE_MAIN};

	(void)state;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		assert_false(rg_variant_draws(rg_variant_of(fixed[i])));
	for (size_t i = 0; i < sizeof(lots) / sizeof(lots[0]); i++) {
		assert_true(rg_variant_draws(rg_variant_of(lots[i])));
		assert_false(rg_variant_leaves_to_chance(rg_variant_of(lots[i])));
	}
	for (size_t i = 0; i < sizeof(chance) / sizeof(chance[0]); i++)
		assert_true(rg_variant_leaves_to_chance(rg_variant_of(chance[i])) &&
			    rg_variant_draws(rg_variant_of(chance[i])));
}

static void variant_tests__files_and_folders_each_once(void **state)
{
	rg_str_vec tests = {0}, files, folders;

	(void)state;
	RG_PUSH(arena, &tests, RG_STR("b.py::t[a::b/c]"));
	RG_PUSH(arena, &tests, RG_STR("d/e/a.py"));
	RG_PUSH(arena, &tests, RG_STR("b.py::C::t"));
	RG_PUSH(arena, &tests, RG_STR("d/e/f.py::t"));
	files = rg_variant_tests(arena, RG_SCOPE_FILES, &tests);
	folders = rg_variant_tests(arena, RG_SCOPE_FOLDERS, &tests);
	assert_int_equal(rg_variant_tests(arena, RG_SCOPE_TESTS, &tests).n, 4);
	assert_true(
		rg_str_eq_z(rg_str_vec_join(arena, &files, RG_STR("|")), "b.py|d/e/a.py|d/e/f.py"));
	assert_true(rg_str_eq_z(rg_str_vec_join(arena, &folders, RG_STR("|")), ".|d/e"));
}

/* "Etc/GMT-3": three hours ahead, which is what tzset(3) says, too. */
static int64_t hours_ahead(rg_zone zone, int64_t now)
{
	rg_str name = rg_variant_zone(arena, zone, now);

	assert_true(rg_str_starts(name, RG_STR("Etc/GMT")));
	return -strtol(rg_arena_cstr(arena, rg_str_sub(name, 7, name.len)), NULL, 10);
}

static void variant_zone__has_that_date_and_that_hour(void **state)
{
	(void)state;
	for (int64_t hour = 0; hour < 24; hour++) {
		int64_t now = INT64_C(1700006400) + hour * 3600; /* a midnight in Greenwich */
		int64_t other = now + hours_ahead(RG_ZONE_OTHER_DATE, now) * 3600;
		int64_t first = now + hours_ahead(RG_ZONE_FIRST_HOUR, now) * 3600;
		int64_t last = now + hours_ahead(RG_ZONE_LAST_HOUR, now) * 3600;

		assert_int_not_equal(other / 86400, now / 86400);
		assert_int_equal(first / 3600 % 24, 0);
		assert_int_equal(last / 3600 % 24, 23);
		/* The tz database has Etc/GMT+12 to Etc/GMT-14. */
		assert_in_range(hours_ahead(RG_ZONE_FIRST_HOUR, now) + 12, 0, 26);
		assert_in_range(hours_ahead(RG_ZONE_LAST_HOUR, now) + 12, 0, 26);
	}
	assert_null(rg_variant_zone(arena, RG_ZONE_SAME, 0).ptr);
}

static void variant_locale__is_another_one(void **state)
{
	static const struct {
		const char *current, *other;
	} rows[] = {{"", "C.UTF-8"},
		    {"C", "C.UTF-8"},
		    {"POSIX", "C.UTF-8"},
		    {"C.UTF-8", "C"},
		    {"de_DE.UTF-8", "C"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_true(
			rg_str_eq_z(rg_variant_locale(rg_str_of(rows[i].current)), rows[i].other));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(wanted_outcome__is_that_of_the_wanted_test_alone),
		TEST(wanted_failure__is_its_own_and_not_the_first),
		TEST(variant_find__by_name_and_by_words),
		TEST(variant_draws__by_chance_or_by_lot),
		TEST(variant_tests__files_and_folders_each_once),
		TEST(variant_zone__has_that_date_and_that_hour),
		TEST(variant_locale__is_another_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
