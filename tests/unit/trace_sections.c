/* SPDX-License-Identifier: MIT */
/* trace_sections.c - where the parts of a pytest log begin and end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trace/sections.h"

#define START "============================= test session starts ==============================\n"
#define FAILURES                                                                                   \
	"=================================== FAILURES ===================================\n"
#define ERRORS	"==================================== ERRORS ====================================\n"
#define SUMMARY "=========================== short test summary info ============================\n"
#define CLOSING "========================= 1 failed, 2 passed in 0.05s ==========================\n"
#define TEST_A	"____________________________________ test_a ____________________________________\n"
#define TEST_B	"____________________________________ test_b ____________________________________\n"
#define STDOUT	"----------------------------- Captured stdout call -----------------------------\n"

static rg_session_vec find(rg_arena *arena, const char *text)
{
	rg_session_vec out = {NULL, 0, 0};

	rg_sections_find(&out, arena, rg_str_of(text));
	assert_true(out.n > 0);
	return out;
}

static void equal(rg_str got, const char *want)
{
	if (!rg_str_eq_z(got, want))
		fail_msg("want \"%s\", got \"%.*s\"", want, RG_FMT(got));
}

static void trace_sections__a_session_has_its_parts(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_session_vec found =
		find(arena,
		     START "collected 3 items\n" ERRORS TEST_B "E   x\n" FAILURES TEST_A
			   "E   y\n" STDOUT "hello\n" SUMMARY "FAILED a.py::test_a - y\n" CLOSING);
	const rg_session *session = &found.items[0];

	(void)state;
	assert_int_equal(found.n, 1);
	assert_true(rg_str_ends(session->progress, RG_STR("collected 3 items\n")));
	assert_int_equal(session->reports.n, 2);
	equal(session->reports.items[0].title, "test_b");
	equal(session->reports.items[0].body, "E   x\n");
	assert_true(session->reports.items[0].is_error);
	equal(session->reports.items[1].title, "test_a");
	equal(session->reports.items[1].body, "E   y\n");
	assert_false(session->reports.items[1].is_error);
	assert_int_equal(session->summaries.n, 1);
	equal(session->summaries.items[0], "FAILED a.py::test_a - y\n");
	equal(session->closing, "1 failed, 2 passed in 0.05s");
	rg_arena_free(arena);
}

static void trace_sections__what_a_test_printed_is_no_section(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_session_vec found = find(arena, START FAILURES TEST_A
				    "E   y\n" STDOUT "=== FAILURES ===\n"
				    "______ not_a_test ______\nE   z\n" TEST_B "E   x\n" CLOSING);

	(void)state;
	assert_int_equal(found.n, 1);
	assert_int_equal(found.items[0].reports.n, 2);
	equal(found.items[0].reports.items[1].title, "test_b");
	equal(found.items[0].reports.items[1].body, "E   x\n");
	rg_arena_free(arena);
}

/* Each log is one session, with the reports of test_a and test_b. */
static void each_has_both(const char *const *logs, size_t n)
{
	rg_arena *arena = rg_arena_new();

	for (size_t i = 0; i < n; i++) {
		rg_session_vec found = find(arena, logs[i]);

		assert_int_equal(found.n, 1);
		assert_int_equal(found.items[0].reports.n, 2);
		equal(found.items[0].reports.items[0].title, "test_a");
		equal(found.items[0].reports.items[0].body, "E   y\n");
		equal(found.items[0].reports.items[1].title, "test_b");
		equal(found.items[0].reports.items[1].body, "E   x\n");
		equal(found.items[0].closing, "1 failed, 2 passed in 0.05s");
	}
	rg_arena_free(arena);
}

/* As wide as pytest's own, and without a start line: what a test of -q prints. */
static void trace_sections__a_quiet_pytest_inside_a_test_is_left_out(void **state)
{
#define TEST_X "____________________________________ test_x ____________________________________\n"
#define INNER  FAILURES TEST_X "E   z\n" SUMMARY "FAILED x.py::test_x - z\n1 failed in 0.03s\n"
	static const char *const logs[] = {
		START FAILURES TEST_A "E   y\n" STDOUT INNER TEST_B "E   x\n" STDOUT INNER SUMMARY
				      "FAILED a.py::test_a - y\nFAILED a.py::test_b - x\n" CLOSING,
		/* -q itself; only its closing line tells */
		FAILURES TEST_A "E   y\n" STDOUT "1 failed in 0.03s\n" TEST_B "E   x\n" SUMMARY
				"FAILED a.py::test_a - y\nFAILED a.py::test_b - x\n"
				"1 failed, 2 passed in 0.05s\n",
		/* -rE */
		START FAILURES TEST_A "E   y\n" STDOUT "hello\n" TEST_B "E   x\n" SUMMARY
				      "ERROR a.py::test_c - z\n" CLOSING,
		/* two runs with -q */
		"F\n" FAILURES TEST_A "E   y\n" SUMMARY
		"FAILED a.py::test_a - y\n1 failed in 0.02s\nF\n" FAILURES TEST_B "E   x\n" SUMMARY
		"FAILED a.py::test_b - x\n1 failed, 2 passed in 0.05s\n",
	};

	(void)state;
	each_has_both(logs, sizeof(logs) / sizeof(*logs));
}

static void trace_sections__a_renamed_test_keeps_its_report(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_session_vec found =
		find(arena, START FAILURES TEST_A
		     "E   y\n" STDOUT "printed\n"
		     "______ TestX.test_new ______\nE   z\n" SUMMARY
		     "FAILED a.py::test_a - y\nFAILED a.py::TestX::test_new - z\n" CLOSING);

	(void)state;
	assert_int_equal(found.items[0].reports.n, 2);
	equal(found.items[0].reports.items[1].title, "TestX.test_new");
	rg_arena_free(arena);
}

static void trace_sections__a_pytest_inside_a_test_is_left_out(void **state)
{
	rg_arena *arena = rg_arena_new();
	/* captured; and under -s, where it begins in the middle of a line */
	rg_session_vec found =
		find(arena, START "a.py F\n" FAILURES TEST_A "E   y\n" STDOUT START FAILURES TEST_B
				  "E   z\n" CLOSING CLOSING);

	(void)state;
	assert_int_equal(found.n, 1);
	assert_int_equal(found.items[0].reports.n, 1);
	found = find(arena, START "a.py ." START FAILURES TEST_B "E   z\n" CLOSING
				  "F\n" FAILURES TEST_A "E   y\n" CLOSING);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.items[0].reports.n, 1);
	equal(found.items[0].reports.items[0].title, "test_a");
	rg_arena_free(arena);
}

/* What a test prints may be the end of a session alone, or its start. */
static void trace_sections__a_piece_of_a_session_inside_a_test_is_left_out(void **state)
{
#define END   FAILURES TEST_X "E   z\n" SUMMARY "FAILED x.py::test_x - z\n" CLOSING
#define NAMES SUMMARY "FAILED a.py::test_a - y\nFAILED a.py::test_b - x\n"
	static const char *const logs[] = {
		START FAILURES TEST_A "E   y\n" STDOUT END TEST_B "E   x\n" NAMES CLOSING,
		START FAILURES TEST_A "E   y\n" STDOUT START TEST_B "E   x\n" NAMES CLOSING,
		START FAILURES TEST_A "E   y\n" STDOUT END TEST_B
				      "E   x\n" STDOUT START NAMES CLOSING,
		START FAILURES TEST_A "E   y\n" TEST_B "E   x\n" STDOUT START NAMES CLOSING,
		/* -rN */
		START FAILURES TEST_A "E   y\n" STDOUT CLOSING TEST_B "E   x\n" CLOSING,
		START FAILURES TEST_A "E   y\n" TEST_B "E   x\n" STDOUT START CLOSING,
		START FAILURES TEST_A "E   y\n" TEST_B "E   x\n" STDOUT START CLOSING CLOSING,
		/* under -s, and under -qq, where the session has no start of its own */
		START "a.py " START END START END "F\n" FAILURES TEST_A "E   y\n" TEST_B
		      "E   x\n" NAMES CLOSING,
		FAILURES TEST_A "E   y\n" STDOUT START END TEST_B "E   x\n" STDOUT START END NAMES
				"1 failed, 2 passed in 0.05s\n",
	};

	(void)state;
	each_has_both(logs, sizeof(logs) / sizeof(*logs));
}

static void trace_sections__runs_behind_one_another_are_sessions(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_session_vec found =
		find(arena, START FAILURES TEST_A
		     "E   y\n" CLOSING "$ pytest\n" START FAILURES TEST_B "E   z\n" CLOSING);

	(void)state;
	assert_int_equal(found.n, 2);
	equal(found.items[0].reports.items[0].title, "test_a");
	equal(found.items[1].reports.items[0].title, "test_b");
	rg_arena_free(arena);
}

static void trace_sections__what_stands_before_the_start_belongs_to_it(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_session_vec found =
		find(arena, "Fatal Python error: Aborted\n" START "a.py F\n" CLOSING);

	(void)state;
	assert_int_equal(found.n, 1);
	assert_true(rg_str_starts(found.items[0].progress, RG_STR("Fatal Python error")));
	assert_true(rg_str_ends(found.items[0].progress, RG_STR("a.py F\n")));
	rg_arena_free(arena);
}

static void trace_sections__a_piece_of_a_log_is_enough(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_session_vec found = find(arena, TEST_A "E   y\n" TEST_B "E   z\n");

	(void)state;
	assert_int_equal(found.items[0].reports.n, 2);
	found = find(arena, "");
	assert_int_equal(found.n, 1);
	assert_int_equal(found.items[0].reports.n, 0);
	assert_true(rg_str_is_null(found.items[0].closing));
	rg_arena_free(arena);
}

static void trace_sections__reports_may_stand_in_the_progress(void **state)
{
	rg_arena *arena = rg_arena_new();
	/* pytest-instafail */
	rg_session_vec found =
		find(arena, START "a.py F\n" TEST_A "E   y\n\na.py F\n" TEST_B "E   z\n" CLOSING);

	(void)state;
	assert_int_equal(found.items[0].reports.n, 2);
	equal(found.items[0].reports.items[1].title, "test_b");
	assert_true(rg_str_ends(found.items[0].progress, RG_STR("a.py F\n")));
	rg_arena_free(arena);
}

static void trace_sections__closing_lines(void **state)
{
	(void)state;
	assert_true(rg_section_is_closing(RG_STR("1 failed in 0.05s")));
	assert_true(
		rg_section_is_closing(RG_STR("2 failed, 1 warning, 3 errors in 65.01s (0:01:05)")));
	assert_true(rg_section_is_closing(RG_STR("no tests ran in 0.01s")));
	assert_true(rg_section_is_closing(RG_STR("2 failed, 2 subtests passed in 0.05s")));
	assert_false(rg_section_is_closing(RG_STR("1 failed in the end")));
	assert_false(rg_section_is_closing(RG_STR("failed in 3s")));
	assert_false(rg_section_is_closing(RG_STR("FAILURES")));
}

static void trace_sections__titles_are_even(void **state)
{
	rg_str name = {NULL, 0};

	(void)state;
	assert_true(rg_section_title(&name, RG_STR("=== FAILURES ==="), '='));
	equal(name, "FAILURES");
	assert_true(rg_section_title(&name, RG_STR("___ test a[x - y] ____"), '_'));
	equal(name, "test a[x - y]");
	assert_false(rg_section_title(&name, RG_STR("=== FAILURES ======"), '='));
	assert_false(rg_section_title(&name, RG_STR("=== FAILURES"), '='));
	assert_false(rg_section_title(&name, RG_STR("_ _ _ _ _ _"), '_'));
	assert_false(rg_section_title(&name, RG_STR("========"), '='));
	assert_false(rg_section_title(&name, RG_STR("="), '='));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_sections__a_session_has_its_parts),
		cmocka_unit_test(trace_sections__what_a_test_printed_is_no_section),
		cmocka_unit_test(trace_sections__a_quiet_pytest_inside_a_test_is_left_out),
		cmocka_unit_test(trace_sections__a_renamed_test_keeps_its_report),
		cmocka_unit_test(trace_sections__a_pytest_inside_a_test_is_left_out),
		cmocka_unit_test(trace_sections__a_piece_of_a_session_inside_a_test_is_left_out),
		cmocka_unit_test(trace_sections__runs_behind_one_another_are_sessions),
		cmocka_unit_test(trace_sections__what_stands_before_the_start_belongs_to_it),
		cmocka_unit_test(trace_sections__a_piece_of_a_log_is_enough),
		cmocka_unit_test(trace_sections__reports_may_stand_in_the_progress),
		cmocka_unit_test(trace_sections__closing_lines),
		cmocka_unit_test(trace_sections__titles_are_even),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
