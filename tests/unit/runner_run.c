/* SPDX-License-Identifier: MIT */
/*
 * runner_run.c - a run from start to result. The Python of these tests is a shell script that does
 * what pytest would do to a runner: it prints, writes the probe's lines, hangs, dies. Real pytest
 * versions are in tests/e2e.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "os/fs.h"
#include "os/system.h"
#include "runner/environment.h"
#include "runner/run.h"
#include "support/temp_root.h"

#define SESSION "{\"kind\":\"session\",\"python\":\"3.11.7\",\"pytest\":\"8.4.2\"}"
#define START	"{\"kind\":\"start\",\"nodeid\":\"t.py::a\"}"
#define CALL(outcome)                                                                              \
	"{\"kind\":\"report\",\"nodeid\":\"t.py::a\",\"when\":\"call\",\"outcome\":\"" outcome     \
	"\",\"seconds\":0.25}"
#define FINISH(status) "{\"kind\":\"finish\",\"exitstatus\":" #status "}"
#define WRITE(line)    "echo '" line "' >>\"$REDGREEN_PROBE\"\n"

typedef struct fixture {
	rg_arena *arena;
	rg_loop *loop;
	rg_str root;
	rg_run_spec spec;
	rg_run *run;
	rg_arena *result_arena;
	const rg_run_result *result;
	int n_done, n_output;
	bool stop_on_output, stop_on_progress;
	char test[100];
	rg_err err;
} fixture;

static void on_done(void *data, const rg_run_result *result)
{
	fixture *f = data;

	f->n_done++;
	f->result = result;
	f->result_arena = rg_run_take_arena(f->run);
	rg_loop_stop(f->loop);
}

static void on_output(void *data, rg_str piece)
{
	fixture *f = data;

	assert_true(piece.len > 0);
	f->n_output++;
	if (f->stop_on_output)
		rg_run_stop(f->run);
}

static void on_progress(void *data, rg_str test, uint32_t n_ended)
{
	fixture *f = data;

	(void)n_ended;
	memcpy(f->test, test.ptr, test.len);
	f->test[test.len] = '\0';
	if (f->stop_on_progress)
		rg_run_stop(f->run);
}

static char *at(fixture *f, const char *name)
{
	return rg_path_join(f->arena, f->root, rg_str_of(name));
}

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));

	f->arena = rg_arena_new();
	f->loop = rg_loop_new();
	f->root = make_root(f->arena);
	f->spec = (rg_run_spec){.id = RG_STR("run-1"),
				.root = f->root,
				.python = rg_str_of(at(f, "python")),
				.probe = rg_str_of(at(f, "probe")),
				.log_path = rg_str_of(at(f, "logs/test_run_1.txt")),
				.scratch = rg_str_of(at(f, "scratch")),
				.cache = rg_str_of(at(f, "cache")),
				.hash_seed = 5,
				.timeout_ms = 20000,
				.on_output = on_output,
				.done = on_done,
				.data = f};
	rg_environment_set(f->arena, &f->spec.env, "PATH", rg_env_get("PATH"));
	RG_PUSH(f->arena, &f->spec.tests, RG_STR("t.py::a"));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	int rc = remove_root(f->root);

	rg_arena_free(f->result_arena);
	rg_loop_free(f->loop);
	rg_arena_free(f->arena);
	free(f);
	return rc;
}

static void program(fixture *f, const char *name, const char *script)
{
	put_program(f->root, name, rg_arena_printf(f->arena, "#!/bin/bash\n%s", script).ptr);
}

static void run(fixture *f, const char *script)
{
	program(f, "python", script);
	if (rg_run_start(&f->run, f->loop, &f->spec, &f->err) != RG_OK)
		fail_msg("%s", f->err.message);
	assert_int_equal(f->n_done, 0);
	rg_loop_run(f->loop);
	assert_int_equal(f->n_done, 1);
	assert_non_null(f->result->trace);
	assert_false(rg_fs_is_folder(at(f, "scratch"))); /* its own folder is gone */
}

static void run_result__log_probe_and_argv_come_together(void **state)
{
	fixture *f = *state;

	run(f, "echo out; echo err >&2; echo \"seed $PYTHONHASHSEED\"; echo 'time: 3 s'\n"
	       "read -r x || echo 'no input'\n" WRITE(SESSION) WRITE(START) WRITE(CALL("passed"))
		       WRITE(FINISH(0)));
	assert_string_equal(rg_outcome_name(f->result->outcome), "passed");
	assert_int_equal(f->result->exit_code, 0);
	assert_true(f->result->has_probe && f->result->is_complete);
	assert_true(f->result->test_seconds == 0.25 && f->result->seconds > 0);
	assert_true(rg_str_eq_z(f->result->pytest_version, "8.4.2"));
	assert_int_equal(f->result->n_passed, 1);
	assert_int_equal(f->result->hash_seed, 5);
	assert_true(rg_str_eq_z(f->result->log, "out\nerr\nseed 5\ntime: 3 s\nno input\n"));
	assert_int_equal(f->result->numbers.n, 1);
	assert_true(rg_str_eq_z(f->result->argv.items[2], "pytest"));
	assert_true(rg_str_eq_z(f->result->argv.items[f->result->argv.n - 1], "t.py::a"));
	assert_true(rg_fs_is_file(at(f, "logs/test_run_1.txt")));
	assert_null(f->result->why.ptr);
	assert_true(f->n_output > 0);
}

static void run_result__a_failure_is_a_result(void **state)
{
	fixture *f = *state;

	run(f, WRITE(SESSION) WRITE(START) WRITE(CALL("failed")) WRITE(FINISH(1)) "exit 1\n");
	assert_string_equal(rg_outcome_name(f->result->outcome), "failed");
	assert_int_equal(f->result->exit_code, 1);
}

static void run_result__a_crash_names_the_test(void **state)
{
	fixture *f = *state;

	run(f, WRITE(SESSION) WRITE(START) "kill -SEGV $$\n");
	assert_string_equal(rg_outcome_name(f->result->outcome), "crashed");
	assert_int_equal(f->result->signal, 11);
	assert_int_equal(f->result->exit_code, -1);
	assert_string_equal(rg_arena_cstr(f->arena, f->result->why), "ended by SIGSEGV in t.py::a");
	assert_false(f->result->is_complete);
	assert_int_equal(f->result->trace->failures.n, 1);
	assert_true(rg_str_eq_z(f->result->trace->failures.items[0].test, "t.py::a"));
	assert_true(rg_str_eq_z(f->result->trace->failures.items[0].error.type, "SIGSEGV"));
	assert_int_equal(f->result->trace->failures.items[0].fingerprint.len, 16);
}

static void run_timeout__what_hangs_is_ended_and_named(void **state)
{
	fixture *f = *state;

	f->spec.timeout_ms = 3000;
	run(f, WRITE(SESSION) WRITE(START) "trap '' INT TERM\nwhile :; do sleep 1; done\n");
	assert_string_equal(rg_outcome_name(f->result->outcome), "timeout");
	assert_non_null(strstr(rg_arena_cstr(f->arena, f->result->why), "in t.py::a after 3.0 s"));
}

static void run_memory__what_takes_too_much_is_ended_and_named(void **state)
{
	fixture *f = *state;
	const rg_failure *failure;

	f->spec.memory_limit_bytes = UINT64_C(50) << 20;
	/* tail keeps the line that it has not seen the end of. */
	run(f, WRITE(SESSION) WRITE(START) "head -c 400000000 /dev/zero | tail -n 1 >/dev/null\n"
					   "sleep 1000\n");
	assert_string_equal(rg_outcome_name(f->result->outcome), "crashed");
	assert_non_null(strstr(rg_arena_cstr(f->arena, f->result->why), "in t.py::a: its proc"));
	assert_non_null(strstr(rg_arena_cstr(f->arena, f->result->why), "may hold 50 MB"));
	assert_int_equal(f->result->trace->failures.n, 1);
	failure = &f->result->trace->failures.items[0];
	assert_true(rg_str_eq_z(failure->error.type, "MemoryLimit"));
	assert_int_equal(failure->kind, RG_KIND_RESOURCE);
}

static void run_watch__what_a_test_called_is_read(void **state)
{
	fixture *f = *state;
	rg_str_vec files = {0};
	rg_err err;

	RG_PUSH(f->arena, &files, RG_STR("a.py"));
	f->spec.paths = rg_paths_new(f->arena, f->root, &files);
	f->spec.watch = RG_WATCH_FREE;
	assert_int_equal(rg_fs_write(at(f, "a.py"), RG_STR("@x\ndef f(): pass\n"), false, &err),
			 RG_OK);
	run(f, WRITE(SESSION) "echo \"{\\\"kind\\\":\\\"calls\\\",\\\"nodeid\\\":\\\"t.py::a\\\","
			      "\\\"outcome\\\":\\\"failed\\\",\\\"first\\\":0,"
			      "\\\"files\\\":[\\\"$REDGREEN_PROBE_ROOT/a.py\\\"],"
			      "\\\"functions\\\":[[0,\\\"f\\\",1]],\\\"calls\\\":[0]}\""
			      " >>\"$REDGREEN_PROBE\"\n" WRITE(CALL("failed")) WRITE(FINISH(1)));
	assert_non_null(f->result->calls);
	assert_int_equal(f->result->calls->functions.n, 1);
	assert_int_equal(f->result->calls->functions.items[0].line, 2); /* of its `def` */
	assert_false(f->result->calls->tests.items[0].has_passed);
	assert_int_equal(f->result->n_failed, 1);
}

static void run_stop__ends_it_wherever_it_is(void **state)
{
	fixture *f = *state;

	f->stop_on_output = true;
	run(f, "echo started\nexec sleep 1000\n");
	assert_string_equal(rg_outcome_name(f->result->outcome), "stopped");
	rg_arena_free(f->result_arena);
	f->n_done = 0;
	f->stop_on_output = false;
	assert_int_equal(rg_run_start(&f->run, f->loop, &f->spec, &f->err), RG_OK);
	rg_run_stop(f->run); /* before there is a child */
	rg_loop_run(f->loop);
	assert_string_equal(rg_outcome_name(f->result->outcome), "stopped");
	rg_run_stop(NULL);
}

static void run_progress__names_the_test_under_way(void **state)
{
	fixture *f = *state;

	f->spec.on_progress = on_progress;
	f->stop_on_progress = true;
	run(f, WRITE(SESSION) WRITE(START) "sleep 1000\n");
	assert_string_equal(f->test, "t.py::a");
	assert_string_equal(rg_outcome_name(f->result->outcome), "stopped");
}

static void run_probe__a_wrapper_that_hides_it_costs_one_more_start(void **state)
{
	fixture *f = *state;

	run(f, "case \"$*\" in *redgreen_probe*)\n"
	       "echo 'ImportError: Error importing plugin \"redgreen_probe\": No module named'\n"
	       "exit 1;; esac\necho without\nexit 5\n");
	assert_false(f->result->has_probe);
	assert_true(rg_str_eq_z(f->result->log, "without\n"));
	assert_string_equal(rg_outcome_name(f->result->outcome), "no-tests");
	assert_true(f->result->test_seconds < 0);
}

static void run_foreign__one_sentence_says_where_from(void **state)
{
	fixture *f = *state;

	run(f, WRITE(SESSION) WRITE(START) WRITE(CALL(
		       "passed")) "echo "
				  "'{\"kind\":\"finish\",\"exitstatus\":0,\"foreign\":[{\"module\":"
				  "\"foo\","
				  "\"path\":\"/v/lib/python3.11/site-packages/foo/__init__.py\"}]}'"
				  " >>\"$REDGREEN_PROBE\"\n");
	assert_int_equal(f->result->provenance.foreign.n, 1);
	assert_string_equal(rg_arena_cstr(f->arena, f->result->foreign_text),
			    "the tests import `foo` from site-packages, not from this tree; your "
			    "edits have no effect");
}

/* Python compares the source's size and its modification time in whole seconds: both stay. */
static void check_edit_is_seen(fixture *f, const char *import)
{
	struct timespec times[2] = {{1700000000, 0}, {1700000000, 0}};
	rg_err err;

	assert_int_equal(rg_fs_write(at(f, "module.py"), RG_STR("VALUE = 1\n"), false, &err),
			 RG_OK);
	assert_int_equal(utimensat(AT_FDCWD, at(f, "module.py"), times, 0), 0);
	run(f, import);
	assert_true(rg_str_eq_z(f->result->log, "1\n"));
	rg_arena_free(f->result_arena);
	f->n_done = 0;
	assert_int_equal(rg_fs_write(at(f, "module.py"), RG_STR("VALUE = 2\n"), false, &err),
			 RG_OK);
	assert_int_equal(utimensat(AT_FDCWD, at(f, "module.py"), times, 0), 0);
	run(f, import);
	assert_true(rg_str_eq_z(f->result->log, "2\n"));
	assert_false(rg_fs_is_folder(at(f, "__pycache__")));
}

static void run_bytecode__an_edit_that_python_cannot_see_is_seen(void **state)
{
	check_edit_is_seen(*state, "cd \"$REDGREEN_PROBE_ROOT\" && exec python3 -c "
				   "'import module; print(module.VALUE)'\n");
}

static void run_bytecode__also_behind_a_wrapper_that_hands_over_no_environment(void **state)
{
	fixture *f = *state;

	RG_PUSH(f->arena, &f->spec.wrapper, RG_STR("env"));
	RG_PUSH(f->arena, &f->spec.wrapper, RG_STR("-i"));
	RG_PUSH(f->arena, &f->spec.wrapper,
		rg_arena_printf(f->arena, "PATH=%.*s", RG_FMT(rg_env_get("PATH"))));
	check_edit_is_seen(f, "[ \"$1\" = -IS ] && exec python3 \"$@\"\n" /* the leash */
			      "cd \"${0%/*}\" && exec python3 \"$1\" \"$2\" -c "
			      "'import module; print(module.VALUE)'\n");
}

static void run_start__what_cannot_begin_is_said_at_once(void **state)
{
	fixture *f = *state;

	program(f, "python", "");
	f->spec.cwd = rg_str_of(at(f, "no such folder"));
	assert_int_equal(rg_run_start(&f->run, f->loop, &f->spec, &f->err), RG_ENOTFOUND);
	assert_non_null(strstr(f->err.message, "no such folder"));
	f->spec.cwd = (rg_str){NULL, 0};
	f->spec.python = rg_str_of(at(f, "nopython"));
	assert_int_equal(rg_run_start(&f->run, f->loop, &f->spec, &f->err), RG_ENOTFOUND);
	assert_non_null(strstr(f->err.message, "nopython"));
	f->spec.python = rg_str_of(at(f, "python"));
	f->spec.tests.items[0] = RG_STR("--collect-only");
	assert_int_equal(rg_run_start(&f->run, f->loop, &f->spec, &f->err), RG_EINVAL);
}

static void run_start__a_log_that_cannot_be_written_is_not_runnable(void **state)
{
	fixture *f = *state;
	rg_err err;

	assert_int_equal(rg_fs_write(at(f, "logs"), RG_STR("a file"), false, &err), RG_OK);
	run(f, "exit 0\n");
	assert_string_equal(rg_outcome_name(f->result->outcome), "not-runnable");
	assert_non_null(strstr(rg_arena_cstr(f->arena, f->result->why), "logs"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(run_result__log_probe_and_argv_come_together),
		TEST(run_result__a_failure_is_a_result),
		TEST(run_result__a_crash_names_the_test),
		TEST(run_timeout__what_hangs_is_ended_and_named),
		TEST(run_memory__what_takes_too_much_is_ended_and_named),
		TEST(run_watch__what_a_test_called_is_read),
		TEST(run_stop__ends_it_wherever_it_is),
		TEST(run_progress__names_the_test_under_way),
		TEST(run_probe__a_wrapper_that_hides_it_costs_one_more_start),
		TEST(run_foreign__one_sentence_says_where_from),
		TEST(run_bytecode__an_edit_that_python_cannot_see_is_seen),
		TEST(run_bytecode__also_behind_a_wrapper_that_hands_over_no_environment),
		TEST(run_start__what_cannot_begin_is_said_at_once),
		TEST(run_start__a_log_that_cannot_be_written_is_not_runnable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
