/* SPDX-License-Identifier: MIT */
/* Imports of Python followed to files, over projects held in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "locate/modules.h"
#include "support/project.h"

static const project_file files[] = {
	{"src/pkg/__init__.py", "from .core import Thing, helper as aid\nfrom .star import *\n"
				"from . import tools\nfrom .missing import gone\n"},
	{"src/pkg/core.py", "from ._impl import Thing\n\n\ndef helper():\n    pass\n"},
	{"src/pkg/_impl.py", "class Thing:\n    pass\n"},
	{"src/pkg/star.py", "def shining():\n    pass\n"},
	{"src/pkg/tools.py", "def hammer():\n    pass\n"},
	{"src/pkg/json.py", "def dumps():\n    pass\n"},
	{"src/pkg/round.py", "from .trip import lost\n"},
	{"src/pkg/trip.py", "from .round import lost\n"},
	{"src/pkg/sub/__init__.py", ""},
	{"src/pkg/sub/deep.py", "from ..core import helper\nfrom ... import nothing\n"},
	{"top.py", "x = 1\n"},
	{"tests/helper.py", "def rows():\n    pass\n"},
	{"tests/test_a.py", "from helper import rows\n"},
};

typedef struct fixture {
	project project;
	rg_locate_input input;
	rg_scene scene;
} fixture;

static int open_scene(void **state)
{
	fixture *f = malloc(sizeof(*f));

	OPEN_PROJECT(&f->project, files);
	f->input = project_question(&f->project);
	rg_scene_make(&f->scene, f->project.arena, &f->input, f->project.index, false);
	*state = f;
	return 0;
}

static int close_scene(void **state)
{
	fixture *f = *state;

	close_project(&f->project);
	free(f);
	return 0;
}

static void check_path(rg_str got, const char *expected)
{
	if (expected ? !rg_str_eq_z(got, expected) : got.ptr != NULL)
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(got), expected ? expected : "(null)");
}

static void locate_modules__files_of_modules(void **state)
{
	static const struct {
		const char *module;
		uint32_t level;
		const char *from, *expected;
	} cases[] = {
		{"pkg", 0, "tests/test_a.py", "src/pkg/__init__.py"},
		{"pkg.core", 0, "tests/test_a.py", "src/pkg/core.py"},
		{"pkg.sub", 0, "tests/test_a.py", "src/pkg/sub/__init__.py"},
		{"top", 0, "tests/test_a.py", "top.py"},
		{"json", 0, "tests/test_a.py", NULL}, /* the library's, not the package's */
		{"os.path", 0, "tests/test_a.py", NULL},
		{"core", 1, "src/pkg/__init__.py", "src/pkg/core.py"},
		{"", 1, "src/pkg/core.py", "src/pkg/__init__.py"},
		{"core", 2, "src/pkg/sub/deep.py", "src/pkg/core.py"},
		{"", 3, "src/pkg/sub/deep.py", NULL},
		{"x", 9, "src/pkg/sub/deep.py", NULL},
		{"", 0, "top.py", NULL},
	};
	fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_path(rg_module_file(&f->scene, rg_str_of(cases[i].module), cases[i].level,
					  rg_str_of(cases[i].from)),
			   cases[i].expected);
}

static void locate_modules__names_are_followed_to_their_definition(void **state)
{
	static const struct {
		const char *file, *name, *expected, *through;
	} cases[] = {
		{"src/pkg/__init__.py", "Thing", "src/pkg/_impl.py", "src/pkg/core.py"},
		{"src/pkg/__init__.py", "aid", "src/pkg/core.py", "src/pkg/__init__.py"},
		{"src/pkg/__init__.py", "shining", "src/pkg/star.py", "src/pkg/__init__.py"},
		{"src/pkg/__init__.py", "tools", "src/pkg/tools.py", NULL},
		{"src/pkg/__init__.py", "gone", "src/pkg/__init__.py", NULL},
		{"src/pkg/__init__.py", "constant", "src/pkg/__init__.py", NULL},
		{"src/pkg/core.py", "helper", "src/pkg/core.py", NULL},
		{"src/pkg/sub/deep.py", "helper", "src/pkg/core.py", "src/pkg/sub/deep.py"},
	};
	fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rg_origin origin = rg_module_origin(&f->scene, rg_str_of(cases[i].file),
						    rg_str_of(cases[i].name));

		check_path(origin.file, cases[i].expected);
		check_path(origin.through, cases[i].through);
	}
}

static void locate_modules__circles_end(void **state)
{
	fixture *f = *state;
	rg_origin origin = rg_module_origin(&f->scene, RG_STR("src/pkg/round.py"), RG_STR("lost"));

	assert_true(rg_str_starts(origin.file, RG_STR("src/pkg/")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_modules__files_of_modules),
		cmocka_unit_test(locate_modules__names_are_followed_to_their_definition),
		cmocka_unit_test(locate_modules__circles_end),
	};

	return cmocka_run_group_tests(tests, open_scene, close_scene);
}
