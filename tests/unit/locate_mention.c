/* SPDX-License-Identifier: MIT */
/* Names in pieces of Python: code, strings, comments, calls and attributes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "locate/mention.h"

/* "name" in code, "'name" in a string, "#name" in a comment, "name()" called, ".name" attribute. */
static void check(const char *source, const char *expected)
{
	rg_mentions mentions;
	rg_mention m;
	rg_buf buf;

	rg_buf_init(&buf, 4096);
	rg_mentions_init(&mentions, rg_str_of(source));
	while (rg_mentions_next(&m, &mentions))
		rg_buf_printf(&buf, "%s%s%s%.*s%s", buf.len ? " " : "",
			      m.place == RG_IN_STRING	 ? "'"
			      : m.place == RG_IN_COMMENT ? "#"
							 : "",
			      m.is_attribute ? "." : "", RG_FMT(m.name), m.is_called ? "()" : "");
	assert_string_equal(buf.ptr ? buf.ptr : "", expected);
	rg_buf_release(&buf);
}

static void locate_mention__code_strings_and_comments(void **state)
{
	(void)state;
	check("aa.bb(cc) # dd ee\nff", "aa .bb() cc #dd #ee ff");
	check("aa('bb cc', \"dd\") + ee", "aa() 'bb 'cc 'dd ee");
	check("\"\"\"aa 'bb' \"cc\"\n dd\"\"\" ee '''ff''' gg", "'aa 'bb 'cc 'dd ee 'ff gg");
	check("'aa\\'bb' cc", "'aa 'bb cc");
	check("'' \"\" aa", "aa");
	check("'unended aa\nbb", "'unended 'aa bb");
	check("'''unended aa\nbb", "'unended 'aa 'bb");
	check("x = 12ab34 + aa1 (2)", "aa1()");
	check("'\\", "");
	check("", "");
	check("\xc3\xa4\xc3\xb6()", "\xc3\xa4\xc3\xb6()");
}

static void locate_mention__plain_words(void **state)
{
	static const char *const plain[] = {"False", "def", "self", "assert", "zip", "yield"};

	(void)state;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		assert_true(rg_mention_is_plain(rg_str_of(plain[i])));
	assert_false(rg_mention_is_plain(RG_STR("gather")));
	assert_false(rg_mention_is_plain(RG_STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_mention__code_strings_and_comments),
		cmocka_unit_test(locate_mention__plain_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
