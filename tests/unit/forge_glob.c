/* SPDX-License-Identifier: MIT */
/*
 * forge_glob.c - patterns against paths. The rows of the filter style are the examples of GitHub's
 * own cheat sheet ("Workflow syntax for GitHub Actions", filter pattern cheat sheet).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "forge/glob.h"
#include "os/system.h"

typedef struct row {
	const char *pattern, *path;
	bool matches;
} row;

static void check(rg_glob_style style, const row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rg_glob_matches(style, rg_str_of(rows[i].pattern), rg_str_of(rows[i].path)) !=
		    rows[i].matches)
			fail_msg("%s: %s should %smatch", rows[i].pattern, rows[i].path,
				 rows[i].matches ? "" : "not ");
}
#define CHECK(style, rows) check((style), (rows), sizeof(rows) / sizeof((rows)[0]))

static void glob_filter__githubs_cheat_sheet_holds(void **state)
{
	static const row rows[] = {
		{"feature/*", "feature/my-branch", true},
		{"feature/*", "feature/a/b", false},
		{"feature/**", "feature/beta-a/my-branch", true},
		{"feature/**", "feature/mona/the/octocat", true},
		{"main", "main", true},
		{"main", "main2", false},
		{"*", "releases", true},
		{"*", "all/the", false},
		{"**", "all/the/branches", true},
		{"*feature", "mona-feature", true},
		{"*feature", "ver-10-feature", true},
		{"v2*", "v2.9", true},
		{"v[12].[0-9]+.[0-9]+", "v1.10.1", true},
		{"v[12].[0-9]+.[0-9]+", "v2.0.0", true},
		{"v[12].[0-9]+.[0-9]+", "v3.0.0", false},
		{"v[12].[0-9]+.[0-9]+", "v1..1", false},
		{"*.jsx?", "page.js", true},
		{"*.jsx?", "page.jsx", true},
		{"*.jsx?", "page.jsxx", false},
		{"**.js", "js/index.js", true},
		{"**.js", "index.js", true},
		{"docs/*", "docs/README.md", true},
		{"docs/*", "docs/a/b.md", false},
		{"docs/**", "docs/mona/octocat.txt", true},
		{"docs/**", "mydocs/a", false},
		{"docs/**/*.md", "docs/README.md", true},
		{"docs/**/*.md", "docs/a/markdown/file.md", true},
		{"**/docs/**", "dir/docs/my-file.txt", true},
		{"**/docs/**", "docs/hello.md", true},
		{"**/docs/**", "xdocs/hello.md", false},
		{"**/README.md", "README.md", true},
		{"**/README.md", "js/README.md", true},
		{"**/README.md", "xREADME.md", false},
		{"**/*src/**", "a/src/app.js", true},
		{"**/*src/**", "my-src/code/js/app.js", true},
		{"**/*-post.md", "my-post.md", true},
		{"**/*-post.md", "path/their-post.md", true},
		{"**/migrate-*.sql", "db/sept/migrate-v1.sql", true},
	};

	(void)state;
	CHECK(RG_GLOB_FILTER, rows);
}

static void glob_plain__only_stars_and_question_marks_are_special(void **state)
{
	static const row rows[] = {
		{"src/**", "src/a/b.c", true},
		{"src/**", "src/", true},
		{"src/**", "src", false},
		{"src/**/test_?.py", "src/test_a.py", true},
		{"src/**/test_?.py", "src/x/y/test_b.py", true},
		{"src/**/test_?.py", "src/x/test_/.py", false},
		{"*.py", "a/b.py", false},
		{"a[1].c", "a[1].c", true},
		{"a[1].c", "a1.c", false},
		{"a\\*b", "a*b", true},
		{"a\\*b", "axb", false},
		{"", "", true},
		{"", "a", false},
		{"d\xC3\xA9j\xC3\xA0 vu/*", "d\xC3\xA9j\xC3\xA0 vu/x", true},
		{"a/**/b", "a/b", true},
		{"a/**/b", "a/x/y/b", true},
		{"a/**/b", "axb", false},
		{"**/**/a", "a", true},
	};

	(void)state;
	CHECK(RG_GLOB_PLAIN, rows);
}

static void glob_fnmatch__is_rubys(void **state)
{
	static const row rows[] = {
		{"**/README.md", "docs/README.md", true},
		{"**/*", "a/b/.hidden", true},
		{"docs/**", "docs/a", true},
		{"docs/**", "docs/a/b", false}, /* Ruby: a double star without its slash is one */
		{"file[0-9].c", "file7.c", true},
		{"file[!0-9].c", "file7.c", false},
		{"file?.c", "file/.c", false},
		{"a[]]b", "a]b", true},
		{"a[b", "a[b", true},
	};

	(void)state;
	CHECK(RG_GLOB_FNMATCH, rows);
}

static void glob__a_hostile_pattern_takes_no_longer_than_pattern_times_path(void **state)
{
	char pattern[801], path[4001];
	uint64_t began = rg_clock_ns();

	(void)state;
	for (size_t i = 0; i < 800; i += 4)
		memcpy(pattern + i, "**/*", 4);
	pattern[799] = 'b';
	pattern[800] = '\0';
	memset(path, 'a', 4000);
	path[4000] = '\0';
	assert_false(rg_glob_match(RG_STR("a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b"), rg_str_of(path)));
	for (size_t i = 40; i < 4000; i += 40)
		path[i] = '/';
	assert_false(rg_glob_match(rg_str_of(pattern), rg_str_of(path)));
	/* Backtracking would take longer than the age of the universe. */
	assert_true(rg_clock_ns() - began < UINT64_C(300000000000));
}

static void glob__a_pattern_of_too_many_parts_matches_nothing(void **state)
{
	char pattern[1101];

	(void)state;
	memset(pattern, 'a', 1100);
	pattern[1100] = '\0';
	assert_false(rg_glob_match(rg_str_of(pattern), rg_str_of(pattern)));
	assert_true(rg_glob_match(rg_str_of(pattern + 100), rg_str_of(pattern + 100)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(glob_filter__githubs_cheat_sheet_holds),
		cmocka_unit_test(glob_plain__only_stars_and_question_marks_are_special),
		cmocka_unit_test(glob_fnmatch__is_rubys),
		cmocka_unit_test(glob__a_hostile_pattern_takes_no_longer_than_pattern_times_path),
		cmocka_unit_test(glob__a_pattern_of_too_many_parts_matches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
