/* SPDX-License-Identifier: MIT */
/* forge_regexp.c - regular expressions of Go on whole paths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "forge/regexp.h"

typedef struct row {
	const char *pattern, *text;
	bool expected;
} row;

static void regexp_matches__as_gos_package_does(void **state)
{
	static const row rows[] = {
		{"", "", true},
		{"", "a", false},
		{"abc", "abc", true},
		{"abc", "abcd", false},
		{".*", "", true},
		{".*", "a/b.go", true},
		{".*\\.go", "deep/x.go", true},
		{".*\\.go", "xgo", false},
		{"a+b?c*", "aac", true},
		{"a+b?c*", "bc", false},
		{"a{2}", "aa", true},
		{"a{2}", "aaa", false},
		{"a{2,}", "aaaaa", true},
		{"a{2,}", "a", false},
		{"a{1,3}b", "aaab", true},
		{"a{1,3}b", "aaaab", false},
		{"a{0}b", "b", true},
		{"a{,3}", "a{,3}", true}, /* no count: a text */
		{"(a|b|cd)*", "abcdab", true},
		{"(a|b|cd)*", "abc", false},
		{"(?:ab){2}", "abab", true},
		{"(?P<x>a)(?<y>b)", "ab", true},
		{"a|b|", "", true},
		{"(a*)*b", "aaab", true},
		{"(|a)+", "aaa", true},
		{"a*?b+?", "aabb", true},
		{"docs/(aws|google|azure)/[^/]*\\.(md|txt)", "docs/aws/a.md", true},
		{"docs/(aws|google|azure)/[^/]*\\.(md|txt)", "docs/aws/x/a.md", false},
		{"[a-c\\d_-]+", "b7-_", true},
		{"[^a-c]", "b", false},
		{"[]a]+", "]a", true},
		{"[^]a]", "]", false},
		{"[\\]\\\\]+", "]\\", true},
		{"\\w+\\s\\d+\\D\\W\\S", "ab_1 23x./", true},
		{"^a$", "a", true},
		{"\\Aa\\z", "a", true},
		{"a^b", "ab", false},
		{"\\bfoo\\b.*", "foo-bar", true},
		{"foo\\b.*", "foobar", false},
		{"foo\\Bbar", "foobar", true},
		{"(?i)readme\\.[m]d", "README.Md", true},
		{"(?i:a)b", "AB", false},
		{"(?i)[A-Z]+", "abc", true},
		{"((?i)a)b", "AB", false},
		{"\\x41\\x{e4}", "A\xC3\xA4", true},
		{".", "\xC3\xA4", true}, /* one character */
		{"[\xC3\xA0-\xC3\xA9]", "\xC3\xA4", true},
		{".", "\n", false},
		{".", "\xFF", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rg_regexp_matches(rg_str_of(rows[i].pattern), rg_str_of(rows[i].text)) !=
		    rows[i].expected)
			fail_msg("\"%s\" on \"%s\" is not %s", rows[i].pattern, rows[i].text,
				 rows[i].expected ? "a match" : "refused");
}

static void regexp_steps__what_go_refuses_or_is_not_known_is_none(void **state)
{
	static const char *const bad[] = {
		"(",	 ")",	"a)",	 "(a",	   "[",	       "[a",	      "[]",    "*",
		"a**",	 "a+*", "+a",	 "a{3,1}", "a{2}{3}{", "(?=a)",	      "(?!a)", "(?<a",
		"(?Pa)", "\\",	"\\q",	 "\\pL",   "\\Qa\\E",  "[[:alpha:]]", "[b-a]", "\\x4",
		"\\x{",	 "\\1", "(?s)a", "|*",	   "a{1001}",  "(a{40}){40}"};
	static const char *const good[] = {"",	"|",  "()",   "(|)", "a{1,2}", "a|b", "}",
					   "{", "a{", "a{x}", "\\.", "\\_",    "[.]", "a{999}"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (rg_regexp_steps(rg_str_of(bad[i])))
			fail_msg("\"%s\" is taken", bad[i]);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!rg_regexp_steps(rg_str_of(good[i])))
			fail_msg("\"%s\" is refused", good[i]);
}

static void regexp_matches__hostile_patterns_end(void **state)
{
	static char text[20000], deep[300];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_false(rg_regexp_matches(RG_STR("(a|aa)+b"), (rg_str){text, sizeof(text)}));
	assert_false(rg_regexp_matches(RG_STR("(a*)*(a*)*(a*)*b"), (rg_str){text, sizeof(text)}));
	assert_true(rg_regexp_matches(RG_STR("(x+x+)*a*(a?){20}"), (rg_str){text, sizeof(text)}));
	memset(deep, '(', sizeof(deep));
	assert_int_equal(rg_regexp_steps((rg_str){deep, sizeof(deep)}), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(regexp_matches__as_gos_package_does),
		cmocka_unit_test(regexp_steps__what_go_refuses_or_is_not_known_is_none),
		cmocka_unit_test(regexp_matches__hostile_patterns_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
