/* SPDX-License-Identifier: MIT */
/*
 * outcome.c - what came of the work: the sections of template T4 from "Verification" on. Of the
 * next steps only those that fit the status are filled; the others say that they do not apply.
 */
#include "report/outcome.h"

#include "report/give_up_text.h"
#include "report/parts.h"

static void verification(rg_page *page)
{
	const rg_session_facts *facts = page->facts;

	rg_page__say(page, "\n## Verification\n\n### Test Results\n");
	if (facts->test_output.len)
		rg_page__fence(page, facts->test_output, "");
	else
		rg_page__say(page, "No passing run was recorded for this version of the files.\n");
	if (facts->testing.n) {
		rg_page__say(page, "\n");
		rg_part__claims(page, &facts->testing);
	}
	rg_part__regressions(page);
	rg_part__weakened(page);
	rg_page__say(page, "\n### Performance Impact\n");
	rg_part__performance(page);
	rg_part__plots(page);
	rg_page__say(page, "\n### Stability\n");
	if (facts->stability_runs == 0) {
		rg_page__say(page, "No stability check was made on this version of the files.\n");
		return;
	}
	rg_page__say(page, "- Ran test %u time%s: %u passes / %u runs\n- Consistent behavior: %s\n",
		     facts->stability_runs, facts->stability_runs == 1 ? "" : "s",
		     facts->stability_passed, facts->stability_runs,
		     facts->stability_passed == facts->stability_runs ? "Yes" : "No");
	if (facts->stability_text.len) {
		rg_page__say(page, "- ");
		rg_page__inline(page, facts->stability_text);
		rg_page__say(page, "\n");
	}
	if (facts->varied_text.len) {
		rg_page__say(page, "- ");
		rg_page__inline(page, facts->varied_text);
		rg_page__say(page, "\n");
	}
}

static void name_or(rg_page *page, const char *label, rg_str name, const char *otherwise)
{
	rg_page__say(page, "**%s**: ", label);
	if (name.len)
		rg_page__name(page, name);
	else
		rg_page__say(page, "%s", otherwise);
	rg_page__say(page, "\n");
}

static void pull_request(rg_page *page)
{
	const rg_session_facts *facts = page->facts;

	rg_page__say(page, "\n## Pull Request\n\n**Status**: %s\n**Link**: ",
		     facts->is_draft_open ? "Created"
		     : facts->pr_link.len ? "Not Created, its text is written"
					  : "Not Created");
	if (facts->pr_link.len)
		rg_page__link(page, facts->pr_link);
	else
		rg_page__say(page, "none");
	rg_page__say(page, "\n");
	name_or(page, "Branch", facts->branch, "none was made");
	name_or(page, "Base", facts->base, "not known");
	rg_page__say(page, "\n### PR Details\n- **Title**: ");
	if (facts->pr_title.len)
		rg_page__inline(page, facts->pr_title);
	else
		rg_page__say(page, "none was written");
	rg_page__say(page, "\n- **Recommended Workflows**:");
	for (size_t i = 0; i < facts->workflows.n; i++) {
		rg_page__say(page, "\n  - ");
		rg_page__code(page, facts->workflows.items[i].name);
		if (facts->workflows.items[i].command.len) {
			rg_page__say(page, ": ");
			rg_page__code(page, facts->workflows.items[i].command);
		}
	}
	rg_page__say(page, "%s\n", facts->workflows.n ? "" : " none was found in this repository");
	if (facts->hooks.len) {
		rg_page__say(page, "- **Hooks**: ");
		rg_page__inline(page, facts->hooks);
		rg_page__say(page, "\n");
	}
}

static void open_items(rg_page *page)
{
	const rg_check_item_vec *items = &page->facts->checklist;

	for (size_t i = 0; i < items->n; i++) {
		if (items->items[i].done)
			continue;
		rg_page__say(page, "- [ ] ");
		rg_page__inline(page, items->items[i].item);
		if (items->items[i].evidence.len) {
			rg_page__say(page, ": ");
			rg_page__inline(page, items->items[i].evidence);
		}
		rg_page__say(page, "\n");
	}
}

static void whom_to_ask(rg_page *page)
{
	const rg_person_vec *people = &page->facts->people;

	for (size_t i = 0; i < people->n && i < 3; i++) {
		rg_page__say(page, "- [ ] Consult ");
		rg_part__name(page, &people->items[i]);
		rg_page__say(page, " (");
		rg_part__reason(page, &people->items[i]);
		rg_page__say(page, ")\n");
	}
}

/* What the fix breaks is still to be mended (procedure S64). */
static void side_effects(rg_page *page)
{
	for (size_t i = 0; i < page->facts->regressions.n; i++) {
		rg_page__say(page, "- [ ] Side effect: ");
		rg_page__inline(page, page->facts->regressions.items[i].text);
		rg_page__say(page, "\n");
	}
}

static void next_steps(rg_page *page)
{
	static const char *const no = "Does not apply.\n";
	const rg_session_facts *facts = page->facts;
	size_t at;

	rg_page__say(page, "\n## Next Steps\n\n### If Successful\n");
	if (facts->status == RG_STATUS_SUCCESS) {
		rg_page__say(page,
			     "%s- [ ] Run recommended CI workflows\n"
			     "- [ ] Merge after approval\n",
			     facts->is_draft_open ? "- [ ] Review PR and address comments\n"
						  : "- [ ] Create the draft PR\n");
		open_items(page);
	} else {
		rg_page__say(page, "%s", no);
	}
	rg_page__say(page, "\n### If Partial\n");
	if (facts->status == RG_STATUS_PARTIAL) {
		at = page->buf.len;
		if (facts->status_note.len) {
			rg_page__say(page, "- [ ] Known limitation: ");
			rg_page__inline(page, facts->status_note);
			rg_page__say(page, "\n");
		}
		side_effects(page);
		open_items(page);
		if (page->buf.len == at)
			rg_page__say(page, "- [ ] Decide what still needs to be done\n");
	} else {
		rg_page__say(page, "%s", no);
	}
	rg_page__say(page, "\n### If Failed\n");
	if (facts->status == RG_STATUS_FAILED) {
		rg_page__say(page, "- [ ] Why it failed: ");
		rg_page__inline(page, facts->reason.len ? facts->reason
				      : facts->status_note.len
					      ? facts->status_note
					      : RG_STR("the reason was not written down"));
		rg_page__say(page, "\n");
		rg_report__next_to_try(page, "- [ ]");
		whom_to_ask(page);
	} else {
		rg_page__say(page, "%s", no);
	}
}

static void developers(rg_page *page)
{
	static const char *const places[] = {"Primary", "Secondary", "Reviewer"};
	const rg_person_vec *people = &page->facts->people;

	rg_page__say(page, "\n## Relevant Developers\n\n");
	if (people->n == 0) {
		rg_page__say(page, "Nobody was found in CODEOWNERS or in the history.\n");
		return;
	}
	rg_page__say(page, "Based on the area of change:\n");
	for (size_t i = 0; i < people->n; i++) {
		rg_page__say(page, "- **%s**: ", i < 3 ? places[i] : "Also");
		rg_part__name(page, &people->items[i]);
		rg_page__say(page, " (");
		rg_part__reason(page, &people->items[i]);
		rg_page__say(page, ")\n");
	}
}

static void details(rg_page *page)
{
	rg_page__say(page, "\n## Technical Details\n\n### Stack Trace (Original Failure)\n");
	if (page->facts->stack_trace.len)
		rg_page__fence(page, page->facts->stack_trace, "");
	else
		rg_page__say(page, "No stack trace was recorded.\n");
	rg_page__say(page, "\n### Key Code Changes\n");
	if (page->facts->diff.len)
		rg_page__fence(page, page->facts->diff, "diff");
	else
		rg_page__say(page, "No code was changed.\n");
}

static void lessons(rg_page *page)
{
	rg_page__say(page, "\n## Lessons Learned\n\n");
	if (page->note->lessons.len)
		rg_page__markdown(page, page->note->lessons);
	else
		rg_page__say(page, "- No lesson was written down.\n");
	rg_page__say(page, "\n---\n\n**Report Generated by ");
	rg_page__inline(page, page->facts->tool);
	rg_page__say(page, "**\n");
}

void rg_report__outcome(rg_page *page)
{
	verification(page);
	pull_request(page);
	next_steps(page);
	developers(page);
	details(page);
	lessons(page);
}
