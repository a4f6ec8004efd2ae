/* SPDX-License-Identifier: MIT */
/* trace_compiler.c - the errors of a build, as compilers print them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trace/compiler.h"

static const char *const files[] = {"src/a.cpp", "src/fast/b.pyx", "src/kernel.cu", "src/ä b.h"};

typedef struct wanted {
	const char *path;
	uint32_t line;
	const char *message;
} wanted;

static void check(const char *text, size_t n, const wanted *expected)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec list = {0};
	rg_trace_options options = {.cwd = RG_STR("")};
	rg_failure_vec found;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		RG_PUSH(arena, &list, rg_str_of(files[i]));
	options.paths = rg_paths_new(arena, RG_STR("/w"), &list);
	found = rg_compiler_errors(arena, rg_str_of(text), RG_STR("tests/t.py::a"), &options);
	assert_int_equal(found.n, n);
	for (size_t i = 0; i < n; i++) {
		const rg_failure *failure = &found.items[i];
		const rg_frame *frame = &failure->error.frames.items[0];

		assert_string_equal(rg_arena_cstr(arena, frame->path), expected[i].path);
		assert_int_equal(frame->line, expected[i].line);
		assert_string_equal(rg_arena_cstr(arena, failure->error.message),
				    expected[i].message);
		assert_true(rg_str_eq_z(failure->error.type, "BuildError"));
		assert_true(rg_str_eq_z(failure->test, "tests/t.py::a"));
		assert_int_equal(frame->in_workspace, frame->path.ptr[0] != '/');
	}
	rg_arena_free(arena);
}

static void compiler_errors__of_gcc_and_clang(void **state)
{
	(void)state;
	check("[1/2] Building CXX object\n"
	      "In file included from /w/src/a.cpp:1:\n"
	      "/w/src/a.cpp: In function 'int f()':\n"
	      "/w/src/a.cpp:12:5: error: 'x' was not declared in this scope\n"
	      "   12 |     x = 1;\n"
	      "/w/src/a.cpp:13:5: warning: unused variable 'y'\n"
	      "/w/src/a.cpp:12:5: note: suggested alternative\n"
	      "../src/ä b.h:3:10: fatal error: gone.h: No such file or directory\n"
	      "/w/src/a.cpp:12:5: error: 'x' was not declared in this scope\n"
	      "/usr/include/c++/12/bits/x.h:9: error: static assertion failed\n"
	      "ninja: build stopped: subcommand failed.\n",
	      3,
	      (const wanted[]){{"src/a.cpp", 12, "'x' was not declared in this scope"},
			       {"src/ä b.h", 3, "gone.h: No such file or directory"},
			       {"/usr/include/c++/12/bits/x.h", 9, "static assertion failed"}});
}

static void compiler_errors__of_nvcc_cython_and_the_linker(void **state)
{
	(void)state;
	check("/w/src/kernel.cu(7): error: identifier \"y\" is undefined\n"
	      "Error compiling Cython file:\n"
	      "------------------------------------------------------------\n"
	      "src/fast/b.pyx:4:11: undeclared name not builtin: z\r\n"
	      "warning: src/fast/b.pyx:1:0: The 'x' directive\n"
	      "/usr/bin/ld: a.o: in function `f':\n"
	      "/w/src/a.cpp:20: undefined reference to `g()'\n"
	      "collect2: error: ld returned 1 exit status\n",
	      3,
	      (const wanted[]){{"src/kernel.cu", 7, "identifier \"y\" is undefined"},
			       {"src/fast/b.pyx", 4, "undeclared name not builtin: z"},
			       {"src/a.cpp", 20, "undefined reference to `g()'"}});
}

static void compiler_errors__nothing_else_is_one(void **state)
{
	(void)state;
	check("", 0, NULL);
	check("make: *** [Makefile:2: all] Error 2\nerror: command 'gcc' failed\n10:20:30 error: "
	      "x\n"
	      "src/a.cpp:1:2: warning: error: is a word here\n:1: error: \n(1): error: x\n"
	      "src/fast/b.pyx:4:11: not behind Cython's own words\n",
	      0, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compiler_errors__of_gcc_and_clang),
		cmocka_unit_test(compiler_errors__of_nvcc_cython_and_the_linker),
		cmocka_unit_test(compiler_errors__nothing_else_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
