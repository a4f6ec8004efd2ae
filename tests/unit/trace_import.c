/* SPDX-License-Identifier: MIT */
/* trace_import.c - JUnit XML, reportlog and json-report, where real runs (trace_runs.c) are tame.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "trace/trace.h"

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

static const rg_trace *read(const char *text)
{
	static const char *const names[] = {"tests/test_a.py", "tests/Test_B.py", "src/a.py"};
	rg_str_vec files = {NULL, 0, 0};
	rg_trace_options options = {NULL, {"", 0}};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		RG_PUSH(arena, &files, rg_str_of(names[i]));
	options.paths = rg_paths_new(arena, RG_STR("/repo"), &files);
	return rg_trace_parse(arena, rg_str_of(text), &options);
}

static void assert_str(rg_str got, const char *want)
{
	if (!rg_str_eq_z(got, want))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(got), want);
}

#define BODY                                                                                       \
	"def test_x():\n&gt;       assert f(1) == 2\n\ntests/test_a.py:7: \n_ _ _ _ \n"            \
	"src/a.py:3: in f\n    return g()\nE   ValueError: a &amp; b\n"

static void junit__each_family_names_the_test(void **state)
{
	static const struct {
		const char *attributes, *test;
	} cases[] = {
		{"classname=\"tests.test_a\" name=\"test_x\"", "tests/test_a.py::test_x"},
		{"classname=\"tests.test_a.TestC\" name=\"test_x[a::b - c]\"",
		 "tests/test_a.py::TestC::test_x[a::b - c]"},
		{"classname=\"tests.test_a.TestC.TestD\" name=\"test_x\"",
		 "tests/test_a.py::TestC::TestD::test_x"},
		{"classname=\"tests.Test_B\" name=\"test_x\"", "tests/Test_B.py::test_x"},
		{"classname=\"tests.test_a.TestC\" name=\"test_x\" file=\"tests/test_a.py\" "
		 "line=\"6\"",
		 "tests/test_a.py::TestC::test_x"},
		{"classname=\"other.test_z.TestC\" name=\"test_x\"",
		 "other/test_z.py::TestC::test_x"},
		{"classname=\"\" name=\"test_x\"", "test_x"},
		{"classname=\"docs.usage.txt\" name=\"usage.txt\"", "docs/usage.txt::usage.txt"},
		{"classname=\"QueueTest\" name=\"Grows\"", "QueueTest::Grows"},
		{"classname=\"QueueTest\" name=\"Grows\" file=\"q.cpp\"", "q.cpp::Grows"},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rg_str text = rg_arena_printf(
			arena,
			"<?xml version=\"1.0\" encoding=\"utf-8\"?><testsuites><testsuite "
			"tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\"><testcase %s "
			"time=\"1.250\"><failure message=\"ValueError: a &amp; b\">" BODY
			"</failure></testcase></testsuite></testsuites>",
			cases[i].attributes);
		const rg_trace *trace = read(text.ptr);
		const rg_failure *failure;

		assert_str(trace->format, "junit");
		assert_true(trace->is_complete);
		assert_int_equal(trace->n_passed, 2);
		assert_int_equal(trace->failures.n, 1);
		failure = &trace->failures.items[0];
		assert_str(failure->test, cases[i].test);
		assert_str(failure->error.type, "ValueError");
		assert_str(failure->error.message, "a & b");
		assert_true(failure->seconds > 1.24 && failure->seconds < 1.26);
		assert_int_equal(failure->error.frames.n, 2);
		assert_str(failure->error.frames.items[1].path, "src/a.py");
		assert_str(failure->error.frames.items[0].function, "test_x");
	}
}

static void junit__a_file_that_was_cut_gives_what_it_has(void **state)
{
	const char *whole =
		"<testsuites><testsuite><testcase classname=\"tests.test_a\" name=\"test_x\">"
		"<failure message=\"m\">" BODY "</failure></testcase><testcase "
		"classname=\"tests.test_a\" name=\"test_y\"><failure message=\"ValueError: "
		"a\">" BODY;
	const rg_trace *trace = read(whole);

	(void)state;
	assert_false(trace->is_complete);
	assert_int_equal(trace->failures.n, 2);
	assert_str(trace->failures.items[1].test, "tests/test_a.py::test_y");
	assert_str(trace->failures.items[1].error.type, "ValueError");
	for (size_t n = 0; n < strlen(whole); n++)
		(void)read(rg_arena_printf(arena, "%.*s", (int)n, whole).ptr);
}

/* The rule that keeps a few hundred bytes from becoming gigabytes. */
static void junit__no_entity_is_expanded(void **state)
{
	const rg_trace *trace = read(
		"<?xml version=\"1.0\"?><!DOCTYPE testsuites [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaaa\">"
		"<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><testsuites><testsuite><testcase "
		"classname=\"tests.test_a\" name=\"test_x\"><failure message=\"&b;\">&b;</failure>"
		"</testcase></testsuite></testsuites>");

	(void)state;
	assert_int_equal(trace->failures.n, 0);
}

static void junit__phases_and_other_writers(void **state)
{
	const rg_trace *trace = read(
		"<testsuite tests=\"5\"><testcase classname=\"\" name=\"tests.test_a\"><error "
		"message=\"collection failure\">tests/test_a.py:1: in &lt;module&gt;\n    import "
		"no\n"
		"E   ModuleNotFoundError: No module named 'no'</error></testcase><testcase "
		"classname=\"tests.test_a\" name=\"test_s\"><error message=\"failed on setup with "
		"&quot;OSError: gone&quot;\"/></testcase><testcase classname=\"tests.test_a\" "
		"name=\"test_t\"><error message=\"failed on teardown with &quot;Failed: "
		"no&quot;\">no"
		"</error></testcase><testcase classname=\"tests.test_a.TestC\" "
		"name=\"test_u\"><failure "
		"type=\"AssertionError\" message=\"1 != 2\"><![CDATA[Traceback (most recent call "
		"last):\n  File \"/repo/tests/test_a.py\", line 9, in test_u\n    "
		"self.assertEqual(1, "
		"2)\nAssertionError: 1 != 2\n]]></failure><system-out>E   KeyError: 1</system-out>"
		"</testcase><testcase classname=\"tests.test_a\" name=\"test_v\"><skipped "
		"message=\"no\">"
		"tests/test_a.py:3: no</skipped></testcase></testsuite>");

	(void)state;
	assert_int_equal(trace->failures.n, 4);
	assert_str(trace->failures.items[0].test, "tests/test_a.py");
	assert_int_equal(trace->failures.items[0].phase, RG_PHASE_COLLECT);
	assert_str(trace->failures.items[0].error.type, "ModuleNotFoundError");
	assert_int_equal(trace->failures.items[1].phase, RG_PHASE_SETUP);
	assert_str(trace->failures.items[1].error.type, "OSError");
	assert_str(trace->failures.items[1].error.message, "gone");
	assert_int_equal(trace->failures.items[2].phase, RG_PHASE_TEARDOWN);
	assert_str(trace->failures.items[2].error.type, "Failed");
	assert_str(trace->failures.items[3].test, "tests/test_a.py::TestC::test_u");
	assert_int_equal(trace->failures.items[3].error.frames.items[0].line, 9);
}

static void reportlog__a_line_that_was_cut_is_left_out(void **state)
{
	const rg_trace *trace = read(
		"{\"pytest_version\": \"9.1.1\", \"$report_type\": \"SessionStart\"}\n"
		"{\"nodeid\": \"tests/test_a.py::test_x\", \"outcome\": \"failed\", \"when\": "
		"\"call\", "
		"\"duration\": 0.5, \"longrepr\": {\"reprcrash\": {\"path\": \"/repo/src/a.py\", "
		"\"lineno\": 3, \"message\": \"ValueError: no\"}, \"reprtraceback\": {\"style\": "
		"\"short\", \"extraline\": null, \"reprentries\": [{\"type\": \"ReprEntry\", "
		"\"data\": "
		"{\"style\": \"short\", \"reprfuncargs\": null, \"reprlocals\": null, \"lines\": "
		"[\"    return 1\", \"E   ValueError: no\"], \"reprfileloc\": {\"path\": "
		"\"src/a.py\", "
		"\"lineno\": 3, \"message\": \"in f\"}}}]}, \"chain\": []}, \"$report_type\": "
		"\"TestReport\"}\n"
		"{\"nodeid\": \"tests/test_a.py::test_y\", \"outcome\": \"fai");

	(void)state;
	assert_str(trace->format, "reportlog");
	assert_false(trace->is_complete);
	assert_int_equal(trace->failures.n, 1);
	assert_str(trace->failures.items[0].error.message, "no");
	assert_str(trace->failures.items[0].error.frames.items[0].function, "f");
	assert_int_equal(trace->failures.items[0].error.frames.items[0].line, 3);
}

static void json__what_no_text_may_hold_is_mended(void **state)
{
	const rg_trace *trace = read(
		"{\"pytest_version\": \"9.1.1\", \"$report_type\": \"SessionStart\"}\n"
		"{\"nodeid\": \"tests/test_a.py::test_x\", \"outcome\": \"failed\", \"when\": "
		"\"call\", "
		"\"longrepr\": \"E   ValueError: a \\u0000 \\udc80 \\ud83d\\ude00 \\\\u0000\", "
		"\"$report_type\": \"TestReport\"}\n");

	(void)state;
	assert_int_equal(trace->failures.n, 1);
	assert_str(trace->failures.items[0].error.message,
		   "a \xef\xbf\xbd \xef\xbf\xbd \xf0\x9f\x98\x80 \\u0000");
}

static void json_report__phases_of_a_test(void **state)
{
	const rg_trace *trace = read(
		"{\"created\": 1.0, \"duration\": 2.0, \"exitcode\": 1, \"root\": \"/repo\", "
		"\"summary\": {\"passed\": 3, \"failed\": 1, \"total\": 4}, \"collectors\": [], "
		"\"tests\": [{\"nodeid\": \"tests/test_a.py::test_x\", \"outcome\": \"failed\", "
		"\"setup\": {\"outcome\": \"passed\"}, \"call\": {\"outcome\": \"failed\", "
		"\"duration\": 0.25, \"crash\": {\"path\": \"/repo/tests/test_a.py\", \"lineno\": "
		"2, \"message\": \"KeyError: 1\"}, \"longrepr\": \"def test_x():\\n>       "
		"{}[1]\\nE       KeyError: 1\\n\\ntests/test_a.py:2: KeyError\"}, \"teardown\": "
		"{\"outcome\": \"passed\"}}]}");

	(void)state;
	assert_str(trace->format, "json_report");
	assert_int_equal(trace->n_passed, 3);
	assert_int_equal(trace->failures.n, 1);
	assert_str(trace->failures.items[0].test, "tests/test_a.py::test_x");
	assert_int_equal(trace->failures.items[0].phase, RG_PHASE_CALL);
	assert_str(trace->failures.items[0].error.type, "KeyError");
	assert_int_equal(trace->failures.items[0].error.frames.items[0].line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(junit__each_family_names_the_test, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(junit__a_file_that_was_cut_gives_what_it_has,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(junit__no_entity_is_expanded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(junit__phases_and_other_writers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reportlog__a_line_that_was_cut_is_left_out, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(json__what_no_text_may_hold_is_mended, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(json_report__phases_of_a_test, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
