/* SPDX-License-Identifier: MIT */
/* trace_unittest.c - what runners like unittest's print, where real runs (trace_runs.c) have none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "trace/trace.h"

#define THICK "======================================================================\n"
#define THIN  "----------------------------------------------------------------------\n"
#define BODY                                                                                       \
	"Traceback (most recent call last):\n  File \"/x/tests/test_b.py\", line 7, in test_a\n"   \
	"    f()\nValueError: no\n\n"
#define END THIN "Ran 3 tests in 0.001s\n\nFAILED (errors=1)\n"

static void unittest__titles(void **state)
{
	static const struct {
		const char *title, *test;
		rg_phase phase;
	} cases[] = {
		{"ERROR: test_a (tests.test_b.TestC.test_a)", "/x/tests/test_b.py::TestC::test_a",
		 RG_PHASE_CALL},
		{"ERROR: test_a (tests.test_b.TestC)", "/x/tests/test_b.py::TestC::test_a",
		 RG_PHASE_CALL},
		{"FAIL: test_a (tests.test_b.TestC.test_a) [part] (i=1)",
		 "/x/tests/test_b.py::TestC::test_a", RG_PHASE_CALL},
		{"ERROR: setUpClass (tests.test_b.TestC)", "tests/test_b.py::TestC",
		 RG_PHASE_SETUP},
		{"ERROR: tearDownModule (tests.test_b)", "tests/test_b.py", RG_PHASE_TEARDOWN},
		{"ERROR: tests.test_b (unittest.loader._FailedTest.tests.test_b)",
		 "tests/test_b.py", RG_PHASE_COLLECT},
		{"ERROR: tests.test_b.test_a", "/x/tests/test_b.py::test_a", RG_PHASE_CALL},
		{"ERROR: tests.test_b.TestC.test_a", "/x/tests/test_b.py::TestC::test_a",
		 RG_PHASE_CALL},
		{"ERROR: Failure: ValueError (no)", "", RG_PHASE_COLLECT},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rg_str log =
			rg_arena_printf(arena, ".E.\n" THICK "%s\n" THIN BODY END, cases[i].title);
		const rg_trace *trace = rg_trace_parse(arena, log, NULL);

		assert_true(rg_str_eq_z(trace->format, "unittest"));
		assert_int_equal(trace->failures.n, 1);
		if (!rg_str_eq_z(trace->failures.items[0].test, cases[i].test))
			fail_msg("%s: %.*s", cases[i].title, RG_FMT(trace->failures.items[0].test));
		assert_int_equal(trace->failures.items[0].phase, cases[i].phase);
		assert_true(rg_str_eq_z(trace->failures.items[0].error.type, "ValueError"));
		assert_int_equal(trace->failures.items[0].error.frames.items[0].line, 7);
	}
	rg_arena_free(arena);
}

static void unittest__what_a_test_printed_is_no_report(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace = rg_trace_parse(
		arena,
		RG_STR(".E.\n" THICK "ERROR: test_a (tests.test_b.TestC.test_a)\n" THIN BODY
		       "Stdout:\n" THICK "FAIL: test_z (tests.test_b.TestC.test_z)\nno rule here\n"
		       "and more\nand more\n" THICK
		       "ERROR: test_a2 (tests.test_b.TestC.test_a2)\nIts description.\n" THIN BODY
			       END),
		NULL);

	(void)state;
	assert_int_equal(trace->failures.n, 2);
	assert_true(rg_str_ends(trace->failures.items[1].test, RG_STR("::test_a2")));
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unittest__titles),
		cmocka_unit_test(unittest__what_a_test_printed_is_no_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
