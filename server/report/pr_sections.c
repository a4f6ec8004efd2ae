/* SPDX-License-Identifier: MIT */
/*
 * pr_sections.c - what each section of a pull request says. Only the marked ones state outcomes:
 * they are written anew from evidence when the pull request is made.
 */
#include "report/pr_sections.h"

#include "report/parts.h"

static void summary(rg_page *page)
{
	const rg_note *note = page->note;

	if (note->issue.len)
		rg_page__markdown(page, note->issue);
	else if (page->facts->prompt.len)
		rg_page__markdown(page, page->facts->prompt);
	else if (!page->facts->failure)
		rg_page__say(page, "The issue was not written down.\n");
	if (page->facts->failure) {
		if (note->issue.len || page->facts->prompt.len)
			rg_page__say(page, "\n");
		rg_part__failure(page);
		rg_page__say(page, "\n");
	}
	if (note->expected_fix.len || note->approach.len) {
		rg_page__say(page, "\n");
		rg_page__markdown(page,
				  note->expected_fix.len ? note->expected_fix : note->approach);
	}
}

static void root_cause(rg_page *page)
{
	const rg_frame *where = page->facts->failure ? rg_part__where(page->facts->failure) : NULL;

	if (page->note->why.len) {
		rg_page__markdown(page, page->note->why);
		return;
	}
	rg_page__say(page, "The cause was not written down.");
	if (where) {
		rg_page__say(page, " The failure was raised at ");
		rg_part__frame(page, where);
		rg_page__say(page, ".");
	}
	rg_page__say(page, "\n");
}

static void changes(rg_page *page)
{
	const rg_file_change_vec *files = &page->facts->changes;

	if (files->n == 0)
		rg_page__say(page, "No file was changed.\n");
	for (size_t i = 0; i < files->n; i++) {
		rg_page__say(page, "- ");
		rg_page__bold_path(page, files->items[i].path);
		rg_page__say(page, ": ");
		rg_part__change(page, &files->items[i]);
		rg_page__say(page, "\n");
	}
}

/* The count comes from the runs on this very tree. */
static void status(rg_page *page)
{
	uint32_t n = page->facts->stability_runs, n_passed = page->facts->stability_passed;

	rg_page__say(page, "- Status: ");
	if (page->facts->progress.ptr)
		rg_page__say(page, "\xE2\x9A\xA0\xEF\xB8\x8F Improvement but not complete\n");
	else if (n == 0)
		rg_page__say(page, "not checked for stability on this version of the files\n");
	else if (n_passed == n && n >= 5)
		rg_page__say(page, "Passes reliably after fix (%u of %u runs)\n", n_passed, n);
	else
		rg_page__say(page, "passed %u of %u run%s after fix\n", n_passed, n,
			     n == 1 ? "" : "s");
}

static void testing(rg_page *page)
{
	const rg_session_facts *facts = page->facts;
	rg_str_vec files = rg_part__test_files(page);

	rg_page__say(page, "Reproduction test");
	if (facts->keeps_test) {
		rg_page__say(page, ", part of this pull request,");
	} else if (facts->dev_branch.len) {
		rg_page__say(page, " created on branch ");
		rg_page__code(page, facts->dev_branch);
	}
	rg_page__say(page, " at:\n");
	for (size_t i = 0; i < files.n; i++) {
		rg_page__say(page, "- Path: ");
		rg_page__code(page, files.items[i]);
		rg_page__say(page, "\n");
	}
	status(page);
	rg_page__say(page, "\n");
	if (facts->testing.n)
		rg_part__claims(page, &facts->testing);
	else
		rg_page__say(page, "No run supports a claim about this version of the files.\n");
	if (facts->hooks.len) {
		rg_page__say(page, "- ");
		rg_page__inline(page, facts->hooks);
		rg_page__say(page, "\n");
	}
	rg_part__regressions(page);
	rg_part__weakened(page);
}

static void developers(rg_page *page)
{
	const rg_person_vec *people = &page->facts->people;

	if (people->n == 0)
		rg_page__say(page, "Nobody was found in CODEOWNERS or in the history.\n");
	for (size_t i = 0; i < people->n; i++) {
		rg_page__say(page, "- ");
		rg_part__name(page, &people->items[i]);
		rg_page__say(page, " (");
		rg_part__reason(page, &people->items[i]);
		rg_page__say(page, ")\n");
	}
}

static const char *const summaries[] = {"summary",
					"description",
					"problem description",
					"problem",
					"overview",
					"what does this pr do",
					"what this pr does",
					"motivation",
					"motivation and context",
					"what",
					"purpose",
					"context",
					"describe your changes",
					"pr description",
					"pull request description",
					"proposed changes",
					NULL};
static const char *const causes[] = {"root cause", "cause", "why", "root cause analysis", NULL};
static const char *const changed[] = {"changes",
				      "whats changed",
				      "what changed",
				      "changes made",
				      "implementation",
				      "solution",
				      "summary of changes",
				      "changelog",
				      NULL};
static const char *const speeds[] = {"performance impact", "performance", "benchmarks", NULL};
static const char *const tests[] = {"testing",
				    "tests",
				    "test plan",
				    "verification",
				    "how has this been tested",
				    "how was this tested",
				    "how to test",
				    "testing done",
				    "test results",
				    NULL};
static const char *const workflows[] = {"recommended ci workflows", "ci", "ci workflows",
					"workflows", NULL};
static const char *const people[] = {"relevant developers", "reviewers", "suggested reviewers",
				     NULL};

const rg_pr_section rg_pr_sections[RG_PR_N_SECTIONS] = {
	{"Summary", NULL, summaries, summary, NULL},
	{"Root Cause", NULL, causes, root_cause, NULL},
	{"Changes", NULL, changed, changes, NULL},
	{"Performance Impact", "performance", speeds, rg_part__performance, rg_part__is_measured},
	{"Testing", "testing", tests, testing, NULL},
	{"Recommended CI Workflows", NULL, workflows, rg_part__workflows, NULL},
	{"Relevant Developers", NULL, people, developers, NULL},
};

void rg_pr__write_section(rg_page *page, const rg_pr_section *section)
{
	if (section->marker)
		rg_page__say(page, "<!-- redgreen:%s -->\n", section->marker);
	section->write(page);
	if (section->marker)
		rg_page__say(page, "<!-- /redgreen:%s -->\n", section->marker);
}

const rg_pr_section *rg_pr__marked(bool *is_end, rg_str line)
{
	rg_str text = rg_str_trim(line);

	if (!rg_str_skip(&text, RG_STR("<!--")) || !rg_str_chop(&text, RG_STR("-->")))
		return NULL;
	text = rg_str_trim(text);
	*is_end = rg_str_skip(&text, RG_STR("/"));
	if (!rg_str_skip(&text, RG_STR("redgreen:")))
		return NULL;
	for (size_t i = 0; i < RG_PR_N_SECTIONS; i++)
		if (rg_pr_sections[i].marker && rg_str_eq_z(text, rg_pr_sections[i].marker))
			return &rg_pr_sections[i];
	return NULL;
}
