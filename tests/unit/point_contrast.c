/* SPDX-License-Identifier: MIT */
/* point_contrast.c - which test files join one that holds hardly a test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "point/contrast.h"
#include "support/temp_root.h"

typedef struct fixture {
	rg_arena *arena;
	rg_str root;
	rg_str_vec files;
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

static void put(fixture *f, const char *path, const char *text)
{
	put_file(f->root, path, text);
	RG_PUSH(f->arena, &f->files, rg_str_of(path));
}

/* What joins test_repro.py. */
static void check(fixture *f, const char *wanted)
{
	rg_str_vec failing = {0}, found;
	const char *text;

	RG_PUSH(f->arena, &failing, RG_STR("test_repro.py::test_it[1]"));
	RG_PUSH(f->arena, &failing, RG_STR("test_repro.py::test_it[2]"));
	rg_str_vec_sort(&f->files);
	found = rg_contrast_files(f->arena, f->root, &f->files, &failing);
	text = rg_arena_cstr(f->arena, rg_str_vec_join(f->arena, &found, RG_STR(" ")));
	assert_string_equal(text, wanted);
}

#define REPRO "import pytest\nfrom shop.prices import Price\ndef test_it(): Price(3)\n"

static void contrast__files_that_use_the_same_names__rarest_first(void **state)
{
	fixture *f = *state;

	put(f, "test_repro.py", REPRO);
	put(f, "shop/prices.py", "class Price: pass\n");
	put(f, "tests/test_all.py", "import pytest\nimport shop\n");
	put(f, "tests/test_prices.py", "import pytest\nfrom shop.prices import Price\n");
	put(f, "tests/prices_test.py", "import pytest\nfrom shop import prices\n");
	put(f, "tests/test_other.py", "import pytest\nPricey = 1\n");
	put(f, "tests/helpers.py", "import pytest\nfrom shop.prices import Price\n");
	check(f, "tests/test_prices.py tests/prices_test.py tests/test_all.py");
}

static void contrast__with_tests_of_its_own__needs_none(void **state)
{
	fixture *f = *state;

	put(f, "test_repro.py",
	    REPRO "def test_1(): 0\ndef test_2(): 0\ndef test_3(): 0\ndef test_4(): 0\n"
		  "def test_5(): 0\ndef test_6(): 0\ndef test_7(): 0\ndef test_8(): 0\n"
		  "def test_9(): 0\ndef test_10(): 0\n");
	put(f, "tests/test_prices.py", REPRO);
	check(f, "");
}

static void contrast__of_nothing__is_nothing(void **state)
{
	fixture *f = *state;

	check(f, ""); /* no such file */
	put(f, "tests/test_prices.py", REPRO);
	put(f, "test_repro.py", "def test_it(): assert 0\n"); /* imports nothing */
	check(f, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			contrast__files_that_use_the_same_names__rarest_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(contrast__with_tests_of_its_own__needs_none, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(contrast__of_nothing__is_nothing, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
