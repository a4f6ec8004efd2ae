/* SPDX-License-Identifier: MIT */
/* What a line of a log is about: a frame, a test, an error; also behind a pipeline's prefixes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "lsp/log_lines.h"

typedef struct world {
	rg_arena *arena;
	rg_findings findings;
} world;

static rg_frame frame(const char *path, uint32_t line)
{
	return (rg_frame){.path = rg_str_of(path), .line = line, .in_workspace = true};
}

/* Two tests that go through the same line of app/money.py, one with a cause behind its error. */
static void begin(world *w)
{
	rg_failure *one, *two;
	rg_exception *cause;

	*w = (world){.arena = rg_arena_new()};
	one = RG_PUSH_NEW(w->arena, &w->findings.failures);
	one->test = RG_STR("tests/test_a.py::test_x");
	RG_PUSH(w->arena, &one->error.frames, frame("tests/test_a.py", 5));
	RG_PUSH(w->arena, &one->error.frames, frame("app/money.py", 12));
	two = RG_PUSH_NEW(w->arena, &w->findings.failures);
	two->test = RG_STR("tests/test_a.py::TestA::test_y[1-a b]");
	RG_PUSH(w->arena, &two->error.frames, frame("tests/test_a.py", 9));
	RG_PUSH(w->arena, &two->error.frames, frame("app/money.py", 12));
	cause = RG_PUSH_NEW(w->arena, &two->chain);
	RG_PUSH(w->arena, &cause->frames, frame("app/a file.py", 3));
}

typedef struct line_case {
	const char *text; /* the line that is asked about begins behind '@' */
	const char *test; /* its end; NULL: the line names nothing */
	const char *path; /* of the frame; NULL: the failure as a whole */
	uint32_t number;
} line_case;

static void check(const world *w, const line_case *c, bool is_wide)
{
	rg_str before = rg_str_of(c->text), behind;
	size_t at = rg_str_find_char(before, '@'), line = 0;
	rg_log_place place = {0};
	rg_text *text;
	bool names;

	assert_true(at != SIZE_MAX);
	behind = rg_str_sub(before, at + 1, before.len);
	before = rg_str_sub(before, 0, at);
	for (size_t i = 0; i < before.len; i++)
		line += before.ptr[i] == '\n';
	text = rg_text_new(rg_arena_printf(w->arena, "%.*s%.*s", RG_FMT(before), RG_FMT(behind)));
	names = is_wide ? rg_log_line_is_of(&place, &w->findings, text, line)
			: rg_log_line_names(&place, &w->findings, text, line);
	if (names != (c->test != NULL))
		fail_msg("\"%s\" names %s", c->text, names ? "something" : "nothing");
	if (names) {
		assert_true(rg_str_ends(place.failure->test, rg_str_of(c->test)));
		assert_true(rg_str_eq(place.frame ? place.frame->path : (rg_str){NULL, 0},
				      rg_str_of(c->path)));
		assert_int_equal(place.number, c->number);
	}
	rg_text_drop(text);
}

static void lsp_log_lines__say_what_they_name(void **state)
{
	static const line_case cases[] = {
		/* frames, in every way in which they are printed */
		{"@tests/test_a.py:5: in test_x", "test_x", "tests/test_a.py", 1},
		{"@/builds/x/tests/test_a.py:9: AssertionError", "[1-a b]", "tests/test_a.py", 1},
		{"@  File \"/builds/x/app/money.py\", line 12, in f", "test_x", "app/money.py", 2},
		{"@C:\\src\\app\\money.py:12: ValueError", "test_x", "app/money.py", 2},
		{"@2026-01-01T00:00:00.1Z tests/test_a.py:5: in x", "test_x", "tests/test_a.py", 1},
		{"@money.py:12: in f", "test_x", "app/money.py", 2},
		{"@(app/money.py:12)", "test_x", "app/money.py", 2},
		{"@/x y/app/a file.py:3: in g", "[1-a b]", "app/a file.py", 1},
		{"@12:30 app/money.py:12", "test_x", "app/money.py", 2},
		/* not these */
		{"@app/money.py:13: in f", NULL, NULL, 0},
		{"@app/honey.py:12: in f", NULL, NULL, 0},
		{"@app/xmoney.py:12: in f", NULL, NULL, 0},
		{"@other/app/money.pyx:12: in f", NULL, NULL, 0},
		{"@money.py: 12", NULL, NULL, 0},
		{"@app/money.py:12345678901234567890", NULL, NULL, 0},
		{"@", NULL, NULL, 0},
		{"@:12", NULL, NULL, 0},
		/* the section decides between two */
		{"____ TestA.test_y[1-a b] ____\nx\n@app/money.py:12: E", "[1-a b]", "app/money.py",
		 2},
		{"____ test_x ____\nx\n@app/money.py:12: E", "test_x", "app/money.py", 2},
		{"____ TestA.test_y[1-a b] ____\n==== x =====\n@app/money.py:12: E", "test_x",
		 "app/money.py", 2},
		/* tests, headings, errors */
		{"@FAILED tests/test_a.py::TestA::test_y[1-a b] - assert", "[1-a b]", NULL, 0},
		{"@_________ TestA.test_y[1-a b] _________", "[1-a b]", NULL, 0},
		{"@___ ERROR at setup of test_x ___", "test_x", NULL, 0},
		{"@___ test_z ___", NULL, NULL, 0},
		{"____ test_x ____\n@E   ValueError: no", "test_x", NULL, 0},
		{"____ test_x ____\n@2026-01-01T00:00:00.1Z E   ValueError", "test_x", NULL, 0},
		{"@E   ValueError: no", NULL, NULL, 0},
		{"@E   ValueError: no\n\napp/money.py:12: ValueError", "test_x", "app/money.py", 2},
		{"____ test_x ____\n@    x = 1", NULL, NULL, 0},
	};
	world w;

	(void)state;
	begin(&w);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&w, &cases[i], false);
	rg_arena_free(w.arena);
}

static void lsp_log_lines__belong_to_a_section_or_to_what_is_near(void **state)
{
	static const line_case cases[] = {
		{"____ TestA.test_y[1-a b] ____\n\n@    x = 1\n", "[1-a b]", NULL, 0},
		{"Traceback\n@    x = 1\ntests/test_a.py:5: in x", "test_x", "tests/test_a.py", 1},
		{"tests/test_a.py:5: in x\n@ValueError: no", "test_x", "tests/test_a.py", 1},
		{"@all is well\n", NULL, NULL, 0},
	};
	world w;

	(void)state;
	begin(&w);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&w, &cases[i], true);
	rg_arena_free(w.arena);
}

static void lsp_log_lines__failures_begin_at_their_headings(void **state)
{
	rg_text *text = rg_text_new(RG_STR("x\n"
					   "___ test_x ___\r\n"
					   "app/money.py:12: in f\n"
					   "FAILED tests/test_a.py::test_x - E\n"
					   "FAILED tests/test_a.py::TestA::test_y[1-a b] - E\n"));
	rg_log_heading_vec headings;
	world w;

	(void)state;
	begin(&w);
	headings = rg_log_headings(w.arena, &w.findings.failures, text, 50);
	assert_int_equal(headings.n, 2);
	assert_int_equal(headings.items[0].line, 1);
	assert_ptr_equal(headings.items[0].failure, &w.findings.failures.items[0]);
	assert_int_equal(headings.items[1].line, 4);
	assert_int_equal(rg_log_headings(w.arena, &w.findings.failures, text, 1).n, 1);
	rg_text_drop(text);
	rg_arena_free(w.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lsp_log_lines__say_what_they_name),
		cmocka_unit_test(lsp_log_lines__belong_to_a_section_or_to_what_is_near),
		cmocka_unit_test(lsp_log_lines__failures_begin_at_their_headings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
