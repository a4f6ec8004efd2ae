/* SPDX-License-Identifier: MIT */
/*
 * titles.c - title lines, found by their first byte and their shape. One counts when it is as wide
 * as the others of its session, so that a ruler in somebody's output is not one.
 */
#include "trace/titles.h"

#include <string.h>

#include "base/limits.h"
#include "trace/sections.h"

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

/* "2 failed", "3 subtests passed": a number, and words of letters alone. */
static bool is_count(rg_str part)
{
	size_t n = 0;

	while (n < part.len && part.ptr[n] >= '0' && part.ptr[n] <= '9')
		n++;
	if (n == 0 || n + 2 > part.len || part.ptr[n] != ' ')
		return false;
	for (; n < part.len; n++)
		if (part.ptr[n] != ' ' && (part.ptr[n] < 'a' || part.ptr[n] > 'z'))
			return false;
	return true;
}

bool rg_section_is_results(rg_str line)
{
	return rg_str_skip(&line, RG_STR("Results (")) && rg_str_chop(&line, RG_STR("s):")) &&
	       line.len > 0 && line.len < 20 && line.ptr[0] >= '0' && line.ptr[0] <= '9';
}

bool rg_section_is_tox(rg_str name)
{
	return rg_str_eq_z(name, "summary");
}

bool rg_section_is_closing(rg_str name)
{
	rg_str part;
	size_t in = rg_str_find(name, RG_STR(" in "));

	if (rg_section_is_results(name))
		return true;
	if (in == SIZE_MAX || in + 4 >= name.len || name.ptr[in + 4] < '0' ||
	    name.ptr[in + 4] > '9' || name.len > 400)
		return false;
	name = rg_str_sub(name, 0, in);
	if (rg_str_eq_z(name, "no tests ran"))
		return true;
	while (rg_str_part(&part, &name, ',')) {
		if (!is_count(rg_str_trim(part)))
			return false;
	}
	return true;
}

static size_t n_characters(rg_str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	return n;
}

static const rg_str sugar_start = RG_STR_INIT("Test session starts (platform: ");

/* What a line is a title of; false for other lines. */
static bool classify(rg_title *out, rg_str line)
{
	out->width = n_characters(line);
	switch (line.ptr[0]) {
	case '=':
		if (!rg_section_title(&out->name, line, '='))
			return false;
		out->kind = rg_str_eq_z(out->name, "test session starts") ? TITLE_START
			    : rg_section_is_closing(out->name)		  ? TITLE_CLOSING
									  : TITLE_SECTION;
		return true;
	case '_':
		if (!rg_section_title(&out->name, line, '_'))
			return false;
		out->kind = rg_section_is_tox(out->name) ? TITLE_SECTION : TITLE_REPORT;
		return true;
	case '-':
		out->kind = TITLE_CAPTURED;
		if (!rg_section_title(&out->name, line, '-'))
			return false;
		/* pytest-benchmark's table is as wide as it has to be */
		if (rg_str_starts(out->name, RG_STR("benchmark")))
			out->width = 0;
		return (line.ptr[1] == '-' || rg_str_starts(out->name, RG_STR("Captured ")));
	default: /* pytest-sugar starts without rules, -q closes without */
		out->kind = rg_str_starts(line, sugar_start) ? TITLE_START : TITLE_CLOSING;
		out->name = line;
		out->width = 0;
		return out->kind == TITLE_START || rg_section_is_closing(line);
	}
}

static bool may_be_title(char c)
{
	return c == '=' || c == '_' || c == '-' || (c >= '0' && c <= '9') || c == 'n' || c == 'R' ||
	       c == 'T';
}

/* "..F": what happened to some tests. */
static bool is_letters(rg_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (rg_str_find_char(RG_STR(".FEsxXRu"), s.ptr[i]) == SIZE_MAX)
			return false;
	return true;
}

/* "a.py ..F", "a.py::test_b " or "..F": the beginning of a line of progress. */
static bool is_progress(rg_str line)
{
	size_t at = rg_str_find(line, RG_STR(".py"));

	if (line.len == 0 || line.ptr[0] == ' ')
		return false;
	if (at != SIZE_MAX)
		return rg_str_starts(rg_str_sub(line, at + 3, line.len), RG_STR(" ")) ||
		       rg_str_starts(rg_str_sub(line, at + 3, line.len), RG_STR("::"));
	return is_letters(line);
}

/* The same as a whole: "a.py ..F", "a.txt F  [ 50%]", "..F", "a.py::test_b FAILED  [ 50%]". */
static bool is_whole_progress(rg_str line)
{
	size_t percent = rg_str_find(line, RG_STR("%]")), blank;
	rg_str path, letters;

	if (percent != SIZE_MAX && percent + 2 == line.len) {
		line = rg_str_sub(line, 0, rg_str_rfind_char(line, '['));
		if (rg_str_trim(line).len == 0)
			return true; /* behind letters and a report */
		while (rg_str_chop(&line, RG_STR(" ")))
			;
	}
	if (line.len == 0 || line.ptr[0] == ' ')
		return false;
	if (rg_str_has(line, RG_STR(".py::")))
		return rg_str_ends(line, RG_STR(" FAILED")) || rg_str_ends(line, RG_STR(" ERROR"));
	blank = rg_str_rfind_char(line, ' ');
	if (blank == SIZE_MAX)
		return is_letters(line);
	path = rg_str_sub(line, 0, blank);
	letters = rg_str_sub(line, blank + 1, line.len);
	return letters.len > 0 && is_letters(letters) && rg_str_find_char(path, '.') != SIZE_MAX &&
	       !rg_str_has(path, RG_STR(": "));
}

rg_str rg_title_without_progress(rg_str report)
{
	for (;;) {
		rg_str rest = report, line;
		size_t lf;

		while (rg_str_chop(&rest, RG_STR("\n")))
			;
		lf = rg_str_rfind_char(rest, '\n');
		line = rg_str_sub(rest, lf == SIZE_MAX ? 0 : lf + 1, rest.len);
		if (lf == SIZE_MAX || !is_whole_progress(line))
			return report;
		report = rg_str_sub(rest, 0, lf);
	}
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

static void find_all(rg_title_vec *out, rg_arena *arena, rg_str text)
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
 * A title that is longer than the line has one sign on each side. A character may be two columns
 * wide.
 */
static bool is_as_wide(const rg_title *title, size_t width)
{
	size_t n_name = n_characters(title->name);

	if (n_name + 4 >= title->width)
		return title->width + 4 > width;
	return title->width <= width + 1 && title->width + 2 + (title->name.len - n_name) >= width;
}

/*
 * The width of the session that is open, and of the one around it, when a test ran a pytest on a
 * terminal of another width; 0: not known, none.
 */
typedef struct rg_widths {
	size_t inner, outer;
} rg_widths;

static void on_start_or_closing(rg_widths *widths, const rg_title *title)
{
	if (title->kind == TITLE_START) {
		if (widths->inner && !is_as_wide(title, widths->inner))
			widths->outer = widths->inner;
		widths->inner = title->width;
	} else if (title->kind == TITLE_CLOSING && title->width) {
		if (widths->outer)
			widths->inner = widths->outer;
		widths->outer = 0;
	}
}

/* Behind a session's end: the next one, of -q, say, may be of another width. */
static void expect(rg_widths *widths, size_t width)
{
	if (!width || !widths->inner || width == widths->inner)
		return;
	widths->outer = widths->inner;
	widths->inner = width;
}

/* Whether the title may be one of the session's, or of the one around it. */
static bool is_fitting(const rg_widths *widths, const rg_title *title)
{
	return !title->width || !widths->inner || is_as_wide(title, widths->inner) ||
	       (widths->outer && is_as_wide(title, widths->outer));
}

/* Whether only pytest writes such a title. */
static bool is_known(const rg_title *title)
{
	static const char *const names[] = {"FAILURES", "ERRORS", "short test summary info",
					    "warnings summary"};

	if (title->kind != TITLE_SECTION)
		return title->kind == TITLE_START || title->kind == TITLE_CLOSING;
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (rg_str_eq_z(title->name, names[i]))
			return true;
	return false;
}

/*
 * The width of the session from the title `from` on: that of its first title that only pytest
 * writes, else, for CI writes some as well ("=== Starting Command Output ==="), of its first. 0:
 * there is none.
 */
static size_t first_width(const rg_title_vec *titles, size_t from)
{
	size_t width = 0;

	for (size_t i = from; i < titles->n; i++) {
		const rg_title *title = &titles->items[i];

		if (title->kind == TITLE_REPORT || title->kind == TITLE_CAPTURED || !title->width ||
		    title->name.len + 8 >= title->width)
			continue;
		if (is_known(title))
			return title->width;
		if (!width)
			width = title->width;
	}
	return width;
}

/*
 * Takes out the titles that are not as wide as the `===` line their session has: a test printed
 * them. A report's title whose test is in the summary stays: whoever renames tests in a log, to
 * hide names say, changes its width.
 */
static void drop_odd_widths(rg_title_vec *titles, rg_str text)
{
	rg_widths widths = {first_width(titles, 0), 0};
	size_t n = 0, n_odd = 0;

	for (size_t i = 0; i < titles->n; i++) {
		const rg_title title = titles->items[i];

		if (title.kind == TITLE_START)
			on_start_or_closing(&widths, &title);
		if (!is_fitting(&widths, &title) &&
		    !(title.kind == TITLE_REPORT && n_odd++ < MAX_ODD_TITLES &&
		      is_in_summary(text, title.name)))
			continue;
		if (title.kind != TITLE_START)
			on_start_or_closing(&widths, &title);
		if (title.kind == TITLE_START && !title.width)
			widths.inner = first_width(titles, i + 1);
		if (title.kind == TITLE_CLOSING && title.width && !widths.outer)
			expect(&widths, first_width(titles, i + 1));
		titles->items[n++] = title;
	}
	titles->n = n;
}

void rg_titles_find(rg_title_vec *out, rg_arena *arena, rg_str text)
{
	find_all(out, arena, text);
	drop_odd_widths(out, text);
}
