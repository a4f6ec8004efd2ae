/* SPDX-License-Identifier: MIT */
/* trace_paths.c - printed paths and the files of a workspace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trace/paths.h"

static const char *const names[] = {
	"conftest.py",
	"tests/test_a.py",
	"tests/unit/test_a.py",
	"src/app/core.py",
	"src/app/util.py",
	"lib/app/util.py",
	"tt_metal/impl/buffer.cpp",
	"tests/mit Leerzeichen/test_ä.py",
	"src/app/_vendor/dep/core.py",
	"src/app/_vendor/__init__.py",
	"src/app/__init__.py",
	"src/app/proto/item_pb2.py",
	"src/single.py",
	"third_party/llk/src/llk.h",
	".venv/lib/python3.11/site-packages/dep/core.py",
};

static const rg_paths *workspace(rg_arena *arena)
{
	rg_str_vec files = {NULL, 0, 0};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		RG_PUSH(arena, &files, rg_str_of(names[i]));
	return rg_paths_new(arena, RG_STR("/home/me/repo"), &files);
}

typedef struct path_case {
	const char *cwd, *printed;
	const char *want; /* NULL: no file of the workspace */
	bool is_ambiguous;
} path_case;

static void check(const path_case *cases, size_t n)
{
	rg_arena *arena = rg_arena_new();
	const rg_paths *paths = workspace(arena);

	for (size_t i = 0; i < n; i++) {
		rg_str out = {NULL, 0};
		bool is_ambiguous = false;
		bool is = rg_paths_resolve(&out, &is_ambiguous, paths, rg_str_of(cases[i].cwd),
					   rg_str_of(cases[i].printed));

		if (is != (cases[i].want != NULL) || (is && !rg_str_eq_z(out, cases[i].want)))
			fail_msg("%s in \"%s\": %s%.*s", cases[i].printed, cases[i].cwd,
				 is ? "" : "nothing ", RG_FMT(out));
		if (is_ambiguous != cases[i].is_ambiguous)
			fail_msg("%s: ambiguous %d", cases[i].printed, is_ambiguous);
	}
	rg_arena_free(arena);
}

#define CHECK(...)                                                                                 \
	do {                                                                                       \
		static const path_case cases[] = {__VA_ARGS__};                                    \
		check(cases, sizeof(cases) / sizeof(*cases));                                      \
	} while (0)

static void trace_paths__relative_to_where_the_test_ran(void **state)
{
	(void)state;
	CHECK({"", "tests/test_a.py", "tests/test_a.py", false},
	      {"", "./tests/../tests/test_a.py", "tests/test_a.py", false},
	      {"tests", "test_a.py", "tests/test_a.py", false},
	      {"tests", "../src/app/core.py", "src/app/core.py", false},
	      {"tests/unit", "test_a.py", "tests/unit/test_a.py", false},
	      {"tests", "conftest.py", "conftest.py", false},
	      {"", "tests/mit Leerzeichen/test_ä.py", "tests/mit Leerzeichen/test_ä.py", false});
}

static void trace_paths__absolute_below_the_root(void **state)
{
	(void)state;
	CHECK({"", "/home/me/repo/src/app/core.py", "src/app/core.py", false},
	      {"tests", "/home/me/repo/src/../src/app/core.py", "src/app/core.py", false},
	      {"", "/home/me/repo/src/gone.py", NULL, false},
	      /* below the root and not there: no other file of that name is meant */
	      {"", "/home/me/repo/other/app/core.py", NULL, false},
	      {"", "/home/me/repository/src/app/core.py", "src/app/core.py", false});
}

static void trace_paths__of_another_machine_by_the_longest_suffix(void **state)
{
	(void)state;
	CHECK({"", "/__w/x/x/src/app/core.py", "src/app/core.py", false},
	      {"", "/src/tt_metal/impl/buffer.cpp", "tt_metal/impl/buffer.cpp", false},
	      {"", "../tt_metal/impl/buffer.cpp", "tt_metal/impl/buffer.cpp", false},
	      {"", "C:\\work\\repo\\src\\app\\core.py", "src/app/core.py", false},
	      {"", "/build/app/core.py", "src/app/core.py", false},
	      {"", "/home/ci/lib/app/util.py", "lib/app/util.py", false});
}

static void trace_paths__several_files_are_said_to_be_ambiguous(void **state)
{
	(void)state;
	CHECK({"", "/ci/build/app/util.py", NULL, true}, {"", "app/util.py", NULL, true});
}

static void trace_paths__a_lone_name_from_elsewhere_is_not_ours(void **state)
{
	(void)state;
	CHECK({"", "/opt/thing/core.py", NULL, false},
	      {"", "/usr/lib/python3.11/ast.py", NULL, false}, {"", "<string>", NULL, false},
	      {"", "", NULL, false}, {"", "../../../../../..", NULL, false});
}

static void trace_paths__an_environment_is_not_the_workspace(void **state)
{
	(void)state;
	CHECK({"", ".venv/lib/python3.11/site-packages/dep/core.py", NULL, false},
	      {"", "/home/me/repo/.venv/lib/python3.11/site-packages/dep/core.py", NULL, false},
	      {"", "/usr/lib/python3/dist-packages/dep/core.py", NULL, false},
	      {"", "/usr/lib/python3/dist-packages/app/gone.py", NULL, false},
	      {"", "/x/site-packages/tests/test_a.py", NULL, false},
	      {"", "/x/site-packages/conftest.py", NULL, false},
	      {"", "/x/site-packages/core.py", NULL, false});
	assert_true(rg_path_is_installed(RG_STR("a/.tox/py/lib/x.py")));
	assert_true(rg_path_is_installed(RG_STR("build/lib.linux-x86_64-cpython-311/x.py")));
	assert_false(rg_path_is_installed(RG_STR("src/lib/x.py")));
}

/* tox, nox and CI test what they have installed. */
static void trace_paths__an_installed_copy_of_ours_is_ours(void **state)
{
	(void)state;
	CHECK({"", ".tox/py311/lib/python3.11/site-packages/app/core.py", "src/app/core.py", false},
	      {"", "/home/ci/r/.nox/t/lib/python3.12/site-packages/app/core.py", "src/app/core.py",
	       false},
	      {"", "/usr/lib/python3/dist-packages/app/core.py", "src/app/core.py", false},
	      {"", "C:\\py\\Lib\\site-packages\\app\\core.py", "src/app/core.py", false},
	      {"", "/x/site-packages/app-1.0-py3.11.egg/app/core.py", "src/app/core.py", false},
	      {"", "/ci/build/lib.linux-x86_64-cpython-311/app/core.py", "src/app/core.py", false},
	      {"", "../build/lib/app/core.py", "src/app/core.py", false},
	      {"", "/x/site-packages/single.py", "src/single.py", false},
	      /* two can be meant */
	      {"", "/x/site-packages/app/util.py", NULL, false});
}

static void trace_paths__of_ci_and_builds(void **state)
{
	(void)state;
	CHECK({"", "/home/runner/work/repo/repo/src/app/core.py", "src/app/core.py", false},
	      {"", "/home/runner/work/repo/repo/conftest.py", "conftest.py", false},
	      {"", "/builds/group/repo/tests/unit/test_a.py", "tests/unit/test_a.py", false},
	      {"", "D:\\a\\repo\\repo\\tests\\test_a.py", "tests/test_a.py", false},
	      {"", "/home/vsts/work/1/s/tests/test_a.py", "tests/test_a.py", false},
	      {"", "/tmp/build-via-sdist-k3x/repo-0.1/tt_metal/impl/buffer.cpp",
	       "tt_metal/impl/buffer.cpp", false},
	      {"", "/localdev/me/big/third_party/repo/tt_metal/impl/buffer.cpp",
	       "tt_metal/impl/buffer.cpp", false},
	      {"", "/w/third_party/llk/src/llk.h", "third_party/llk/src/llk.h", false},
	      {"", "/w/llk/src/llk.h", "third_party/llk/src/llk.h", false});
}

static void trace_paths__what_a_program_writes_is_not_the_workspace(void **state)
{
	(void)state;
	CHECK({"", "src/app/proto/item_pb2.py", NULL, false},
	      {"", "/ci/src/app/proto/item_pb2.py", NULL, false});
	assert_true(rg_path_is_generated(RG_STR("build/CMakeFiles/x.dir/a.cpp")));
	assert_true(rg_path_is_generated(RG_STR("a/b.pb.cc")));
	assert_false(rg_path_is_generated(RG_STR("src/generated.py")));
	assert_false(rg_path_is_generated(RG_STR("CMakeFiles")));
}

static void trace_paths__without_a_workspace_nothing_is_in_it(void **state)
{
	rg_str out;
	bool is_ambiguous = true;

	(void)state;
	assert_false(rg_paths_resolve(&out, &is_ambiguous, NULL, RG_STR(""), RG_STR("a.py")));
	assert_false(is_ambiguous);
	assert_false(rg_paths_has(NULL, RG_STR("a.py")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_paths__relative_to_where_the_test_ran),
		cmocka_unit_test(trace_paths__absolute_below_the_root),
		cmocka_unit_test(trace_paths__of_another_machine_by_the_longest_suffix),
		cmocka_unit_test(trace_paths__several_files_are_said_to_be_ambiguous),
		cmocka_unit_test(trace_paths__a_lone_name_from_elsewhere_is_not_ours),
		cmocka_unit_test(trace_paths__an_environment_is_not_the_workspace),
		cmocka_unit_test(trace_paths__an_installed_copy_of_ours_is_ours),
		cmocka_unit_test(trace_paths__of_ci_and_builds),
		cmocka_unit_test(trace_paths__what_a_program_writes_is_not_the_workspace),
		cmocka_unit_test(trace_paths__without_a_workspace_nothing_is_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
