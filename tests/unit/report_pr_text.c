/* SPDX-License-Identifier: MIT */
/*
 * The draft as a user leaves it, and the commit's message. That the texts say what the facts are is
 * report_cases.c's; here is what an edit, a template and a long word do to them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "report/pr_text.h"
#include "report/report.h"

typedef struct session {
	rg_arena *arena;
	rg_session_facts facts;
	rg_note note;
	rg_claim claim;
	rg_err err;
} session;

static int begin(void **state)
{
	session *at = calloc(1, sizeof(*at));

	at->arena = rg_arena_new();
	at->claim.text = RG_STR("Passes on this change: 5 of 5");
	at->facts = (rg_session_facts){
		.tool = RG_STR("redgreen 0.1.0"),
		.title = RG_STR("Skip empty rows"),
		.status = RG_STATUS_SUCCESS,
		.testing = {&at->claim, 1, 1},
		.stability_passed = 5,
		.stability_runs = 5,
	};
	*state = at;
	return 0;
}

static int end(void **state)
{
	session *at = *state;

	rg_arena_free(at->arena);
	free(at);
	return 0;
}

static rg_str draft_of(session *at, const char *template)
{
	return rg_pr_draft_render(at->arena, &at->facts, &at->note, rg_str_of(template), NULL);
}

static rg_pr_text finish(session *at, rg_str draft)
{
	rg_pr_text out;

	if (rg_pr_draft_finish(&out, at->arena, draft, &at->facts, &at->note, NULL, &at->err) < 0)
		fail_msg("%s", at->err.message);
	return out;
}

/* The text with one part replaced. */
static rg_str edited(session *at, rg_str text, const char *from, const char *to)
{
	size_t i = rg_str_find(text, rg_str_of(from));

	assert_true(i != SIZE_MAX);
	return rg_arena_printf(at->arena, "%.*s%s%.*s", (int)i, text.ptr, to,
			       RG_FMT(rg_str_sub(text, i + strlen(from), text.len)));
}

static void has(rg_str text, const char *part)
{
	if (!rg_str_has(text, rg_str_of(part)))
		fail_msg("no \"%s\" in:\n%.*s", part, RG_FMT(text));
}

static void has_not(rg_str text, const char *part)
{
	if (rg_str_has(text, rg_str_of(part)))
		fail_msg("\"%s\" is in:\n%.*s", part, RG_FMT(text));
}

static void report_pr_text__a_claim_that_went_stale_goes(void **state)
{
	session *at = *state;
	rg_str draft = draft_of(at, NULL);
	rg_pr_text pr;

	has(finish(at, draft).body, "5 of 5");
	has(finish(at, draft).body, "Passes reliably after fix");
	at->facts.testing.n = 0;
	at->facts.stability_runs = at->facts.stability_passed = 0;
	pr = finish(at, draft);
	has_not(pr.body, "5 of 5");
	has_not(pr.body, "Passes");
	has(pr.body, "No run supports a claim about this version of the files.");
	has_not(pr.body, "redgreen:");
	has_not(pr.body, "<!--");
}

/* After a whole stability check what follows from the runs is behind the list of their kinds. */
static void report_pr_text__the_longest_claim_keeps_its_end(void **state)
{
#define RG_VARIANT(id, name, words, ...) words ", "
	static const char kinds[] =
#include "runner/variant.def"
		;
	session *at = *state;

	at->claim.text =
		rg_arena_printf(at->arena,
				"With the fix it also passed %s(100 runs); by all 105 runs "
				"together it fails in less than 2.9 %%",
				kinds);
	has(draft_of(at, NULL), "together it fails in less than 2.9 %");
}

static void report_pr_text__of_hundreds_of_workflows_thirty_are_listed(void **state)
{
	session *at = *state;
	rg_workflow_advice advice = {.runs_by_itself = true};
	rg_str draft;

	for (int i = 1; i <= 200; i++) {
		advice.name = rg_arena_printf(at->arena, "job-%d", i);
		RG_PUSH(at->arena, &at->facts.workflows, advice);
	}
	draft = draft_of(at, NULL);
	has(draft, "`job-30`; runs by itself");
	has_not(draft, "job-31");
	has(draft, "170 more are in `redgreen workflows`");
}

static void report_pr_text__edits_inside_of_the_marks_are_not_believed(void **state)
{
	session *at = *state;
	rg_str draft = draft_of(at, NULL);

	at->claim.text = RG_STR("Fails on main");
	draft = edited(at, draft, "- Passes on this change: 5 of 5",
		       "- Passes 1000 of 1000\n```\n<!-- redgreen:performance -->");
	has_not(finish(at, draft).body, "1000");
	has(finish(at, draft).body, "Fails on main");
	/* Without its end, the marked part goes on to the next heading. */
	draft = edited(at, draft_of(at, NULL), "<!-- /redgreen:testing -->", "more");
	has_not(finish(at, draft).body, "more");
	has(finish(at, draft).body, "## Recommended CI Workflows");
	/* Both marks taken out: the text is the user's own now. */
	draft = edited(at, draft, "<!-- redgreen:testing -->", "");
	has(finish(at, draft).body, "more");
	/* A block of code that was left open keeps nothing. */
	draft = edited(at, draft_of(at, NULL), "## Summary", "```\n## Summary");
	draft = edited(at, draft, "Fails on main", "Passes 1000 of 1000");
	has_not(finish(at, draft).body, "1000");
	has(finish(at, draft).body, "Fails on main");
}

static void report_pr_text__what_the_user_writes_is_kept(void **state)
{
	session *at = *state;
	rg_str draft = edited(at, draft_of(at, NULL), "## Root Cause",
			      "cc @ada, see [x](https://x.y) <!-- to myself -->\n\n\n\n## Why");
	rg_pr_text pr = finish(at, edited(at, draft, "Skip empty rows\n", "# A new  title \r\n"));

	assert_true(rg_str_eq_z(pr.title, "A new title"));
	has(pr.body, "cc @ada, see [x](https://x.y) \n\n## Why");
	has_not(pr.body, "to myself");
	has_not(pr.body, "\n\n\n");
	has_not(pr.body, "Comments are not sent");
}

static void report_pr_text__without_a_title_there_is_no_pull_request(void **state)
{
	static const char *const drafts[] = {"", "\n\n## Summary\n", "   \ntext", "## Summary\n",
					     "<!-- c -->\n"};
	session *at = *state;
	rg_pr_text out;

	for (size_t i = 0; i < sizeof(drafts) / sizeof(drafts[0]); i++) {
		assert_int_equal(rg_pr_draft_finish(&out, at->arena, rg_str_of(drafts[i]),
						    &at->facts, &at->note, NULL, &at->err),
				 RG_EINVAL);
		has(rg_str_of(at->err.message), "first line");
	}
	assert_true(rg_str_eq_z(finish(at, RG_STR("only a title")).body, ""));
}

static void report_pr_text__title_and_body_fit(void **state)
{
	session *at = *state;
	rg_buf text;
	rg_pr_text pr;
	size_t n = 0;

	rg_buf_init(&text, 1 << 20);
	for (int i = 0; i < 300; i++)
		rg_buf_add_z(&text, "\xC3\xA9");
	rg_buf_add_z(&text, "\n\n```\n");
	for (int i = 0; i < 20000; i++)
		rg_buf_add_z(&text, "line\n");
	pr = finish(at, rg_buf_str(&text));
	for (size_t i = 0; i < pr.title.len; i++)
		n += ((unsigned char)pr.title.ptr[i] & 0xc0) != 0x80;
	assert_int_equal(n, RG_LIMIT_PR_TITLE_CHARS);
	assert_true(pr.body.len <= RG_LIMIT_PR_BODY_CHARS && pr.body.len > 59000);
	assert_true(rg_str_ends(pr.body, RG_STR("line\n```\n\xE2\x80\xA6 (cut here)\n")));
	rg_buf_release(&text);
}

static void report_pr_text__a_repositorys_template_is_kept(void **state)
{
	session *at = *state;
	rg_str draft = draft_of(at, "# Our rules\nRead them.\n\n**Description**\n<!-- what -->\n\n"
				    "## :test_tube: How has this been tested?\n- [ ] By hand\n\n"
				    "```\n## Changes\n```\n## Checklist\n- [x] done\n"
				    "## Summary\nsecond\n");

	has(draft, "# Our rules\nRead them.\n\n**Description**\n<!-- what -->\n\nThe issue was");
	has(draft, "- [ ] By hand\n\n```\n## Changes\n```\n\n<!-- redgreen:testing -->");
	has(draft, "## Checklist\n- [x] done\n## Summary\nsecond\n\n## Root Cause\n");
	has(draft, "## Changes\n\nNo file was changed.");
	has_not(draft, "## Testing\n");
	has_not(draft, "Performance");
	at->facts.before = RG_STR("2 s");
	has(draft_of(at, "## Performance\n"), "## Performance\n\n<!-- redgreen:performance -->");
	has(draft_of(at, NULL), "## Performance Impact\n\n<!-- redgreen:performance -->\n"
				"- **Before**: 2 s\n- **After**: not measured\n");
}

static rg_str message(session *at, const char *title)
{
	return rg_commit_message_render(at->arena, &at->facts, &at->note, rg_str_of(title), NULL,
					NULL);
}

static void is(rg_str got, const char *want)
{
	if (!rg_str_eq_z(got, want))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(got), want);
}

static void report_commit_message__subject_why_what_issue_and_trailers(void **state)
{
	session *at = *state;
	rg_str lines[] = {RG_STR_INIT("Reviewed-by: A <a@b.c>"), RG_STR_INIT("Refs: x\ny")};
	const rg_str_vec trailers = {lines, 2, 2};

	is(message(at, "Short."), "Short\n");
	at->note.why =
		RG_STR("A row without a price has the empty string, which float() refuses with a "
		       "ValueError.");
	at->note.expected_fix =
		RG_STR("- Skip\n  them\n- A second point that is too long for a single "
		       "line of a message\n\n```\nx =     1\n```");
	at->facts.prompt = RG_STR("fix `#3`, not &#4; but #12!");
	is(rg_commit_message_render(at->arena, &at->facts, &at->note, RG_STR("Short"), &trailers,
				    NULL),
	   "Short\n\n"
	   "A row without a price has the empty string, which float() refuses with a\n"
	   "ValueError.\n\n"
	   "- Skip them\n"
	   "- A second point that is too long for a single line of a message\n\n"
	   "```\nx =     1\n```\n\n"
	   "Fixes #12\n\n"
	   "Reviewed-by: A <a@b.c>\nRefs: x y\n");
}

static void report_commit_message__no_line_is_too_long(void **state)
{
	session *at = *state;
	rg_str line, rest;

	at->note.why =
		RG_STR("\xC3\xA9t\xC3\xA9 words that go on and on and on, until they are longer "
		       "than any line may be, and then some more of them \xE6\xB5\x8B\xE8\xAF\x95");
	rest = message(at,
		       "A title that is a good deal longer than the seventy-two characters of a "
		       "subject");
	assert_true(rg_str_line(&line, &rest));
	is(line, "A title that is a good deal longer than the seventy-two characters of a");
	has(rest, "subject");
	while (rg_str_line(&line, &rest)) {
		size_t n = 0;

		for (size_t i = 0; i < line.len; i++)
			n += ((unsigned char)line.ptr[i] & 0xc0) != 0x80;
		assert_true(n <= 72);
	}
}

static void report_commit_message__issues_are_found_where_people_name_them(void **state)
{
	static const char *const cases[][2] = {
		{"#7", "Fixes #7\n"},
		{"(GH-8)", "Fixes GH-8\n"},
		{"https://git.example/o/r/issues/12?x",
		 "Fixes https://git.example/o/r/issues/12\n"},
		{"colour #123abc", NULL},
		{"a#5 and o/r/#6", NULL},
		{"`#9`", NULL},
		{"#", NULL},
		{"https://git.example/o/r/issues/", NULL},
	};
	session *at = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_str got;

		at->facts.prompt = rg_str_of(cases[i][0]);
		got = message(at, "T");
		if (cases[i][1])
			has(got, cases[i][1]);
		else
			has_not(got, "Fixes");
	}
}

static void report_commit_message__a_logs_words_name_nobody(void **state)
{
	session *at = *state;
	rg_failure failure = {
		.test = RG_STR("tests/test_a.py::test_x[@ada #1]"),
		.error = {.type = RG_STR("ValueError @ada"), .message = RG_STR("#1 @ada")},
		.operation = RG_STR("https://x.y"),
	};

	at->facts.failure = &failure;
	is(message(at, "T"), "T\n\ntests/test_a.py::test_x failed with ValueError in https.\n");
}

static void report_status__is_said_in_the_procedures_words(void **state)
{
	session *at = *state;
	const rg_str none = {NULL, 0};

	is(rg_status_text(at->arena, RG_STATUS_SUCCESS, none), "\xE2\x9C\x85 Success");
	is(rg_status_text(at->arena, RG_STATUS_PARTIAL, RG_STR("Fix causes regressions")),
	   "\xE2\x9A\xA0\xEF\xB8\x8F Partial - Fix causes regressions");
	is(rg_status_text(at->arena, RG_STATUS_FAILED, RG_STR("Needs expert analysis")),
	   "\xE2\x9D\x8C Failed - Needs expert analysis");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(report_pr_text__a_claim_that_went_stale_goes),
		TEST(report_pr_text__the_longest_claim_keeps_its_end),
		TEST(report_pr_text__of_hundreds_of_workflows_thirty_are_listed),
		TEST(report_pr_text__edits_inside_of_the_marks_are_not_believed),
		TEST(report_pr_text__what_the_user_writes_is_kept),
		TEST(report_pr_text__without_a_title_there_is_no_pull_request),
		TEST(report_pr_text__title_and_body_fit),
		TEST(report_pr_text__a_repositorys_template_is_kept),
		TEST(report_commit_message__subject_why_what_issue_and_trailers),
		TEST(report_commit_message__no_line_is_too_long),
		TEST(report_commit_message__issues_are_found_where_people_name_them),
		TEST(report_commit_message__a_logs_words_name_nobody),
		TEST(report_status__is_said_in_the_procedures_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
