/* SPDX-License-Identifier: MIT */
/* trace_probe.c - the probe's records, alone and together with the text of the run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trace/fmt_probe.h"

#define SESSION		  "{\"kind\":\"session\",\"format\":1,\"rootdir\":\"/home/me/repo/sub\"}\n"
#define START(worker, id) "{\"kind\":\"start\",\"worker\":\"" worker "\",\"nodeid\":\"" id "\"}\n"
#define FAILED                                                                                     \
	"{\"kind\":\"report\",\"nodeid\":\"test_a.py::T::test_x[1]\",\"when\":\"call\","           \
	"\"outcome\":\"failed\",\"seconds\":0.25,\"error\":{\"type\":\"app.Odd\",\"name\":"        \
	"\"Odd\","                                                                                 \
	"\"message\":\"bad\\nmore\",\"frames\":[{\"path\":\"/home/me/repo/sub/test_a.py\","        \
	"\"line\":7,\"function\":\"test_x\",\"qualname\":\"T.test_x\",\"source\":\"f(1)\","        \
	"\"values\":[[\"self\",\"<T>\"],[\"n\",\"1\"]]},"                                          \
	"{\"path\":\"/home/me/repo/app.py\",\"line\":3,\"function\":\"f\"}],"                      \
	"\"chain\":[{\"relation\":\"cause\",\"type\":\"KeyError\",\"message\":\"'k'\","            \
	"\"frames\":[]},{\"relation\":\"context\",\"type\":\"OSError\",\"message\":\"\"}]}}\n"
#define REPORT(id, when, outcome)                                                                  \
	"{\"kind\":\"report\",\"nodeid\":\"" id "\",\"when\":\"" when "\",\"outcome\":\"" outcome  \
	"\",\"error\":{\"type\":\"E\",\"message\":\"m\",\"frames\":[]}}\n"
#define FINISH(status) "{\"kind\":\"finish\",\"exitstatus\":" #status "}\n"

static const rg_trace_options *options(rg_arena *arena)
{
	rg_trace_options *out = RG_NEW(arena, rg_trace_options);
	rg_str_vec files = {NULL, 0, 0};

	RG_PUSH(arena, &files, RG_STR("app.py"));
	RG_PUSH(arena, &files, RG_STR("src/sum.cu"));
	RG_PUSH(arena, &files, RG_STR("test_a.py"));
	RG_PUSH(arena, &files, RG_STR("sub/test_a.py"));
	out->paths = rg_paths_new(arena, RG_STR("/home/me/repo"), &files);
	out->cwd = RG_STR("");
	return out;
}

static const rg_trace *read_records(rg_arena *arena, const char *records)
{
	return rg_trace_read_probe(arena, rg_str_of(records), options(arena));
}

static const rg_trace *read_run(rg_arena *arena, const char *records, const char *log)
{
	const rg_trace *trace =
		rg_trace_read_run(arena, rg_str_of(records), rg_str_of(log), options(arena));

	assert_non_null(trace);
	return trace;
}

static void equal(rg_str got, const char *want)
{
	if (!rg_str_eq_z(got, want))
		fail_msg("want \"%s\", got \"%.*s\"", want, RG_FMT(got));
}

static void trace_probe__a_report_becomes_a_failure(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace = read_records(arena, SESSION FAILED FINISH(1));
	const rg_failure *failure = &trace->failures.items[0];
	const rg_frame *frame = &failure->error.frames.items[0];

	(void)state;
	assert_int_equal(trace->failures.n, 1);
	assert_true(trace->is_complete);
	equal(trace->format, "probe");
	/* relative to the workspace, not to pytest's rootdir */
	equal(failure->test, "sub/test_a.py::T::test_x[1]");
	equal(failure->error.type, "app.Odd");
	equal(failure->error.message, "bad\nmore");
	assert_int_equal(failure->phase, RG_PHASE_CALL);
	assert_true(failure->seconds > 0.24 && failure->seconds < 0.26);
	assert_int_equal(failure->error.frames.n, 2);
	equal(frame->path, "sub/test_a.py");
	equal(frame->function, "T.test_x");
	equal(frame->source, "f(1)");
	equal(frame->language, "python");
	assert_true(frame->in_workspace);
	assert_int_equal(frame->line, 7);
	assert_int_equal(frame->values.n, 2);
	equal(frame->values.items[1].name, "n");
	equal(frame->values.items[1].repr, "1");
	equal(failure->operation, "f");
	assert_int_equal(failure->fingerprint.len, 16);
	assert_int_equal(failure->chain.n, 2);
	assert_int_equal(failure->chain.items[0].relation, RG_RELATION_CAUSE);
	equal(failure->chain.items[0].message, "'k'");
	assert_int_equal(failure->chain.items[1].relation, RG_RELATION_CONTEXT);
	rg_arena_free(arena);
}

static void trace_probe__native_words_lead_to_their_place(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace = read_records(
		arena, SESSION
		"{\"kind\":\"report\",\"nodeid\":\"test_a.py::test_x\",\"when\":\"call\","
		"\"outcome\":\"failed\",\"error\":{\"type\":\"RuntimeError\",\"message\":"
		"\"device\"},\"stderr\":\"/build/src/sum.cu:5: sum: block: [0,0,0], thread: "
		"[3,0,0] Assertion `i < n` failed.\\n\"}\n" FINISH(1));
	const rg_failure *failure = &trace->failures.items[0];

	(void)state;
	assert_int_equal(trace->failures.n, 1);
	equal(failure->error.message, "device");
	assert_int_equal(failure->chain.n, 1);
	assert_int_equal(failure->chain.items[0].relation, RG_RELATION_CONTEXT);
	assert_int_equal(failure->chain.items[0].frames.n, 1);
	equal(failure->chain.items[0].frames.items[0].path, "src/sum.cu");
	assert_int_equal(failure->chain.items[0].frames.items[0].line, 5);
	rg_arena_free(arena);
}

static void trace_probe__phases_and_outcomes_are_told_apart(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace = read_records(
		arena,
		SESSION REPORT("a.py::a", "setup", "failed") REPORT("a.py::b", "teardown", "failed")
			REPORT("a.py::c", "call", "passed") REPORT("a.py::d", "call", "rerun")
				REPORT("a.py::e", "call", "skipped")
					REPORT("a.py::f", "call", "failed"));

	(void)state;
	assert_int_equal(trace->failures.n, 3);
	assert_int_equal(trace->failures.items[0].phase, RG_PHASE_SETUP);
	assert_int_equal(trace->failures.items[1].phase, RG_PHASE_TEARDOWN);
	equal(trace->failures.items[2].test, "a.py::f");
	assert_int_equal(trace->n_passed, 1);
	assert_int_equal(trace->n_failed, 1);
	assert_int_equal(trace->n_errors, 2);
	assert_false(trace->is_complete);
	rg_arena_free(arena);
}

#define COLLECT(worker)                                                                            \
	"{\"kind\":\"collect\",\"worker\":\"" worker "\",\"nodeid\":\"test_a.py\",\"error\":"      \
	"{\"type\":\"SyntaxError\",\"message\":\"invalid syntax\",\"frames\":[{\"path\":"          \
	"\"/home/me/repo/sub/test_a.py\",\"line\":2}]}}\n"

static void trace_probe__workers_tell_of_one_collection_error(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace =
		read_records(arena, SESSION COLLECT("gw0") COLLECT("gw1") FINISH(2));

	(void)state;
	assert_int_equal(trace->failures.n, 1);
	assert_int_equal(trace->n_errors, 1);
	equal(trace->failures.items[0].test, "sub/test_a.py");
	assert_int_equal(trace->failures.items[0].phase, RG_PHASE_COLLECT);
	rg_arena_free(arena);
}

static void trace_probe__bad_lines_are_left_out(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace = read_records(
		arena,
		"garbage\n" SESSION "{\"kind\":\"news\"}\n[1,2]\n\"kind\"\n{}\n"
		"{\"kind\":\"report\",\"when\":7,\"outcome\":\"failed\",\"error\":[1]}\n" FAILED
		"{\"kind\":\"report\",\"nodeid\":\"a.py::cut\",\"outco");

	(void)state;
	assert_int_equal(trace->failures.n, 2);
	equal(trace->failures.items[0].test, "");
	equal(trace->failures.items[0].error.message, "");
	assert_null(read_records(arena, ""));
	assert_null(read_records(arena, FAILED)); /* without a session */
	rg_arena_free(arena);
}

static const char dump[] = "Fatal Python error: Segmentation fault\n\n"
			   "Current thread 0x00007f (most recent call first):\n"
			   "  File \"/home/me/repo/app.py\", line 3 in f\n"
			   "  File \"/home/me/repo/sub/test_a.py\", line 7 in test_x\n";

static void trace_run__a_crash_comes_from_the_text(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace = read_run(arena, SESSION START("", "test_a.py::T::test_x[1]"), dump);
	const rg_failure *failure = &trace->failures.items[0];

	(void)state;
	assert_int_equal(trace->failures.n, 1);
	equal(failure->error.type, "SIGSEGV");
	equal(failure->test, "sub/test_a.py::T::test_x[1]"); /* the text knows no parameters */
	assert_int_equal(failure->kind, RG_KIND_RESOURCE);
	assert_int_equal(failure->error.frames.n, 2);
	equal(failure->error.frames.items[1].path, "app.py");
	rg_arena_free(arena);
}

#define CRASHED                                                                                    \
	"{\"kind\":\"report\",\"nodeid\":\"test_a.py::test_x\",\"when\":\"crash\","                \
	"\"outcome\":\"failed\",\"error\":{\"message\":\"worker 'gw0' crashed while running "      \
	"'test_a.py::test_x'\",\"frames\":[]}}\n"

static void trace_run__a_worker_s_crash_gets_its_signal(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace =
		read_run(arena, SESSION START("gw0", "test_a.py::test_x") CRASHED FINISH(1), dump);

	(void)state;
	assert_int_equal(trace->failures.n, 1);
	equal(trace->failures.items[0].test, "sub/test_a.py::test_x");
	equal(trace->failures.items[0].error.type, "SIGSEGV");
	assert_int_equal(trace->failures.items[0].error.frames.n, 2);
	rg_arena_free(arena);
}

static void trace_run__what_the_text_shows_besides_is_not_counted(void **state)
{
	rg_arena *arena = rg_arena_new();
	const char *log = "____________ test_other ____________\n"
			  "Traceback (most recent call last):\n  File \"x.py\", line 1, in f\n"
			  "    f()\nValueError: printed by a test\n";
	const rg_trace *trace = read_run(arena, SESSION FAILED FINISH(1), log);

	(void)state;
	assert_int_equal(trace->failures.n, 1);
	equal(trace->failures.items[0].error.type, "app.Odd");
	trace = read_run(arena, SESSION FINISH(0), dump); /* of a child of a test that passed */
	assert_int_equal(trace->failures.n, 0);
	rg_arena_free(arena);
}

static void trace_run__a_complaint_comes_from_the_text(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace =
		read_run(arena, SESSION FINISH(4), "ERROR: file or directory not found: x.py\n\n");

	(void)state;
	equal(trace->usage, "file or directory not found: x.py");
	assert_int_equal(trace->failures.n, 0);
	rg_arena_free(arena);
}

static void trace_run__without_records_the_text_is_all(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace = read_run(arena, "", dump);

	(void)state;
	equal(trace->format, "crash");
	assert_int_equal(trace->failures.n, 1);
	assert_int_equal(read_run(arena, "", "")->failures.n, 0);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_probe__a_report_becomes_a_failure),
		cmocka_unit_test(trace_probe__native_words_lead_to_their_place),
		cmocka_unit_test(trace_probe__phases_and_outcomes_are_told_apart),
		cmocka_unit_test(trace_probe__workers_tell_of_one_collection_error),
		cmocka_unit_test(trace_probe__bad_lines_are_left_out),
		cmocka_unit_test(trace_run__a_crash_comes_from_the_text),
		cmocka_unit_test(trace_run__a_worker_s_crash_gets_its_signal),
		cmocka_unit_test(trace_run__what_the_text_shows_besides_is_not_counted),
		cmocka_unit_test(trace_run__a_complaint_comes_from_the_text),
		cmocka_unit_test(trace_run__without_records_the_text_is_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
