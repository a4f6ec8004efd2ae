/* SPDX-License-Identifier: MIT */
/*
 * markdown.c - Markdown is not parsed: lines are asked what they begin, and a code span or a
 * comment where it ends. Where a reader and this code might disagree about what is code, it counts
 * as text: an entity too many in an indented block is a blemish, a mention too many is not. The
 * rules are CommonMark's (0.31) with GitHub's tables; tests/e2e/test_sink.py holds them against
 * cmark-gfm.
 */
#include "report/markdown.h"

#include <string.h>

#include "base/buf.h"

static size_t run(rg_str s, size_t i, char c)
{
	size_t from = i;

	while (i < s.len && s.ptr[i] == c)
		i++;
	return i - from;
}

rg_str rg_report__line_at(rg_str text, size_t i)
{
	rg_str rest = rg_str_sub(text, i, text.len), line = rest;

	(void)rg_str_line(&line, &rest);
	return line;
}

/* "- ", "2. ": the bytes of a list item's marker at i, or 0. */
static size_t marker(rg_str line, size_t i)
{
	size_t n = 0;

	while (i + n < line.len && n < 9 && line.ptr[i + n] >= '0' && line.ptr[i + n] <= '9')
		n++;
	if (i + n + 1 >= line.len || (line.ptr[i + n + 1] != ' ' && line.ptr[i + n + 1] != '\t'))
		return 0;
	return memchr(n ? ".)" : "-+*", line.ptr[i + n], n ? 2 : 3) ? n + 1 : 0;
}

typedef struct prefix {
	size_t bytes, columns; /* spaces, quote and list markers before a line's text */
	bool is_quoted, is_item;
} prefix;

static prefix prefix_of(rg_str line)
{
	prefix out = {0};
	size_t n;

	while (out.bytes < line.len) {
		char c = line.ptr[out.bytes];

		if (c == '\t') {
			out.columns += 4 - out.columns % 4;
			out.bytes++;
		} else if (c == ' ' || c == '>') {
			out.is_quoted |= c == '>';
			out.columns++;
			out.bytes++;
		} else if ((n = marker(line, out.bytes)) > 0) {
			out.is_item = true;
			out.columns += n;
			out.bytes += n;
		} else {
			break;
		}
	}
	return out;
}

bool rg_report__in_fence(rg_fence *fence, rg_str line)
{
	prefix before = prefix_of(line);
	char c = before.bytes < line.len ? line.ptr[before.bytes] : ' ';
	size_t n = c == '`' || c == '~' ? run(line, before.bytes, c) : 0;
	rg_str info = rg_str_sub(line, before.bytes + n, line.len);

	if (fence->n && fence->is_quoted && !before.is_quoted)
		*fence = (rg_fence){0}; /* the quote has ended, and the block with it */
	if (fence->n) {
		if (n >= fence->n && c == fence->c && !before.is_item &&
		    before.is_quoted == fence->is_quoted && before.columns <= fence->columns + 3 &&
		    rg_str_trim(info).len == 0)
			*fence = (rg_fence){0};
		return true;
	}
	if (n < 3 || (c == '`' && rg_str_find_char(info, '`') != SIZE_MAX))
		return false;
	*fence = (rg_fence){c, n, before.columns, before.is_quoted};
	return true;
}

size_t rg_report__heading(rg_str *title, rg_str line)
{
	size_t indent = run(line, 0, ' '), n = run(line, indent, '#');
	rg_str text = rg_str_sub(line, indent + n, line.len);

	if (indent > 3 || n == 0 || n > 6 ||
	    (text.len && text.ptr[0] != ' ' && text.ptr[0] != '\t'))
		return 0;
	text = rg_str_trim(text);
	while (text.len && text.ptr[text.len - 1] == '#')
		text.len--;
	*title = rg_str_trim(text);
	return n;
}

/* "|---|:-:|": the row below a table's head. */
bool rg_report__is_delimiter_row(rg_str line)
{
	for (size_t i = 0; i < line.len; i++)
		if (!memchr("|:- \t>", line.ptr[i], 6))
			return false;
	return rg_str_find_char(line, '-') != SIZE_MAX;
}

/*
 * Neither "2." nor four spaces can end a paragraph (CommonMark 0.31, sections 5.3 and 4.4): what
 * looks like a block there is text.
 */
bool rg_report__is_text_of(rg_str before, rg_str line)
{
	size_t spaces = run(line, 0, ' ');
	rg_str text = rg_str_sub(line, spaces, line.len);
	bool is_item = text.len > 2 && text.ptr[0] >= '0' && text.ptr[0] <= '9' &&
		       !(text.ptr[0] == '1' && marker(text, 0) == 2);

	return (is_item || spaces > 3) && rg_str_trim(before).len && !prefix_of(before).is_item &&
	       prefix_of(before).columns < 2;
}

/* Whether a paragraph cannot go on in this line. */
static bool ends_paragraph(rg_str line)
{
	rg_str text = rg_str_trim(line), title;
	rg_fence fence = {0};

	return text.len == 0 || rg_report__heading(&title, line) ||
	       rg_report__is_delimiter_row(line) || text.ptr[0] == '>' ||
	       rg_report__in_fence(&fence, line) ||
	       (text.len > 1 && memchr("-+*", text.ptr[0], 3) && text.ptr[1] == ' ') ||
	       (text.ptr[0] >= '0' && text.ptr[0] <= '9') || run(text, 0, '-') == text.len ||
	       run(text, 0, '=') == text.len || rg_str_starts(text, RG_STR("---")) ||
	       rg_str_starts(text, RG_STR("***")) || rg_str_starts(text, RG_STR("___")) ||
	       (text.ptr[0] == '<' && text.len > 1);
}

/* Whether a paragraph that holds i cannot go on behind the line end at `end`. */
static bool is_paragraph_end(rg_str text, size_t i, size_t end)
{
	rg_str next = rg_report__line_at(text, end + 1), title;

	while (i > 0 && text.ptr[i - 1] != '\n')
		i--;
	return ends_paragraph(next) || rg_report__heading(&title, rg_str_sub(text, i, end)) ||
	       rg_report__is_delimiter_row(rg_report__line_at(text, end + 1 + next.len + 1));
}

size_t rg_report__code_span(rg_str text, size_t i)
{
	size_t n = run(text, i, '`'), k = i + n, line = i;

	while (k < text.len) {
		if (text.ptr[k] == '`') {
			size_t m = run(text, k, '`');

			k += m;
			if (m == n)
				return k;
		} else if (text.ptr[k] == '\n') {
			if (is_paragraph_end(text, line, k))
				return i;
			line = ++k;
		} else {
			k++;
		}
	}
	return i;
}

bool rg_report__begins_line(rg_str text, size_t i)
{
	size_t from = i;

	while (i > 0 && text.ptr[i - 1] == ' ')
		i--;
	return (i == 0 || text.ptr[i - 1] == '\n') && from - i <= 3;
}

size_t rg_report__comment(rg_str text, size_t i)
{
	rg_str rest = rg_str_sub(text, i, text.len), inside;
	size_t end;

	if (!rg_str_starts(rest, RG_STR("<!--")))
		return i;
	/* "<!-->" is a whole comment to a browser. */
	end = rg_str_find(rg_str_sub(rest, 2, rest.len), RG_STR("-->"));
	if (end == SIZE_MAX)
		return i;
	if (rg_report__begins_line(text, i))
		return i + 2 + end + 3;
	inside = rg_str_sub(rest, 4, 2 + end);
	if (end < 2 || rg_str_has(inside, RG_STR("--")) ||
	    rg_str_find_char(inside, '\n') != SIZE_MAX || rg_str_ends(inside, RG_STR("-")) ||
	    rg_str_starts(inside, RG_STR(">")) || rg_str_starts(inside, RG_STR("->")))
		return i;
	return i + 2 + end + 3;
}

rg_str rg_report__without_comments(rg_arena *arena, rg_str text)
{
	rg_fence fence = {0};
	rg_buf out;
	rg_str result;

	rg_buf_init(&out, SIZE_MAX / 2);
	rg_buf_add_z(&out, "");
	for (size_t i = 0; i < text.len;) {
		size_t line_end = i + rg_report__line_at(text, i).len;
		size_t end = line_end < text.len ? line_end + 1 : text.len;

		if (rg_report__in_fence(&fence, rg_str_sub(text, i, line_end))) {
			rg_buf_add(&out, rg_str_sub(text, i, end));
			i = end;
			continue;
		}
		while (i < text.len && (i < line_end || text.ptr[i] != '\n')) {
			end = text.ptr[i] == '<' ? rg_report__comment(text, i) : i;
			if (end > i) {
				i = end;
				continue;
			}
			if (text.ptr[i] == '`')
				end = rg_report__code_span(text, i);
			if (text.ptr[i] == '\\' && i + 1 < text.len && text.ptr[i + 1] != '\n')
				end = i + 2;
			end = end > i ? end : i + 1;
			rg_buf_add(&out, rg_str_sub(text, i, end));
			i = end;
		}
		if (i < text.len) {
			rg_buf_add_char(&out, '\n');
			i++;
		}
	}
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}
