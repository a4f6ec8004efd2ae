/* SPDX-License-Identifier: MIT */
/* fix_carry.c - what a reproduction test needs on another branch: imports, and files that it reads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fix/pr/carry.h"

typedef enum place { SAME, CHANGED, NEW } place;

typedef struct file {
	const char *path;
	place place; /* as the base sees it */
	const char *source;
} file;

static const file files[] = {
	{"pkg/__init__.py", SAME, ""},
	{"pkg/core.py", CHANGED, "import os\n"},
	{"tests/conftest.py", CHANGED, ""},
	{"tests/data/big.json", SAME, ""},
	{"tests/data/other_case.json", CHANGED, ""},
	{"tests/data/price_list.json", CHANGED, ""},
	{"tests/helper.py", NEW, "EXTRA = 'extra.txt'\n"},
	{"tests/input/similar3", NEW, ""},
	{"tests/input/similar30", NEW, ""},
	{"tests/more/extra.txt", CHANGED, ""},
	{"tests/snapshots/a/b1.svg", NEW, ""},
	{"tests/snapshots/b2.svg", NEW, ""},
	{"tests/test_case.py", NEW,
	 "from pkg.core import f\nfrom helper import EXTRA\n"
	 "big = 'big.json'\npath = 'price_list.json', HERE / 'similar3', 'snapshots', core\n"},
	{"tests/test_price_list.py", NEW, "price_list = 1\n"},
};
#define N_FILES (sizeof(files) / sizeof(*files))

static const file *find(rg_str path)
{
	for (size_t i = 0; i < N_FILES; i++)
		if (rg_str_eq_z(path, files[i].path))
			return &files[i];
	return NULL;
}

static bool is_on_base(void *self, rg_str path)
{
	(void)self;
	return find(path)->place == SAME;
}

static bool has_base(void *self, rg_str path)
{
	(void)self;
	return find(path) && find(path)->place != NEW;
}

static rg_str read_source(void *self, rg_arena *arena, rg_str path)
{
	(void)self;
	(void)arena;
	return rg_str_of(find(path)->source);
}

static void carries(const char *test, const char *expected)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec tests = {0}, all = {0}, found;
	rg_carry_input input = {.tests = &tests,
				.files = &all,
				.is_on_base = is_on_base,
				.has_base = has_base,
				.source = read_source};
	rg_str got;

	RG_PUSH(arena, &tests, rg_str_of(test));
	for (size_t i = 0; i < N_FILES; i++)
		RG_PUSH(arena, &all, rg_str_of(files[i].path));
	found = rg_carry_find(arena, &input);
	got = rg_str_vec_join(arena, &found, RG_STR(" "));
	if (!rg_str_eq_z(got, expected))
		fail_msg("%s: want \"%s\", got \"%.*s\"", test, expected, RG_FMT(got));
	rg_arena_free(arena);
}

static void carry__imports_and_files_that_the_test_reads(void **state)
{
	(void)state;
	carries("tests/test_case.py::test_x",
		"tests/conftest.py tests/data/price_list.json tests/helper.py tests/input/similar3 "
		"tests/more/extra.txt "
		"tests/snapshots/a/b1.svg tests/snapshots/b2.svg tests/test_case.py");
}

static void carry__files_that_a_parameter_names(void **state)
{
	(void)state;
	carries("tests/test_price_list.py::test_x[other_case]",
		"tests/conftest.py tests/data/other_case.json tests/data/price_list.json "
		"tests/test_price_list.py");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carry__imports_and_files_that_the_test_reads),
		cmocka_unit_test(carry__files_that_a_parameter_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
