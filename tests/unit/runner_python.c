/* SPDX-License-Identifier: MIT */
/* runner_python.c - which interpreter is chosen and why, over made-up trees; then real children. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "os/fs.h"
#include "os/system.h"
#include "runner/environment.h"
#include "runner/python.h"

typedef struct fixture {
	rg_arena *arena;
	rg_loop *loop;
	rg_str root; /* links resolved */
	rg_str_vec env;
	rg_rc rc;
	rg_python python;
	rg_err err;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	rg_str temp;
	rg_err err;

	f->arena = rg_arena_new();
	f->loop = rg_loop_new();
	if (rg_fs_make_temp(&temp, f->arena, &err) < 0)
		return -1;
	f->root = rg_fs_real(f->arena, temp.ptr);
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
	rg_err err;
	rg_rc rc = rg_fs_remove(f->root.ptr, &err);

	rg_loop_free(f->loop);
	rg_arena_free(f->arena);
	free(f);
	return rc;
}

static char *at(fixture *f, const char *name)
{
	return rg_path_join(f->arena, f->root, rg_str_of(name));
}

static void put(fixture *f, const char *name, const char *text)
{
	char *path = at(f, name);
	rg_err err;

	assert_int_equal(
		rg_fs_make_folders(rg_arena_cstr(f->arena, rg_path_folder(rg_str_of(path))), &err),
		RG_OK);
	assert_int_equal(rg_fs_write(path, rg_str_of(text), false, &err), RG_OK);
}

static void put_program(fixture *f, const char *name, const char *text)
{
	put(f, name, text);
	assert_int_equal(chmod(at(f, name), 0755), 0);
}

static void put_python(fixture *f, const char *name)
{
	put_program(f, name, "#!/bin/sh\n");
}

static rg_rc choose(fixture *f, const char *setting, const char *cwd)
{
	rg_python_spec spec = {.root = f->root, .setting = rg_str_of(setting), .env = &f->env};

	if (cwd)
		spec.cwd = rg_str_of(at(f, cwd));
	return rg_python_choose(&f->python, f->arena, &spec, &f->err);
}

static void chosen(fixture *f, const char *path, const char *reason)
{
	if (!rg_str_eq_z(f->python.path, at(f, path)) || !rg_str_eq_z(f->python.reason, reason))
		fail_msg("%.*s because %.*s", RG_FMT(f->python.path), RG_FMT(f->python.reason));
}

/* From the weakest source to the strongest: each new one wins over all before it. */
static void python_choose__each_source_wins_over_the_next(void **state)
{
	fixture *f = *state;

	put_python(f, "usr bin/python3");
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, "usr bin/python3", "first on PATH");
	assert_null(f->python.prefix.ptr);

	put_python(f, "conda/bin/python");
	rg_environment_set(f->arena, &f->env, "CONDA_PREFIX", rg_str_of(at(f, "conda")));
	rg_environment_set(f->arena, &f->env, "CONDA_DEFAULT_ENV", RG_STR("base"));
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, "conda/bin/python", "CONDA_PREFIX (base)");

	put(f, "Pipfile", "");
	put(f, "home/.local/share/virtualenvs/other-x/.project", "/somewhere/else");
	put(f, "home/.local/share/virtualenvs/proj-y/.project", f->root.ptr);
	put_python(f, "home/.local/share/virtualenvs/other-x/bin/python");
	put_python(f, "home/.local/share/virtualenvs/proj-y/bin/python");
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, "home/.local/share/virtualenvs/proj-y/bin/python",
	       "pipenv's environment of this project");

	put(f, "poetry.lock", "");
	put(f, "pyproject.toml", "[tool.poetry]\nnames = 1\nname = \"my-app\"\n");
	put_python(f, "home/.cache/pypoetry/virtualenvs/my-app-AbCd_123-py3.11/bin/python");
	put_python(f, "home/.cache/pypoetry/virtualenvs/my-app-two-AbCd_123-py3.11/bin/python");
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, "home/.cache/pypoetry/virtualenvs/my-app-AbCd_123-py3.11/bin/python",
	       "poetry's environment of this project");

	rg_environment_set(f->arena, &f->env, "CONDA_DEFAULT_ENV", RG_STR("work"));
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, "conda/bin/python", "CONDA_PREFIX");

	put_python(f, ".venv/bin/python");
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, ".venv/bin/python", ".venv in the root");
	assert_string_equal(rg_arena_cstr(f->arena, f->python.prefix), at(f, ".venv"));

	put_python(f, "packages/ünï code/venv/bin/python3");
	assert_int_equal(choose(f, NULL, "packages/ünï code"), RG_OK);
	assert_true(rg_str_eq_z(f->python.path, at(f, "packages/ünï code/venv/bin/python3")));

	put_python(f, "active/bin/python");
	rg_environment_set(f->arena, &f->env, "VIRTUAL_ENV", rg_str_of(at(f, "active")));
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, "active/bin/python", "VIRTUAL_ENV");

	put_python(f, "tools/py");
	assert_int_equal(choose(f, "tools/py", NULL), RG_OK);
	chosen(f, "tools/py", "setting python");
	assert_int_equal(choose(f, "conda", NULL), RG_OK); /* an environment's folder will do */
	chosen(f, "conda/bin/python", "setting python");
	put(f, "python3/README", "a folder that is no environment");
	assert_int_equal(choose(f, "python3", NULL), RG_OK);
	chosen(f, "usr bin/python3", "setting python");
}

static void python_choose__a_venv_that_is_gone_is_passed_over(void **state)
{
	fixture *f = *state;

	put_python(f, "usr bin/python3");
	rg_environment_set(f->arena, &f->env, "VIRTUAL_ENV", rg_str_of(at(f, "deleted")));
	put(f, ".venv/bin/python", "not executable");
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, "usr bin/python3", "first on PATH");
}

static void python_choose__a_file_may_name_the_venv(void **state)
{
	fixture *f = *state;

	put_python(f, "far away/bin/python");
	put(f, ".venv", at(f, "far away"));
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, "far away/bin/python", ".venv in the root");
}

static void python_choose__nothing_takes_the_place_of_a_wrong_setting(void **state)
{
	fixture *f = *state;

	put_python(f, "usr bin/python3");
	assert_int_equal(choose(f, "no/such/python", NULL), RG_EINVAL);
	assert_non_null(strstr(f->err.message, "no/such/python"));
	assert_int_equal(choose(f, "python9.9", NULL), RG_EINVAL);
	rg_environment_set(f->arena, &f->env, "PATH", rg_str_of(at(f, "empty")));
	assert_int_equal(choose(f, NULL, NULL), RG_ENOTFOUND);
	assert_non_null(strstr(f->err.message, "install Python"));
}

static void python_choose__behind_a_wrapper_the_name_is_taken_as_it_is(void **state)
{
	fixture *f = *state;
	rg_str words[] = {RG_STR("docker"), RG_STR("exec"), RG_STR("box")};
	rg_str_vec wrapper = {words, 3, 3};
	rg_python_spec spec = {.root = f->root, .env = &f->env, .wrapper = &wrapper};

	assert_int_equal(rg_python_choose(&f->python, f->arena, &spec, &f->err), RG_OK);
	assert_true(rg_str_eq_z(f->python.path, "python3"));
	spec.setting = RG_STR("/opt/venv/bin/python");
	assert_int_equal(rg_python_choose(&f->python, f->arena, &spec, &f->err), RG_OK);
	assert_true(rg_str_eq_z(f->python.path, "/opt/venv/bin/python"));
}

static void on_done(void *data, rg_rc rc, const rg_python *python, const rg_err *err)
{
	fixture *f = data;

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
	put_program(f, "fake",
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
	fixture *f = *state;
	rg_python python = {.reason = RG_STR("the test")};
	rg_python_spec spec = {.root = f->root, .env = &f->env};

	put_program(f, "venv/bin/python",
		    "#!/bin/sh\necho 'redgreen-python:{\"version\":\"3.12.1\",\"missing\":\"x\","
		    "\"name\":\"pytest\"}'\n");
	put(f, "venv/pyvenv.cfg", "home = /usr/bin\nuv = 0.5.1\n");
	python.path = rg_str_of(at(f, "venv/bin/python"));
	python.prefix = rg_str_of(at(f, "venv"));
	rg_python_check_start(f->loop, f->arena, &python, &spec, on_done, f);
	rg_loop_run(f->loop);
	assert_int_equal(f->rc, RG_ENOTFOUND);
	assert_non_null(strstr(f->err.message, "uv pip install -p"));
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
		TEST(python_choose__each_source_wins_over_the_next),
		TEST(python_choose__a_venv_that_is_gone_is_passed_over),
		TEST(python_choose__a_file_may_name_the_venv),
		TEST(python_choose__nothing_takes_the_place_of_a_wrong_setting),
		TEST(python_choose__behind_a_wrapper_the_name_is_taken_as_it_is),
		TEST(python_check__what_an_interpreter_says_becomes_a_clear_answer),
		TEST(python_check__the_install_command_fits_the_environment),
		TEST(python_check__a_real_interpreter_tells_its_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
