/* SPDX-License-Identifier: MIT */
/*
 * report.c - the execution report, top to bottom as in template T4 (procedure, section 8). Each
 * section is a function that is given a page; what is not known is said in a sentence, so that no
 * section is left empty and none is left out. A failed session's report opens with template T5.
 */
#include "report/report.h"

#include "report/give_up_text.h"
#include "report/outcome.h"
#include "report/parts.h"

#define MAX_CHAIN      10
#define MAX_CANDIDATES 5

rg_str rg_status_text(rg_arena *arena, rg_status status, rg_str note)
{
	const char *text = status == RG_STATUS_SUCCESS	 ? "\xE2\x9C\x85 Success"
			   : status == RG_STATUS_PARTIAL ? "\xE2\x9A\xA0\xEF\xB8\x8F Partial"
							 : "\xE2\x9D\x8C Failed";

	return note.len ? rg_arena_printf(arena, "%s - %.*s", text, RG_FMT(note))
			: rg_arena_printf(arena, "%s", text);
}

/* In tenths, as people say it: "7 minutes", "0.4 minutes", "1 minute". */
static void minutes(rg_page *page, int64_t seconds)
{
	int64_t tenths = (seconds * 10 + 30) / 60;

	if (tenths % 10)
		rg_page__say(page, "%lld.%lld minutes", (long long)(tenths / 10),
			     (long long)(tenths % 10));
	else
		rg_page__say(page, "%lld minute%s", (long long)(tenths / 10),
			     tenths == 10 ? "" : "s");
}

static void header(rg_page *page)
{
	const rg_session_facts *facts = page->facts;

	rg_page__say(page, "# Fix Implementation Report: ");
	rg_page__inline(page, facts->title.len ? facts->title : RG_STR("without a name"));
	rg_page__say(page, "\n\n**Generated**: ");
	rg_page__inline(page, facts->generated);
	rg_page__say(page, "\n**Status**: %s",
		     rg_status_text(page->arena, facts->status, (rg_str){NULL, 0}).ptr);
	if (facts->status_note.len) {
		rg_page__say(page, " - ");
		rg_page__inline(page, facts->status_note);
	}
	rg_page__say(page, "\n**Duration**: ");
	minutes(page, facts->seconds);
	if (facts->went_on) {
		rg_page__say(page, " (the time of ");
		minutes(page, facts->budget_seconds);
		rg_page__say(page, " was up; the user went on)");
	}
	rg_page__say(page, "\n\n---\n\n");
}

static void summary(rg_page *page)
{
	const rg_session_facts *facts = page->facts;

	rg_page__say(page, "## Summary\n\n");
	if (facts->failure)
		rg_part__failure(page);
	else
		rg_page__say(page, "No failure of the reproduction test was recorded.");
	if (facts->attempts.n == 0)
		rg_page__say(page, " No change was run.");
	else
		rg_page__say(page, " %zu attempt%s made.", facts->attempts.n,
			     facts->attempts.n == 1 ? " was" : "s were");
	if (facts->reason.len) {
		rg_page__say(page, " It ended because: ");
		rg_page__inline(page, facts->reason);
	}
	rg_page__say(page, "\n\n");
	if (facts->testing.n)
		rg_part__claims(page, &facts->testing);
	else
		rg_page__say(page, "No run supports a claim about this version of the files.\n");
}

static void input(rg_page *page)
{
	const rg_session_facts *facts = page->facts;

	rg_page__say(page, "\n## Input\n\n- **Reproduction Test**: ");
	for (size_t i = 0; i < facts->tests.n; i++) {
		rg_page__say(page, "%s", i ? ", " : "");
		rg_page__code(page, facts->tests.items[i]);
	}
	rg_page__say(page, "%s\n- **User Prompt**: ", facts->tests.n ? "" : "none");
	if (facts->prompt.len) {
		rg_page__say(page, "\"");
		rg_page__markdown_line(page, facts->prompt);
		rg_page__say(page, "\"");
	} else {
		rg_page__say(page, "none was given");
	}
	rg_page__say(page, "\n- **Failure Type**: %s\n",
		     facts->failure ? rg_part__kind(facts->failure->kind)
				    : "not known, no failure was recorded");
}

/* The chain inside of the workspace, outermost first. */
static void call_chain(rg_page *page)
{
	const rg_frame_vec *frames = &page->facts->failure->error.frames;
	size_t n = 0;

	for (size_t i = 0; i < frames->n && n < MAX_CHAIN; i++) {
		if (!frames->items[i].in_workspace)
			continue;
		rg_page__say(page, "%s", n++ ? " \xE2\x86\x92 " : "\nCall chain: ");
		rg_part__frame(page, &frames->items[i]);
	}
	rg_page__say(page, "%s", n ? "\n" : "");
}

static void what_failed(rg_page *page)
{
	const rg_failure *failure = page->facts->failure;
	const rg_frame *where = failure ? rg_part__where(failure) : NULL;

	rg_page__say(page, "\n## Root Cause Analysis\n\n### What Failed\n");
	if (!failure) {
		rg_page__say(page, "No failure was recorded.\n");
		return;
	}
	rg_part__failure(page);
	if (where) {
		rg_page__say(page, " It was raised at ");
		rg_part__frame(page, where);
		rg_page__say(page, ".");
	}
	rg_page__say(page, "\n");
	call_chain(page);
}

static void why_it_failed(rg_page *page)
{
	const rg_failure *failure = page->facts->failure;

	rg_page__say(page, "\n### Why It Failed\n");
	if (page->note->why.len)
		rg_page__markdown(page, page->note->why);
	else
		rg_page__say(page, "The cause was not written down.\n");
	for (size_t i = 0; failure && i < failure->chain.n && i < MAX_CHAIN; i++) {
		const rg_exception *behind = &failure->chain.items[i];

		rg_page__say(page, "%s- %s ", i ? "" : "\n",
			     behind->relation == RG_RELATION_CAUSE     ? "Caused by"
			     : behind->relation == RG_RELATION_CONTEXT ? "Raised while handling"
								       : "Together with");
		rg_part__error(page, behind);
		rg_page__say(page, "\n");
	}
}

static void labelled(rg_page *page, const char *label, rg_str text)
{
	if (!text.len)
		return;
	rg_page__say(page, "**%s**: ", label);
	rg_page__markdown(page, text);
	rg_page__say(page, "\n");
}

/* The note begins with all candidates: those that the user says something about are meant. */
static void files_to_modify(rg_page *page, const rg_note_file_vec *files)
{
	bool says_something = false;

	for (size_t i = 0; i < files->n; i++)
		says_something |= files->items[i].what.len > 0;
	rg_page__say(page, "**Files to modify**:\n");
	for (size_t i = 0; i < files->n; i++) {
		rg_str what = files->items[i].what;

		if (says_something && !what.len)
			continue;
		rg_page__say(page, "- ");
		rg_page__code(page, files->items[i].path);
		if (what.len) {
			rg_page__say(page, ": ");
			rg_page__markdown_line(page, what);
		}
		rg_page__say(page, "\n");
	}
}

static void hypothesis(rg_page *page)
{
	const rg_note *note = page->note;
	const rg_candidate_vec *candidates = rg_part__candidates(page);
	bool is_written = note->why.len || note->expected_fix.len;

	rg_page__say(page, "\n### Hypothesis\n");
	if (!is_written)
		rg_page__say(page, "No hypothesis was written down.\n\n");
	labelled(page, "Issue", note->issue);
	labelled(page, "Why it happens", note->why);
	labelled(page, "Expected fix", note->expected_fix);
	if (note->files.n && is_written) {
		files_to_modify(page, &note->files);
	} else if (candidates) {
		rg_part__fault(page);
		rg_page__say(page, "**Files that likely need changes**");
		rg_part__how_sure(page);
		rg_page__say(page, ":\n");
		for (size_t i = 0; i < candidates->n && i < MAX_CANDIDATES; i++) {
			rg_page__say(page, "- ");
			rg_part__candidate(page, &candidates->items[i]);
			rg_page__say(page, "\n");
		}
	} else {
		rg_part__fault(page);
		rg_page__say(page, "No file was named that likely needs changes.\n");
	}
	if (is_written && note->verification.len) {
		rg_page__say(page, "\n**Verification**: ");
		rg_page__markdown(page, note->verification);
	}
}

/* What redgreen pointed at it for; a person's reason is in the note's own words. */
static void reason_of(rg_page *page, rg_str path)
{
	const rg_candidate_vec *candidates = rg_part__candidates(page);

	for (size_t i = 0; candidates && i < candidates->n; i++) {
		if (rg_str_eq(candidates->items[i].path, path) && candidates->items[i].reasons.n) {
			rg_page__inline(page, candidates->items[i].reasons.items[0].text);
			return;
		}
	}
	if (page->note->why.len)
		rg_page__say(page, "see Why It Failed");
	else
		rg_page__say(page, "not written down");
}

static void files_modified(rg_page *page)
{
	const rg_file_change_vec *changes = &page->facts->changes;

	rg_page__say(page, "\n### Files Modified\n");
	if (changes->n == 0)
		rg_page__say(page, "No file was modified.\n");
	for (size_t i = 0; i < changes->n; i++) {
		rg_page__say(page, "%s%zu. ", i ? "\n" : "", i + 1);
		rg_page__bold_path(page, changes->items[i].path);
		rg_page__say(page, "\n   - Change: ");
		rg_part__change(page, &changes->items[i]);
		rg_page__say(page, "\n   - Reason: ");
		reason_of(page, changes->items[i].path);
		rg_page__say(page, "\n");
	}
}

static void result(rg_page *page, const rg_attempt_fact *attempt)
{
	bool is_pass = rg_str_eq_z(attempt->outcome, "passed");

	rg_page__say(page, " \xE2\x86\x92 Result: ");
	if (is_pass) {
		rg_page__say(page, "Pass");
		return;
	}
	rg_page__say(page, "Fail");
	if (!rg_str_eq_z(attempt->outcome, "failed")) {
		rg_page__say(page, ", ");
		rg_page__inline(page, attempt->outcome);
	}
	if (attempt->failure.len) {
		rg_page__say(page, ": ");
		rg_page__code(page, attempt->failure);
	}
}

static void iterations(rg_page *page)
{
	const rg_attempt_fact_vec *attempts = &page->facts->attempts;
	const rg_attempt_fact *last = attempts->n ? &attempts->items[attempts->n - 1] : NULL;

	rg_page__say(page, "\n### Iterations\n");
	if (!last)
		rg_page__say(page, "No attempt was made.\n");
	for (size_t i = 0; i < attempts->n; i++) {
		const rg_attempt_fact *attempt = &attempts->items[i];

		rg_page__say(page, "- **Attempt %u**: ", attempt->number);
		rg_part__changed(page, &attempt->changed);
		result(page, attempt);
		if (attempt->log.len) {
			rg_page__say(page, " (");
			rg_page__code(page, attempt->log);
			if (attempt->patch.len) {
				rg_page__say(page, ", ");
				rg_page__code(page, attempt->patch);
			}
			rg_page__say(page, ")");
		}
		rg_page__say(page, "\n");
	}
	if (last && rg_str_eq_z(last->outcome, "passed") &&
	    page->facts->status != RG_STATUS_FAILED) {
		rg_page__say(page, "- **Final**: ");
		if (page->note->approach.len)
			rg_page__markdown_line(page, page->note->approach);
		else
			rg_part__changed(page, &last->changed);
		rg_page__say(page, " \xE2\x86\x92 Result: \xE2\x9C\x85 Pass\n");
	}
}

static void implementation(rg_page *page)
{
	const rg_note *note = page->note;

	rg_page__say(page, "\n## Implementation\n\n### Approach\n");
	if (note->approach.len || note->expected_fix.len)
		rg_page__markdown(page, note->approach.len ? note->approach : note->expected_fix);
	else
		rg_page__say(page, "The approach was not written down.\n");
	files_modified(page);
	iterations(page);
}

rg_str rg_report_render(rg_arena *arena, const rg_session_facts *facts, const rg_note *note,
			const rg_str_vec *secrets)
{
	rg_page page;

	rg_page__init(&page, arena, facts, note, secrets);
	header(&page);
	if (facts->status == RG_STATUS_FAILED) {
		rg_report__give_up(&page);
		rg_page__say(&page, "\n");
	}
	summary(&page);
	input(&page);
	what_failed(&page);
	why_it_failed(&page);
	hypothesis(&page);
	implementation(&page);
	rg_report__outcome(&page);
	return rg_page__end(&page);
}
