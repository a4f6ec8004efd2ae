/* SPDX-License-Identifier: MIT */
/*
 * markup.c - CommonMark, as far as hover needs it, written so that no text can end the span that it
 * stands in: a fence or a run of backticks is longer than any in the text.
 */
#include "lsp/markup.h"

#include <stdarg.h>

enum { MAX_TEXT = 64 * 1024 };

void rg_markup_init(rg_markup *out, bool is_plain)
{
	rg_buf_init(&out->text, MAX_TEXT);
	out->is_plain = is_plain;
}

void rg_markup_release(rg_markup *out)
{
	rg_buf_release(&out->text);
}

void rg_markup_say(rg_markup *out, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	rg_buf_vprintf(&out->text, format, list);
	va_end(list);
}

static void between(rg_markup *out, const char *marks, const char *words)
{
	if (!out->is_plain)
		rg_buf_add_z(&out->text, marks);
	rg_buf_add_z(&out->text, words);
	if (!out->is_plain)
		rg_buf_add_z(&out->text, marks);
}

void rg_markup_strong(rg_markup *out, const char *words)
{
	between(out, "**", words);
}

void rg_markup_aside(rg_markup *out, const char *words)
{
	between(out, "*", words);
}

void rg_markup_paragraph(rg_markup *out)
{
	rg_buf_add_z(&out->text, "\n\n");
}

/* ---- code ----------------------------------------------------------------------------------- */

/* Longest run of backticks in s. */
static size_t longest_ticks(rg_str s)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < s.len; i++) {
		run = s.ptr[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void add_ticks(rg_buf *out, size_t n)
{
	while (n--)
		rg_buf_add_char(out, '`');
}

static rg_str cut(rg_str s, size_t max, bool *is_cut)
{
	*is_cut = s.len > max;
	s = rg_str_sub(s, 0, max);
	while (*is_cut && s.len && !rg_utf8_is_valid(s))
		s.len--;
	return s;
}

/* A code span (CommonMark 6.1); `|` would end a table's cell even inside of it. */
void rg_markup_code(rg_markup *out, rg_str code, size_t max)
{
	bool is_cut;
	size_t ticks;

	code = cut(code, max, &is_cut);
	ticks = out->is_plain ? 0 : longest_ticks(code) + 1;
	add_ticks(&out->text, ticks);
	if (ticks)
		rg_buf_add_char(&out->text, ' ');
	for (size_t i = 0; i < code.len; i++) {
		if (code.ptr[i] == '|' && ticks)
			rg_buf_add_char(&out->text, '\\');
		rg_buf_add_char(&out->text, (unsigned char)code.ptr[i] < ' ' ? ' ' : code.ptr[i]);
	}
	if (ticks)
		rg_buf_add_char(&out->text, ' ');
	add_ticks(&out->text, ticks);
	if (is_cut)
		rg_buf_add_z(&out->text, " …");
}

/* A fenced block (CommonMark 4.5). */
void rg_markup_block(rg_markup *out, rg_str lines, size_t max)
{
	bool is_cut;
	size_t ticks;

	lines = cut(lines, max, &is_cut);
	ticks = out->is_plain ? 0 : longest_ticks(lines) + 1;
	ticks = ticks && ticks < 3 ? 3 : ticks;
	add_ticks(&out->text, ticks);
	if (ticks)
		rg_buf_add_char(&out->text, '\n');
	rg_buf_add(&out->text, lines);
	rg_buf_add_z(&out->text, is_cut ? "\n…\n" : "\n");
	add_ticks(&out->text, ticks);
	rg_buf_add_z(&out->text, ticks ? "\n\n" : "\n");
}

/* ---- tables and links ----------------------------------------------------------------------- */

void rg_markup_head(rg_markup *out, const char *left, const char *right)
{
	if (!out->is_plain)
		rg_markup_say(out, "| %s | %s |\n|--|--|\n", left, right);
}

void rg_markup_row(rg_markup *out, rg_str left, rg_str right, size_t max)
{
	rg_buf_add_z(&out->text, out->is_plain ? "  " : "| ");
	rg_markup_code(out, left, max);
	rg_buf_add_z(&out->text, out->is_plain ? " = " : " | ");
	rg_markup_code(out, right, max);
	rg_buf_add_z(&out->text, out->is_plain ? "\n" : " |\n");
}

/* "[`app/money.py`](file:///…#L4)": editors that know Markdown's links go there. */
void rg_markup_link(rg_markup *out, rg_str code, size_t max, rg_str uri, uint32_t line)
{
	if (!out->is_plain)
		rg_buf_add_char(&out->text, '[');
	rg_markup_code(out, code, max);
	if (!out->is_plain)
		rg_markup_say(out, "](%.*s", RG_FMT(uri));
	if (line)
		rg_markup_say(out, out->is_plain ? ":%u" : "#L%u", line);
	if (!out->is_plain)
		rg_buf_add_char(&out->text, ')');
}

rg_json *rg_markup_encode(const rg_markup *markup)
{
	rg_json *json = rg_json_object();

	rg_json_set_str(json, "kind", markup->is_plain ? RG_STR("plaintext") : RG_STR("markdown"));
	rg_json_set_str(json, "value", rg_buf_str(&markup->text));
	return json;
}
