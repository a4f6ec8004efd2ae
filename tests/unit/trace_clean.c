/* SPDX-License-Identifier: MIT */
/* trace_clean.c - what terminals, CI and launchers add to a log, and what is the program's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trace/clean.h"

static void check(const char *text, const char *want)
{
	rg_arena *arena = rg_arena_new();
	rg_str got = rg_trace__clean(arena, rg_str_of(text));

	if (!rg_str_eq_z(got, want))
		fail_msg("want \"%s\", got \"%.*s\"", want, RG_FMT(got));
	rg_arena_free(arena);
}

static void trace_clean__colours_and_titles_of_terminals_go(void **state)
{
	(void)state;
	check("\033[1m\033[31ma.py\033[0m:6: in f\n", "a.py:6: in f\n");
	check("a\033]9;4;1;50\033\\b\n", "ab\n");
	check("a\033]0;title\ab\n", "ab\n");
	check("\033(Bx\033", "x");
	check("a\033[38;5;12", "a");
	check("\xef\xbb\xbfx\n", "x\n");
}

static void trace_clean__line_ends_are_lf(void **state)
{
	(void)state;
	check("a\r\nb\r\n", "a\nb\n");
	check("a\r\r\nb\n", "a\nb\n");
	check("10%\r20%\rdone\n", "10%\n20%\ndone\n");
	check("", "");
	check("\n\n", "\n\n");
}

#define TIME "2024-04-16T20:20:30.3359129Z "

static void trace_clean__prefixes_of_ci_go(void **state)
{
	(void)state;
	check(TIME "a\n" TIME "\n" TIME "b\n" TIME "  c\n", "a\n\nb\n  c\n");
	check("job\tstep 1\t" TIME "a\njob\tstep 1\t" TIME "b\njob\tstep 1\t" TIME "c\n",
	      "a\nb\nc\n");
	check("2024-05-01T12:00:00.1Z 00O a\n2024-05-01T12:00:00.1Z 00O b\n"
	      "2024-05-01T12:00:00.1Z 01E c\n",
	      "a\nb\nc\n");
	check("web_1  | a\nweb_1  | b\nweb_1  |\nweb_1  | c\n", "a\nb\n\nc\n");
	check("[1,0]<stderr>: a\n[1,1]<stdout>: b\n[1,0]<stdout>:\n", "a\nb\n\n");
	check("88: a\n88: b\n88:\n88: c\n", "a\nb\n\nc\n");
	check(TIME "\033[31ma\033[0m\r\n" TIME "b\r\n" TIME "c\r\n", "a\nb\nc\n");
}

static void trace_clean__a_program_s_own_output_stays(void **state)
{
	(void)state;
	/* One line of many, or too few to tell. */
	check("12: twelve\nx\ny\nz\n", "12: twelve\nx\ny\nz\n");
	check(TIME "x\na\nb\nc\n", TIME "x\na\nb\nc\n");
	check("a | b\nc\nd\ne\n", "a | b\nc\nd\ne\n");
	check("1: a\n2: b\n", "1: a\n2: b\n");
}

static void trace_clean__escapes_alone(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str plain = RG_STR("a\rb"), got;

	(void)state;
	got = rg_trace__without_escapes(arena, plain);
	assert_ptr_equal(got.ptr, plain.ptr);
	got = rg_trace__without_escapes(arena, RG_STR("\033[0m\033[92m+ x\033[39m\ry"));
	assert_true(rg_str_eq_z(got, "+ x\ry"));
	assert_true(rg_str_is_null(rg_trace__without_escapes(arena, (rg_str){NULL, 0})));
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_clean__colours_and_titles_of_terminals_go),
		cmocka_unit_test(trace_clean__line_ends_are_lf),
		cmocka_unit_test(trace_clean__prefixes_of_ci_go),
		cmocka_unit_test(trace_clean__a_program_s_own_output_stays),
		cmocka_unit_test(trace_clean__escapes_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
