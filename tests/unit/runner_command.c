/* SPDX-License-Identifier: MIT */
/* runner_command.c - argv, environment and bytecode cache of one run. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "os/fs.h"
#include "runner/bytecode.h"
#include "runner/command.h"
#include "runner/environment.h"
#include "support/temp_root.h"

typedef struct fixture {
	rg_arena *arena;
	rg_str root;
	rg_run_spec spec;
	rg_command_line line;
	rg_err err;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));

	f->arena = rg_arena_new();
	f->root = make_root(f->arena);
	f->spec = (rg_run_spec){.root = f->root,
				.cwd = f->root,
				.python = RG_STR("/v/bin/python"),
				.probe = RG_STR("/probe"),
				.scratch = RG_STR("/s"),
				.cache = RG_STR("/c"),
				.hash_seed = 3};
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	int rc = remove_root(f->root);

	rg_arena_free(f->arena);
	free(f);
	return rc;
}

static void build(fixture *f, bool with_probe)
{
	assert_int_equal(rg_command_line_build(&f->line, f->arena, &f->spec, with_probe, &f->err),
			 RG_OK);
}

static const char *argv(fixture *f)
{
	return rg_arena_cstr(f->arena, rg_str_vec_join(f->arena, &f->line.argv, RG_STR("|")));
}

static const char *get(fixture *f, const char *name)
{
	rg_str value = rg_environment_get(&f->line.env, name);

	return value.ptr ? rg_arena_cstr(f->arena, value) : "(unset)";
}

static void command_argv__ours_stand_before_the_users(void **state)
{
	fixture *f = *state;

	RG_PUSH(f->arena, &f->spec.tests, RG_STR("tests/a b.py::test[x y]"));
	RG_PUSH(f->arena, &f->spec.pytest_args, RG_STR("-x"));
	build(f, true);
	assert_string_equal(argv(f), "/v/bin/python|-m|pytest|-p|redgreen_probe|-o|"
				     "cache_dir=/c/pytest|-x|tests/a b.py::test[x y]");
	assert_int_equal(f->line.leashed.n, 0);
	build(f, false);
	assert_string_equal(argv(f), "/v/bin/python|-m|pytest|-o|cache_dir=/c/pytest|-x|"
				     "tests/a b.py::test[x y]");
	assert_string_equal(get(f, "REDGREEN_PROBE"), "(unset)");
}

static void command_argv__the_users_cache_is_left_alone(void **state)
{
	fixture *f = *state;

	RG_PUSH(f->arena, &f->spec.pytest_args, RG_STR("--lf"));
	build(f, false);
	assert_string_equal(argv(f), "/v/bin/python|-m|pytest|--lf");
	f->spec.pytest_args.n = 0;
	put_file(f->root, "tox.ini", "[pytest]\naddopts = -p no:cacheprovider\n");
	build(f, false);
	assert_string_equal(argv(f), "/v/bin/python|-m|pytest");
	put_file(f->root, "tox.ini", "");
	rg_environment_set(f->arena, &f->spec.env, "PYTEST_ADDOPTS", RG_STR("-o cache_dir=x"));
	build(f, false);
	assert_string_equal(argv(f), "/v/bin/python|-m|pytest");
}

static void command_watch__for_free__changes_no_argument(void **state)
{
	fixture *f = *state;

	f->spec.watch = RG_WATCH_FREE;
	build(f, true);
	assert_string_equal(argv(f), "/v/bin/python|-m|pytest|-p|redgreen_probe|-o|"
				     "cache_dir=/c/pytest");
	assert_string_equal(get(f, "REDGREEN_PROBE_CALLS"), "free");
	assert_string_equal(get(f, "COVERAGE_FILE"), "(unset)");
	build(f, false); /* nobody there who would watch */
	assert_string_equal(get(f, "REDGREEN_PROBE_CALLS"), "(unset)");
}

static void command_watch__in_full__leaves_nothing_of_the_run(void **state)
{
	fixture *f = *state;

	f->spec.watch = RG_WATCH_FULL;
	f->spec.warm_ms = 7500;
	f->spec.n_enough = 50;
	RG_PUSH(f->arena, &f->spec.tests, RG_STR("t.py"));
	RG_PUSH(f->arena, &f->spec.first, RG_STR("t.py::a"));
	RG_PUSH(f->arena, &f->spec.first, RG_STR("t.py::b[1]"));
	RG_PUSH(f->arena, &f->spec.pytest_args, RG_STR("-x"));
	build(f, true);
	assert_string_equal(argv(f), "/v/bin/"
				     "python|-m|pytest|-p|redgreen_probe|-x|--maxfail=0|--continue-"
				     "on-collection-errors|-o|"
				     "cache_dir=/s/pytest|t.py");
	assert_string_equal(get(f, "REDGREEN_PROBE_CALLS"), "full");
	assert_string_equal(get(f, "REDGREEN_PROBE_FIRST"), "t.py::a\nt.py::b[1]");
	assert_string_equal(get(f, "REDGREEN_PROBE_WARM"), "7.500");
	assert_string_equal(get(f, "REDGREEN_PROBE_ENOUGH"), "50");
	assert_string_equal(get(f, "COVERAGE_FILE"), "/s/coverage");
	put_file(f->root, "tox.ini",
		 "[pytest]\naddopts = -p no:cacheprovider --junitxml=out.xml\n");
	build(f, true);
	assert_string_equal(
		argv(f),
		"/v/bin/"
		"python|-m|pytest|-p|redgreen_probe|-x|--maxfail=0|--continue-on-collection-errors|"
		"--junitxml=/s/junit.xml|t.py");
}

static void command_watch__of_a_run_around_this_one__is_not_taken_over(void **state)
{
	fixture *f = *state;

	rg_environment_set(f->arena, &f->spec.env, "REDGREEN_PROBE_CALLS", RG_STR("full"));
	build(f, true);
	assert_string_equal(get(f, "REDGREEN_PROBE_CALLS"), "(unset)");
}

static void command_tests__are_found_from_the_working_folder(void **state)
{
	static const struct {
		const char *cwd, *test, *wanted; /* %R: the root */
	} rows[] = {
		{"", "tests/t.py::a", "tests/t.py::a"},
		{"/sub", "sub/tests/t.py::a", "tests/t.py::a"},
		{"/sub", "tests/t.py::a", "%R/tests/t.py::a"},
		{"/sub", "subway/t.py", "%R/subway/t.py"},
		{"/tests", "tests/-t.py", "%R/tests/-t.py"},
	};
	fixture *f = *state;

	f->spec.probe = (rg_str){NULL, 0};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_str last, wanted = rg_str_of(rows[i].wanted);

		f->spec.cwd = rg_arena_printf(f->arena, "%s%s", f->root.ptr, rows[i].cwd);
		f->spec.tests.n = 0;
		RG_PUSH(f->arena, &f->spec.tests, rg_str_of(rows[i].test));
		build(f, true);
		last = f->line.argv.items[f->line.argv.n - 1];
		if (rg_str_skip(&wanted, RG_STR("%R")))
			wanted = rg_arena_printf(f->arena, "%s%.*s", f->root.ptr, RG_FMT(wanted));
		if (!rg_str_eq(last, wanted))
			fail_msg("%s from %s: %.*s", rows[i].test, rows[i].cwd, RG_FMT(last));
	}
}

static void command_tests__what_pytest_takes_for_an_option_is_refused(void **state)
{
	static const rg_str bad[] = {RG_STR_INIT("-p"), RG_STR_INIT("--pdb"), RG_STR_INIT("@args"),
				     RG_STR_INIT(""), RG_STR_INIT("a\0b")};
	fixture *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		f->spec.tests.n = 0;
		RG_PUSH(f->arena, &f->spec.tests, bad[i]);
		assert_int_equal(rg_command_line_build(&f->line, f->arena, &f->spec, true, &f->err),
				 RG_EINVAL);
	}
}

static void command_wrapper__comes_first_and_paths_are_mapped(void **state)
{
	fixture *f = *state;

	RG_PUSH(f->arena, &f->spec.wrapper, RG_STR("docker"));
	RG_PUSH(f->arena, &f->spec.wrapper, RG_STR("exec"));
	RG_PUSH(f->arena, &f->spec.path_map, (rg_path_mapping){f->root, RG_STR("/app")});
	RG_PUSH(f->arena, &f->spec.tests, RG_STR("tests/t.py"));
	f->spec.cwd = rg_arena_printf(f->arena, "%s/sub", f->root.ptr);
	f->spec.cache = rg_arena_printf(f->arena, "%s/.git/redgreen/cache", f->root.ptr);
	build(f, false);
	/* A wrapper that hands over no environment would have Python believe __pycache__. */
	assert_string_equal(
		argv(f),
		"docker|exec|sh|-c|cd \"$0\" && exec \"$@\"|/app/sub|env|PYTHONHASHSEED=3|"
		"/v/bin/python|-X|pycache_prefix=/app/.git/redgreen/cache/bytecode|-m|pytest|"
		"/app/tests/t.py");
	assert_true(rg_str_eq_z(f->line.there_root, "/app"));
	f->line.argv = f->line.leashed;
	assert_non_null(strstr(argv(f), "|env|PYTHONHASHSEED=3|/v/bin/python|-IS|-c|exec("));
	assert_non_null(strstr(argv(f), "\")|900|300|/v/bin/python|-X|pycache_prefix="));
}

/* A shell on the other side reads ssh's words; an id with blanks and quotes arrives as it was. */
static void command_wrapper__ssh_has_its_words_quoted(void **state)
{
	fixture *f = *state;

	RG_PUSH(f->arena, &f->spec.wrapper, RG_STR("/usr/bin/ssh"));
	RG_PUSH(f->arena, &f->spec.wrapper, RG_STR("box"));
	RG_PUSH(f->arena, &f->spec.tests, RG_STR("t.py::test[it's a b]"));
	rg_environment_set(f->arena, &f->spec.env, "PY_COLORS", RG_STR("0"));
	rg_environment_set(f->arena, &f->spec.env, "MY_TOKEN", RG_STR("secret"));
	f->spec.python_version = RG_STR("3.7.1");
	build(f, false);
	assert_string_equal(argv(f), "/usr/bin/ssh|box|env|PYTHONHASHSEED=3|PY_COLORS=0|/v/bin/"
				     "python|-m|pytest|'t.py::test[it'\\''s a b]'");
}

static void command_env__seed_bytecode_and_probe_are_set(void **state)
{
	fixture *f = *state;

	rg_environment_set(f->arena, &f->spec.env, "PYTHONDONTWRITEBYTECODE", RG_STR("1"));
	build(f, true);
	assert_string_equal(get(f, "PYTHONHASHSEED"), "3");
	assert_string_equal(get(f, "PYTHONPYCACHEPREFIX"), "/c/bytecode");
	assert_string_equal(get(f, "PYTHONDONTWRITEBYTECODE"), "(unset)");
	assert_string_equal(get(f, "PYTHONPATH"), "/probe");
	assert_string_equal(get(f, "REDGREEN_PROBE"), "/s/probe.jsonl");
	assert_string_equal(get(f, "REDGREEN_PROBE_ROOT"), f->root.ptr);
	rg_environment_set(f->arena, &f->spec.env, "PYTHONPATH", RG_STR("/a:/b"));
	rg_environment_set(f->arena, &f->spec.env, "PYTHONHASHSEED", RG_STR("17"));
	build(f, true);
	assert_string_equal(get(f, "PYTHONPATH"), "/a:/b:/probe");
	assert_int_equal(f->line.hash_seed, 17); /* the user's, and recorded as such */
	rg_environment_set(f->arena, &f->spec.env, "PYTHONHASHSEED", RG_STR("random"));
	build(f, true);
	assert_string_equal(get(f, "PYTHONHASHSEED"), "3");
	f->spec.python_version = RG_STR("3.7.16");
	build(f, true);
	assert_string_equal(get(f, "PYTHONPYCACHEPREFIX"), "(unset)");
	assert_string_equal(get(f, "PYTHONDONTWRITEBYTECODE"), "1");
}

static void set_age(fixture *f, const char *name, int64_t seconds_ago)
{
	char *path = rg_path_join(f->arena, f->root, rg_str_of(name));
	struct timespec times[2];

	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec -= seconds_ago;
	times[1] = times[0];
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static bool is_there(fixture *f, const char *name)
{
	return rg_fs_is_file(rg_path_join(f->arena, f->root, rg_str_of(name)));
}

static void bytecode_purge__only_what_may_be_stale_goes(void **state)
{
	fixture *f = *state;
	rg_str prefix = rg_arena_printf(f->arena, "%s/cache", f->root.ptr);
	rg_str root = rg_arena_printf(f->arena, "%s/w", f->root.ptr);
	const char *cache = rg_arena_printf(f->arena, "cache%s", root.ptr).ptr;

#define PYC(name) rg_arena_printf(f->arena, "%s/%s", cache, name).ptr
	put_file(f->root, "w/edited.py", "x = 1\n");
	put_file(f->root, "w/pkg/old.py", "x = 1\n");
	put_file(f->root, PYC("edited.cpython-311.pyc"), "");
	put_file(f->root, PYC("edited.cpython-311-pytest-8.4.2.pyc"), "");
	put_file(f->root, PYC("pkg/old.cpython-311.pyc"), "");
	put_file(f->root, PYC("gone.cpython-311.pyc"), "");
	put_file(f->root, PYC(".venv/lib/python3.11/site-packages/lib.cpython-311.pyc"), "");
	/* Compiled long after its source was last touched (no program can set a change time
	 * back, so the compiled file is put into the future instead). */
	set_age(f, "w/pkg/old.py", 5000);
	set_age(f, PYC("pkg/old.cpython-311.pyc"), -60);
	assert_int_equal(rg_bytecode_purge(f->arena, prefix, root, root), 3);
	assert_false(is_there(f, PYC("edited.cpython-311.pyc")));
	assert_false(is_there(f, PYC("edited.cpython-311-pytest-8.4.2.pyc")));
	assert_false(is_there(f, PYC("gone.cpython-311.pyc")));
	assert_true(is_there(f, PYC("pkg/old.cpython-311.pyc")));
	assert_true(is_there(f, PYC(".venv/lib/python3.11/site-packages/lib.cpython-311.pyc")));
	assert_int_equal(rg_bytecode_purge(f->arena, RG_STR("/nowhere"), root, root), 0);
	/* Compiled on a wrapper's other side, where the root has another path. */
	put_file(f->root, "cache/app/edited.cpython-311.pyc", "");
	assert_int_equal(rg_bytecode_purge(f->arena, prefix, RG_STR("/app"), root), 1);
	assert_false(is_there(f, "cache/app/edited.cpython-311.pyc"));
}

static void command_threads__are_a_plug_in_of_ours_and_have_a_seed(void **state)
{
	static const struct {
		rg_threads threads;
		const char *how;
	} rows[] = {{RG_THREADS_SWITCHING, "switching"},
		    {RG_THREADS_LATE, "late"},
		    {RG_THREADS_LATE_MAIN, "late-main"}};
	fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		f->spec.threads = rows[i].threads;
		build(f, true);
		assert_string_equal(argv(f), "/v/bin/python|-m|pytest|-p|redgreen_probe|-p|"
					     "redgreen_probe_threads|-o|cache_dir=/c/pytest");
		assert_string_equal(get(f, "REDGREEN_PROBE_THREADS"), rows[i].how);
		assert_string_equal(get(f, "REDGREEN_PROBE_SEED"), "3");
	}
	build(f, false);
	assert_null(strstr(argv(f), "redgreen_probe_threads"));
	assert_string_equal(get(f, "REDGREEN_PROBE_THREADS"), "(unset)");
}

static void command_order__is_a_plug_in_of_ours_and_no_option(void **state)
{
	fixture *f = *state;

	f->spec.order = RG_ORDER_REVERSED;
	RG_PUSH(f->arena, &f->spec.tests, RG_STR("t.py"));
	build(f, true);
	assert_string_equal(argv(f), "/v/bin/python|-m|pytest|-p|redgreen_probe|-p|"
				     "redgreen_probe_order|-o|cache_dir=/c/pytest|t.py");
	assert_string_equal(get(f, "REDGREEN_PROBE_ORDER"), "reversed");
	assert_string_equal(get(f, "REDGREEN_PROBE_SEED"), "3");
	f->spec.order = RG_ORDER_BEHIND;
	RG_PUSH(f->arena, &f->spec.last, RG_STR("t.py::a"));
	RG_PUSH(f->arena, &f->spec.last, RG_STR("t.py::b"));
	build(f, true);
	assert_string_equal(get(f, "REDGREEN_PROBE_ORDER"), "behind");
	assert_string_equal(get(f, "REDGREEN_PROBE_LAST"), "t.py::a\nt.py::b");
	f->spec.order = RG_ORDER_LAST_REVERSED;
	build(f, true);
	assert_string_equal(get(f, "REDGREEN_PROBE_ORDER"), "last-reversed");
	build(f, false); /* where the probe cannot be loaded, nothing reorders */
	assert_null(strstr(argv(f), "redgreen_probe_order"));
	assert_string_equal(get(f, "REDGREEN_PROBE_ORDER"), "(unset)");
}

static void command_beside__what_pytest_writes_is_its_own(void **state)
{
	fixture *f = *state;

	f->spec.is_beside = true;
	RG_PUSH(f->arena, &f->spec.tests, RG_STR("t.py"));
	build(f, false);
	assert_string_equal(argv(f), "/v/bin/python|-m|pytest|-o|cache_dir=/s/pytest|"
				     "--basetemp=/s/tmp|t.py");
	assert_true(rg_run_can_be_beside(f->arena, &f->spec));
	put_file(f->root, "pytest.ini", "[pytest]\naddopts = --basetemp=here\n");
	assert_false(rg_run_can_be_beside(f->arena, &f->spec));
	put_file(f->root, "pytest.ini", "[pytest]\n");
	RG_PUSH(f->arena, &f->spec.wrapper, RG_STR("ssh"));
	assert_false(rg_run_can_be_beside(f->arena, &f->spec));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(command_argv__ours_stand_before_the_users),
		TEST(command_argv__the_users_cache_is_left_alone),
		TEST(command_watch__for_free__changes_no_argument),
		TEST(command_watch__in_full__leaves_nothing_of_the_run),
		TEST(command_watch__of_a_run_around_this_one__is_not_taken_over),
		TEST(command_tests__are_found_from_the_working_folder),
		TEST(command_tests__what_pytest_takes_for_an_option_is_refused),
		TEST(command_wrapper__comes_first_and_paths_are_mapped),
		TEST(command_wrapper__ssh_has_its_words_quoted),
		TEST(command_env__seed_bytecode_and_probe_are_set),
		TEST(command_order__is_a_plug_in_of_ours_and_no_option),
		TEST(command_threads__are_a_plug_in_of_ours_and_have_a_seed),
		TEST(command_beside__what_pytest_writes_is_its_own),
		TEST(bytecode_purge__only_what_may_be_stale_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
