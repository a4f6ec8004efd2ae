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
		{"Time taken (us): 40", "Time taken", "s", 40e-6, RG_LESS_IS_BETTER},
		{"total_time 7", "total_time", "", 7, RG_LESS_IS_BETTER},
		{"2026-11-24 15:00:01,123 INFO bench run time: 0.5s", "bench run time", "s", 0.5,
		 RG_LESS_IS_BETTER},
		{"p99 = 40 ms", "p99", "s", 0.04, RG_LESS_IS_BETTER},
		{"Decoded 8 tokens in 1.5 min", "tokens", "s", 90, RG_LESS_IS_BETTER},
		{"{\"latency_ms\": 4.5, \"ok\": 1}", "latency", "s", 0.0045, RG_LESS_IS_BETTER},
		{"'samples_per_second': 17,", "samples_per_second", "samples/s", 17,
		 RG_MORE_IS_BETTER},
		{"decode 12.5 tokens per second", "decode", "tokens/s", 12.5, RG_MORE_IS_BETTER},
		{"[1200 it/sec]", "it/s", "it/s", 1200, RG_MORE_IS_BETTER},
		{"copy: 1.5 GB/s", "copy", "MB/s", 1500, RG_MORE_IS_BETTER},
		{"prefill 0.8 ms/token", "prefill", "s/token", 0.0008, RG_LESS_IS_BETTER},
		{"rendered at 60 fps", "rendered at", "fps", 60, RG_MORE_IS_BETTER},
		{"speedup: 3.25x", NULL, "", 0, RG_MORE_IS_BETTER},
		{"speedup: 3.25", "speedup", "", 3.25, RG_MORE_IS_BETTER},
		{"Peak memory: 2 GiB", "Peak memory", "MiB", 2048, RG_LESS_IS_BETTER},
		{"1,234,567.5 ops/s", "ops/s", "ops/s", 1234567.5, RG_MORE_IS_BETTER},
		{"mean \xC2\xB5: 2 \xC2\xB5s", "mean \xC2\xB5", "s", 2e-6, RG_LESS_IS_BETTER},
		{"\x1b[1mlatency\x1b[0m: \x1b[32m12\x1b[0m ms", "latency", "s", 0.012,
		 RG_LESS_IS_BETTER},
		{"0%| 1/9\rthroughput: 1 samples/s\rthroughput: 2 samples/s", "throughput",
		 "samples/s", 2, RG_MORE_IS_BETTER},
		{"tests/t.py::test_speed throughput: 5 samples/s", "throughput", "samples/s", 5,
		 RG_MORE_IS_BETTER},
		{"Decoding: 100%|###| 20/20 [00:00<00:00, 71.33it/s]", "Decoding", "it/s", 71.33,
		 RG_MORE_IS_BETTER},
		{" 67%|##   | 2/3 [00:02<00:01,  1.25s/it]", "progress", "it/s", 0.8,
		 RG_MORE_IS_BETTER},
		{"  0%|     | 0/3 [00:00<?, ?it/s]", NULL, "", 0, RG_MORE_IS_BETTER},
		{"retry in 5 s was given up", "retry", "s", 5, RG_LESS_IS_BETTER},
		{"sleeping 3 s, batch 16, accuracy 99.5%", NULL, "", 0, RG_LESS_IS_BETTER},
		{"learning rate: 0.1, step 5/10, v1.2.3 at 0x1f", NULL, "", 0, RG_LESS_IS_BETTER},
		{"took 3rd place", NULL, "", 0, RG_LESS_IS_BETTER},
		{"10.0.0.1:8080 time 2026-01-02", NULL, "", 0, RG_LESS_IS_BETTER},
		{"time: 1e999", NULL, "", 0, RG_LESS_IS_BETTER},
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

static void numbers_find__several_in_one_line(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_number_vec found = rg_numbers_find(
		arena, RG_STR("prefill: 900 tokens/s, TTFT 35.5 ms; peak memory 1.5 GB"), NULL);

	(void)state;
	assert_int_equal(found.n, 3);
	assert_true(rg_str_eq_z(found.items[0].name, "prefill") && found.items[0].value == 900);
	assert_int_equal(found.items[0].source, RG_NUMBER_RATE);
	assert_true(rg_str_eq_z(found.items[1].name, "TTFT"));
	assert_true(fabs(found.items[1].value - 0.0355) < 1e-12);
	assert_int_equal(found.items[1].source, RG_NUMBER_PRINTED);
	assert_true(rg_str_eq_z(found.items[2].name, "peak memory"));
	assert_true(rg_str_eq_z(found.items[2].unit, "MiB"));
	rg_arena_free(arena);
}

/* As pytest-benchmark 5.3 prints it, with columns chosen by the user. */
static void numbers_find__the_median_of_a_benchmark_table(void **state)
{
	static const char *const log =
		"------------------------------ benchmark: 2 tests ------------------------------\n"
		"Name (time in us)           Min                  Median                    OPS "
		"(Kops/s)"
		"            Rounds\n"
		"--------------------------------------------------------------------------------\n"
		"test_sum[10]           216.3000 (1.0)          223.5000 (1.0)        4.4742 (1.0)"
		"        179921\n"
		"test_sum[a b]      10,165.0003 (46.99)     10,796.5000 (>1000.0)     0.0926 (0.02)"
		"        71634\n"
		"--------------------------------------------------------------------------------\n"
		"\nLegend:\n  Outliers: 1 Standard Deviation from Mean; 1.5 IQR from 1st "
		"Quartile.\n";
	rg_arena *arena = rg_arena_new();
	rg_number_vec found = rg_numbers_find(arena, rg_str_of(log), NULL);

	(void)state;
	assert_int_equal(found.n, 2);
	assert_true(rg_str_eq_z(found.items[0].name, "test_sum[10]"));
	assert_true(fabs(found.items[0].value - 223.5e-6) < 1e-12);
	assert_true(rg_str_eq_z(found.items[1].name, "test_sum[a b]"));
	assert_true(fabs(found.items[1].value - 10796.5e-6) < 1e-12);
	assert_int_equal(found.items[1].source, RG_NUMBER_BENCHMARK);
	assert_int_equal(found.items[1].direction, RG_LESS_IS_BETTER);
	rg_arena_free(arena);
}

static void numbers_find__source_code_in_a_traceback_is_no_measurement(void **state)
{
	static const char *const log =
		"benchmark: 5.3.1 (defaults: min_time=0.000005 max_time=1.0)\n"
		"=================== FAILURES ===================\n"
		"___________________ test_speed __________________\n"
		"    wait_time = 5\n>       assert time < 0.1, 'time: 3 s'\n"
		"E       assert 0.2 < 0.1\n"
		"------------- Captured stdout call -------------\n"
		"50.5 samples/s\n"
		"___________________ test_other __________________\n"
		"    wait_time = 6\n"
		"============ short test summary info ============\n"
		"FAILED tests/test_speed.py::test_speed - AssertionError: too slow\n"
		"elapsed: 3 s\n";
	rg_arena *arena = rg_arena_new();
	rg_number_vec found = rg_numbers_find(arena, rg_str_of(log), NULL);

	(void)state;
	assert_int_equal(found.n, 2);
	assert_true(found.items[0].value == 50.5);
	assert_true(rg_str_eq_z(found.items[1].name, "elapsed"));
	rg_arena_free(arena);
}

static void numbers_find__a_bar_drawn_again_counts_once(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_number_vec found =
		rg_numbers_find(arena,
				RG_STR("Load: 50%|## | 1/2 [00:01<00:01,  1.00it/s]\n"
				       "Load: 100%|###| 2/2 [00:02<00:00,  4.00it/s, loss=0.5]\n"),
				NULL);

	(void)state;
	assert_int_equal(found.n, 1);
	assert_true(found.items[0].value == 4);
	assert_int_equal(found.items[0].source, RG_NUMBER_PROGRESS);
	rg_arena_free(arena);
}

static void numbers_of_run__what_was_captured_and_shown_counts_once(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_printed items[] = {
		{RG_STR("t/a.py::test_a"), RG_STR("throughput: 5 samples/s\n")},
		{RG_STR("t/a.py::T::test_b[1:2]"), RG_STR("throughput: 7 samples/s\n")}};
	rg_printed_vec printed = {items, 1, 2};
	rg_str log = RG_STR("---- Captured stdout call ----\nthroughput: 5 samples/s\n"
			    "elapsed: 3 s\n");
	rg_number_vec found = rg_numbers_of_run(arena, &printed, log, NULL);

	(void)state;
	assert_int_equal(found.n, 2);
	assert_true(rg_str_eq_z(found.items[0].name, "throughput"));
	assert_true(rg_str_eq_z(found.items[1].name, "elapsed"));
	printed.n = 2;
	found = rg_numbers_of_run(arena, &printed, log, NULL);
	assert_int_equal(found.n, 3);
	assert_true(rg_str_eq_z(found.items[0].name, "test_a: throughput"));
	assert_true(rg_str_eq_z(found.items[1].name, "test_b[1:2]: throughput"));
	assert_true(found.items[1].value == 7);
	rg_arena_free(arena);
}

static void numbers_call_seconds__the_calls_of_the_slowest_durations(void **state)
{
	(void)state;
	assert_true(rg_numbers_call_seconds(RG_STR("no such lines\n")) < 0);
	assert_true(fabs(rg_numbers_call_seconds(RG_STR(
				 "=== slowest durations ===\n3.58s call     t.py::test_t\n"
				 "0.50s setup    t.py::test_t\n1.02s call     t.py::test_u\n")) -
			 4.6) < 1e-9);
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
	found = with_pattern(arena, "step=(\\d+)", "step=250 ms"); /* the unit behind it */
	assert_true(found.n == 1 && found.items[0].value == 0.25);
	assert_string_equal(rg_arena_cstr(arena, found.items[0].unit), "s");
	assert_int_equal(found.items[0].source, RG_NUMBER_PATTERN);
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
		cmocka_unit_test(numbers_find__several_in_one_line),
		cmocka_unit_test(numbers_find__the_median_of_a_benchmark_table),
		cmocka_unit_test(numbers_find__source_code_in_a_traceback_is_no_measurement),
		cmocka_unit_test(numbers_find__a_bar_drawn_again_counts_once),
		cmocka_unit_test(numbers_of_run__what_was_captured_and_shown_counts_once),
		cmocka_unit_test(numbers_call_seconds__the_calls_of_the_slowest_durations),
		cmocka_unit_test(numbers_patterns__group_value_and_name),
		cmocka_unit_test(numbers_patterns__wrong_ones_are_named),
		cmocka_unit_test(numbers_patterns__catastrophic_backtracking_is_given_up),
		cmocka_unit_test(numbers_find__many_and_long_lines_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
