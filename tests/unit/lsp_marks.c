/* SPDX-License-Identifier: MIT */
/* Marks follow their lines through edits, and say when the line itself is not what ran any more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "lsp/marks.h"

/* One failure in a.py at this line, innermost; its test calls from test_a.py:2. */
static void make_failure(rg_failure *out, rg_arena *arena, const char *fingerprint, uint32_t line)
{
	*out = (rg_failure){.test = RG_STR("test_a.py::test_x"),
			    .fingerprint = rg_str_of(fingerprint),
			    .error.type = RG_STR("ValueError")};
	RG_PUSH(arena, &out->error.frames,
		(rg_frame){.path = RG_STR("test_a.py"), .line = 2, .in_workspace = true});
	RG_PUSH(arena, &out->error.frames,
		(rg_frame){.path = RG_STR("a.py"), .line = line, .in_workspace = true});
	RG_PUSH(arena, &out->error.frames,
		(rg_frame){.path = RG_STR("/usr/lib/json.py"), .line = 7});
}

/* ---- edits ---------------------------------------------------------------------------------- */

typedef struct edit_case {
	const char *before; /* the mark is on the line that holds '*' */
	rg_range range;
	const char *with;
	uint32_t line; /* 1-based, afterwards */
	bool is_edited;
} edit_case;

static uint32_t line_of_star(const char *text)
{
	uint32_t line = 1;

	for (; *text != '*'; text++)
		line += *text == '\n';
	return line;
}

static void check_edit(const edit_case *c)
{
	rg_arena *arena = rg_arena_new();
	rg_findings findings = {0};
	rg_text *before = rg_text_new(rg_str_of(c->before)), *after = rg_text_retain(before);
	rg_marks marks;
	rg_edit edit;
	rg_err err;

	make_failure(RG_PUSH_NEW(arena, &findings.failures), arena, "f", line_of_star(c->before));
	rg_marks_init(&marks);
	rg_marks_build(&marks, &findings);
	assert_int_equal(
		rg_text_replace(&after, c->range, RG_UTF8, rg_str_of(c->with), 1000, &edit, &err),
		RG_OK);
	(void)rg_marks_follow(&marks, RG_STR("a.py"), before, after, &edit);
	if (marks.list.items[0].line != c->line || marks.list.items[0].is_edited != c->is_edited)
		fail_msg("\"%s\" with \"%s\" at %u:%u-%u:%u: line %u, edited %d", c->before,
			 c->with, c->range.begin.line, c->range.begin.character, c->range.end.line,
			 c->range.end.character, marks.list.items[0].line,
			 (int)marks.list.items[0].is_edited);
	assert_int_equal(marks.list.items[1].line, 2);
	rg_marks_release(&marks);
	rg_text_drop(before);
	rg_text_drop(after);
	rg_arena_free(arena);
}

static void lsp_marks__follow_their_line(void **state)
{
	static const edit_case cases[] = {
		/* elsewhere */
		{"a\n*\nb\n", {{0, 0}, {0, 0}}, "x", 2, false},
		{"a\n*\nb\n", {{2, 0}, {2, 1}}, "x\ny", 2, false},
		{"a\n*\nb\n", {{0, 1}, {0, 1}}, "\nx", 3, false},
		{"a\nb\n*\n", {{0, 0}, {2, 0}}, "", 1, false},
		{"a\nb\n*\n", {{0, 1}, {1, 1}}, "", 2, false},
		/* a line put in before it, or behind it, in both ways in which editors do it */
		{"a\n*\nb\n", {{1, 0}, {1, 0}}, "x\n", 3, false},
		{"a\n*\nb\n", {{0, 1}, {0, 1}}, "\n", 3, false},
		{"a\n*\nb\n", {{1, 1}, {1, 1}}, "\nx", 2, false},
		{"a\n*\nb\n", {{2, 0}, {2, 0}}, "x\n", 2, false},
		{"a\r\n*\r\nb\r\n", {{1, 1}, {1, 1}}, "\r\nx", 2, false},
		{"*", {{0, 1}, {0, 1}}, "\n", 1, false},
		{"*", {{0, 0}, {0, 0}}, "\n", 2, false},
		/* the line behind it, or before it, is taken away */
		{"a\n*\nb\nc\n", {{1, 1}, {2, 1}}, "", 2, false},
		{"a\n*\nb\n", {{0, 0}, {1, 0}}, "", 1, false},
		/* the line itself */
		{"a\n*x\nb\n", {{1, 1}, {1, 1}}, "y", 2, true},
		{"a\n*\nb\n", {{1, 0}, {1, 0}}, "    ", 2, true},
		{"a\n*\nb\n", {{1, 1}, {1, 1}}, " # why", 2, true},
		{"a\n*\nb\n", {{0, 1}, {1, 0}}, "", 1, true},
		{"a\n*\nb\n", {{1, 1}, {2, 0}}, "", 2, true},
		{"a\n*x\nb\n", {{1, 1}, {1, 1}}, "\n", 2, true},
		{"a\n*\nb\n", {{0, 0}, {3, 0}}, "", 1, true},
		{"a\nb\n*\nc\n", {{0, 0}, {3, 1}}, "x\ny\n", 3, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_edit(&cases[i]);
}

/* ---- what they are made from ---------------------------------------------------------------- */

static void lsp_marks__the_innermost_line_in_the_workspace_is_the_failing_one(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_findings findings = {0};
	rg_marks marks;

	(void)state;
	make_failure(RG_PUSH_NEW(arena, &findings.failures), arena, "f", 3);
	rg_marks_init(&marks);
	rg_marks_build(&marks, &findings);
	assert_int_equal(marks.list.n, 2);
	assert_true(rg_str_eq_z(marks.list.items[0].path, "a.py"));
	assert_true(marks.list.items[0].is_failing_line);
	assert_int_equal(marks.list.items[0].number, 2);
	assert_int_equal(marks.list.items[0].n_frames, 3);
	assert_false(marks.list.items[1].is_failing_line);
	rg_marks_release(&marks);
	rg_arena_free(arena);
}

/* A log tells of two tests, a run that came later of one of them. */
static void lsp_marks__newer_findings_count_for_a_test(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_findings log = {.is_log = true}, run = {.older = &log};
	rg_marks marks;

	(void)state;
	make_failure(RG_PUSH_NEW(arena, &log.failures), arena, "f", 3);
	make_failure(RG_PUSH_NEW(arena, &log.failures), arena, "g", 5);
	log.failures.items[1].test = RG_STR("test_a.py::test_xy");
	make_failure(RG_PUSH_NEW(arena, &run.failures), arena, "h", 4);
	RG_PUSH(arena, &run.tests, RG_STR("test_a.py::test_x"));
	rg_marks_init(&marks);
	rg_marks_build(&marks, &run);
	assert_int_equal(marks.list.n, 4);
	assert_int_equal(marks.list.items[0].line, 4);
	assert_ptr_equal(marks.list.items[0].findings, &run);
	assert_int_equal(marks.list.items[2].line, 5);
	assert_ptr_equal(marks.list.items[2].findings, &log);

	run.failures.n = 0; /* it passed: of the log only the other test is left */
	rg_marks_build(&marks, &run);
	assert_int_equal(marks.list.n, 2);
	assert_int_equal(marks.list.items[0].line, 5);
	rg_marks_release(&marks);
	rg_arena_free(arena);
}

static void lsp_marks__failures_of_one_fingerprint_share_theirs(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_findings findings = {0};
	rg_marks marks;

	(void)state;
	make_failure(RG_PUSH_NEW(arena, &findings.failures), arena, "f", 3);
	make_failure(RG_PUSH_NEW(arena, &findings.failures), arena, "f", 3);
	make_failure(RG_PUSH_NEW(arena, &findings.failures), arena, "g", 3);
	rg_marks_init(&marks);
	rg_marks_build(&marks, &findings);
	assert_int_equal(marks.list.n, 4);
	assert_int_equal(marks.list.items[0].n_alike, 1);
	assert_int_equal(marks.list.items[2].n_alike, 0);
	rg_marks_release(&marks);
	rg_arena_free(arena);
}

static void lsp_marks__without_a_frame_the_test_is_marked(void **state)
{
	static const char *const tests[] = {"tests/test_a.py::test_x", "../test_b.py::test_x",
					    "/abs/test_c.py::test_x", ""};
	rg_arena *arena = rg_arena_new();
	rg_findings findings = {0};
	rg_marks marks;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		RG_PUSH(arena, &findings.failures, (rg_failure){.test = rg_str_of(tests[i])});
	rg_marks_init(&marks);
	rg_marks_build(&marks, &findings);
	assert_int_equal(marks.list.n, 1);
	assert_true(rg_str_eq_z(marks.list.items[0].path, "tests/test_a.py"));
	assert_null(marks.list.items[0].frame);
	rg_marks_release(&marks);
	rg_arena_free(arena);
}

static void lsp_marks__an_endless_recursion_is_bounded(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_findings findings = {0};
	rg_marks marks;

	(void)state;
	for (uint32_t i = 0; i < 200; i++) {
		rg_failure *f = RG_PUSH_NEW(arena, &findings.failures);

		f->fingerprint = rg_arena_printf(arena, "%u", i);
		for (uint32_t j = 1; j <= 200; j++)
			RG_PUSH(arena, &f->error.frames,
				(rg_frame){
					.path = RG_STR("a.py"), .line = j, .in_workspace = true});
	}
	rg_marks_init(&marks);
	rg_marks_build(&marks, &findings);
	assert_int_equal(marks.list.n, 500);
	rg_marks_release(&marks);
	rg_arena_free(arena);
}

static void lsp_marks__closing_takes_back_what_was_not_saved(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_findings findings = {0};
	rg_marks marks;
	rg_mark *mark;

	(void)state;
	make_failure(RG_PUSH_NEW(arena, &findings.failures), arena, "f", 3);
	rg_marks_init(&marks);
	rg_marks_build(&marks, &findings);
	mark = &marks.list.items[0];
	mark->line = 4;
	rg_marks_save(&marks, RG_STR("a.py"));
	mark->line = 9;
	mark->is_edited = true;
	rg_marks_close(&marks, RG_STR("a.py"));
	assert_int_equal(mark->line, 4);
	assert_false(mark->is_edited);
	rg_marks_release(&marks);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lsp_marks__follow_their_line),
		cmocka_unit_test(lsp_marks__the_innermost_line_in_the_workspace_is_the_failing_one),
		cmocka_unit_test(lsp_marks__newer_findings_count_for_a_test),
		cmocka_unit_test(lsp_marks__failures_of_one_fingerprint_share_theirs),
		cmocka_unit_test(lsp_marks__without_a_frame_the_test_is_marked),
		cmocka_unit_test(lsp_marks__an_endless_recursion_is_bounded),
		cmocka_unit_test(lsp_marks__closing_takes_back_what_was_not_saved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
