/* SPDX-License-Identifier: MIT */
/* runner_python.c - which interpreter is chosen and why, over made-up trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/sha256.h"
#include "os/system.h"
#include "runner/environment.h"
#include "runner/python.h"
#include "support/temp_root.h"

typedef struct fixture {
	rg_arena *arena;
	rg_str root; /* links resolved */
	rg_str_vec env;
	rg_python python;
	rg_err err;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));

	f->arena = rg_arena_new();
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

	rg_arena_free(f->arena);
	free(f);
	return rc;
}

static char *at(fixture *f, const char *name)
{
	return rg_path_join(f->arena, f->root, rg_str_of(name));
}

static void put_python(fixture *f, const char *name)
{
	put_program(f->root, name, "#!/bin/sh\n");
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

/* The pattern with %s: 8 characters of the hash of a path in the root ("": the root's own). */
static const char *hashed(fixture *f, const char *pattern, const char *name)
{
	rg_str text = rg_str_of(pattern), path = *name ? rg_str_of(at(f, name)) : f->root;
	size_t gap = rg_str_find(text, RG_STR("%s"));

	return rg_arena_printf(f->arena, "%.*s%.*s%s", RG_FMT(rg_str_sub(text, 0, gap)),
			       RG_FMT(rg_sha256_base64url(f->arena, path, 8)), pattern + gap + 2)
		.ptr;
}

/* An environment of that version, with pytest or without. */
static void put_environment(fixture *f, const char *name, const char *version, bool has_pytest)
{
	put_python(f, rg_arena_printf(f->arena, "%s/bin/python", name).ptr);
	put_file(f->root,
		 rg_arena_printf(f->arena, "%s/lib/python%s/site-packages/%s/__init__.py", name,
				 version, has_pytest ? "pytest" : "other")
			 .ptr,
		 "");
}

/* What was found and not taken, for wants_all: "reason: why" a line each. */
static const char *passed_over(fixture *f)
{
	rg_str_vec lines = {0};

	for (size_t i = 0; i < f->python.passed_over.n; i++) {
		rg_python_other other = f->python.passed_over.items[i];

		RG_PUSH(f->arena, &lines,
			rg_arena_printf(f->arena, "%.*s: %.*s", RG_FMT(other.reason),
					RG_FMT(other.why)));
	}
	return rg_arena_cstr(f->arena, rg_str_vec_join(f->arena, &lines, RG_STR("\n")));
}

static void look(fixture *f, const char *near, bool wants_all)
{
	rg_python_spec spec = {.root = f->root,
			       .near = near ? rg_str_of(at(f, near)) : (rg_str){NULL, 0},
			       .env = &f->env,
			       .wants_all = wants_all};

	assert_int_equal(rg_python_choose(&f->python, f->arena, &spec, &f->err), RG_OK);
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

	put_file(f->root, "Pipfile", "");
	put_file(f->root, "home/.local/share/virtualenvs/other-x/.project", "/somewhere/else");
	put_file(f->root, "home/.local/share/virtualenvs/proj-y/.project", f->root.ptr);
	put_python(f, "home/.local/share/virtualenvs/other-x/bin/python");
	put_python(f, "home/.local/share/virtualenvs/proj-y/bin/python");
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, "home/.local/share/virtualenvs/proj-y/bin/python",
	       "pipenv's environment of this project");

	put_file(f->root, "poetry.lock", "");
	put_file(f->root, "pyproject.toml",
		 "[[tool.poetry.source]]\nname = \"x\"\n[tool.poetry]\nnames = 1\nname = "
		 "\"my-app\"\n");
	put_python(f, "home/.cache/pypoetry/virtualenvs/my-app-AbCd_123-py3.11/bin/python");
	put_python(f,
		   hashed(f, "home/.cache/pypoetry/virtualenvs/my-app-%s-py3.11/bin/python", ""));
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, hashed(f, "home/.cache/pypoetry/virtualenvs/my-app-%s-py3.11/bin/python", ""),
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
	put_file(f->root, "python3/README", "a folder that is no environment");
	assert_int_equal(choose(f, "python3", NULL), RG_OK);
	chosen(f, "usr bin/python3", "setting python");
}

static void python_choose__the_environment_nearest_to_the_test_wins(void **state)
{
	fixture *f = *state;

	put_python(f, ".venv/bin/python");
	put_python(f, "packages/a/venv/bin/python");
	put_file(f->root, "packages/a/tests/test_a.py", "");
	put_file(f->root, "packages/b/tests/test_b.py", "");
	look(f, "packages/a/tests", false);
	chosen(f, "packages/a/venv/bin/python", "venv in packages/a");
	assert_string_equal(rg_arena_cstr(f->arena, f->python.folder), at(f, "packages/a"));
	look(f, "packages/b/tests", false);
	chosen(f, ".venv/bin/python", ".venv in the root");
	look(f, NULL, false);
	chosen(f, ".venv/bin/python", ".venv in the root");
	put_python(f, "active/bin/python");
	rg_environment_set(f->arena, &f->env, "VIRTUAL_ENV", rg_str_of(at(f, "active")));
	look(f, "packages/a/tests", true);
	chosen(f, "active/bin/python", "VIRTUAL_ENV");
	assert_true(rg_str_is_null(f->python.folder));
	assert_non_null(strstr(passed_over(f), "venv in packages/a: VIRTUAL_ENV comes first\n"
					       ".venv in the root: VIRTUAL_ENV comes first"));
}

/* Several at one level: with pytest, the default one, the newest Python, by name. */
static void python_choose__of_several_the_choice_does_not_depend_on_chance(void **state)
{
	fixture *f = *state;

	put_environment(f, ".tox/lint", "3.13", false);
	put_environment(f, ".tox/py39", "3.9", true);
	put_environment(f, ".tox/py310", "3.10", true);
	put_environment(f, ".tox/.pkg", "3.12", false);
	put_environment(f, ".tox/a310", "3.10", true);
	look(f, NULL, true);
	chosen(f, ".tox/a310/bin/python", "a310 of .tox in the root");
	assert_string_equal(f->python.tool.ptr, "tox");
	assert_string_equal(passed_over(f), "py310 of .tox in the root: a310 comes first by name\n"
					    "py39 of .tox in the root: a310 has a newer Python\n"
					    "lint of .tox in the root: there is no pytest in it\n"
					    ".pkg of .tox in the root: there is no pytest in it");
	put_environment(f, ".nox/tests-3-8", "3.8", true);
	look(f, NULL, false);
	chosen(f, ".nox/tests-3-8/bin/python", "tests-3-8 of .nox in the root");
	put_environment(f, ".pixi/envs/default", "3.11", false);
	look(f, NULL, false);
	chosen(f, ".pixi/envs/default/bin/python", "default of .pixi/envs in the root");
	put_environment(f, ".pixi/envs/test", "3.10", true);
	look(f, NULL, false);
	chosen(f, ".pixi/envs/test/bin/python", "test of .pixi/envs in the root");
	put_environment(f, "my env", "3.12", false);
	put_file(f->root, "my env/pyvenv.cfg", "");
	rg_environment_set(f->arena, &f->env, "UV_PROJECT_ENVIRONMENT", RG_STR("my env"));
	look(f, NULL, false);
	chosen(f, "my env/bin/python", "UV_PROJECT_ENVIRONMENT");
}

static void python_choose__poetry_in_every_place_that_it_knows(void **state)
{
	fixture *f = *state;

	put_file(f->root, "pyproject.toml",
		 "[project]\nname = \"My_App. one\" # here\n[tool.poetry]\npackage-mode = true\n");
	put_environment(f, hashed(f, "home/.cache/pypoetry/virtualenvs/my-app-_one-%s-py3.9", ""),
			"3.9", true);
	put_environment(f, hashed(f, "home/.cache/pypoetry/virtualenvs/my-app-_one-%s-py3.10", ""),
			"3.10", true);
	look(f, NULL, false);
	chosen(f,
	       hashed(f, "home/.cache/pypoetry/virtualenvs/my-app-_one-%s-py3.10/bin/python", ""),
	       hashed(f, "my-app-_one-%s-py3.10 of poetry's environment of this project", ""));
	put_file(f->root, "home/.cache/pypoetry/virtualenvs/envs.toml",
		 hashed(f, "[\"my-app-_one-%s\"]\nminor = \"3.9\"\npatch = \"3.9.18\"\n", ""));
	look(f, NULL, false);
	chosen(f, hashed(f, "home/.cache/pypoetry/virtualenvs/my-app-_one-%s-py3.9/bin/python", ""),
	       "poetry's environment of this project");
	put_file(f->root, "home/.config/pypoetry/config.toml",
		 "cache-dir = \"~/big\"\n[virtualenvs]\npath = \"{cache-dir}/v\"\n");
	put_environment(f, hashed(f, "home/big/v/my-app-_one-%s-py3.11", ""), "3.11", true);
	look(f, NULL, false);
	chosen(f, hashed(f, "home/big/v/my-app-_one-%s-py3.11/bin/python", ""),
	       "poetry's environment of this project");
	put_file(f->root, "poetry.toml", "[virtualenvs]\npath = \"{project-dir}/envs\"\n");
	put_environment(f, hashed(f, "envs/my-app-_one-%s-py3.12", ""), "3.12", true);
	look(f, NULL, false);
	chosen(f, hashed(f, "envs/my-app-_one-%s-py3.12/bin/python", ""),
	       "poetry's environment of this project");
	rg_environment_set(f->arena, &f->env, "POETRY_VIRTUALENVS_PATH",
			   rg_str_of(at(f, "elsewhere")));
	put_environment(f, hashed(f, "elsewhere/my-app-_one-%s-py3.13", ""), "3.13", true);
	look(f, NULL, false);
	chosen(f, hashed(f, "elsewhere/my-app-_one-%s-py3.13/bin/python", ""),
	       "poetry's environment of this project");
}

static void python_choose__pipenv_by_hash_by_mark_and_by_name(void **state)
{
	fixture *f = *state;
	rg_str name = rg_path_name(f->root);

	put_python(f, "usr bin/python3");
	put_file(f->root, "Pipfile", "");
	put_file(f->root, "sub (one)/Pipfile", "");
	put_python(f, hashed(f, "work/sub__one_-%s/bin/python", "sub (one)/Pipfile"));
	rg_environment_set(f->arena, &f->env, "WORKON_HOME", rg_str_of(at(f, "work")));
	look(f, "sub (one)", false);
	chosen(f, hashed(f, "work/sub__one_-%s/bin/python", "sub (one)/Pipfile"),
	       "pipenv's environment of sub (one)");
	look(f, NULL, false);
	chosen(f, "usr bin/python3", "first on PATH");
	put_python(f, rg_arena_printf(f->arena, "work/%.*s-x/bin/python", RG_FMT(name)).ptr);
	put_file(f->root, rg_arena_printf(f->arena, "work/%.*s-x/.project", RG_FMT(name)).ptr,
		 f->root.ptr);
	look(f, NULL, false);
	chosen(f, rg_arena_printf(f->arena, "work/%.*s-x/bin/python", RG_FMT(name)).ptr,
	       "pipenv's environment of this project");
	put_python(f, "work/own/bin/python");
	rg_environment_set(f->arena, &f->env, "PIPENV_CUSTOM_VENV_NAME", RG_STR("own"));
	look(f, NULL, false);
	chosen(f, "work/own/bin/python", "pipenv's environment of this project");
	put_file(f->root, ".venv", "other\n");
	put_python(f, "work/other/bin/python");
	look(f, NULL, false);
	chosen(f, "work/other/bin/python", ".venv in the root");
}

static void python_choose__hatch_in_its_data_folder_and_in_the_project(void **state)
{
	fixture *f = *state;

	put_file(f->root, "pyproject.toml", "[project]\nname = \"My_App.x\"\n");
	put_environment(f,
			hashed(f, "home/.local/share/hatch/env/virtual/my-app-x/%s/my-app-x", ""),
			"3.11", true);
	put_environment(
		f,
		hashed(f, "home/.local/share/hatch/env/virtual/my-app-x/%s/hatch-test.py3.12", ""),
		"3.12", true);
	look(f, NULL, true);
	chosen(f,
	       hashed(f, "home/.local/share/hatch/env/virtual/my-app-x/%s/my-app-x/bin/python", ""),
	       "my-app-x of hatch's environment of this project");
	assert_string_equal(passed_over(f), "hatch-test.py3.12 of hatch's environment of this "
					    "project: my-app-x is the default one");
	put_file(f->root, "hatch.toml.txt",
		 "[dirs]\ndata = \"/nowhere\"\n[dirs.env]\nvirtual = \".hatch\"\n");
	rg_environment_set(f->arena, &f->env, "HATCH_CONFIG", rg_str_of(at(f, "hatch.toml.txt")));
	put_environment(f, ".hatch/my-app-x", "3.10", false);
	put_environment(f, ".hatch/my-app-x-build", "3.10", true);
	look(f, NULL, false);
	chosen(f, ".hatch/my-app-x/bin/python", "my-app-x of hatch's environment of this project");
}

/* As for a service: HOME is not set, and the variables say where all is. */
static void python_choose__settings_of_tools_need_no_home(void **state)
{
	fixture *f = *state;

	rg_environment_set(f->arena, &f->env, "HOME", RG_STR(""));
	put_file(f->root, "pyproject.toml", "[project]\nname = \"app\"\n[tool.poetry]\n");
	put_file(f->root, "hatch.cfg", "[dirs.env]\nvirtual = \".hatched\"\n");
	rg_environment_set(f->arena, &f->env, "HATCH_CONFIG", rg_str_of(at(f, "hatch.cfg")));
	put_environment(f, ".hatched/app", "3.10", true);
	look(f, NULL, false);
	chosen(f, ".hatched/app/bin/python", "app of hatch's environment of this project");
	put_file(f->root, "poetry/config.toml", "[virtualenvs]\npath = \"envs\"\n");
	rg_environment_set(f->arena, &f->env, "POETRY_CONFIG_DIR", rg_str_of(at(f, "poetry")));
	put_environment(f, hashed(f, "envs/app-%s-py3.12", ""), "3.12", true);
	look(f, NULL, false);
	chosen(f, hashed(f, "envs/app-%s-py3.12/bin/python", ""),
	       "poetry's environment of this project");
}

static void python_choose__conda_by_the_name_in_environment_yml(void **state)
{
	fixture *f = *state;

	put_python(f, "usr bin/python3");
	put_file(f->root, "environment.yml",
		 "channels:\n  - x\nname: geo # ours\ndependencies: []\n");
	look(f, NULL, false);
	chosen(f, "usr bin/python3", "first on PATH");
	put_python(f, "mamba/envs/geo/bin/python");
	rg_environment_set(f->arena, &f->env, "MAMBA_ROOT_PREFIX", rg_str_of(at(f, "mamba")));
	look(f, NULL, false);
	chosen(f, "mamba/envs/geo/bin/python",
	       "conda's environment geo, named by environment.yml in the root");
	put_python(f, "opt/conda/envs/geo/bin/python");
	put_python(f, "geo/bin/python");
	put_file(f->root, "home/.conda/environments.txt",
		 rg_arena_printf(f->arena, "%s\n%s\n%s\n", at(f, "gone/envs/geo"), at(f, "geo"),
				 at(f, "opt/conda/envs/geo"))
			 .ptr);
	look(f, NULL, false);
	chosen(f, "opt/conda/envs/geo/bin/python",
	       "conda's environment geo, named by environment.yml in the root");
}

static void python_choose__what_pyenv_would_start(void **state)
{
	fixture *f = *state;

	put_python(f, "home/.pyenv/shims/python3");
	put_python(f, "usr bin/python3");
	rg_environment_set(
		f->arena, &f->env, "PATH",
		rg_arena_printf(f->arena, "%s:%s", at(f, "home/.pyenv/shims"), at(f, "usr bin")));
	put_file(f->root, "home/.pyenv/versions/README", "");
	look(f, NULL, false);
	chosen(f, "usr bin/python3", "first on PATH"); /* "system" */
	put_python(f, "home/.pyenv/versions/3.9.18/bin/python");
	put_python(f, "home/.pyenv/versions/3.9.2/bin/python");
	put_python(f, "home/.pyenv/versions/3.9.20rc1/bin/python");
	put_python(f, "home/.pyenv/versions/3.12.1/bin/python");
	put_python(f, "home/.pyenv/versions/3.13.0t/bin/python");
	put_file(f->root, "home/.pyenv/version", "3.12.1\n3.9.18\n");
	look(f, NULL, false);
	chosen(f, "home/.pyenv/versions/3.12.1/bin/python",
	       "first on PATH: pyenv's 3.12.1 (pyenv global)");
	put_file(f->root, ".python-version", "# ours\npython-3.9 3.12.1\n");
	look(f, NULL, true);
	chosen(f, "home/.pyenv/versions/3.9.18/bin/python",
	       "pyenv's python-3.9 (.python-version in the root)");
	assert_string_equal(passed_over(f), "");
	rg_environment_set(f->arena, &f->env, "PYENV_VERSION", RG_STR("3.13t"));
	look(f, NULL, false);
	chosen(f, "home/.pyenv/versions/3.13.0t/bin/python", "pyenv's 3.13t (PYENV_VERSION)");
	rg_environment_set(f->arena, &f->env, "PYENV_VERSION", RG_STR("3.8"));
	look(f, NULL, false);
	chosen(f, "usr bin/python3", "first on PATH");
	assert_string_equal(passed_over(f),
			    "pyenv's 3.8 (PYENV_VERSION): pyenv has no such version; run: pyenv "
			    "install 3.8");
	rg_environment_set(f->arena, &f->env, "PYENV_VERSION", RG_STR("../../../usr bin"));
	look(f, NULL, false);
	chosen(f, "usr bin/python3", "first on PATH");
	put_python(f, "home/.pyenv/versions/ours/bin/python");
	put_file(f->root, "home/.pyenv/versions/ours/pyvenv.cfg", "");
	put_file(f->root, ".python-version", "ours\n");
	put_environment(f, ".tox/py", "3.11", true);
	look(f, NULL, false);
	chosen(f, "home/.pyenv/versions/ours/bin/python",
	       "pyenv's ours (.python-version in the root)");
}

static void python_choose__a_venv_that_is_gone_is_passed_over(void **state)
{
	fixture *f = *state;

	put_python(f, "usr bin/python3");
	rg_environment_set(f->arena, &f->env, "VIRTUAL_ENV", rg_str_of(at(f, "deleted")));
	put_file(f->root, ".venv/bin/python", "not executable");
	assert_int_equal(choose(f, NULL, NULL), RG_OK);
	chosen(f, "usr bin/python3", "first on PATH");
	assert_string_equal(passed_over(f), "VIRTUAL_ENV: there is no such folder\n"
					    ".venv in the root: there is no python in it");
}

static void python_choose__a_file_may_name_the_venv(void **state)
{
	fixture *f = *state;

	put_python(f, "far away/bin/python");
	put_file(f->root, ".venv", at(f, "far away"));
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(python_choose__each_source_wins_over_the_next),
		TEST(python_choose__the_environment_nearest_to_the_test_wins),
		TEST(python_choose__of_several_the_choice_does_not_depend_on_chance),
		TEST(python_choose__poetry_in_every_place_that_it_knows),
		TEST(python_choose__pipenv_by_hash_by_mark_and_by_name),
		TEST(python_choose__hatch_in_its_data_folder_and_in_the_project),
		TEST(python_choose__settings_of_tools_need_no_home),
		TEST(python_choose__conda_by_the_name_in_environment_yml),
		TEST(python_choose__what_pyenv_would_start),
		TEST(python_choose__a_venv_that_is_gone_is_passed_over),
		TEST(python_choose__a_file_may_name_the_venv),
		TEST(python_choose__nothing_takes_the_place_of_a_wrong_setting),
		TEST(python_choose__behind_a_wrapper_the_name_is_taken_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
