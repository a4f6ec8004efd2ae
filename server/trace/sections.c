/* SPDX-License-Identifier: MIT */
/*
 * sections.c - first a list of all title lines (a line's first byte decides whether it is looked
 * at), then one walk over that list. A title counts when it is as wide as the others of its
 * session, so that a ruler in somebody's output is not one.
 *
 * What a test printed may be the output of another pytest. Such a session is enclosed: its start
 * and its closing line both stand between those of the outer one, or it starts inside a captured
 * block and is closed there.
 */
#include "trace/sections.h"

#include "base/limits.h"

#include <string.h>

typedef enum rg_title_kind {
	TITLE_START,	/* === test session starts === */
	TITLE_CLOSING,	/* === 1 failed in 0.05s === */
	TITLE_SECTION,	/* === … === */
	TITLE_REPORT,	/* ___ … ___ */
	TITLE_CAPTURED, /* --- Captured … --- and other blocks under a report */
} rg_title_kind;

typedef struct rg_title {
	rg_title_kind kind;
	rg_str name;
	size_t begin, end; /* of the line, its end included */
	size_t width;
	size_t closing; /* of a start: index of the title that closes it; SIZE_MAX none */
	bool is_enclosed;
} rg_title;
typedef RG_VEC(rg_title) rg_title_vec;

bool rg_section_title(rg_str *name, rg_str line, char fill)
{
	size_t left = 0, right = 0;

	while (line.len > 0 && line.ptr[line.len - 1] == ' ')
		line.len--;
	while (left < line.len && line.ptr[left] == fill)
		left++;
	if (left == 0 || left + 3 > line.len || line.ptr[left] != ' ')
		return false;
	while (right < line.len && line.ptr[line.len - 1 - right] == fill)
		right++;
	if (right + 1 < left || right > left + 1 || right == 0 || left + right + 3 > line.len ||
	    line.ptr[line.len - 1 - right] != ' ')
		return false;
	*name = rg_str_sub(line, left + 1, line.len - right - 1);
	for (size_t i = 0; i < name->len; i++) /* "_ _ _ _" */
		if (name->ptr[i] != fill && name->ptr[i] != ' ')
			return true;
	return false;
}

bool rg_section_is_closing(rg_str name)
{
	rg_str part;
	size_t in = rg_str_find(name, RG_STR(" in "));

	if (in == SIZE_MAX || in + 4 >= name.len || name.ptr[in + 4] < '0' ||
	    name.ptr[in + 4] > '9' || name.len > 400)
		return false;
	name = rg_str_sub(name, 0, in);
	if (rg_str_eq_z(name, "no tests ran"))
		return true;
	while (rg_str_part(&part, &name, ',')) {
		part = rg_str_trim(part);
		if (part.len < 3 || part.ptr[0] < '0' || part.ptr[0] > '9' ||
		    rg_str_find_char(part, ' ') == SIZE_MAX)
			return false;
	}
	return true;
}

/* What a line is a title of; false for other lines. */
static bool classify(rg_title *out, rg_str line)
{
	out->width = line.len;
	switch (line.ptr[0]) {
	case '=':
		if (!rg_section_title(&out->name, line, '='))
			return false;
		out->kind = rg_str_eq_z(out->name, "test session starts") ? TITLE_START
			    : rg_section_is_closing(out->name)		  ? TITLE_CLOSING
									  : TITLE_SECTION;
		return true;
	case '_':
		out->kind = TITLE_REPORT;
		return rg_section_title(&out->name, line, '_');
	case '-':
		out->kind = TITLE_CAPTURED;
		return rg_section_title(&out->name, line, '-') &&
		       (line.ptr[1] == '-' || rg_str_starts(out->name, RG_STR("Captured ")));
	default: /* -q closes without rules */
		out->kind = TITLE_CLOSING;
		out->name = line;
		out->width = 0;
		return rg_section_is_closing(line);
	}
}

static bool may_be_title(char c)
{
	return c == '=' || c == '_' || c == '-' || (c >= '0' && c <= '9') || c == 'n';
}

/* "a.py ..F", "a.py::test_b " or "..F": the beginning of a line of progress. */
static bool is_progress(rg_str line)
{
	size_t at = rg_str_find(line, RG_STR(".py"));

	if (line.ptr[0] == ' ')
		return false;
	if (at != SIZE_MAX)
		return rg_str_starts(rg_str_sub(line, at + 3, line.len), RG_STR(" ")) ||
		       rg_str_starts(rg_str_sub(line, at + 3, line.len), RG_STR("::"));
	for (size_t i = 0; i < line.len; i++)
		if (rg_str_find_char(RG_STR(".FEsxXRu"), line.ptr[i]) == SIZE_MAX)
			return false;
	return true;
}

/*
 * "tests/test_a.py .==== test session starts ====": under -s a pytest that a test runs begins in
 * the middle of the outer one's line of progress. The line's end is what is looked at.
 */
static bool find_glued_start(rg_title *title, rg_str line)
{
	size_t at, begin;

	if (line.len < 24 || line.ptr[line.len - 1] != '=' || line.ptr[0] == '=')
		return false;
	at = rg_str_find(line, RG_STR("= test session starts ="));
	if (at == SIZE_MAX)
		return false;
	for (begin = at; begin > 0 && line.ptr[begin - 1] == '=';)
		begin--;
	if (!is_progress(rg_str_sub(line, 0, begin)) ||
	    !classify(title, rg_str_sub(line, begin, line.len)) || title->kind != TITLE_START)
		return false;
	title->begin += begin;
	return true;
}

static void find_titles(rg_title_vec *out, rg_arena *arena, rg_str text)
{
	for (size_t at = 0; at < text.len;) {
		const char *lf = memchr(text.ptr + at, '\n', text.len - at);
		size_t end = lf ? (size_t)(lf - text.ptr) + 1 : text.len;
		rg_title title = {.begin = at, .end = end, .closing = SIZE_MAX};

		rg_str line = rg_str_sub(text, at, lf ? end - 1 : end);

		if ((may_be_title(text.ptr[at]) && classify(&title, line)) ||
		    find_glued_start(&title, line))
			RG_PUSH(arena, out, title);
		at = end;
	}
}

/* Of the log's end, where the summary is, and of titles that are looked up there: both bounded. */
#define SUMMARY_BYTES  (256 * RG_KiB)
#define MAX_ODD_TITLES 100

/* Whether the summary has a node id that ends in the title's test: "a.py::TestX::test_y". */
static bool is_in_summary(rg_str text, rg_str name)
{
	rg_str end =
		rg_str_sub(text, text.len > SUMMARY_BYTES ? text.len - SUMMARY_BYTES : 0, text.len);
	rg_str test = rg_str_sub(
		name, rg_str_rfind_char(rg_str_sub(name, 0, rg_str_find_char(name, '[')), '.') + 1,
		name.len);

	for (size_t at = rg_str_find(end, test); test.len && at != SIZE_MAX;) {
		if (at >= 2 && end.ptr[at - 1] == ':' && end.ptr[at - 2] == ':')
			return true;
		end = rg_str_sub(end, at + test.len, end.len);
		at = rg_str_find(end, test);
	}
	return false;
}

/*
 * Takes out the titles that are not as wide as the `===` line their session has: a test printed
 * them. A report's title whose test is in the summary stays: whoever renames tests in a log, to
 * hide names say, changes its width.
 */
static void drop_odd_widths(rg_title_vec *titles, rg_str text)
{
	size_t width = 0, n = 0, n_odd = 0;

	for (size_t i = 0; i < titles->n && !width; i++)
		if (titles->items[i].kind != TITLE_REPORT &&
		    titles->items[i].kind != TITLE_CAPTURED && titles->items[i].width &&
		    titles->items[i].name.len + 8 < titles->items[i].width)
			width = titles->items[i].width;
	for (size_t i = 0; i < titles->n; i++) {
		const rg_title *title = &titles->items[i];
		bool is_long = title->width && title->name.len + 4 >= title->width;

		if (title->kind == TITLE_START)
			width = title->width;
		if (!title->width || !width ||
		    (is_long ? title->width + 4 > width
			     : title->width + 2 >= width && title->width <= width + 1) ||
		    (title->kind == TITLE_REPORT && n_odd++ < MAX_ODD_TITLES &&
		     is_in_summary(text, title->name)))
			titles->items[n++] = *title;
	}
	titles->n = n;
}

/* Pairs starts with closings like brackets, and marks the pairs that stand inside another. */
static void find_enclosed(rg_title_vec *titles, rg_arena *arena)
{
	RG_VEC(size_t) open = {NULL, 0, 0};
	size_t outer_end = 0;

	for (size_t i = 0; i < titles->n; i++) {
		if (titles->items[i].kind == TITLE_START)
			RG_PUSH(arena, &open, i);
		else if (titles->items[i].kind == TITLE_CLOSING && open.n > 0)
			titles->items[open.items[--open.n]].closing = i;
	}
	for (size_t i = 0; i < titles->n; i++) {
		rg_title *title = &titles->items[i];

		if (title->kind != TITLE_START || title->closing == SIZE_MAX)
			continue;
		if (i < outer_end)
			title->is_enclosed = true;
		else
			outer_end = title->closing;
	}
}

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
	bool is_captured;	  /* behind a captured block's title */
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
		finder->report.body = part;
		if (finder->report.title.ptr || rg_str_trim(part).len > 0)
			RG_PUSH(finder->arena, &session->reports, finder->report);
	}
	finder->is_in_report = false;
	finder->since = at;
}

static void on_section(rg_finder *finder, const rg_title *title)
{
	rg_str name = title->name;

	finder->is_captured = false;
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
		}
		if (finder->mode != MODE_REPORTS)
			return;
		/* --tb=line has no titles: where the captured output ends is for the reader. */
		if (title->kind == TITLE_CAPTURED && finder->is_in_report &&
		    !finder->report.title.ptr)
			return;
		end_part(finder, title->begin);
		finder->is_captured = title->kind == TITLE_CAPTURED;
		finder->is_in_report = title->kind == TITLE_REPORT &&
				       !rg_str_starts(title->name, RG_STR("coverage: "));
		finder->report =
			(rg_section_report){.title = title->name, .is_error = finder->is_error};
		finder->since = title->end;
		return;
	}
	end_part(finder, title->begin);
	finder->has_section = true;
	if (title->kind == TITLE_CLOSING) {
		current(finder)->closing = title->name;
		finder->mode = MODE_OTHER;
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
		finder->is_captured = false;
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

	find_titles(&titles, arena, text);
	drop_odd_widths(&titles, text);
	find_enclosed(&titles, arena);
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
