/* SPDX-License-Identifier: MIT */
/* fix_session.c - the pure parts of a session: its clock, its names, its reasons, its files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fix/pr/carry.h"
#include "fix/runs/reason.h"
#include "fix/session/slug.h"
#include "fix/session/test_files.h"
#include "fix/workspace/budget.h"

static void same(rg_str a, const char *expected)
{
	if (!rg_str_eq_z(a, expected))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(a), expected);
}

/* Procedure, section 10: 2, 1, 8, 2, 2 minutes; analysis ends at 3 at the latest. */
static void budget__phases_end_as_the_procedure_says(void **state)
{
	(void)state;
	assert_int_equal(rg_budget_phase_end(RG_SESSION_ANALYSE, 900), 180);
	assert_int_equal(rg_budget_phase_end(RG_SESSION_BRANCH, 900), 180);
	assert_int_equal(rg_budget_phase_end(RG_SESSION_FIX, 900), 660);
	assert_int_equal(rg_budget_phase_end(RG_SESSION_PREPARE, 900), 780);
	assert_int_equal(rg_budget_phase_end(RG_SESSION_PR, 900), 900);
	assert_int_equal(rg_budget_phase_end(RG_SESSION_FIX, 1800), 1320);
}

static void budget__phases_have_names_both_ways(void **state)
{
	(void)state;
	for (int i = 0; i < RG_SESSION_N_PHASES; i++)
		assert_int_equal(
			rg_session_phase_of(rg_str_of(rg_session_phase_name((rg_session_phase)i))),
			i);
	assert_int_equal(rg_session_phase_of(RG_STR("lunch")), RG_SESSION_DONE);
}

static void slug__comes_from_the_first_that_says_something(void **state)
{
	static const struct {
		const char *wanted, *prompt, *nodeid, *expected;
	} rows[] = {
		{"Prices Gap", "", "", "prices-gap"},
		{"", "Fix the totals for gaps!", "", "totals-gaps"},
		{"", "", "tests/test_a.py::TestX::test_wide_tensor[cpu-1]", "wide-tensor"},
		{"", "", "tests/test_prices.py", "prices"},
		{"", "日本語", "t.py::test_x", "x"},
		{"../../etc", "", "", "etc"},
		{"-rf", "", "", "rf"},
		{"", "", "", "issue"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_arena *arena = rg_arena_new();

		same(rg_slug(arena, rg_str_of(rows[i].wanted), rg_str_of(rows[i].prompt),
			     rg_str_of(rows[i].nodeid)),
		     rows[i].expected);
		rg_arena_free(arena);
	}
}

static void slug__is_cut_between_words(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str slug = rg_slug(arena,
			      RG_STR("one two three four five six seven eight nine ten eleven "
				     "twelve thirteen"),
			      RG_STR(""), RG_STR(""));

	(void)state;
	assert_true(slug.len <= 60);
	assert_true(rg_str_ends(slug, RG_STR("eleven")) || rg_str_ends(slug, RG_STR("ten")));
	rg_arena_free(arena);
}

static void reason__without_a_fingerprint_is_the_words(void **state)
{
	const rg_str none = {NULL, 0};

	(void)state;
	assert_true(rg_reason_is_same(RG_STR("f1"), RG_STR("a"), RG_STR("f1"), RG_STR("b")));
	assert_false(rg_reason_is_same(RG_STR("f1"), RG_STR("a"), RG_STR("f2"), RG_STR("a")));
	assert_true(rg_reason_is_same(none, RG_STR("timeout"), none, RG_STR("timeout")));
	assert_false(rg_reason_is_same(none, RG_STR("timeout"), none, RG_STR("not-runnable")));
	assert_false(rg_reason_is_same(none, RG_STR("timeout"), RG_STR("f1"), RG_STR("timeout")));
	assert_false(rg_reason_is_same(none, none, none, none));
}

static void reason__alike_but_for_numbers(void **state)
{
	(void)state;
	assert_true(
		rg_reason_is_alike_but_numbers(RG_STR("assert 9 == 4"), RG_STR("assert 12 == 4")));
	assert_false(
		rg_reason_is_alike_but_numbers(RG_STR("assert 9 == 4"), RG_STR("assert x == 4")));
	assert_false(rg_reason_is_alike_but_numbers(RG_STR("a 1"), RG_STR("a 1 2")));
}

static void test_side__is_told_by_folder_and_name(void **state)
{
	(void)state;
	assert_true(rg_is_test_side(RG_STR("tests/data/x.json")));
	assert_true(rg_is_test_side(RG_STR("pkg/test_a.py")));
	assert_true(rg_is_test_side(RG_STR("conftest.py")));
	assert_true(rg_is_test_side(RG_STR("pkg/a_test.py")));
	assert_false(rg_is_test_side(RG_STR("pkg/testing_tools.py")));
	assert_false(rg_is_test_side(RG_STR("src/contest/a.py")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(budget__phases_end_as_the_procedure_says),
		cmocka_unit_test(budget__phases_have_names_both_ways),
		cmocka_unit_test(slug__comes_from_the_first_that_says_something),
		cmocka_unit_test(slug__is_cut_between_words),
		cmocka_unit_test(reason__without_a_fingerprint_is_the_words),
		cmocka_unit_test(reason__alike_but_for_numbers),
		cmocka_unit_test(test_side__is_told_by_folder_and_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
