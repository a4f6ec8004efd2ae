/* SPDX-License-Identifier: MIT */
/*
 * printed.c - what a test printed may be the output of another pytest, title lines included, as
 * wide as pytest's own. Such a session is enclosed: its start and its closing line both stand
 * between those of the outer one, or it starts inside a captured block and is closed there.
 *
 * One without a start line (-q, or a piece of a log) is told by what pytest itself never does:
 * FAILURES twice in one session, a closing line without rules when the session began with one, a
 * second summary; and a report of a test that the session's summary does not know.
 */
#include "trace/titles.h"

#include "trace/nested.h"
#include "trace/nodeid.h"
#include "trace/sections.h"

/* Titles that are looked at from one place on; sessions of more are no enclosed ones. */
#define MAX_AHEAD 1000
/* Bytes of a summary that a test printed. */
#define MAX_SUMMARY 16384

typedef struct rg_sieve {
	const rg_title_vec *titles;
	rg_str text;
	rg_str_vec names; /* of the functions that the session's summary names; sorted */
	bool has_failed_lines, has_error_lines; /* in that summary (-rf and -rE: only one kind) */
	bool has_start, has_errors, has_failures;
	bool is_in_report;  /* a report may be open, or its captured output */
	bool is_line_style; /* --tb=line: the reports of FAILURES have no titles */
} rg_sieve;

static bool is_section(const rg_title *title, const char *name)
{
	return title->kind == TITLE_SECTION && rg_str_eq_z(title->name, name);
}

static bool is_summary(const rg_title *title)
{
	return is_section(title, "short test summary info");
}

static bool ends_session(const rg_title *title)
{
	return title->kind == TITLE_START || (title->kind == TITLE_CLOSING && title->width);
}

/* The functions that the lines below the summary's title name. */
static void read_names(rg_sieve *sieve, rg_arena *arena, const rg_title *summary, size_t end)
{
	rg_str lines = rg_str_sub(sieve->text, summary->end, end), line;

	while (rg_str_line(&line, &lines)) {
		size_t colons = rg_str_find(rg_str_sub(line, 0, 2000), RG_STR("::"));

		if (colons == SIZE_MAX ||
		    (!rg_str_starts(line, RG_STR("FAILED ")) &&
		     !rg_str_starts(line, RG_STR("ERROR ")) &&
		     rg_str_find(rg_str_sub(line, 0, colons), RG_STR("SUBFAIL")) == SIZE_MAX))
			continue;
		if (line.ptr[0] == 'E')
			sieve->has_error_lines = true;
		else
			sieve->has_failed_lines = true;
		line = rg_str_sub(line, colons, line.len);
		line = rg_str_sub(line, 0, rg_str_find(line, RG_STR(" - ")));
		RG_PUSH(arena, &sieve->names, rg_nodeid_function(line));
	}
	rg_str_vec_sort(&sieve->names);
}

/*
 * Whether the session goes on with the report behind its summary: then a test printed that, and a
 * closing line below it. A message in the summary (CI=1) may hold a title, too.
 */
static bool goes_on_at(const rg_sieve *sieve, size_t summary, const rg_title *report)
{
	size_t from = sieve->titles->items[summary].end;
	rg_str lines = rg_str_sub(sieve->text, from, report->begin), line, name;

	if (!sieve->has_start || report->kind != TITLE_REPORT || lines.len > MAX_SUMMARY)
		return false;
	while (rg_str_line(&line, &lines))
		if (rg_section_title(&name, line, '=') && rg_section_is_closing(name))
			return true;
	return false;
}

/*
 * The names of the last summary of the session whose first title is idx; none when it has none. A
 * session without a start line may be several: then the names count if there is one summary only.
 */
static void look_for_names(rg_sieve *sieve, rg_arena *arena, size_t idx)
{
	const rg_title_vec *titles = sieve->titles;
	size_t summary = SIZE_MAX, n = 0, end = sieve->text.len;

	sieve->names = (rg_str_vec){NULL, 0, 0};
	sieve->has_failed_lines = sieve->has_error_lines = false;
	for (size_t i = idx; i < titles->n; i++) {
		const rg_title *title = &titles->items[i];
		bool is_in_report = i > idx && (title[-1].kind == TITLE_REPORT ||
						title[-1].kind == TITLE_CAPTURED);

		if (title->kind == TITLE_START && title->closing != SIZE_MAX &&
		    (title->is_enclosed || is_in_report)) {
			i = title->closing;
		} else if (title->kind == TITLE_START && i > idx) {
			break;
		} else if (is_summary(title)) {
			summary = i;
			n++;
		} else if (n > 0 && goes_on_at(sieve, summary, title)) {
			n = 0; /* reports do not follow on the session's own */
		}
	}
	if (n == 0 || (n > 1 && !sieve->has_start))
		return;
	for (size_t i = summary + 1; i < titles->n; i++) {
		if (!ends_session(&titles->items[i]))
			continue; /* in a message of several lines (CI=1) */
		end = titles->items[i].begin;
		break;
	}
	read_names(sieve, arena, &titles->items[summary], end);
}

/* A report of a test that the summary does not have. */
static bool is_unknown_report(const rg_sieve *sieve, rg_str title)
{
	rg_str name;

	bool is_in_errors = sieve->has_errors && !sieve->has_failures;
	bool is_error = rg_nodeid_phase(&title, is_in_errors) != RG_PHASE_CALL;

	if (!(is_error ? sieve->has_error_lines : sieve->has_failed_lines))
		return false;
	name = rg_nodeid_function(title);
	return rg_str_starts(name, RG_STR("test")) && !rg_str_vec_has_sorted(&sieve->names, name);
}

/*
 * Whether the session goes on behind the closing or summary at idx: with another closing or its
 * summary, before the next one begins.
 */
static bool is_followed(const rg_sieve *sieve, size_t idx)
{
	const rg_title_vec *titles = sieve->titles;
	const rg_title *title = &titles->items[idx];

	for (size_t i = idx + 1; i < titles->n && i < idx + MAX_AHEAD; i++) {
		const rg_title *next = &titles->items[i];

		if (is_summary(next) ||
		    (title->kind == TITLE_CLOSING && next->kind == TITLE_CLOSING) ||
		    (is_summary(title) && goes_on_at(sieve, idx, next)))
			return true;
		if (ends_session(next) || (!sieve->has_start && (is_section(next, "FAILURES") ||
								 is_section(next, "ERRORS"))))
			return false;
	}
	return false;
}

/*
 * Where the session ends whose FAILURES, at idx, a test printed: at its closing line, if the one
 * around it goes on with a report, and none of its own stands between. idx when that is not so.
 */
static size_t printed_end(const rg_sieve *sieve, size_t idx)
{
	const rg_title_vec *titles = sieve->titles;

	for (size_t i = idx + 1; i + 1 < titles->n && i < idx + MAX_AHEAD; i++) {
		const rg_title *title = &titles->items[i];

		if (title->kind == TITLE_START ||
		    (title->kind == TITLE_REPORT &&
		     rg_str_vec_has_sorted(&sieve->names, rg_nodeid_function(title->name))))
			return idx;
		if (title->kind == TITLE_CLOSING)
			return title[1].kind == TITLE_REPORT || title[1].kind == TITLE_CAPTURED
				       ? i
				       : idx;
	}
	return idx;
}

static void begin_session(rg_sieve *sieve)
{
	sieve->has_errors = sieve->has_failures = sieve->is_in_report = false;
	sieve->is_line_style = false;
}

/* Whether the section at idx begins with `E   text` or `a.py:3: text`, which need a title else. */
static bool begins_with_report(const rg_sieve *sieve, size_t idx)
{
	const rg_title *title = &sieve->titles->items[idx];
	rg_str body = rg_str_sub(sieve->text, title->end,
				 idx + 1 < sieve->titles->n ? title[1].begin : sieve->text.len);
	rg_str line = {NULL, 0};
	size_t colon;

	(void)rg_str_line(&line, &body);
	colon = rg_str_find(line, RG_STR(".py:"));
	return rg_str_starts(line, RG_STR("E  ")) ||
	       (colon < rg_str_find_char(line, ' ') && colon + 4 < line.len &&
		line.ptr[colon + 4] >= '0' && line.ptr[colon + 4] <= '9');
}

/* Whether pytest wrote the title itself; keeps track of where in the session it stands. */
static bool is_own(rg_sieve *sieve, rg_arena *arena, size_t idx)
{
	const rg_title *title = &sieve->titles->items[idx];

	switch (title->kind) {
	case TITLE_START:
		begin_session(sieve);
		sieve->has_start = true;
		look_for_names(sieve, arena, idx);
		return true;
	case TITLE_CLOSING:
		/* pytest-pretty closes without rules what began with them */
		if (!title->width && ((sieve->has_start && !rg_section_is_results(title->name)) ||
				      (sieve->is_in_report && is_followed(sieve, idx))))
			return false;
		begin_session(sieve);
		if (title->width) {
			sieve->has_start = false;
			look_for_names(sieve, arena, idx + 1);
		}
		return true;
	case TITLE_REPORT:
		if (sieve->is_line_style || is_unknown_report(sieve, title->name))
			return false;
		sieve->is_in_report = true;
		return true;
	case TITLE_SECTION:
		if (is_section(title, "FAILURES") || is_section(title, "ERRORS")) {
			bool is_failures = is_section(title, "FAILURES");

			if (sieve->has_failures || (sieve->has_errors && !is_failures))
				return false;
			sieve->has_failures = is_failures;
			sieve->is_line_style = is_failures && begins_with_report(sieve, idx);
			sieve->has_errors = sieve->is_in_report = true;
			return true;
		} else if ((sieve->is_in_report || sieve->has_start) && is_summary(title) &&
			   is_followed(sieve, idx)) {
			return false;
		}
		sieve->is_in_report = false;
		return true;
	default:
		return true;
	}
}

void rg_titles_drop_printed(rg_title_vec *titles, rg_arena *arena, rg_str text)
{
	rg_title_vec all;
	rg_sieve sieve = {.titles = &all, .text = text};
	rg_title_vec own = {NULL, 0, 0};
	size_t enclosed_end = 0; /* titles up to it are another session's */

	rg_nested_find(titles, arena, text);
	all = *titles;
	look_for_names(&sieve, arena, 0);
	for (size_t i = 0; i < all.n; i++) {
		const rg_title *title = &all.items[i];

		if (title->kind == TITLE_START && title->closing != SIZE_MAX &&
		    (title->is_enclosed || sieve.is_in_report) && title->closing >= enclosed_end)
			enclosed_end = title->closing + 1;
		if (i < enclosed_end || is_own(&sieve, arena, i))
			RG_PUSH(arena, &own, *title);
		else if (is_section(title, "FAILURES") || is_section(title, "ERRORS"))
			i = printed_end(&sieve, i);
	}
	*titles = own;
	rg_nested_find(titles, arena, text);
}
