/* SPDX-License-Identifier: MIT */
/* runner_pytest_config.c - which configuration and rootdir pytest finds, over made-up trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "runner/config_text.h"
#include "runner/pytest_config.h"
#include "support/temp_root.h"

typedef struct fixture {
	rg_arena *arena;
	rg_str root;
	rg_pytest_config config;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));

	f->arena = rg_arena_new();
	f->root = make_root(f->arena);
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
	return *name ? rg_path_join(f->arena, f->root, rg_str_of(name)) : (char *)f->root.ptr;
}

/* file and rootdir are below the root; file NULL: there is none. */
static void finds(fixture *f, const char *version, const char *tests, const char *args,
		  const char *file, const char *rootdir)
{
	rg_str_vec ids = rg_str_vec_of_lines(f->arena, rg_str_of(tests));
	rg_str_vec words = rg_str_vec_of_lines(f->arena, rg_str_of(args));
	rg_pytest_config_spec spec = {.root = f->root,
				      .tests = &ids,
				      .pytest_args = &words,
				      .pytest_version = rg_str_of(version)};

	f->config = rg_pytest_config_find(f->arena, &spec);
	if (file)
		assert_string_equal(rg_arena_cstr(f->arena, f->config.file), at(f, file));
	else
		assert_null(f->config.file.ptr);
	assert_string_equal(f->config.rootdir.ptr, at(f, rootdir));
}

static void pytest_config__the_nearest_file_with_its_table_wins(void **state)
{
	fixture *f = *state;

	put_file(f->root, "a/tests/test_a.py", "");
	put_file(f->root, "b/tests/test_b.py", "");
	put_file(f->root, "pyproject.toml", "[tool.pytest.ini_options]\naddopts = \"-ra\"\n");
	put_file(f->root, "a/pyproject.toml", "[project]\nname = \"a\"\n");
	put_file(f->root, "a/setup.cfg",
		 "[tool:pytest]\naddopts =\n    -q\n    # no\n    --strict\n"
		 "testpaths = tests\npythonpath = src\n");
	put_file(f->root, "a/tox.ini", "[tox]\nenvlist = py\n");
	finds(f, NULL, "a/tests/test_a.py::test_x", NULL, "a/setup.cfg", "a");
	assert_string_equal(f->config.addopts.ptr, "-q --strict");
	assert_string_equal(f->config.testpaths.ptr, "tests");
	assert_string_equal(f->config.pythonpath.ptr, "src");
	assert_true(rg_str_eq_z(f->config.table, "[tool:pytest]"));
	finds(f, NULL, "a/tests/test_a.py\nb/tests/test_b.py", NULL, "pyproject.toml", "");
	assert_string_equal(f->config.addopts.ptr, "-ra");
	finds(f, NULL, "gone/test_c.py::x", NULL, "pyproject.toml", "");
	finds(f, NULL, NULL, NULL, "pyproject.toml", "");
	finds(f, NULL, NULL, "-c\na/setup.cfg", "a/setup.cfg", "a");
	finds(f, NULL, "a/tests/test_a.py", "--rootdir=b", "a/setup.cfg", "b");
}

static void pytest_config__the_order_in_one_folder_is_that_of_the_version(void **state)
{
	fixture *f = *state;

	put_file(f->root, "test_a.py", "");
	put_file(f->root, "setup.cfg", "[tool:pytest]\n");
	put_file(f->root, "tox.ini", "[pytest]\n");
	finds(f, "9.1.1", "test_a.py", NULL, "tox.ini", "");
	assert_int_equal(f->config.ignored.n, 1);
	put_file(f->root, "pyproject.toml", "[tool.pytest]\naddopts = [\"-ra\", '--x y'] # ours\n");
	finds(f, "9.1.1", "test_a.py", NULL, "pyproject.toml", "");
	assert_string_equal(f->config.addopts.ptr, "-ra --x y");
	finds(f, "8.4.2", "test_a.py", NULL, "tox.ini", "");
	put_file(f->root, ".pytest.ini", "");
	finds(f, "8.4.2", "test_a.py", NULL, ".pytest.ini", "");
	finds(f, "6.2.5", "test_a.py", NULL, "tox.ini", "");
	put_file(f->root, "pytest.ini", "");
	finds(f, "6.2.5", "test_a.py", NULL, "pytest.ini", "");
	put_file(f->root, ".pytest.toml", "");
	finds(f, "8.4.2", "test_a.py", NULL, "pytest.ini", "");
	finds(f, "9.0.0", "test_a.py", NULL, ".pytest.toml", "");
	put_file(f->root, "pytest.toml", "[pytest]\ntestpaths = [\n  \"a#b\", # c\n  \"d\",\n]\n");
	finds(f, NULL, "test_a.py", NULL, "pytest.toml", "");
	assert_string_equal(f->config.testpaths.ptr, "a#b d");
	assert_int_equal(f->config.ignored.n, 6);
}

static void pytest_config__without_one_rootdir_is_what_pytest_says(void **state)
{
	fixture *f = *state;

	put_file(f->root, "p/tests/test_a.py", "");
	finds(f, NULL, "p/tests/test_a.py", NULL, NULL, "");
	put_file(f->root, "p/setup.py", "");
	finds(f, NULL, "p/tests/test_a.py", NULL, NULL, "p");
	put_file(f->root, "pyproject.toml", "");
	finds(f, "8.4.2", "p/tests/test_a.py", NULL, "pyproject.toml", "");
	assert_null(f->config.table.ptr);
	finds(f, "7.4.4", "p/tests/test_a.py", NULL, NULL, "p");
}

static void config_text__values_over_lines_and_in_quotes(void **state)
{
	fixture *f = *state;
	rg_str text = RG_STR(
		"top = 1\r\n[a] # here\nx = \"one # \\\"two\\\"\" # c\n"
		"y = \"\"\"\nlong [\n\"\"\"\n[\"b c\"]\n'z' = 'raw\\n'\nz2 = true\n[[d]]\nx=2\n");

	assert_string_equal(rg_toml_string(f->arena, text, RG_STR(""), "top").ptr, "1");
	assert_string_equal(rg_toml_string(f->arena, text, RG_STR("a"), "x").ptr, "one # \"two\"");
	assert_string_equal(rg_toml_string(f->arena, text, RG_STR("b c"), "z").ptr, "raw\\n");
	assert_string_equal(rg_toml_string(f->arena, text, RG_STR("b c"), "z2").ptr, "true");
	assert_null(rg_toml_string(f->arena, text, RG_STR("a"), "z").ptr);
	assert_false(rg_toml_has_table(text, RG_STR("long [")));
	assert_true(rg_toml_has_table(text, RG_STR("b c")));
	/* Cut short anywhere, it gives less and reads nothing behind its end. */
	for (size_t n = 0; n < text.len; n++) {
		rg_str cut = {malloc(n ? n : 1), n};

		memcpy((char *)cut.ptr, text.ptr, n);
		(void)rg_toml_string(f->arena, cut, RG_STR("b c"), "z");
		(void)rg_ini_find(f->arena, cut, "a", "y");
		free((char *)cut.ptr);
	}
	assert_string_equal(rg_ini_find(f->arena,
					RG_STR("[b]\nx=1\n[a]\n; x = 2\nx: 3\n\n  4\ny=5\n"), "a",
					"x")
				    .ptr,
			    "3 4");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(pytest_config__the_nearest_file_with_its_table_wins),
		TEST(pytest_config__the_order_in_one_folder_is_that_of_the_version),
		TEST(pytest_config__without_one_rootdir_is_what_pytest_says),
		TEST(config_text__values_over_lines_and_in_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
