/* SPDX-License-Identifier: MIT */
/*
 * sections.c - one walk over the list of pytest's own title lines (titles.c, printed.c).
 */
#include "trace/sections.h"

#include "trace/titles.h"

typedef enum rg_mode { MODE_PROGRESS, MODE_REPORTS, MODE_SUMMARY, MODE_OTHER } rg_mode;

typedef struct rg_finder {
	rg_session_vec *out;
	rg_arena *arena;
	rg_str text;
	rg_mode mode;
	bool has_start;		  /* the current session's start was seen */
	bool has_section;	  /* any `===` title was seen */
	bool is_error;		  /* in ERRORS */
	bool is_in_report;	  /* the text up to the next title is a report's body */
	bool is_in_progress;	  /* reports stand among the lines of progress */
	bool is_captured;	  /* behind a captured block's title */
	bool is_captured_stderr;  /* and the block is a report's standard error */
	rg_section_report report; /* the one that is open; its body's begin is in `since` */
	size_t since;		  /* where the text that is being collected began */
} rg_finder;

static rg_session *current(rg_finder *finder)
{
	if (finder->out->n == 0)
		(void)RG_PUSH_NEW(finder->arena, finder->out);
	return &finder->out->items[finder->out->n - 1];
}

/* Ends what is open at `at`. */
static void end_part(rg_finder *finder, size_t at)
{
	rg_str part = rg_str_sub(finder->text, finder->since, at);
	rg_session *session = current(finder);

	if (finder->mode == MODE_PROGRESS && !session->progress.ptr) {
		session->progress = part;
	} else if (finder->mode == MODE_SUMMARY) {
		RG_PUSH(finder->arena, &session->summaries, part);
	} else if (finder->mode == MODE_REPORTS && finder->is_in_report) {
		finder->report.body =
			finder->is_in_progress ? rg_title_without_progress(part) : part;
		if (finder->report.title.ptr || rg_str_trim(part).len > 0)
			RG_PUSH(finder->arena, &session->reports, finder->report);
	}
	if (finder->is_captured_stderr && session->reports.n)
		session->reports.items[session->reports.n - 1].printed = part;
	finder->is_captured_stderr = false;
	finder->is_in_report = false;
	finder->since = at;
}

/*
 * Where the last report before pytest-pretty's "Results (…)" ends: at its table, "Summary of
 * Failures" above "┏━━┳━━", which is as wide as the terminal.
 */
static size_t before_table(const rg_finder *finder, size_t at)
{
	rg_str part = rg_str_sub(finder->text, finder->since, at);
	size_t table = rg_str_find(part, RG_STR("\n\xe2\x94\x8f\xe2\x94\x81")), title;

	if (table == SIZE_MAX)
		return at;
	title = rg_str_rfind_char(rg_str_sub(part, 0, table), '\n');
	return finder->since + (title == SIZE_MAX ? 0 : title + 1);
}

static void on_section(rg_finder *finder, const rg_title *title)
{
	rg_str name = title->name;

	finder->mode = MODE_OTHER;
	if (rg_str_eq_z(name, "FAILURES") || rg_str_eq_z(name, "ERRORS")) {
		finder->mode = MODE_REPORTS;
		finder->is_error = rg_str_eq_z(name, "ERRORS");
		finder->is_in_report = true;
		finder->report = (rg_section_report){.is_error = finder->is_error};
	} else if (rg_str_eq_z(name, "short test summary info")) {
		finder->mode = MODE_SUMMARY;
	}
}

static void on_title(rg_finder *finder, const rg_title *title)
{
	if (title->kind == TITLE_REPORT || title->kind == TITLE_CAPTURED) {
		/* A piece of a log may begin with a report; pytest-instafail has them in between.
		 */
		if (title->kind == TITLE_REPORT && title->width >= 20 &&
		    (!finder->has_section || finder->mode == MODE_PROGRESS) &&
		    finder->mode != MODE_REPORTS) {
			end_part(finder, title->begin);
			finder->mode = MODE_REPORTS;
			finder->is_in_progress = true;
		}
		if (finder->mode != MODE_REPORTS)
			return;
		finder->is_captured = title->kind == TITLE_CAPTURED;
		/* --tb=line has no titles: where the captured output ends is for the reader. */
		if (finder->is_captured && finder->is_in_report && !finder->report.title.ptr)
			return;
		end_part(finder, title->begin);
		finder->is_captured_stderr = finder->is_captured &&
					     rg_str_starts(title->name, RG_STR("Captured stderr"));
		finder->is_in_report = title->kind == TITLE_REPORT &&
				       !rg_str_starts(title->name, RG_STR("coverage: "));
		finder->report =
			(rg_section_report){.title = title->name, .is_error = finder->is_error};
		finder->since = title->end;
		return;
	}
	end_part(finder, title->kind == TITLE_CLOSING && rg_section_is_results(title->name)
				 ? before_table(finder, title->begin)
				 : title->begin);
	finder->has_section = true;
	finder->is_captured = finder->is_in_progress = false;
	if (title->kind == TITLE_CLOSING) {
		current(finder)->closing = title->name;
		finder->mode = rg_section_is_results(title->name) ? MODE_SUMMARY : MODE_OTHER;
	} else if (title->kind == TITLE_START) {
		rg_session *session = current(finder);

		/* What stood before the start belongs to it (standard error comes first, into a
		 * file), unless a session ended there. */
		if (finder->has_start || session->closing.ptr || session->reports.n ||
		    session->summaries.n) {
			(void)RG_PUSH_NEW(finder->arena, finder->out);
			finder->since = title->end;
		} else {
			finder->since = session->progress.ptr
						? (size_t)(session->progress.ptr - finder->text.ptr)
						: title->end;
			session->progress = (rg_str){NULL, 0};
		}
		finder->has_start = true;
		finder->mode = MODE_PROGRESS;
		return;
	} else {
		on_section(finder, title);
	}
	finder->since = title->end;
}

void rg_sections_find(rg_session_vec *out, rg_arena *arena, rg_str text)
{
	rg_finder finder = {.out = out, .arena = arena, .text = text, .mode = MODE_PROGRESS};
	rg_title_vec titles = {NULL, 0, 0};

	rg_titles_find(&titles, arena, text);
	rg_titles_drop_printed(&titles, arena, text);
	for (size_t i = 0; i < titles.n; i++) {
		const rg_title *title = &titles.items[i];

		if (title->kind == TITLE_START && title->closing != SIZE_MAX &&
		    (title->is_enclosed || finder.is_captured))
			i = title->closing;
		else
			on_title(&finder, title);
	}
	end_part(&finder, text.len);
	(void)current(&finder);
}
