/* SPDX-License-Identifier: MIT */
/* trace_clean.c - what terminals, CI and launchers add to a log, and what is the program's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "trace/clean.h"
#include "trace/escapes.h"

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
	check("[1,0]<stderr>: a\n[1,0]<stdout>: b\n[1,0]<stdout>:\n", "a\nb\n\n");
	check("88: a\n88: b\n88:\n88: c\n", "a\nb\n\nc\n");
	check(TIME "\033[31ma\033[0m\r\n" TIME "b\r\n" TIME "c\r\n", "a\nb\nc\n");
}

static void trace_clean__prefixes_of_launchers_go(void **state)
{
	(void)state;
	check("[pod/web-0/app] a\n[pod/web-0/app] b\n[pod/web-0/app] \n[pod/web-0/app] c\n",
	      "a\nb\n\nc\n");
	check("[rank0]: a\n[rank0]:   b\n[rank0]: c\n", "a\n  b\nc\n");
	check("[prterun-host-7@1,0]<stdout>: a\n[prterun-host-7@1,0]<stderr>: b\n"
	      "[prterun-host-7@1,0]<stdout>: c\n",
	      "a\nb\nc\n");
	check(" 0: a\n 0: b\n 0:\n 0: c\n", "a\nb\n\nc\n");
	check("[2024-04-16T20:20:30.335Z] a\n[2024-04-16T20:20:30.335Z] b\n"
	      "[2024-04-16T20:20:30.335Z] \n[2024-04-16T20:20:30.335Z]   c\n",
	      "a\nb\n\n  c\n");
	check("20:20:30 a\n20:20:30 b\n20:20:31   c\n", "a\nb\n  c\n");
	check("[20:20:30]i:\ta\n[20:20:30] :\tb\n[20:20:31]W:\tc\n", "a\nb\nc\n");
	check("Apr 16 20:20:30 a\nApr  6 20:20:30 b\nApr 16 20:20:30 c\n", "a\nb\nc\n");
	check("Apr 16 20:20:30 host run[12]: a\nApr 16 20:20:30 host run[12]: b\n"
	      "Apr 16 20:20:30 host run[12]: c\n",
	      "a\nb\nc\n");
	check("#9 1.234 a\n#9 1.301 b\n#9 2.000   c\n", "a\nb\n  c\n");
	check("[CI/test job]   | a\n[CI/test job]   | b\n[CI/test job]   |   c\n", "a\nb\n  c\n");
}

/* The bar before the members of an exception group is Python's, whatever stands before it. */
static void trace_clean__a_groups_bar_is_no_prefix(void **state)
{
	(void)state;
	check("> ==== FAILURES ====\n>   | a\n>   | b\n>   | c\n>   | d\n",
	      "==== FAILURES ====\n  | a\n  | b\n  | c\n  | d\n");
	check("[pod/web-0/app]   | a\n[pod/web-0/app]   | b\n[pod/web-0/app]   | c\n",
	      "  | a\n  | b\n  | c\n");
	check("0:   | a\n0:   | b\n0:   | c\n", "  | a\n  | b\n  | c\n");
	check("    | Traceback (most recent call last):\n    |   b\n    | c\n    | d\n",
	      "    | Traceback (most recent call last):\n    |   b\n    | c\n    | d\n");
}

/* A log without pytest's titles: unittest's, a crash, pytest's own complaint. */
static void trace_clean__prefixes_are_known_without_titles(void **state)
{
	(void)state;
	check("> a\n> Traceback (most recent call last):\n>   b\n> c\n> d\n",
	      "a\nTraceback (most recent call last):\n  b\nc\nd\n");
	check("n1: ERROR: usage: x\nn1: x: error: y\nn1:   inifile: z\n",
	      "ERROR: usage: x\nx: error: y\n  inifile: z\n");
	check("INTERNALERROR> Traceback (most recent call last):\nINTERNALERROR>   b\n"
	      "INTERNALERROR> c\nINTERNALERROR> d\n",
	      "INTERNALERROR> Traceback (most recent call last):\nINTERNALERROR>   b\n"
	      "INTERNALERROR> c\nINTERNALERROR> d\n");
}

static void trace_clean__what_pages_and_terminals_draw_goes(void **state)
{
	(void)state;
	check("a\n\u00a0\u00a0b\u00a0c\n \u00a0 d\n", "a\n  b\u00a0c\n   d\n");
	check("ValueError: a\n\r a.py \u2a2f\u2713          40% \u2588\u2588\u258e   \n",
	      "ValueError: a\n\n\n");
	check("said 40% \u2588\u2588\n", "said 40% \u2588\u2588\n");
}

static void trace_clean__prefixes_stand_on_one_another(void **state)
{
	(void)state;
	check(TIME "web-1  | 88: a\n" TIME "web-1  | 88: b\n" TIME "web-1  | 88:   c\n",
	      "a\nb\n  c\n");
	check("web-1  | " TIME "a\nweb-1  | " TIME "b\nweb-1  | " TIME "c\n", "a\nb\nc\n");
	check("20:20:30 web.1 | a\n20:20:30 web.1 | b\n20:20:30 web.1 | c\n", "a\nb\nc\n");
	check("\033[36mweb-1  | \033[0ma\n\033[36mweb-1  | \033[0mb\n\033[36mweb-1  | \033[0mc\n",
	      "a\nb\nc\n");
	/* What a prefix is taken from is the program's own. */
	check("88: 12: a\n88: b\n88: c\n88: d\n", "12: a\nb\nc\nd\n");
	/* Each job's log begins with a mark. */
	check("\xef\xbb\xbf" TIME "a\n" TIME "b\n\xef\xbb\xbf" TIME "c\n", "a\nb\nc\n");
	check("j\ts\t\xef\xbb\xbf" TIME "a\nj\ts\t" TIME "b\nj\ts\t" TIME "c\n", "a\nb\nc\n");
}

/* A build of 300 lines, then the tests under a launcher: their title tells. */
static void trace_clean__prefixes_may_begin_in_the_middle(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_buf log, want;

	(void)state;
	rg_buf_init(&log, 100000);
	rg_buf_init(&want, 100000);
	for (int i = 0; i < 300; i++) {
		rg_buf_printf(&log, "compiling %d\n", i);
		rg_buf_printf(&want, "compiling %d\n", i);
	}
	rg_buf_add_z(&log, "7: ==== FAILURES ====\n7: ___ t ___\n7: a.py:3: in t\n7:     x\n");
	rg_buf_add_z(&want, "==== FAILURES ====\n___ t ___\na.py:3: in t\n    x\n");
	rg_buf_add_char(&log, 0);
	rg_buf_add_char(&want, 0);
	check(log.ptr, want.ptr);
	rg_buf_release(&log);
	rg_buf_release(&want);
	rg_arena_free(arena);
}

/* A name could be anything, before a title it is somebody's label. */
static void trace_clean__names_before_a_title_go(void **state)
{
	(void)state;
	check("[unit tests] ==== FAILURES ====\n[unit tests] ___ t ___\n[unit tests] a.py:3: in "
	      "t\n",
	      "==== FAILURES ====\n___ t ___\na.py:3: in t\n");
	check("pkg:test: ==== FAILURES ====\npkg:test: ___ t ___\npkg:test:\npkg:test: a.py:3: in "
	      "t\n",
	      "==== FAILURES ====\n___ t ___\n\na.py:3: in t\n");
	check("= FAILURES =\n[gw0] a\n[gw0] b\n", "= FAILURES =\n[gw0] a\n[gw0] b\n");
	check("ERROR: Traceback (most recent call last):\n  File \"a.py\"\nINFO: a\nx\ny\nz\n",
	      "ERROR: Traceback (most recent call last):\n  File \"a.py\"\nINFO: a\nx\ny\nz\n");
}

/* Quoted, indented, numbered: what all titles have before them is not pytest's. */
static void trace_clean__whatever_stands_before_titles_goes(void **state)
{
	(void)state;
	check("> ==== FAILURES ====\n> ____ t ____\n>\n> >   x\n> E   y\n",
	      "==== FAILURES ====\n____ t ____\n\n>   x\nE   y\n");
	check("so:\n\n    ==== FAILURES ====\n    ____ t ____\n\n    >   x\n    E   y\nwhy?\n",
	      "so:\n\n==== FAILURES ====\n____ t ____\n\n>   x\nE   y\nwhy?\n");
	check("   9  ==== FAILURES ====\n  10  ____ t ____\n  11\n  12  >   x\n  13      y\n",
	      "==== FAILURES ====\n____ t ____\n\n>   x\n    y\n");
	check("(run pid=7) ==== ERRORS ====\n(run pid=12) ____ t ____\n(run pid=12)     x\n",
	      "==== ERRORS ====\n____ t ____\n    x\n");
	check("[20:20:30]W:\t [Step 1/2] ==== ERRORS ====\n[20:20:31]W:\t [Step 1/2] a\n"
	      "[20:20:31]W:\t [Step 1/2]  b\n",
	      "==== ERRORS ====\na\n b\n");
	check("[1,0]<stdout>:==== ERRORS ====\n[1,0]<stdout>:a\n[1,0]<stdout>: b\n",
	      "==== ERRORS ====\na\n b\n");
	check("2024-04-16T20:20:30.335Z stdout F a\n2024-04-16T20:20:30.335Z stderr F  b\n"
	      "2024-04-16T20:20:30.335Z stdout F c\n",
	      "a\n b\nc\n");
	/* A title that a test shows, in a log whose own titles have nothing before them. */
	check("==== FAILURES ====\n____ t ____\nE   ==== ERRORS ====\nE   x\nE   y\nE   z\n",
	      "==== FAILURES ====\n____ t ____\nE   ==== ERRORS ====\nE   x\nE   y\nE   z\n");
	check("____ t ____\nE   a\nE   ==== ERRORS ====\nE   x\nE   y\nE   z\nE   w\n",
	      "____ t ____\nE   a\nE   ==== ERRORS ====\nE   x\nE   y\nE   z\nE   w\n");
}

static void trace_clean__writers_in_turn_come_one_after_the_other(void **state)
{
	(void)state;
	check("[1,0]<stdout>: a\n[1,1]<stdout>: A\n[1,0]<stderr>: b\n[1,1]<stdout>: B",
	      "a\nb\nA\nB");
	check("0: a\n1: A\n1: B\n0: b", "a\nb\nA\nB\n");
	check("web-1  | a\ndb-1   | x\nweb-1  | b\n", "a\nb\nx\n");
	/* A line without a label goes on with the one before. */
	check("0: a\n  more\n1: A\n0: b\n1: B\n", "a\n  more\nb\nA\nB\n");
	check("Attaching to web-1\nweb-1 | a\nweb-1 | b\nend\nweb-1 | c\n",
	      "Attaching to web-1\na\nb\nend\nc\n");
}

static void trace_clean__commands_of_ci_go(void **state)
{
	(void)state;
	check("##[group]Run\n##[error]a.py:3: E\n##[endgroup]\n", "Run\na.py:3: E\n\n");
	check("##[odd]x\n", "##[odd]x\n");
	check("::error file=a.py,line=3::bad: 100%25%0A  worse\r\n", "bad: 100%\n  worse\n");
	check("::error file=a.py\n", "::error file=a.py\n");
	check("section_start:1700000000:step\r\033[0K\033[36;1mRun\033[0m\n",
	      "section_start:1700000000:step\nRun\n");
	/* GitLab's '+': the line goes on. */
	check("2024-05-01T12:00:00.1Z 00O a\n2024-05-01T12:00:00.1Z 00O b\n"
	      "2024-05-01T12:00:00.2Z 00O+c\n2024-05-01T12:00:00.2Z 01E\n",
	      "a\nbc\n\n");
	/* Buildkite's time in an escape sequence */
	check("\033_bk;t=1700000000000\aa\n", "a\n");
}

static void check_bytes(rg_str text, const char *want)
{
	rg_arena *arena = rg_arena_new();
	rg_str got = rg_trace__clean(arena, text);

	if (!rg_str_eq_z(got, want))
		fail_msg("want \"%s\", got \"%.*s\"", want, RG_FMT(got));
	rg_arena_free(arena);
}

static void trace_clean__utf_16_becomes_utf_8(void **state)
{
	(void)state;
	check_bytes(RG_STR("\xff\xfe"
			   "a\0\xe4\0\r\0\n\0\x3d\xd8\x00\xde"),
		    "a\xc3\xa4\n\xf0\x9f\x98\x80");
	check_bytes(RG_STR("\xfe\xff\0a\x20\xac\xd8\x3d\0b"), "a\xe2\x82\xac\xef\xbf\xbd"
							      "b");
	check_bytes(RG_STR("\xff\xfe"), "");
	check_bytes(RG_STR("\xff\xfe\x41"), "");
	/* Other bytes are the reader's business. */
	check_bytes(RG_STR("gr\xfcn\n"), "gr\xfcn\n");
}

static void trace_clean__a_program_s_own_output_stays(void **state)
{
	(void)state;
	/* One line of many, or too few to tell. */
	check("12: twelve\nx\ny\nz\n", "12: twelve\nx\ny\nz\n");
	check(TIME "x\na\nb\nc\n", TIME "x\na\nb\nc\n");
	check("a | b\nc\nd\ne\n", "a | b\nc\nd\ne\n");
	check("1: a\n2: b\n", "1: a\n2: b\n");
	check("[gw0] a\n[gw1] b\n[gw0] c\n", "[gw0] a\n[gw1] b\n[gw0] c\n");
	check("[INFO] a\n[INFO] b\n[INFO] c\n", "[INFO] a\n[INFO] b\n[INFO] c\n");
	check("[ 50%] a\n[ 60%] b\n[100%] c\n", "[ 50%] a\n[ 60%] b\n[100%] c\n");
	check("  | a\n  | b\n  | c\n", "  | a\n  | b\n  | c\n");
	check("E   a\nE   b\nE   c\n", "E   a\nE   b\nE   c\n");
	check("1.5: a\n2.5: b\n3.5: c\n", "1.5: a\n2.5: b\n3.5: c\n");
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
		cmocka_unit_test(trace_clean__prefixes_of_launchers_go),
		cmocka_unit_test(trace_clean__a_groups_bar_is_no_prefix),
		cmocka_unit_test(trace_clean__prefixes_are_known_without_titles),
		cmocka_unit_test(trace_clean__what_pages_and_terminals_draw_goes),
		cmocka_unit_test(trace_clean__prefixes_stand_on_one_another),
		cmocka_unit_test(trace_clean__prefixes_may_begin_in_the_middle),
		cmocka_unit_test(trace_clean__names_before_a_title_go),
		cmocka_unit_test(trace_clean__whatever_stands_before_titles_goes),
		cmocka_unit_test(trace_clean__writers_in_turn_come_one_after_the_other),
		cmocka_unit_test(trace_clean__commands_of_ci_go),
		cmocka_unit_test(trace_clean__utf_16_becomes_utf_8),
		cmocka_unit_test(trace_clean__a_program_s_own_output_stays),
		cmocka_unit_test(trace_clean__escapes_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
