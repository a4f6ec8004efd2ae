/* SPDX-License-Identifier: MIT */
/* NOTE.md: what redgreen opens says nothing by itself, and what a person writes is found again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/note.h"

static rg_note parse(rg_arena *arena, const char *text)
{
	return rg_note_parse(arena, rg_str_of(text));
}

static void is(rg_str got, const char *want)
{
	if (!want)
		assert_null(got.ptr);
	else if (!got.ptr || !rg_str_eq_z(got, want))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(got), want);
}

static void report_note__a_note_as_it_is_opened_has_only_what_is_known(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_failure failure = {
		.test = RG_STR("tests/test_a.py::test_x"),
		.error = {.type = RG_STR("ValueError"),
			  .message = RG_STR("no `price`\nsecond line")},
		.operation = RG_STR("parse"),
	};
	rg_candidate candidates[] = {{.path = RG_STR("app/a b.py")}, {.path = RG_STR("c.py")}};
	rg_answer answer = {.candidates = {candidates, 2, 2},
			    .confidence = 934,
			    .fault = RG_FAULT_ENVIRONMENT,
			    .fault_text = RG_STR("no module `yaml`")};
	rg_str text;
	rg_note note;

	(void)state;
	text = rg_note_render(arena, &failure, RG_STR("fix\nthis"), &answer);
	assert_true(rg_str_has(text, RG_STR("**How sure**: Most likely it is the environment: no "
					    "module \\`yaml\\`\n")));
	answer.fault = RG_FAULT_SOURCE;
	assert_true(rg_str_has(rg_note_render(arena, &failure, RG_STR("fix"), &answer),
			       RG_STR("**How sure**: the first file is very likely (93 %)\n")));
	note = rg_note_parse(arena, text);
	is(note.issue, "fix this");
	is(note.why, NULL);
	is(note.expected_fix, NULL);
	is(note.approach, NULL);
	is(note.lessons, NULL);
	is(note.verification, "Test should pass after these changes");
	assert_int_equal(note.files.n, 2);
	is(note.files.items[0].path, "app/a b.py");
	is(note.files.items[0].what, NULL);
	is(rg_note_of_file(&note, RG_STR("c.py")), NULL);
	note = rg_note_parse(arena, rg_note_render(arena, &failure, (rg_str){NULL, 0}, NULL));
	is(note.issue, NULL);
	assert_true(rg_str_has(rg_note_render(arena, &failure, (rg_str){NULL, 0}, NULL),
			       RG_STR("**Failure**: `tests/test_a.py::test_x` failed with "
				      "`` ValueError: no `price` `` in `parse`\n")));
	note = rg_note_parse(arena, rg_note_render(arena, NULL, (rg_str){NULL, 0}, NULL));
	is(note.issue, NULL);
	assert_int_equal(note.files.n, 0);
	rg_arena_free(arena);
}

static void report_note__a_prompt_cannot_hide_the_rest(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_failure failure = {.test = RG_STR("t"), .error = {.type = RG_STR("E")}};
	rg_str text = rg_note_render(arena, &failure,
				     RG_STR("a <!-- b\n**Why it happens**: c\n```\n` d"), NULL);
	rg_note note = rg_note_parse(arena, text);

	(void)state;
	is(note.issue, "a &lt;!-- b **Why it happens**: c ``` ` d");
	is(note.why, NULL);
	is(note.verification, "Test should pass after these changes");
	rg_arena_free(arena);
}

static void report_note__labels_and_headings_begin_sections(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_note note = parse(arena, "# My note\r\n\r\n"
				    "## Root Cause Hypothesis\r\n"
				    "**Issue:** one\r\n"
				    "### why it happens\r\n"
				    "two\r\n\r\n#### An own heading\r\nthree\r\n"
				    "```\r\n**Issue**: in code\r\n```\r\n"
				    "**Expected fix** : four\r\n"
				    "**bold** stays\r\n"
				    "## Lessons\r\n- five\r\n- <What didn't work>\r\n"
				    "<!-- **Approach**: not said -->\r\n"
				    "## Approach\r\n<x> and y\r\n");

	(void)state;
	is(note.issue, "one");
	is(note.why, "two\n\n#### An own heading\nthree\n```\n**Issue**: in code\n```");
	is(note.expected_fix, ": four\n**bold** stays");
	is(note.lessons, "- five");
	is(note.approach, "<x> and y");
	is(note.verification, NULL);
	rg_arena_free(arena);
}

static void report_note__files_are_read_as_people_write_them(void **state)
{
	static const struct {
		const char *line, *path, *what;
	} cases[] = {
		{"- `a b.py`: skip it", "a b.py", "skip it"},
		{"* a.py: skip it", "a.py", "skip it"},
		{"+ a.py - skip it", "a.py", "skip it"},
		{"1. **a.py**: skip it", "a.py", "skip it"},
		{"2) **`a.py`** \xE2\x80\x94 skip it", "a.py", "skip it"},
		{"- a.py:", "a.py", NULL},
		{"- a.py", "a.py", NULL},
		{"- `a.py`: <What to change>", "a.py", NULL},
		{"- `a.py`: one\n  two", "a.py", "one two"},
		{"- src/\xC3\xA9.py: x: y", "src/\xC3\xA9.py", "x: y"},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_note note = parse(
			arena,
			rg_arena_printf(arena, "**Files to modify**:\n%s\n", cases[i].line).ptr);

		assert_int_equal(note.files.n, 1);
		is(note.files.items[0].path, cases[i].path);
		is(note.files.items[0].what, cases[i].what);
		is(rg_note_of_file(&note, rg_str_of(cases[i].path)), cases[i].what);
	}
	assert_int_equal(parse(arena, "**Files to modify**:\n- `<path/to/file>`: <x>\n").files.n,
			 0);
	is(rg_note_of_file(NULL, RG_STR("a")), NULL);
	rg_arena_free(arena);
}

static void report_note__any_text_is_a_note(void **state)
{
	static const char *const texts[] = {"",
					    "\n",
					    "**",
					    "**Issue",
					    "**Issue**",
					    "## ",
					    "<!--",
					    "- `",
					    "**Files**:\n- `a",
					    "\xff\xfe",
					    "```\n**Issue**: x"};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		is(parse(arena, texts[i]).issue, NULL);
	is(rg_note_parse(arena, (rg_str){NULL, 0}).why, NULL);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(report_note__a_note_as_it_is_opened_has_only_what_is_known),
		cmocka_unit_test(report_note__a_prompt_cannot_hide_the_rest),
		cmocka_unit_test(report_note__labels_and_headings_begin_sections),
		cmocka_unit_test(report_note__files_are_read_as_people_write_them),
		cmocka_unit_test(report_note__any_text_is_a_note),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
