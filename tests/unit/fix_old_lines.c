/* SPDX-License-Identifier: MIT */
/* fix_old_lines.c - the lines of the old side that a diff is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fix/dossier/old_lines.h"

/* "path first-last" of each range, with a blank between them. */
static void check(const char *diff, const char *expected)
{
	rg_arena *arena = rg_arena_new();
	rg_line_range_vec ranges = rg_old_lines(arena, rg_str_of(diff));
	rg_str got = RG_STR("");

	for (size_t i = 0; i < ranges.n; i++)
		got = rg_arena_printf(arena, "%.*s%s%.*s %u-%u", RG_FMT(got), i ? ", " : "",
				      RG_FMT(ranges.items[i].path), ranges.items[i].first,
				      ranges.items[i].last);
	if (!rg_str_eq_z(got, expected))
		fail_msg("\"%.*s\" instead of \"%s\"", RG_FMT(got), expected);
	rg_arena_free(arena);
}

static void hunks_of_several_files(void **state)
{
	(void)state;
	check("diff --git a/a.py b/a.py\nindex 1..2 100644\n--- a/a.py\n+++ b/a.py\n"
	      "@@ -3,4 +3,5 @@ def f():\n x\n-y\n+z\n+z\n w\n v\n@@ -20 +21 @@\n-a\n+b\n"
	      "diff --git a/d e/b.py b/d e/b.py\n--- a/d e/b.py\t\n+++ b/d e/b.py\t\n"
	      "@@ -1,2 +1 @@\n-a\n b\n",
	      "a.py 3-6, a.py 20-20, d e/b.py 1-2");
}

static void new_files_and_pure_additions_have_no_old_lines(void **state)
{
	(void)state;
	check("--- /dev/null\n+++ b/a.py\n@@ -0,0 +1,2 @@\n+a\n+b\n", "");
	check("--- a/a.py\n+++ b/a.py\n@@ -4,0 +5,2 @@\n+a\n+b\n@@ -9 +11 @@\n-x\n+y\n",
	      "a.py 9-9");
}

static void lines_that_look_like_headers_are_lines(void **state)
{
	(void)state;
	check("--- a/a.sql\n+++ b/a.sql\n@@ -1,3 +1,2 @@\n--- a/b.sql\n @@ -7,1 +7,1 @@\n x\n"
	      "\\ No newline at end of file\n@@ -9,1 +8,1 @@\n-x\n+y\n",
	      "a.sql 1-3, a.sql 9-9");
}

static void quoted_names(void **state)
{
	(void)state;
	check("--- \"a/sp\\303\\244t \\\"x\\\"\\t.py\"\n+++ \"b/x\"\n@@ -1 +1 @@\n-a\n+b\n",
	      "sp\xc3\xa4t \"x\"\t.py 1-1");
}

static void what_is_no_diff_has_none(void **state)
{
	static const char *const texts[] = {
		"",
		"--- a/x\n@@ -1,2\n",
		"@@ -1 +1 @@\n-x\n",
		"--- a/x\n@@ -a +b @@\n",
		"--- a/x\n@@ -4294967295,9 +1 @@\n",
		"--- \"a/\\\n",
		"--- a/x\n@@ -1,99999999999 +1 @@\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check(texts[i], "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hunks_of_several_files),
		cmocka_unit_test(new_files_and_pure_additions_have_no_old_lines),
		cmocka_unit_test(lines_that_look_like_headers_are_lines),
		cmocka_unit_test(quoted_names),
		cmocka_unit_test(what_is_no_diff_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
