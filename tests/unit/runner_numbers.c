/* SPDX-License-Identifier: MIT */
/* runner_numbers.c - measurements in what a test prints. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "runner/numbers.h"

static void numbers_find__lines_with_the_words_of_the_procedure(void **state)
{
	static const struct {
		const char *line, *name, *unit; /* name NULL: nothing is found */
		double value;
		rg_direction direction;
	} rows[] = {
		{"throughput: 1234.5 samples/s", "throughput", "samples/s", 1234.5,
		 RG_MORE_IS_BETTER},
		{"1.5e3 samples/s", "samples/s", "samples/s", 1500, RG_MORE_IS_BETTER},
		{"samples/s: 17", "samples/s", "samples/s", 17, RG_MORE_IS_BETTER},
		{"inference time: 12.5 ms", "inference time", "s", 0.0125, RG_LESS_IS_BETTER},
		{"Duration = 3 seconds", "Duration", "s", 3, RG_LESS_IS_BETTER},
		{"duration_ms=250", "duration", "s", 0.25, RG_LESS_IS_BETTER},
		{"Time taken (us): 40", "Time", "s", 40e-6, RG_LESS_IS_BETTER},
		{"total_time 7", "total_time", "", 7, RG_LESS_IS_BETTER},
		{"2026-11-24 15:00:01,123 INFO bench run time: 0.5s", "bench run time", "s", 0.5,
		 RG_LESS_IS_BETTER},
		{"time: 12:30:05", NULL, "", 0, RG_LESS_IS_BETTER},
		{"timeout: 300.0s", NULL, "", 0, RG_LESS_IS_BETTER},
		{"timestamp 1700000000", NULL, "", 0, RG_LESS_IS_BETTER},
		{"======= 1 passed in 0.52s, time 3 =======", NULL, "", 0, RG_LESS_IS_BETTER},
		{"0.01s call     tests/test_time.py::test_3", NULL, "", 0, RG_LESS_IS_BETTER},
		{"it took a long time", NULL, "", 0, RG_LESS_IS_BETTER},
		{"time: nan", NULL, "", 0, RG_LESS_IS_BETTER},
		{"", NULL, "", 0, RG_LESS_IS_BETTER},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_number_vec found = rg_numbers_find(arena, rg_str_of(rows[i].line), NULL);

		if (found.n != (rows[i].name ? 1 : 0))
			fail_msg("%zu found in: %s", found.n, rows[i].line);
		if (!rows[i].name)
			continue;
		if (fabs(found.items[0].value - rows[i].value) > 1e-12)
			fail_msg("%g in: %s", found.items[0].value, rows[i].line);
		assert_string_equal(rg_arena_cstr(arena, found.items[0].unit), rows[i].unit);
		if (!rg_str_eq_z(found.items[0].name, rows[i].name))
			fail_msg("name \"%.*s\" in: %s", RG_FMT(found.items[0].name), rows[i].line);
		assert_int_equal(found.items[0].direction, rows[i].direction);
	}
	rg_arena_free(arena);
}

static rg_number_vec with_pattern(rg_arena *arena, const char *pattern, const char *log)
{
	rg_str text = rg_str_of(pattern);
	rg_str_vec patterns = {&text, 1, 1};
	rg_number_patterns *compiled;
	rg_number_vec found;
	rg_err err;

	assert_int_equal(rg_number_patterns_new(&compiled, &patterns, &err), RG_OK);
	found = rg_numbers_find(arena, rg_str_of(log), compiled);
	rg_number_patterns_free(compiled);
	return found;
}

static void numbers_patterns__group_value_and_name(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_number_vec found;

	(void)state;
	found = with_pattern(arena, "latency=([0-9.]+)", "x\nlatency=4.5\ntime: 3\nlatency=5\n");
	assert_int_equal(found.n, 2);
	assert_true(found.items[0].value == 4.5 && found.items[1].value == 5);
	assert_string_equal(rg_arena_cstr(arena, found.items[0].name), "latency=([0-9.]+)");
	found = with_pattern(arena, "(?<name>\\w+) at (?<value>\\S+) tokens/s",
			     "decode at 12 tokens/s");
	assert_int_equal(found.n, 1);
	assert_string_equal(rg_arena_cstr(arena, found.items[0].name), "decode");
	assert_int_equal(found.items[0].direction, RG_MORE_IS_BETTER);
	found = with_pattern(arena, "a(b)?", "a"); /* a group that took no part */
	assert_int_equal(found.n, 0);
	found = with_pattern(arena, "v=(\\S+)", "v=\xff\xfe\nv=1");
	assert_int_equal(found.n, 1);
	rg_arena_free(arena);
}

static void numbers_patterns__wrong_ones_are_named(void **state)
{
	rg_str text = RG_STR("a(b");
	rg_str_vec patterns = {&text, 1, 1};
	rg_number_patterns *compiled;
	rg_err err;

	(void)state;
	assert_int_equal(rg_number_patterns_new(&compiled, &patterns, &err), RG_EINVAL);
	assert_non_null(strstr(err.message, "measurePatterns: \"a(b\", at 3: "));
}

static void numbers_patterns__catastrophic_backtracking_is_given_up(void **state)
{
	rg_arena *arena = rg_arena_new();
	char line[2000];

	(void)state;
	memset(line, 'a', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	assert_int_equal(with_pattern(arena, "(a+)+(a+)+(a+)+$([0-9])", line).n, 0);
	rg_arena_free(arena);
}

static void numbers_find__many_and_long_lines_are_bounded(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_buf log;

	(void)state;
	rg_buf_init(&log, (size_t)64 * 1024 * 1024);
	for (size_t i = 0; i < 200000; i++)
		rg_buf_add_z(&log, "time: 1 s\n");
	for (size_t i = 0; i < 500000; i++)
		rg_buf_add_z(&log, "time time ");
	assert_int_equal(rg_numbers_find(arena, rg_buf_str(&log), NULL).n, 200);
	rg_buf_release(&log);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_find__lines_with_the_words_of_the_procedure),
		cmocka_unit_test(numbers_patterns__group_value_and_name),
		cmocka_unit_test(numbers_patterns__wrong_ones_are_named),
		cmocka_unit_test(numbers_patterns__catastrophic_backtracking_is_given_up),
		cmocka_unit_test(numbers_find__many_and_long_lines_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
