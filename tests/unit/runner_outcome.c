/* SPDX-License-Identifier: MIT */
/* runner_outcome.c - what the probe's lines, the log and the exit status mean together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "runner/outcome.h"

#define SESSION                                                                                    \
	"{\"kind\":\"session\",\"python\":\"3.11.7\",\"pytest\":\"8.4.2\",\"rootdir\":\"/r\"}\n"
#define START(id) "{\"kind\":\"start\",\"nodeid\":\"" id "\"}\n"
#define REPORT(id, when, outcome)                                                                  \
	"{\"kind\":\"report\",\"nodeid\":\"" id "\",\"when\":\"" when "\",\"outcome\":\"" outcome  \
	"\",\"seconds\":0.5}\n"
#define SKIP(id)                                                                                   \
	"{\"kind\":\"report\",\"nodeid\":\"" id "\",\"when\":\"setup\",\"outcome\":\"skipped\","   \
	"\"skipped\":\"Skipped: no device\"}\n"
#define COLLECT                                                                                    \
	"{\"kind\":\"collect\",\"nodeid\":\"t.py\","                                               \
	"\"error\":{\"type\":\"ImportError\"}}\n"
#define FINISH(status) "{\"kind\":\"finish\",\"exitstatus\":" #status "}\n"
#define CRASH                                                                                      \
	"{\"kind\":\"report\",\"nodeid\":\"t.py::a\",\"when\":\"crash\",\"outcome\":\"failed\"}\n"

typedef struct row {
	const char *name;
	rg_child_end end;
	int exit_code, signal;
	const char *probe, *log;
	bool is_complete; /* the log has its closing line */
	uint32_t text_passed, text_failed;
	const char *not_run, *usage;
	const char *raised; /* the type of an exception in the log */
	rg_outcome outcome;
	const char *why; /* a part of it; NULL: there is none */
} row;

static const row rows[] = {
	{.name = "pass",
	 .probe = SESSION START("t.py::a") REPORT("t.py::a", "call", "passed") FINISH(0),
	 .outcome = RG_OUTCOME_PASSED},
	{.name = "failure",
	 .exit_code = 1,
	 .probe = SESSION START("t.py::a") REPORT("t.py::a", "call", "failed") FINISH(1),
	 .outcome = RG_OUTCOME_FAILED},
	{.name = "exit status 0 does not make a failure pass",
	 .probe = SESSION START("t.py::a") REPORT("t.py::a", "call", "failed") FINISH(0),
	 .outcome = RG_OUTCOME_FAILED},
	{.name = "a failing teardown is an error",
	 .exit_code = 1,
	 .probe = SESSION START("t.py::a") REPORT("t.py::a", "call", "passed")
		 REPORT("t.py::a", "teardown", "failed") FINISH(1),
	 .outcome = RG_OUTCOME_ERROR},
	{.name = "import error of the wanted test, status 4",
	 .exit_code = 4,
	 .probe = SESSION COLLECT FINISH(4),
	 .outcome = RG_OUTCOME_ERROR},
	{.name = "collection error, status 2",
	 .exit_code = 2,
	 .probe = SESSION COLLECT FINISH(2),
	 .outcome = RG_OUTCOME_ERROR},
	{.name = "everything skipped is no pass",
	 .probe = SESSION START("t.py::a") SKIP("t.py::a") FINISH(0),
	 .outcome = RG_OUTCOME_NO_TESTS,
	 .why = "no test ran: skipped, no device"},
	{.name = "a wanted test that was deselected",
	 .not_run = "t.py::b",
	 .probe = SESSION START("t.py::a") REPORT("t.py::a", "call", "passed") FINISH(0),
	 .outcome = RG_OUTCOME_NO_TESTS,
	 .why = "t.py::b was not run"},
	{.name = "nothing collected",
	 .exit_code = 5,
	 .probe = SESSION FINISH(5),
	 .outcome = RG_OUTCOME_NO_TESTS,
	 .why = "found no tests"},
	{.name = "unknown id",
	 .exit_code = 4,
	 .probe = SESSION FINISH(4),
	 .usage = "ERROR: not found: /r/t.py::nosuch\n(no match in any of [<Module t.py>])\n",
	 .outcome = RG_OUTCOME_NOT_RUNNABLE,
	 .why = "not found: /r/t.py::nosuch"},
	{.name = "conftest",
	 .exit_code = 4,
	 .log = "ImportError while loading conftest '/r/conftest.py'.\nE   ImportError: x\n",
	 .outcome = RG_OUTCOME_NOT_RUNNABLE,
	 .why = "while loading conftest '/r/conftest.py'"},
	{.name = "no pytest",
	 .exit_code = 1,
	 .log = "/v/python: No module named pytest\n",
	 .outcome = RG_OUTCOME_NOT_RUNNABLE,
	 .why = "PY -m pip install pytest"},
	{.name = "less coverage than the whole suite should have",
	 .exit_code = 1,
	 .probe = SESSION START("t.py::a") REPORT("t.py::a", "call", "passed") FINISH(1),
	 .log = "FAIL Required test coverage of 98.95% not reached. Total coverage: 30.43%\n",
	 .outcome = RG_OUTCOME_PASSED},
	{.name = "that, and a failing test",
	 .exit_code = 1,
	 .probe = SESSION START("t.py::a") REPORT("t.py::a", "call", "failed") FINISH(1),
	 .log = "FAIL Required test coverage of 98.95% not reached. Total coverage: 30.43%\n",
	 .outcome = RG_OUTCOME_FAILED},
	{.name = "text alone: that",
	 .exit_code = 1,
	 .is_complete = true,
	 .text_passed = 1,
	 .log = "FAIL Required test coverage of 80% not reached. Total coverage: 30.43%\n",
	 .outcome = RG_OUTCOME_PASSED},
	{.name = "enough coverage, and a plug-in that fails the session",
	 .exit_code = 1,
	 .probe = SESSION START("t.py::a") REPORT("t.py::a", "call", "passed") FINISH(1),
	 .log = "Required test coverage of 20% reached. Total coverage: 30.43%\n",
	 .outcome = RG_OUTCOME_FAILED,
	 .why = "status 1, and no test failed"},
	{.name = "internal error",
	 .exit_code = 3,
	 .probe = SESSION
	 "{\"kind\":\"internal\",\"error\":{\"type\":\"KeyError\",\"message\":\"x\"}}\n" FINISH(3),
	 .outcome = RG_OUTCOME_ERROR,
	 .why = "KeyError: x"},
	{.name = "a plug-in that cannot be configured is no failing test",
	 .exit_code = 3,
	 .probe = SESSION
	 "{\"kind\":\"internal\",\"error\":{\"type\":\"KeyError\",\"message\":\"x\"}}\n",
	 .outcome = RG_OUTCOME_NOT_RUNNABLE,
	 .why = "before it came to any test: KeyError: x"},
	{.name = "a plug-in that cannot be loaded",
	 .exit_code = 3,
	 .log = "Error while loading plugin \"p\".\np.py:1: in <module>\nE   UserWarning: x\n",
	 .raised = "UserWarning",
	 .outcome = RG_OUTCOME_NOT_RUNNABLE,
	 .why = "before it came to any test: UserWarning: x"},
	{.name = "a plug-in that misses a module",
	 .exit_code = 1,
	 .log = "Traceback (most recent call last):\n  File \"p.py\", line 1\nImportError: x\n",
	 .raised = "ImportError",
	 .outcome = RG_OUTCOME_NOT_RUNNABLE,
	 .why = "before it came to any test: ImportError: x"},
	{.name = "text alone: an internal error behind tests",
	 .exit_code = 3,
	 .is_complete = true,
	 .outcome = RG_OUTCOME_ERROR,
	 .why = "an error inside pytest"},
	{.name = "interrupted by the test itself",
	 .exit_code = 2,
	 .probe = SESSION START("t.py::a") "{\"kind\":\"interrupt\",\"error\":{\"type\":"
					   "\"KeyboardInterrupt\"}}\n" FINISH(2),
	 .outcome = RG_OUTCOME_ERROR,
	 .why = "interrupted by KeyboardInterrupt"},
	{.name = "pytest.exit with a status of its own",
	 .exit_code = 77,
	 .probe = SESSION
	 "{\"kind\":\"interrupt\",\"error\":{\"type\":\"Exit\",\"message\":\"enough\"}}\n" FINISH(
		 77),
	 .outcome = RG_OUTCOME_ERROR,
	 .why = "status 77: Exit: enough"},
	{.name = "segfault",
	 .end = RG_CHILD_SIGNALED,
	 .signal = 11,
	 .probe = SESSION START("t.py::a"),
	 .log = "Fatal Python error: Segmentation fault\n",
	 .outcome = RG_OUTCOME_CRASHED,
	 .why = "ended by SIGSEGV in t.py::a"},
	{.name = "segfault behind a shell",
	 .exit_code = 139,
	 .probe = SESSION START("t.py::a"),
	 .outcome = RG_OUTCOME_CRASHED,
	 .why = "SIGSEGV in t.py::a"},
	{.name = "the memory killer",
	 .end = RG_CHILD_SIGNALED,
	 .signal = 9,
	 .probe = SESSION,
	 .outcome = RG_OUTCOME_CRASHED,
	 .why = "memory"},
	{.name = "a signal without a name",
	 .end = RG_CHILD_SIGNALED,
	 .signal = 40,
	 .outcome = RG_OUTCOME_CRASHED,
	 .why = "signal 40"},
	{.name = "os._exit(0) is no pass",
	 .probe = SESSION START("t.py::a"),
	 .outcome = RG_OUTCOME_CRASHED,
	 .why = "status 0 in t.py::a without a report"},
	{.name = "os._exit(1) is no failure",
	 .exit_code = 1,
	 .probe = SESSION START("t.py::a"),
	 .outcome = RG_OUTCOME_CRASHED,
	 .why = "status 1 in t.py::a"},
	{.name = "pytest-timeout's thread",
	 .exit_code = 1,
	 .probe = SESSION START("t.py::a"),
	 .log = "+++++++++++++ Timeout +++++++++++++\n",
	 .outcome = RG_OUTCOME_TIMEOUT,
	 .why = "pytest-timeout in t.py::a"},
	{.name = "a worker of xdist died",
	 .exit_code = 1,
	 .probe = SESSION CRASH FINISH(1),
	 .outcome = RG_OUTCOME_CRASHED,
	 .why = "a worker process ended in t.py::a"},
	{.name = "our time limit",
	 .end = RG_CHILD_TIMEOUT,
	 .probe = SESSION START("t.py::a"),
	 .outcome = RG_OUTCOME_TIMEOUT,
	 .why = "still running in t.py::a after 1.5 s"},
	{.name = "stopped", .end = RG_CHILD_STOPPED, .outcome = RG_OUTCOME_STOPPED},
	{.name = "text alone: pass",
	 .is_complete = true,
	 .text_passed = 1,
	 .outcome = RG_OUTCOME_PASSED},
	{.name = "text alone: failure",
	 .exit_code = 1,
	 .is_complete = true,
	 .text_failed = 1,
	 .outcome = RG_OUTCOME_FAILED},
	{.name = "text alone: crash",
	 .exit_code = 134,
	 .log = "t.py Fatal Python error: Aborted\n",
	 .outcome = RG_OUTCOME_CRASHED,
	 .why = "SIGABRT"},
	{.name = "the wrapper fails",
	 .exit_code = 1,
	 .log = "Error: No such container: box\n",
	 .outcome = RG_OUTCOME_NOT_RUNNABLE,
	 .why = "No such container: box"},
	{.name = "the wrapper's program is missing",
	 .exit_code = 127,
	 .log = "sh: 1: pytest: not found\n",
	 .outcome = RG_OUTCOME_NOT_RUNNABLE,
	 .why = "status 127"},
};

static void outcome_decide__what_we_did_then_a_crash_then_the_counts(void **state)
{
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const row *r = &rows[i];
		rg_trace text = {.is_complete = r->is_complete,
				 .n_passed = r->text_passed,
				 .n_failed = r->text_failed,
				 .usage = rg_str_of(r->usage)};
		rg_failure raised = {.error = {.type = rg_str_of(r->raised),
					       .message = RG_STR("x\nmore of it")}};
		rg_outcome_facts facts = {.end = r->end,
					  .exit_code = r->exit_code,
					  .signal = r->signal,
					  .timeout_ms = 1500,
					  .text = &text,
					  .log = rg_str_of(r->log ? r->log : ""),
					  .not_run = rg_str_of(r->not_run),
					  .python = RG_STR("PY")};
		rg_probe_log probe;
		rg_outcome outcome;
		rg_str why;

		if (r->raised)
			RG_PUSH(arena, &text.failures, raised);
		rg_probe_log_read(&probe, arena, rg_str_of(r->probe ? r->probe : ""));
		facts.probe = &probe;
		outcome = rg_outcome_decide(&why, arena, &facts);
		if (outcome != r->outcome)
			fail_msg("%s: %s (%.*s)", r->name, rg_outcome_name(outcome), RG_FMT(why));
		if (r->why ? !rg_str_has(why, rg_str_of(r->why)) : why.ptr != NULL)
			fail_msg("%s: why: %.*s", r->name, RG_FMT(why));
		if (rg_str_find_char(why, '\n') != SIZE_MAX)
			fail_msg("%s: more than one line", r->name);
	}
	rg_arena_free(arena);
}

static void outcome_names__are_the_protocols_and_read_back(void **state)
{
	static const char *const names[] = {"passed",  "failed",  "error",    "crashed",
					    "timeout", "stopped", "no-tests", "not-runnable"};

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		assert_string_equal(rg_outcome_name((rg_outcome)i), names[i]);
		assert_int_equal(rg_outcome_of(rg_str_of(names[i])), i);
	}
	assert_int_equal(rg_outcome_of(RG_STR("nonsense")), RG_OUTCOME_NOT_RUNNABLE);
}

static void probe_log__counts_times_and_modules_of_all_processes(void **state)
{
	static const char lines[] = SESSION
		"{\"kind\":\"session\",\"worker\":\"gw0\",\"python\":\"9.9\"}\n"
		"{\"kind\":\"report\",\"worker\":\"gw0\",\"nodeid\":\"t.py::b\",\"when\":\"call\","
		"\"outcome\":\"passed\",\"seconds\":1.5}\n" REPORT("t.py::a", "call", "rerun")
			REPORT("t.py::a", "call",
			       "passed") "{\"kind\":\"report\",\"nodeid\":\"t.py::s\",\"when\":"
					 "\"call\",\"outcome\":\"failed\","
					 "\"seconds\":9,\"subtest\":{\"params\":{\"i\":\"1\"}}}"
					 "\n" COLLECT COLLECT
					 "{\"kind\":\"finish\",\"worker\":\"gw0\",\"exitstatus\":7,"
					 "\"foreign\":["
					 "{\"module\":\"foo\",\"path\":\"/s/"
					 "foo.py\"},{\"module\":\"bar\",\"path\":\"/s/b\"}]}\n"
					 "{\"kind\":\"finish\",\"worker\":\"gw1\",\"foreign\":[{"
					 "\"module\":\"foo\",\"path\":\"x\"}]}\n"
					 "{\"kind\":\"unheard of\"}\nnot "
					 "json\n[]\n{\"kind\":7}\n" FINISH(
						 1) "{\"kind\":\"report\",\"nodeid\":\"cut";
	rg_arena *arena = rg_arena_new();
	rg_probe_log log;

	(void)state;
	rg_probe_log_read(&log, arena, rg_str_of(lines));
	assert_true(log.has_session && log.has_finish);
	assert_true(rg_str_eq_z(log.python, "3.11.7"));
	assert_int_equal(log.exit_status, 1);
	assert_int_equal(log.n_passed, 2);
	assert_int_equal(log.n_reruns, 1);
	assert_int_equal(log.n_failed, 1);
	assert_int_equal(log.n_errors, 1);
	assert_true(log.test_seconds == 2.5);
	assert_int_equal(log.times.n, 3);
	assert_int_equal(log.provenance.foreign.n, 2);
	assert_true(rg_str_eq_z(log.provenance.foreign.items[0].module, "bar"));
	assert_true(rg_str_eq_z(log.provenance.foreign.items[1].path, "/s/foo.py"));
	assert_int_equal(log.reported.n, 4);
	rg_arena_free(arena);
}

static void probe_log__reports_belong_to_what_was_wanted(void **state)
{
	static const struct {
		const char *reported, *rootdir, *wanted;
		bool is_of;
	} pairs[] = {
		{"tests/t.py::a", "/w", "tests/t.py::a", true},
		{"tests/t.py::a[x-1]", "/w", "tests/t.py::a", true},
		{"tests/t.py::ab", "/w", "tests/t.py::a", false},
		{"tests/t.py::C::a", "/w", "tests/t.py::C", true},
		{"tests/t.py::a", "/w", "tests/t.py", true},
		{"tests/t.py::a", "/w", "tests/", true},
		{"tests/t.py::a@group", "/w", "tests/t.py::a", true},
		{"t.py::a", "/w/sub", "sub/t.py::a", true},
		{"t.py::a", "/w/sub", "sub", true},
		{"t.py::a", "/w/a/b", "a", true},
		{"t.py::a", "/w/sub", "other/t.py::a", false},
		{"w/t.py::a", "/", "t.py::a", true},
		{"t.py::a", "/w", "/w/t.py::a", true},
		{"t.py::a", "/w", ".", true},
		{"t.py::a", "", "u.py::a", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (rg_probe_log_is_of(rg_str_of(pairs[i].reported), rg_str_of(pairs[i].rootdir),
				       rg_str_of(pairs[i].wanted), RG_STR("/w")) != pairs[i].is_of)
			fail_msg("%s below %s and %s", pairs[i].reported, pairs[i].rootdir,
				 pairs[i].wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcome_decide__what_we_did_then_a_crash_then_the_counts),
		cmocka_unit_test(outcome_names__are_the_protocols_and_read_back),
		cmocka_unit_test(probe_log__counts_times_and_modules_of_all_processes),
		cmocka_unit_test(probe_log__reports_belong_to_what_was_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
