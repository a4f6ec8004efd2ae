/* SPDX-License-Identifier: MIT */
/* What a fix changes, by its path alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "locate/source_path.h"

static void locate_source_path__sources_are_told_from_the_rest(void **state)
{
	static const struct {
		const char *path;
		bool is_source;
	} cases[] = {
		{"a.py", true},
		{"src/pkg/testing.py", true}, /* a module about testing */
		{"pkg/testutils/api.py", true},
		{"pkg/latest.py", true},
		{"pkg/contest/a.py", true},
		{"pkg/with blank/\xc3\xa4.py", true},
		{"ops/gather.cu", true},
		{"pkg/_fast.pyx", true},
		{"README.md", false},
		{"", false},
		{"test_a.py", false},
		{"pkg/a_test.py", false},
		{"pkg/a_unittest.cc", false},
		{"pkg/tests/helper.py", false},
		{"Tests/helper.py", false},
		{"t/a.c", false},
		{"docs/conf.py", false},
		{"examples/a/b.py", false},
		{"benchmarks/a.py", false},
		{"setup.py", false},
		{"pkg/conftest.py", false},
		{".tox/py311/lib/a.py", false},
		{"venv/lib/python3.11/site-packages/a.py", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (rg_path_is_source(rg_str_of(cases[i].path)) != cases[i].is_source)
			fail_msg("%s", cases[i].path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_source_path__sources_are_told_from_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
