/* SPDX-License-Identifier: MIT */
/* URIs of files as editors send them: RFC 3986, RFC 8089 and LSP 3.17, "URI". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "text/uri.h"

typedef struct uri_case {
	const char *uri, *path; /* path NULL: it is none */
} uri_case;

static void text_uri__file_uris_become_paths(void **state)
{
	static const uri_case cases[] = {
		{"file:///a/b.py", "/a/b.py"},
		{"file:///a%20b/%C3%A4.py", "/a b/\xc3\xa4.py"},
		{"file:///a b/\xc3\xa4.py", "/a b/\xc3\xa4.py"},
		{"file:///100%25/%23%3f.py", "/100%/#?.py"},
		{"FILE:///a", "/a"},
		{"file:/a/b", "/a/b"},
		{"file://localhost/a", "/a"},
		{"file:///a?query#fragment", "/a"},
		{"file:///%FF", "/\xff"},
		{"file:///c:/a", "c:/a"},
		{"file:///C%3A/a", "c:/a"},
		{"file:///c%3a", "c:"},
		{"file:///c:x", "/c:x"},
		{"file:///", "/"},
		{"file://server/share", NULL},
		{"file:///%", NULL},
		{"file:///a%2", NULL},
		{"file:///a%2g", NULL},
		{"file:///a%00b", NULL},
		{"file:", NULL},
		{"file://", NULL},
		{"file:relative", NULL},
		{"untitled:Untitled-1", NULL},
		{"vscode-remote://wsl/a", NULL},
		{"", NULL},
		{"/a/b", NULL},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_str path = rg_uri_to_path(arena, rg_str_of(cases[i].uri));

		if (rg_str_is_null(path) != (cases[i].path == NULL) ||
		    !rg_str_eq_z(path, cases[i].path ? cases[i].path : ""))
			fail_msg("%s gives \"%.*s\"", cases[i].uri, RG_FMT(path));
	}
	rg_arena_free(arena);
}

static void text_uri__any_path_comes_back(void **state)
{
	static const char *const paths[] = {
		"/",	     "/a b/c", "/100%/x",   "/#/?",	"/\xc3\xa4/\xe6\xbc\xa2",
		"/\xff\xfe", "/a:b",   "/[x]'\"\\", "/a+b&c=d", "c:/a",
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		rg_str uri = rg_uri_of_path(arena, rg_str_of(paths[i]));

		assert_true(rg_str_starts(uri, RG_STR("file:///")));
		assert_true(rg_str_eq_z(rg_uri_to_path(arena, uri), paths[i]));
	}
	assert_true(rg_str_eq_z(rg_uri_of_path(arena, RG_STR("/a b/\xc3\xa4#.py")),
				"file:///a%20b/%C3%A4%23.py"));
	rg_arena_free(arena);
}

static void text_uri__documents_are_compared_decoded(void **state)
{
	static const char *const same[][2] = {
		{"file:///c:/a", "file:///C%3A/a"},
		{"file:///a%20b", "file:///a b"},
		{"file:///%c3%a4", "file:///%C3%A4"},
		{"untitled:Untitled-1", "untitled:Untitled-1"},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_true(rg_str_eq(rg_uri_key(arena, rg_str_of(same[i][0])),
				      rg_uri_key(arena, rg_str_of(same[i][1]))));
	assert_false(rg_str_eq(rg_uri_key(arena, RG_STR("untitled:a")),
			       rg_uri_key(arena, RG_STR("untitled:b"))));
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_uri__file_uris_become_paths),
		cmocka_unit_test(text_uri__any_path_comes_back),
		cmocka_unit_test(text_uri__documents_are_compared_decoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
