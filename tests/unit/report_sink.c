/* SPDX-License-Identifier: MIT */
/*
 * Text of others in Markdown, byte by byte. What a reader makes of it is tests/e2e/test_sink.py's
 * business; here are the forms that must not change unnoticed, and the sizes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "report/sink.h"

#define Z "&#8203;"

typedef void (*sink_fn)(rg_buf *out, rg_str text, size_t max, const rg_str_vec *known);

static void check(sink_fn sink, const char *text, size_t max, const char *want)
{
	rg_buf out;

	rg_buf_init(&out, 100000);
	rg_buf_add_z(&out, "");
	sink(&out, rg_str_of(text), max, NULL);
	if (!rg_str_eq_z(rg_buf_str(&out), want))
		fail_msg("\"%s\" gives \"%s\", not \"%s\"", text, out.ptr, want);
	rg_buf_release(&out);
}

static const char *const inlines[][2] = {
	{"plain text, 1.5 and a-b: c", "plain text, 1.5 and a-b: c"},
	{"", ""},
	{"  several\n\twords  ", "several words"},
	{"@ada", "@" Z "ada"},
	{"a @ b", "a @ b"},
	{"ada@example.org", "ada@" Z "example.org"},
	{"@", "@"},
	{"#1", "\\#" Z "1"},
	{"see #12 and C# code", "see #" Z "12 and C# code"},
	{"o/r#3", "o/r#" Z "3"},
	{"GH-7 gh-8 XGH-9", "GH" Z "-7 gh" Z "-8 XGH-9"},
	{"!5 $6 &7 %8", "!" Z "5 \\$" Z "6 \\&" Z "7 %" Z "8"},
	{"http://x.y", "http:" Z "//x.y"},
	{"www.x.y", "www" Z ".x.y"},
	{"awww.x", "awww.x"},
	{"[a](b)", "\\[a\\](b)"},
	{"![a](b)", "!\\[a\\](b)"},
	{"<b>", "\\<b\\>"},
	{"&lt;", "\\&lt;"},
	{"`a`", "\\`a\\`"},
	{"*a* _b_ ~c~", "\\*a\\* \\_b\\_ \\~" Z "c\\~"},
	{"~\"a b\" %v1 %\"c\" 5 % x", "\\~" Z "\"a b\" %" Z "v1 %" Z "\"c\" 5 % x"},
	{"^alert#1 a^b", "^" Z "alert#" Z "1 a^b"},
	{"[epic:1] [a-b] [TOC]", "\\[" Z "epic:1\\] \\[a-b\\] \\[" Z "TOC\\]"},
	{"*iteration:1", "\\*" Z "iteration:1"},
	{"snake_case_name", "snake_case_name"},
	{"__init__", "\\_\\_init\\_\\_"},
	{"a|b", "a\\|b"},
	{"a\\b", "a\\\\b"},
	{"# h", "\\# h"},
	{"- a", "\\- a"},
	{"+ a", "\\+ a"},
	{"= a", "\\= a"},
	{"1. a", "1\\. a"},
	{"12) a", "12\\) a"},
	{"1.5 s", "1.5 s"},
	{"/close", "\\/close"},
	{"a/b", "a/b"},
	{":tada: x:1:2 :100:", ":" Z "tada: x:1:2 :" Z "100:"},
	{"$x$", "\\$x\\$"},
	{"caf\xC3\xA9 @\xC3\xA9", "caf\xC3\xA9 @" Z "\xC3\xA9"},
	{"password=hunter2", "password=\xC2\xABredacted\xC2\xBB"},
};

static void report_sink__inline_text_has_no_meaning_left(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(inlines) / sizeof(inlines[0]); i++)
		check(rg_sink_inline, inlines[i][0], 1000, inlines[i][1]);
}

static void report_sink__a_name_ends_where_it_could_be_more(void **state)
{
	static const char *const names[][2] = {
		{"torch.OutOfMemoryError", "torch.OutOfMemoryError"},
		{"ns::x/y-z", "ns::x/y-z"},
		{"Error @ada", "Error"},
		{"@ada", ""},
		{"Error#1", "Error"},
		{"GH-7", "GH"},
		{"http://x.y", "http"},
		{"a\nb", "a"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_true(rg_str_eq_z(rg_sink_name(rg_str_of(names[i][0])), names[i][1]));
}

static void report_sink__inline_text_is_cut_between_its_pieces(void **state)
{
	(void)state;
	check(rg_sink_inline, "abcdef", 6, "abcdef");
	check(rg_sink_inline, "abcdefg", 6, "abc\xE2\x80\xA6");
	check(rg_sink_inline, "ab@cd", 9, "ab\xE2\x80\xA6");
	check(rg_sink_inline, "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 6, "\xC3\xA9\xE2\x80\xA6");
	check(rg_sink_inline, "abcdefg", 2, "");
	check(rg_sink_inline, "abc", 0, "");
}

static void report_sink__a_span_has_more_ticks_than_its_text(void **state)
{
	(void)state;
	check(rg_sink_code, "a b", 100, "`a b`");
	check(rg_sink_code, "a\n  b", 100, "`a b`");
	check(rg_sink_code, "a`b", 100, "``a`b``");
	check(rg_sink_code, "`a``", 100, "``` `a`` ```");
	check(rg_sink_code, "", 100, "` `");
	check(rg_sink_code, "\x1b[31m", 100, "` `");
	check(rg_sink_code, "abcdefgh", 6, "`abc\xE2\x80\xA6`");
	check(rg_sink_code, "@ada <b>", 100, "`@ada <b>`");
}

static void fence(rg_buf *out, rg_str text, size_t max, const rg_str_vec *known)
{
	rg_sink_fence(out, text, RG_STR("py"), max, known);
}

static void report_sink__a_fence_is_longer_than_any_in_its_text(void **state)
{
	rg_buf out;

	(void)state;
	check(fence, "a\n", 100, "```py\na\n```\n");
	check(fence, "a", 100, "```py\na\n```\n");
	check(fence, "", 100, "```py\n```\n");
	check(fence, "``` x ````\n", 100, "`````py\n``` x ````\n`````\n");
	check(fence, "1\r\n\t2", 100, "```py\n1\n\t2\n```\n");
	rg_buf_init(&out, 1000);
	rg_buf_add_z(&out, "before");
	rg_sink_fence(&out, RG_STR("x"), RG_STR("`a\nb <"), 100, NULL);
	rg_sink_fence(&out, RG_STR("y"), (rg_str){NULL, 0}, 100, NULL);
	assert_string_equal(out.ptr, "before\n```ab\nx\n```\n```text\ny\n```\n");
	rg_buf_release(&out);
}

static void report_sink__a_long_block_keeps_its_ends(void **state)
{
	rg_buf text, out;

	(void)state;
	rg_buf_init(&text, 1 << 20);
	for (int i = 0; i < 5000; i++)
		rg_buf_printf(&text, "line %d\n", i);
	rg_buf_init(&out, 1 << 20);
	rg_sink_fence(&out, rg_buf_str(&text), RG_STR("text"), 2000, NULL);
	assert_true(out.len > 1900 && out.len < 2100);
	assert_true(rg_str_starts(rg_buf_str(&out), RG_STR("```text\nline 0\nline 1\n")));
	assert_true(rg_str_ends(rg_buf_str(&out), RG_STR("line 4998\nline 4999\n```\n")));
	assert_true(rg_str_has(rg_buf_str(&out), RG_STR(" bytes left out\nline 4")));
	rg_buf_release(&text);
	rg_buf_release(&out);
}

/* A person's Markdown: {text, what it becomes}. */
static const char *const personal[][2] = {
	{"", ""},
	{"# A\n\n- *b* `c` [d](e) #1\n", "# A\n\n- *b* `c` [d](e) #1\n"},
	{"@ada, (@org/team)", "@" Z "ada, (@" Z "org/team)"},
	{"ada@example.org `@ada`", "ada@example.org `@ada`"},
	{"```\n@ada <b>\n```\n@ada", "```\n@ada <b>\n```\n@" Z "ada"},
	{"<b>x</b> <!-- c --> 1 < 2", "&lt;b>x&lt;/b> <!-- c --> 1 < 2"},
	{"<!-- open", "&lt;!-- open"},
	{"<https://x.y/@z> https://x.y/@z", "<https://x.y/@z> https://x.y/@z"},
	{"```\nopen", "```\nopen\n```\n"},
	{"  ~~~~\n  x", "  ~~~~\n  x\n  ~~~~\n"},
	{"- ```\nx\n- ```", "- ```\n  x\n  - ```\n  ```\n"},
	{"/close", "\\/close"},
	{"/usr/lib is a path", "/usr/lib is a path"},
	{"\\@ada \\<b>", "\\@" Z "ada \\<b>"},
	{"a\r\nb\x1b[0m", "a\nb"},
};

static void report_sink__a_persons_markdown_stays_what_it_is(void **state)
{
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(personal) / sizeof(personal[0]); i++) {
		rg_str got = rg_sink_markdown(arena, rg_str_of(personal[i][0]), false, 1000, NULL);

		if (!rg_str_eq_z(got, personal[i][1]))
			fail_msg("\"%s\" gives \"%.*s\"", personal[i][0], RG_FMT(got));
		assert_true(rg_str_eq(rg_sink_markdown(arena, got, false, 1000, NULL), got));
	}
	assert_true(rg_str_eq_z(rg_sink_markdown(arena, RG_STR("@ada /close"), true, 100, NULL),
				"@ada /close"));
	assert_null(rg_sink_markdown(arena, (rg_str){NULL, 0}, false, 100, NULL).ptr);
	rg_arena_free(arena);
}

/* At every size it ends at a line, says so, and leaves no block open. */
static void report_sink__a_persons_markdown_is_cut_at_a_line(void **state)
{
	const rg_str text = RG_STR("first\n\n````py\n1\n2\n3\n````\n@ada\nlast");
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t max = 40; max < 60; max++) {
		rg_str got = rg_sink_markdown(arena, text, false, max, NULL);
		size_t n_ticks = 0;

		assert_true(got.len <= max);
		for (size_t i = 0; i < got.len; i++)
			n_ticks += got.ptr[i] == '`';
		assert_int_equal(n_ticks % 8, 0);
		assert_true(rg_str_starts(got, RG_STR("first\n")));
		assert_true(rg_str_ends(got, RG_STR("last")) ||
			    rg_str_ends(got, RG_STR("\n\xE2\x80\xA6 (cut here)\n")));
	}
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(report_sink__inline_text_has_no_meaning_left),
		cmocka_unit_test(report_sink__a_name_ends_where_it_could_be_more),
		cmocka_unit_test(report_sink__inline_text_is_cut_between_its_pieces),
		cmocka_unit_test(report_sink__a_span_has_more_ticks_than_its_text),
		cmocka_unit_test(report_sink__a_fence_is_longer_than_any_in_its_text),
		cmocka_unit_test(report_sink__a_long_block_keeps_its_ends),
		cmocka_unit_test(report_sink__a_persons_markdown_stays_what_it_is),
		cmocka_unit_test(report_sink__a_persons_markdown_is_cut_at_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
