/* SPDX-License-Identifier: MIT */
/* runner_python_check.c - what an interpreter says of itself, and the command that mends it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "os/system.h"
#include "runner/environment.h"
#include "runner/python.h"
#include "support/temp_root.h"

typedef struct fixture {
	rg_arena *arena;
	rg_loop *loop;
	rg_str root; /* links resolved */
	rg_str_vec env;
	rg_rc rc;
	rg_python python;
	rg_str next;
	rg_err err;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));

	f->arena = rg_arena_new();
	f->loop = rg_loop_new();
	f->root = make_root(f->arena);
	rg_environment_set(f->arena, &f->env, "HOME",
			   rg_arena_printf(f->arena, "%s/home", f->root.ptr));
	rg_environment_set(f->arena, &f->env, "PATH",
			   rg_arena_printf(f->arena, "%s/usr bin:/usr/bin:/bin", f->root.ptr));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	int rc = remove_root(f->root);

	rg_loop_free(f->loop);
	rg_arena_free(f->arena);
	free(f);
	return rc;
}

static char *at(fixture *f, const char *name)
{
	return rg_path_join(f->arena, f->root, rg_str_of(name));
}

static void on_done(void *data, rg_rc rc, const rg_python *python, rg_str next, const rg_err *err)
{
	fixture *f = data;

	f->next = next;
	f->rc = rc;
	f->err = *err;
	if (python)
		f->python = *python;
	rg_loop_stop(f->loop);
}

static void check(fixture *f, const char *path)
{
	rg_python python = {.path = rg_str_of(path), .reason = RG_STR("the test")};
	rg_python_spec spec = {.root = f->root, .env = &f->env};

	f->rc = RG_EBUG;
	rg_python_check_start(f->loop, f->arena, &python, &spec, on_done, f);
	rg_loop_run(f->loop);
}

static void fake(fixture *f, const char *answer)
{
	put_program(f->root, "fake",
		    rg_arena_printf(f->arena, "#!/bin/sh\ncat <<'EOF'\n%s\nEOF\n", answer).ptr);
	check(f, at(f, "fake"));
}

static void python_check__what_an_interpreter_says_becomes_a_clear_answer(void **state)
{
	static const struct {
		const char *answer;
		rg_rc rc;
		const char *says;
	} rows[] = {
		{"redgreen-python:{\"version\":\"2.7.18\",\"prefix\":\"/usr\"}", RG_EINVAL,
		 "is Python 2.7.18, and redgreen needs 3.6"},
		{"redgreen-python:{\"version\":\"3.5.2\",\"prefix\":\"/usr\"}", RG_EINVAL, "3.5.2"},
		{"redgreen-python:{\"version\":\"3.11.7\",\"missing\":\"No module named 'pytest'\","
		 "\"name\":\"pytest\"}",
		 RG_ENOTFOUND, "-m pip install pytest"},
		{"redgreen-python:{\"version\":\"3.11.7\",\"missing\":\"No module named 'pluggy'\","
		 "\"name\":\"pluggy\"}",
		 RG_EEXTERNAL, "cannot be imported: No module named 'pluggy'"},
		{"redgreen-python:{\"version\":\"3.11.7\",\"pytest\":\"5.4.3\"}", RG_EINVAL,
		 "pytest of"},
		{"redgreen-python:{broken", RG_EEXTERNAL, "does not work"},
		{"hello", RG_EEXTERNAL, "hello"},
	};
	fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake(f, rows[i].answer);
		assert_int_equal(f->rc, rows[i].rc);
		if (!strstr(f->err.message, rows[i].says))
			fail_msg("%zu: %s", i, f->err.message);
	}
	fake(f, "noise of a sitecustomize\nredgreen-python:{\"version\":\"3.11.7\",\"pytest\":"
		"\"8.4.2\",\"plugins\":[\"pytest-xdist 3.8.0\"],\"prefix\":\"/v\"}\nmore");
	assert_int_equal(f->rc, RG_OK);
	assert_true(rg_str_eq_z(f->python.pytest, "8.4.2"));
	assert_int_equal(f->python.plugins.n, 1);
	check(f, at(f, "nowhere"));
	assert_int_equal(f->rc, RG_ENOTFOUND);
}

static void python_check__the_install_command_fits_the_environment(void **state)
{
	/* From the weakest to the strongest, in one environment: what is put stays. */
	static const struct {
		const char *tool, *folder, *file, *answer, *says;
	} rows[] = {
		{NULL, NULL, NULL, "", "/x y/bin/python' -m pip install pytest"},
		{NULL, NULL, NULL, ",\"pip\":false", "/x y/bin/python' -m ensurepip && '/"},
		{NULL, NULL, NULL, ",\"managed\":true",
		 "-m venv .venv && .venv/bin/python -m pip install pytest"},
		{NULL, NULL, "x y/conda-meta/history", "", "conda install -p '/"},
		{NULL, NULL, "x y/pyvenv.cfg", "", "uv pip install -p '/"},
		{NULL, NULL, "uv.lock", "", "uv add --dev pytest"},
		{"pipenv", NULL, NULL, "", "pipenv install --dev pytest"},
		{"pixi", NULL, NULL, "", "pixi add pytest"},
		{"poetry", "a b", NULL, "", "/a b' && poetry add --group dev pytest)"},
	};
	fixture *f = *state;
	rg_python python = {.reason = RG_STR("the test")};
	rg_python_spec spec = {.root = f->root, .env = &f->env};

	put_program(f->root, "venv/bin/python",
		    "#!/bin/sh\necho 'redgreen-python:{\"version\":\"3.12.1\",\"missing\":\"x\","
		    "\"name\":\"pytest\"}'\n");
	put_file(f->root, "venv/pyvenv.cfg", "home = /usr/bin\nuv = 0.5.1\n");
	python.path = rg_str_of(at(f, "venv/bin/python"));
	python.prefix = rg_str_of(at(f, "venv"));
	rg_python_check_start(f->loop, f->arena, &python, &spec, on_done, f);
	rg_loop_run(f->loop);
	assert_int_equal(f->rc, RG_ENOTFOUND);
	assert_non_null(strstr(f->err.message, "uv pip install -p"));
	assert_string_equal(f->next.ptr, rg_arena_printf(f->arena, "uv pip install -p %s pytest",
							 at(f, "venv/bin/python"))
						 .ptr);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put_program(
			f->root, "x y/bin/python",
			rg_arena_printf(f->arena,
					"#!/bin/sh\necho 'redgreen-python:{\"version\":\"3.12.1\","
					"\"missing\":\"x\",\"name\":\"pytest\"%s}'\n",
					rows[i].answer)
				.ptr);
		python.path = rg_str_of(at(f, "x y/bin/python"));
		python.prefix = rg_str_of(at(f, "x y"));
		python.tool = rg_str_of(rows[i].tool);
		python.folder = rows[i].folder ? rg_str_of(at(f, rows[i].folder)) : f->root;
		if (rows[i].file)
			put_file(f->root, rows[i].file, "uv = 1\n\nuv = 1\n");
		rg_python_check_start(f->loop, f->arena, &python, &spec, on_done, f);
		rg_loop_run(f->loop);
		if (!rg_str_has(f->next, rg_str_of(rows[i].says)))
			fail_msg("%zu: %s", i, f->next.ptr);
	}
}

static void python_check__a_wrapper_that_does_not_answer_is_named(void **state)
{
	fixture *f = *state;
	rg_python python = {.path = RG_STR("python3"), .reason = RG_STR("the test")};
	rg_str words[] = {rg_str_of(at(f, "box run")), RG_STR("app")};
	rg_str_vec wrapper = {words, 2, 2};
	rg_python_spec spec = {.root = f->root, .env = &f->env, .wrapper = &wrapper};

	put_program(f->root, "box run", "#!/bin/sh\necho 'no container \"app\"' >&2\nexit 1\n");
	rg_python_check_start(f->loop, f->arena, &python, &spec, on_done, f);
	rg_loop_run(f->loop);
	assert_int_equal(f->rc, RG_EEXTERNAL);
	assert_non_null(strstr(f->err.message, "does not answer: no container \"app\""));
	assert_non_null(strstr(f->next.ptr, "box run' app python3 --version"));
}

static void python_check__a_real_interpreter_tells_its_version(void **state)
{
	fixture *f = *state;
	rg_str real = rg_find_program(f->arena, "python3", (rg_str){NULL, 0});

	assert_non_null(real.ptr);
	rg_environment_set(f->arena, &f->env, "PATH", rg_env_get("PATH"));
	check(f, real.ptr);
	/* With or without pytest: either way its version came back. */
	if (f->rc == RG_OK)
		assert_true(rg_str_starts(f->python.version, RG_STR("3.")));
	else
		assert_non_null(strstr(f->err.message, "pytest"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(python_check__what_an_interpreter_says_becomes_a_clear_answer),
		TEST(python_check__the_install_command_fits_the_environment),
		TEST(python_check__a_wrapper_that_does_not_answer_is_named),
		TEST(python_check__a_real_interpreter_tells_its_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
