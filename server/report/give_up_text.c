/* SPDX-License-Identifier: MIT */
/*
 * give_up_text.c - what the next person needs: what was tried, why it did not work as far as
 * anybody knows, what is missing, where to look and whom to ask (procedure, section 12).
 */
#include "report/give_up_text.h"

#include "report/parts.h"
#include "report/report.h"

#define MAX_NEXT 3

/* A bullet of "1." counts on. */
static void bullet(rg_page *page, const char *mark, unsigned *n)
{
	++*n;
	if (rg_str_eq_z(rg_str_of(mark), "1."))
		rg_page__say(page, "%u. ", *n);
	else
		rg_page__say(page, "%s ", mark);
}

void rg_report__next_to_try(rg_page *page, const char *mark)
{
	const rg_candidate_vec *candidates = rg_part__candidates(page);
	unsigned n = 0;

	if (page->facts->passes_on_base.ptr) {
		bullet(page, mark, &n);
		rg_page__say(page, "Manual investigation needed: ");
		rg_page__inline(page, page->facts->passes_on_base);
		rg_page__say(page, "\n");
	}
	if (page->note->expected_fix.len) {
		bullet(page, mark, &n);
		rg_page__say(page, "Finish the fix that was expected: ");
		rg_page__markdown_line(page, page->note->expected_fix);
		rg_page__say(page, "\n");
	}
	if (!page->note->why.len) {
		bullet(page, mark, &n);
		rg_page__say(page, "Form a hypothesis for the root cause\n");
	}
	for (size_t i = 0; candidates && i < candidates->n && i < MAX_NEXT; i++) {
		bullet(page, mark, &n);
		rg_page__say(page, "Look at ");
		rg_part__candidate(page, &candidates->items[i]);
		rg_page__say(page, "\n");
	}
	if (n == 0) {
		bullet(page, mark, &n);
		rg_page__say(page, "Run the reproduction test and analyse its failure by hand\n");
	}
}

static void tried(rg_page *page)
{
	const rg_attempt_fact_vec *attempts = &page->facts->attempts;

	rg_page__say(page, "### What Was Tried\n");
	if (attempts->n == 0)
		rg_page__say(page, "Nothing: no change was run.\n");
	for (size_t i = 0; i < attempts->n; i++) {
		const rg_attempt_fact *attempt = &attempts->items[i];

		rg_page__say(page, "%zu. ", i + 1);
		rg_part__changed(page, &attempt->changed);
		rg_page__say(page, " \xE2\x86\x92 ");
		rg_page__inline(page, attempt->outcome);
		if (attempt->failure.len) {
			rg_page__say(page, ": ");
			rg_page__code(page, attempt->failure);
		}
		rg_page__say(page, "\n");
	}
}

static void why(rg_page *page)
{
	rg_page__say(page, "\n### Why It Failed\n");
	if (page->facts->reason.len) {
		rg_page__inline(page, page->facts->reason);
		rg_page__say(page, "\n");
	}
	if (page->facts->passes_on_base.ptr) {
		rg_page__say(page, "%sCannot reproduce on the new branch: ",
			     page->facts->reason.len ? "\n" : "");
		rg_page__inline(page, page->facts->passes_on_base);
		rg_page__say(page, "\n");
	}
	if (page->note->why.len) {
		rg_page__say(page, "%sThe best hypothesis: ", page->facts->reason.len ? "\n" : "");
		rg_page__markdown(page, page->note->why);
	} else if (!page->facts->reason.len && !page->facts->passes_on_base.ptr) {
		rg_page__say(page, "The reason was not written down.\n");
	}
}

static void needed(rg_page *page)
{
	const rg_check_item_vec *items = &page->facts->checklist;
	bool is_empty = true;

	rg_page__say(page, "\n### What's Needed\n");
	if (page->facts->status_note.len) {
		rg_page__say(page, "- ");
		rg_page__inline(page, page->facts->status_note);
		rg_page__say(page, "\n");
		is_empty = false;
	}
	for (size_t i = 0; i < items->n; i++) {
		if (items->items[i].done)
			continue;
		rg_page__say(page, "- ");
		rg_page__inline(page, items->items[i].item);
		if (items->items[i].evidence.len) {
			rg_page__say(page, ": ");
			rg_page__inline(page, items->items[i].evidence);
		}
		rg_page__say(page, "\n");
		is_empty = false;
	}
	if (is_empty)
		rg_page__say(page, "What is needed was not written down.\n");
}

static void developers(rg_page *page)
{
	const rg_person_vec *people = &page->facts->people;

	rg_page__say(page, "\n### Recommended Developers\n");
	if (people->n == 0)
		rg_page__say(page, "Nobody was found in CODEOWNERS or in the history.\n");
	for (size_t i = 0; i < people->n; i++) {
		rg_page__say(page, "- **");
		rg_part__name(page, &people->items[i]);
		rg_page__say(page, "**: ");
		rg_part__reason(page, &people->items[i]);
		rg_page__say(page, "\n");
	}
}

void rg_report__give_up(rg_page *page)
{
	rg_page__say(page, "## Status: %s\n\n",
		     rg_status_text(page->arena, RG_STATUS_FAILED, (rg_str){NULL, 0}).ptr);
	tried(page);
	why(page);
	needed(page);
	rg_page__say(page, "\n### Recommended Next Steps\n");
	rg_report__next_to_try(page, "1.");
	developers(page);
}
