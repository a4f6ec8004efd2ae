/* SPDX-License-Identifier: MIT */
/*
 * personal.c - a person's own Markdown on its way out. Code and comments are skipped, the rest is
 * changed in a few places: "<" that begins HTML, "@" that begins a mention. A fenced block ends
 * for every reader where it ends for us, so that what is written below it stands where it should.
 */
#include "report/personal.h"

#include <string.h>

#include "report/markdown.h"
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
	bool is_begin = rg_report__begins_line(w->text, w->i);

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

	if (!rg_report__begins_line(w->text, w->i))
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
	size_t end;

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
		rg_str line = rg_report__line_at(plain, w.i);
		size_t end = w.i + line.len;
		rg_fence was = fence;

		w.in_html = false;
		w.in_table = rg_str_trim(line).len &&
			     (w.in_table ||
			      rg_report__is_delimiter_row(rg_report__line_at(plain, end + 1)));
		if ((fence.n || !rg_report__is_text_of(before, line)) &&
		    rg_report__in_fence(&fence, line))
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
	if (is_cut) {
		out.len = good;
		out.ptr[good] = '\0';
	}
	close_fence(&out, &good_fence);
	if (is_cut)
		rg_buf_add_z(&out, CUT);
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}

rg_str rg_report__personal_line(rg_arena *arena, rg_str text, bool allow_mentions,
				const rg_str_vec *known)
{
	rg_str line = rg_report__line(arena, rg_sink_redact(arena, text, known));
	rg_fence fence = {0};

	if (rg_report__in_fence(&fence, line))
		line = rg_arena_printf(arena, "\\%.*s", RG_FMT(line));
	return rg_sink_markdown(arena, line, allow_mentions, SIZE_MAX / 8, known);
}
