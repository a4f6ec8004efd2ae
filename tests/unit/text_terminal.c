/* SPDX-License-Identifier: MIT */
/* What of a program's output may reach a terminal or a hover: ECMA-48, sections 5.4 and 8.3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "text/terminal.h"

typedef struct output {
	const char *in, *plain, *coloured;
} output;

static const output outputs[] = {
	{"one\ttwo\n", "one\ttwo\n", "one\ttwo\n"},
	{"\033[31mred\033[0m", "red", "\033[31mred\033[0m"},
	{"\033[38;5;9mx\033[38:2::1:2:3my", "xy", "\033[38;5;9mx\033[38:2::1:2:3my"},
	{"a\rb", "ab", "a\rb"},
	{"a\033[2Jb\033[10;20Hc\033[?25ld", "abcd", "abcd"}, /* erase, move, hide */
	{"a\033[6nb\033[>mc", "abc", "abc"},		     /* ask where it is; a private one */
	{"a\033]0;title\007b\033]52;c;eA==\033\\c", "abc", "abc"},
	{"a\033Pquery\033\\b\033(0c\033Md", "abcd", "abcd"},
	{"a\x08\x07\x7f\x01z", "az", "az"},
	{"a\xc2\x9b"
	 "31mb\xc2\xa7\xc3\xa4",
	 "a31mb\xc2\xa7\xc3\xa4", "a31mb\xc2\xa7\xc3\xa4"},
	{"a\033\033[31mb", "ab", "a\033[31mb"},
	{"\033[111111111111111111111111111111111111111111mx", "x", "x"},
};

static void same(rg_buf *out, const char *expected)
{
	if (!rg_str_eq_z(rg_buf_str(out), expected))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(rg_buf_str(out)), expected);
}

static void terminal__gets_text_and_colours_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++)
		for (int keeps = 0; keeps < 2; keeps++) {
			rg_terminal t = {.keeps_colours = keeps}, bytewise = t;
			rg_str in = rg_str_of(outputs[i].in);
			rg_buf out;

			rg_buf_init(&out, 1000);
			rg_terminal_add(&t, &out, in);
			same(&out, keeps ? outputs[i].coloured : outputs[i].plain);
			rg_buf_clear(&out); /* wherever the pieces end */
			for (size_t j = 0; j < in.len; j++)
				rg_terminal_add(&bytewise, &out, rg_str_sub(in, j, j + 1));
			same(&out, keeps ? outputs[i].coloured : outputs[i].plain);
			rg_buf_release(&out);
		}
}

static void last_lines__are_as_they_stand_on_a_terminal(void **state)
{
	static const struct {
		const char *in, *out;
		size_t n;
	} cases[] = {
		{"a\nb\nc\n", "b\nc", 2},
		{"a\nb\nc", "a\nb\nc", 9},
		{" 1 %\r 50 %\r100 %\r\nnext", "100 %\nnext", 5},
		{"\033[1mbold\033[0m \xff\xc3",
		 "bold ?"
		 "?",
		 5},
		{"\xe2\x82\xac", "\xe2\x82\xac", 1},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_str out = rg_terminal_last_lines(arena, rg_str_of(cases[i].in), cases[i].n);

		if (!rg_str_eq_z(out, cases[i].out))
			fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(out), cases[i].out);
	}
	assert_null(rg_terminal_last_lines(arena, RG_STR("\n \n"), 3).ptr);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terminal__gets_text_and_colours_alone),
		cmocka_unit_test(last_lines__are_as_they_stand_on_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
