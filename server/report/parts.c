/* SPDX-License-Identifier: MIT */
/*
 * parts.c - facts as sentences. Outcomes come from claims alone; what is said here of a failure is
 * what its log says.
 */
#include "report/parts.h"

#include "locate/words.h"

#define MAX_REASONS 3
#define MAX_PATHS   6

const char *rg_part__kind(rg_failure_kind kind)
{
	return kind == RG_KIND_PERFORMANCE ? "Performance"
	       : kind == RG_KIND_RESOURCE  ? "Resource"
					   : "Correctness";
}

void rg_part__error(rg_page *page, const rg_exception *error)
{
	rg_str rest = error->message, line = rest;
	rg_str type = error->type.ptr ? error->type : RG_STR("");

	(void)rg_str_line(&line, &rest);
	if (type.len && line.len)
		rg_page__code(page, rg_arena_printf(page->arena, "%.*s: %.*s", RG_FMT(type),
						    RG_FMT(line)));
	else if (type.len || line.len)
		rg_page__code(page, type.len ? type : line);
	else
		rg_page__say(page, "an error that the log does not name");
}

const rg_frame *rg_part__where(const rg_failure *failure)
{
	const rg_frame_vec *frames = &failure->error.frames;

	for (size_t i = frames->n; i > 0; i--)
		if (frames->items[i - 1].in_workspace)
			return &frames->items[i - 1];
	return frames->n ? &frames->items[frames->n - 1] : NULL;
}

void rg_part__frame(rg_page *page, const rg_frame *frame)
{
	if (frame->path.ptr)
		rg_page__code(page, frame->line ? rg_arena_printf(page->arena, "%.*s:%u",
								  RG_FMT(frame->path), frame->line)
						: frame->path);
	if (frame->function.len) {
		rg_page__say(page, frame->path.ptr ? " in " : "in ");
		rg_page__code(page, frame->function);
	}
}

void rg_part__failure(rg_page *page)
{
	const rg_failure *failure = page->facts->failure;

	rg_page__code(page, failure->test);
	rg_page__say(page, " failed with ");
	rg_part__error(page, &failure->error);
	if (failure->operation.len) {
		rg_page__say(page, " in ");
		rg_page__code(page, failure->operation);
	}
	rg_page__say(page, ".");
}

void rg_part__claims(rg_page *page, const rg_claim_vec *claims)
{
	for (size_t i = 0; i < claims->n; i++) {
		rg_page__say(page, "- ");
		rg_page__inline(page, claims->items[i].text);
		if (claims->items[i].command.len) {
			rg_page__say(page, ": ");
			rg_page__code(page, claims->items[i].command);
		}
		rg_page__say(page, "\n");
	}
}

bool rg_part__is_measured(const rg_session_facts *facts)
{
	return facts->performance.n || facts->before.ptr || facts->after.ptr;
}

void rg_part__performance(rg_page *page)
{
	const struct {
		const char *label;
		rg_str value;
	} lines[] = {
		{"Before", page->facts->before},
		{"After", page->facts->after},
		{"Improvement", page->facts->improvement},
	};

	if (!rg_part__is_measured(page->facts)) {
		rg_page__say(
			page, "No measurement was made%s.\n",
			page->facts->is_about_speed
				? ", although this is about speed: `redgreen measure` makes one"
				: "");
		return;
	}
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		rg_page__say(page, "- **%s**: ", lines[i].label);
		if (lines[i].value.ptr)
			rg_page__inline(page, lines[i].value);
		else
			rg_page__say(page, "not measured");
		rg_page__say(page, "\n");
	}
	rg_part__claims(page, &page->facts->performance);
}

/* A file's name as the target of a link. */
static rg_str as_target(rg_arena *arena, rg_str name)
{
	rg_buf text;
	rg_str out;

	rg_buf_init(&text, 4 * name.len + 1);
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    memchr("._-", c, 3))
			rg_buf_add_char(&text, (char)c);
		else
			rg_buf_printf(&text, "%%%02X", c);
	}
	out = rg_arena_dup(arena, rg_buf_str(&text));
	rg_buf_release(&text);
	return out;
}

void rg_part__plots(rg_page *page)
{
	const rg_session_facts *facts = page->facts;

	if (!facts->plots.n)
		return;
	rg_page__say(page, "\n");
	rg_page__fence(page, rg_plot_bars(page->arena, &facts->plots), "text");
	if (facts->plot_file.len)
		rg_page__say(page, "\n![Every measured value before and after](%.*s)\n",
			     RG_FMT(as_target(page->arena, facts->plot_file)));
}

static const char *plural(uint32_t n)
{
	return n == 1 ? "" : "s";
}

void rg_part__change(rg_page *page, const rg_file_change *change)
{
	rg_str what = change->what;

	if (!what.len)
		what = rg_note_of_file(page->note, change->path);
	if (what.len)
		rg_page__markdown_line(page, what);
	else if (!change->n_added && !change->n_removed)
		rg_page__inline(page, change->change.ptr ? change->change : RG_STR("modified"));
	else if (rg_str_eq_z(change->change, "added"))
		rg_page__say(page, "new file, %u line%s", change->n_added, plural(change->n_added));
	else if (rg_str_eq_z(change->change, "deleted"))
		rg_page__say(page, "deleted, %u line%s", change->n_removed,
			     plural(change->n_removed));
	else
		rg_page__say(page, "%u line%s added, %u removed", change->n_added,
			     plural(change->n_added), change->n_removed);
}

void rg_part__changed(rg_page *page, const rg_str_vec *paths)
{
	if (paths->n == 0)
		rg_page__say(page, "no change");
	for (size_t i = 0; i < paths->n && i < MAX_PATHS; i++) {
		rg_page__say(page, "%s", i ? ", " : "changed ");
		rg_page__code(page, paths->items[i]);
	}
	if (paths->n > MAX_PATHS)
		rg_page__say(page, " and %zu more", paths->n - MAX_PATHS);
}

void rg_part__name(rg_page *page, const rg_person *person)
{
	if (person->name.len && person->name.ptr[0] == '@')
		rg_page__code(page, person->name);
	else
		rg_page__inline(page, person->name);
}

void rg_part__reason(rg_page *page, const rg_person *person)
{
	rg_page__inline(page, person->role);
	if (person->role.len && person->reason.len)
		rg_page__say(page, ": ");
	rg_page__inline(page, person->reason);
}

/* A pipeline of GitLab's may have hundreds of jobs. */
#define MAX_WORKFLOWS 30

void rg_part__workflows(rg_page *page)
{
	const rg_workflow_advice_vec *workflows = &page->facts->workflows;
	size_t n = workflows->n < MAX_WORKFLOWS ? workflows->n : MAX_WORKFLOWS;

	if (workflows->n == 0)
		rg_page__say(page, "No workflow was found in this repository.\n");
	for (size_t i = 0; i < n; i++) {
		const rg_workflow_advice *advice = &workflows->items[i];

		rg_page__say(page, "- [%s] ",
			     advice->is_required || advice->runs_by_itself ? "x" : " ");
		rg_page__code(page, advice->name);
		if (advice->is_required)
			rg_page__say(page, " (required)");
		if (advice->reason.len) {
			rg_page__say(page, ": ");
			rg_page__inline(page, advice->reason);
		}
		if (advice->runs_by_itself) {
			rg_page__say(page, "; runs by itself");
		} else if (advice->command.len) {
			rg_page__say(page, "; start it with ");
			rg_page__code(page, advice->command);
		}
		rg_page__say(page, "\n");
	}
	if (n < workflows->n)
		rg_page__say(page, "\n%zu more are in `redgreen workflows`.\n", workflows->n - n);
}

void rg_part__candidate(rg_page *page, const rg_candidate *candidate)
{
	const char *kind = rg_candidate_kind_words(candidate->kind);

	rg_page__code(page, candidate->path);
	for (size_t i = 0; i < candidate->reasons.n && i < MAX_REASONS; i++) {
		rg_page__say(page, "%s", i ? "; " : " (");
		rg_page__inline(page, candidate->reasons.items[i].text);
	}
	rg_page__say(page, "%s", candidate->reasons.n ? ")" : "");
	if (kind)
		rg_page__say(page, ": %s", kind);
}

const rg_candidate_vec *rg_part__candidates(const rg_page *page)
{
	const rg_answer *answer = page->facts->answer;

	return answer && answer->candidates.n ? &answer->candidates : NULL;
}

void rg_part__fault(rg_page *page)
{
	const rg_answer *answer = page->facts->answer;
	const char *fault = answer ? rg_fault_words(answer->fault) : NULL;

	if (!fault)
		return;
	rg_page__say(page, "**%s**: ", fault);
	rg_page__inline(page, answer->fault_text);
	rg_page__say(page, "\n\n");
}

void rg_part__how_sure(rg_page *page)
{
	const rg_answer *answer = page->facts->answer;
	rg_str sure = answer ? rg_confidence_words(page->arena, answer) : RG_STR("");

	if (sure.len)
		rg_page__say(page, ", the first is %.*s", RG_FMT(sure));
}

rg_str_vec rg_part__test_files(const rg_page *page)
{
	rg_str_vec files = {NULL, 0, 0};

	for (size_t i = 0; i < page->facts->tests.n; i++) {
		rg_str id = page->facts->tests.items[i];
		size_t end = rg_str_find(id, RG_STR("::"));
		rg_str file = end == SIZE_MAX ? id : rg_str_sub(id, 0, end);

		if (!rg_str_vec_has(&files, file))
			RG_PUSH(page->arena, &files, file);
	}
	return files;
}

void rg_part__regressions(rg_page *page)
{
	if (!page->facts->regressions.n)
		return;
	rg_page__say(page, "\n\xE2\x9A\xA0\xEF\xB8\x8F The fix breaks something else:\n");
	rg_part__claims(page, &page->facts->regressions);
}

void rg_part__weakened(rg_page *page)
{
	const rg_session_facts *facts = page->facts;

	if (!facts->weakened.n)
		return;
	rg_page__say(page, "\n\xE2\x9A\xA0\xEF\xB8\x8F Tests say less than before:\n");
	for (size_t i = 0; i < facts->weakened.n; i++) {
		rg_page__say(page, "- ");
		rg_page__code(page, facts->weakened.items[i]);
		rg_page__say(page, "\n");
	}
	if (!facts->acknowledged.ptr) {
		rg_page__say(page, "\nNobody has said that this is meant.\n");
	} else if (facts->acknowledged.len) {
		rg_page__say(page, "\nAcknowledged by the author: ");
		rg_page__markdown_line(page, facts->acknowledged);
		rg_page__say(page, "\n");
	} else {
		rg_page__say(page, "\nAcknowledged by the author.\n");
	}
}
