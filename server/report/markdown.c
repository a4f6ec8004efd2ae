/* SPDX-License-Identifier: MIT */
/*
 * markdown.c - a person's own Markdown on its way out. It is not parsed: code (spans and fenced
 * blocks) and comments are skipped, and the rest is changed in a few places. Where a reader and
 * this code might disagree about what is code, it counts as text: an entity too many in an
 * indented block is a blemish, a mention too many is not.
 */
#include "report/markdown.h"

#include <string.h>

#include "report/plain.h"
#include "report/sink.h"

#define BREAK "&#8203;"
#define CUT   "\xE2\x80\xA6 (cut here)\n"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

static size_t run(rg_str s, size_t i, char c)
{
	size_t from = i;

	while (i < s.len && s.ptr[i] == c)
		i++;
	return i - from;
}

static rg_str line_at(rg_str text, size_t i)
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
static bool is_delimiter_row(rg_str line)
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
static bool is_text_of(rg_str before, rg_str line)
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

	return text.len == 0 || rg_report__heading(&title, line) || is_delimiter_row(line) ||
	       text.ptr[0] == '>' || rg_report__in_fence(&fence, line) ||
	       (text.len > 1 && memchr("-+*", text.ptr[0], 3) && text.ptr[1] == ' ') ||
	       (text.ptr[0] >= '0' && text.ptr[0] <= '9') || run(text, 0, '-') == text.len ||
	       run(text, 0, '=') == text.len || rg_str_starts(text, RG_STR("---")) ||
	       rg_str_starts(text, RG_STR("***")) || rg_str_starts(text, RG_STR("___")) ||
	       (text.ptr[0] == '<' && text.len > 1);
}

/* Whether a paragraph that holds i cannot go on behind the line end at `end`. */
static bool is_paragraph_end(rg_str text, size_t i, size_t end)
{
	rg_str next = line_at(text, end + 1), title;

	while (i > 0 && text.ptr[i - 1] != '\n')
		i--;
	return ends_paragraph(next) || rg_report__heading(&title, rg_str_sub(text, i, end)) ||
	       is_delimiter_row(line_at(text, end + 1 + next.len + 1));
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

static bool begins_line(rg_str text, size_t i)
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
	if (begins_line(text, i))
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
		size_t line_end = i + line_at(text, i).len;
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

typedef struct walk {
	rg_str text;
	size_t i;
	rg_buf *out;
	bool allow_mentions;
	bool in_table; /* its cells end at "|", in code, too */
	bool in_html;  /* behind a comment that began the line: no code spans, no escapes there */
} walk;

static void copy_to(walk *w, size_t end)
{
	rg_buf_add(w->out, rg_str_sub(w->text, w->i, end));
	w->i = end;
}

static bool starts(const walk *w, const char *z)
{
	return rg_str_starts(rg_str_sub(w->text, w->i, w->text.len), rg_str_of(z));
}

/* <https://…>: a link that a person wrote. */
static size_t autolink(const walk *w)
{
	size_t k = w->i;

	if (!starts(w, "<http://") && !starts(w, "<https://") && !starts(w, "<mailto:"))
		return k;
	for (k++; k < w->text.len && !memchr(" \t\n<", w->text.ptr[k], 4);)
		if (w->text.ptr[k++] == '>')
			return k;
	return w->i;
}

static void less_than(walk *w)
{
	size_t end = rg_report__comment(w->text, w->i);
	char next = w->i + 1 < w->text.len ? w->text.ptr[w->i + 1] : ' ';
	bool is_begin = begins_line(w->text, w->i);

	if (end > w->i) {
		copy_to(w, end);
		w->in_html |= is_begin;
		return;
	}
	end = w->in_html ? w->i : autolink(w);
	if (end > w->i) {
		copy_to(w, end);
	} else if (is_letter(next) || next == '/' || next == '!' || next == '?') {
		rg_buf_add_z(w->out, "&lt;");
		w->i++;
	} else {
		copy_to(w, w->i + 1);
	}
}

/* A URL goes unchanged: an "@" in it is no mention, and an entity would break it. */
static size_t url_end(const walk *w)
{
	bool in_link = w->i >= 2 && w->text.ptr[w->i - 1] == '(' && w->text.ptr[w->i - 2] == ']';
	size_t k = w->i;

	if (!starts(w, "https://") && !starts(w, "http://"))
		return k;
	if (k > 0 && is_word(w->text.ptr[k - 1]))
		return k;
	while (k < w->text.len && !memchr(" \t\n<", w->text.ptr[k], 4) &&
	       !(in_link && w->text.ptr[k] == ')'))
		k++;
	return k;
}

/* "/close" at the start of a line is a command to GitLab; "/usr/lib" is not. */
static bool is_quick_action(const walk *w)
{
	size_t k = w->i + 1;

	if (!begins_line(w->text, w->i))
		return false;
	while (k < w->text.len && (is_word(w->text.ptr[k]) || w->text.ptr[k] == '-'))
		k++;
	return k > w->i + 1 && (k == w->text.len || memchr(" \t\n", w->text.ptr[k], 3));
}

static bool is_at_entity(const walk *w)
{
	return starts(w, "&#64;") || starts(w, "&#x40;") || starts(w, "&#X40;") ||
	       starts(w, "&commat;");
}

/* One step outside of fenced blocks; goes on for at least one byte. */
static void step(walk *w)
{
	char c = w->text.ptr[w->i], last = w->i ? w->text.ptr[w->i - 1] : ' ';
	size_t end = w->i;

	if (c == '`' && !w->in_html) {
		end = rg_report__code_span(w->text, w->i);
		if (w->in_table &&
		    rg_str_find_char(rg_str_sub(w->text, w->i, end), '|') != SIZE_MAX)
			end = w->i;
		copy_to(w, end > w->i ? end : w->i + run(w->text, w->i, '`'));
	} else if (c == '\\' && !w->in_html && w->i + 1 < w->text.len &&
		   w->text.ptr[w->i + 1] != '@' && w->text.ptr[w->i + 1] != '\n') {
		copy_to(w, w->i + 2);
	} else if (c == '<') {
		less_than(w);
	} else if ((c == 'h' || c == 'H') && (end = url_end(w)) > w->i) {
		copy_to(w, end);
	} else if (c == '@' && !w->allow_mentions && !is_word(last) && w->i + 1 < w->text.len &&
		   is_word(w->text.ptr[w->i + 1])) {
		copy_to(w, w->i + 1);
		rg_buf_add_z(w->out, BREAK);
	} else if (c == '&' && !w->allow_mentions && is_at_entity(w)) {
		copy_to(w,
			w->i + rg_str_find_char(rg_str_sub(w->text, w->i, w->text.len), ';') + 1);
		rg_buf_add_z(w->out, BREAK);
	} else if (c == '/' && !w->allow_mentions && is_quick_action(w)) {
		rg_buf_add_char(w->out, '\\');
		copy_to(w, w->i + 1);
	} else {
		copy_to(w, w->i + 1);
	}
}

/*
 * A line of a fenced block, with the prefix of the line that opened it: then a list item that holds
 * the block cannot end before it, and its end line is one to every reader.
 */
static void fence_line(walk *w, const rg_fence *was, const rg_fence *is, rg_str line)
{
	size_t begin = w->i, end = begin + line.len, columns = 0;

	if (was->n && !was->is_quoted) {
		while (w->i < end && (w->text.ptr[w->i] == ' ' || w->text.ptr[w->i] == '\t'))
			columns += w->text.ptr[w->i++] == '\t' ? 4 - columns % 4 : 1;
		if (w->i == end || (is->n && columns >= was->columns))
			w->i = begin;
		else
			for (size_t i = 0; i < was->columns; i++)
				rg_buf_add_char(w->out, ' ');
	}
	copy_to(w, end);
}

static void close_fence(rg_buf *out, const rg_fence *fence)
{
	if (!fence->n || fence->is_quoted)
		return;
	if (out->len && out->ptr[out->len - 1] != '\n')
		rg_buf_add_char(out, '\n');
	for (size_t i = 0; i < fence->columns; i++)
		rg_buf_add_char(out, ' ');
	for (size_t i = 0; i < fence->n; i++)
		rg_buf_add_char(out, fence->c);
	rg_buf_add_char(out, '\n');
}

rg_str rg_sink_markdown(rg_arena *arena, rg_str text, bool allow_mentions, size_t max,
			const rg_str_vec *known)
{
	/* What is cut off anyway is not looked at. */
	rg_str whole = rg_sink_redact(arena, text, known), result;
	rg_str plain = rg_str_sub(whole, 0, whole.len > max ? max + 1 : whole.len);
	rg_fence fence = {0}, good_fence = {0};
	size_t good = 0, reserve;
	bool is_cut = false;
	rg_buf out;
	walk w = {.text = plain, .out = &out, .allow_mentions = allow_mentions};
	rg_str before = {NULL, 0};

	if (!text.ptr)
		return text;
	rg_buf_init(&out, SIZE_MAX / 2);
	rg_buf_add_z(&out, "");
	while (w.i < plain.len && !is_cut) {
		rg_str line = line_at(plain, w.i);
		size_t end = w.i + line.len;
		rg_fence was = fence;

		w.in_html = false;
		w.in_table = rg_str_trim(line).len &&
			     (w.in_table || is_delimiter_row(line_at(plain, end + 1)));
		if ((fence.n || !is_text_of(before, line)) && rg_report__in_fence(&fence, line))
			fence_line(&w, &was, &fence, line);
		/* A span or a comment may go on behind the line's end. */
		while (w.i < plain.len && (w.i < end || plain.ptr[w.i] != '\n'))
			step(&w);
		if (w.i < plain.len)
			copy_to(&w, w.i + 1);
		reserve = (fence.n ? fence.columns + fence.n + 2 : 0) +
			  (w.i < plain.len ? sizeof(CUT) : 0);
		is_cut = out.len + reserve > max;
		before = line;
		if (!is_cut) {
			good = out.len;
			good_fence = fence;
		}
	}
	out.len = is_cut ? good : out.len;
	close_fence(&out, &good_fence);
	if (is_cut)
		rg_buf_add_z(&out, CUT);
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}
