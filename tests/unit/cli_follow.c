/* SPDX-License-Identifier: MIT */
/*
 * cli_follow.c - pytest's output on a terminal: whatever pieces it comes in, the same text, plus
 * colours, fitted to the width. Expected texts write a colour as {31}, its end as {}.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "cli/follow.h"

typedef struct shown {
	const char *in, *out;
} shown;

static rg_str written(rg_buf *buf, const char *in, bool has_colour, size_t step)
{
	rg_follow_view view;
	rg_str text = rg_str_of(in);

	rg_buf_clear(buf);
	rg_follow_view_init(&view, has_colour, 40);
	for (size_t i = 0; i < text.len; i += step)
		rg_follow_view_add(&view, buf, rg_str_sub(text, i, i + step));
	rg_follow_view_finish(&view, buf);
	rg_follow_view_release(&view);
	return rg_buf_str(buf);
}

/* "{31}" → the escape sequence. */
static void expand(rg_buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '{')
			rg_buf_add_z(out, text[1] == '}' ? "\033[0" : "\033[");
		else
			rg_buf_add_char(out, *text == '}' ? 'm' : *text);
	}
}

#define EQUALS_80 "================================================================================"

static void follow__looks_like_pytest(void **state)
{
	static const shown cases[] = {
		{EQUALS_80 " FAILURES " EQUALS_80 "\n",
		 "{1}=============== FAILURES ==============={}\n"},
		{EQUALS_80 " 1 failed in 0.05s " EQUALS_80 "\n",
		 "{1;31}========== 1 failed in 0.05s ==========={}\n"},
		{EQUALS_80 " 2 passed in 1s " EQUALS_80 "\n",
		 "{32}============ 2 passed in 1s ============{}\n"},
		{"_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ \n",
		 "_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ \n"},
		{"E   assert 1 == 2\n", "{1;31}E   assert 1 == 2{}\n"},
		{">   assert f()\n", "{1}>   assert f(){}\n"},
		{"a/t.py .F                                         [100%]\n",
		 "a/t.py {32}.{}{31}F{}                         {36}[100%]{}\n"},
		{"t.py::b PASSED                                    [ 50%]\n",
		 "t.py::b {32}PASSED{}                    {36}[ 50%]{}\n"},
		{"FAILED t.py::b - assert 1\n", "{31}FAILED{} t.py::b - assert 1\n"},
		{"a FAILEDx.txt is no test\n", "a {31}FAILED{}x.txt is no test\n"},
		{"no end", "no end\n"},
	};
	rg_buf buf, expected;

	(void)state;
	rg_buf_init(&buf, 10000);
	rg_buf_init(&expected, 10000);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_str out = written(&buf, cases[i].in, true, 1000);

		rg_buf_clear(&expected);
		expand(&expected, cases[i].out);
		if (!rg_str_eq(out, rg_buf_str(&expected)))
			fail_msg("\"%.*s\" is not \"%.*s\"", RG_FMT(out),
				 RG_FMT(rg_buf_str(&expected)));
	}
	rg_buf_release(&buf);
	rg_buf_release(&expected);
}

static void follow__shows_dots_when_they_come(void **state)
{
	rg_follow_view view;
	rg_buf out;

	(void)state;
	rg_buf_init(&out, 1000);
	rg_follow_view_init(&view, false, 40);
	rg_follow_view_add(&view, &out, RG_STR("a/t.py "));
	rg_follow_view_add(&view, &out, RG_STR("."));
	assert_true(rg_str_eq_z(rg_buf_str(&out), "a/t.py ."));
	rg_follow_view_add(&view, &out, RG_STR(".           [100%]"));
	rg_follow_view_add(&view, &out, RG_STR("\n"));
	assert_true(rg_str_ends(rg_buf_str(&out), RG_STR("[100%]\n")));
	assert_int_equal(out.len, 41);
	rg_follow_view_release(&view);
	rg_buf_release(&out);
}

/* Without colours and in whatever pieces, nothing is lost, doubled or changed but the filling. */
static void follow__changes_nothing_else(void **state)
{
	static const char text[] = "tests/a.py .s.F\nsome output  with   blanks\n\n"
				   "\xc3\xa4 FAILED\n--- short\n=\nE\n>\nFAILED x\nend";
	rg_buf buf;

	(void)state;
	rg_buf_init(&buf, 10000);
	for (size_t step = 1; step < 20; step++) {
		rg_str out = written(&buf, text, false, step);

		assert_true(rg_str_chop(&out, RG_STR("\n")));
		if (!rg_str_eq_z(out, text))
			fail_msg("in pieces of %zu: \"%.*s\"", step, RG_FMT(out));
	}
	rg_buf_release(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follow__looks_like_pytest),
		cmocka_unit_test(follow__shows_dots_when_they_come),
		cmocka_unit_test(follow__changes_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
