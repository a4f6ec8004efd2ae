/* SPDX-License-Identifier: MIT */
/*
 * sink.c - whatever goes in: what comes out is bounded, is valid UTF-8 without control characters,
 * cannot leave the place that it was put in, and holds no known secret.
 */
#include <stdlib.h>
#include <string.h>

#include "report/note.h"
#include "report/sink.h"

#define MAX 2000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void is_clean(rg_str text, const rg_str_vec *known)
{
	must(rg_utf8_is_valid(text));
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		must(c >= 0x20 || c == '\n' || c == '\t');
	}
	for (size_t i = 0; i < known->n; i++)
		must(!rg_str_has(text, known->items[i]));
}

/* No line of it, and no end of line, can end the code that it stands in. */
static void is_span(rg_str text)
{
	size_t n = 0, run = 0, longest = 0;

	while (n < text.len && text.ptr[n] == '`')
		n++;
	must(n > 0 && text.len > 2 * n && rg_str_find_char(text, '\n') == SIZE_MAX);
	for (size_t i = n; i < text.len - n; i++) {
		run = text.ptr[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	must(longest < n && text.ptr[n] != '`' && text.ptr[text.len - n - 1] != '`');
}

static void is_block(rg_str text)
{
	size_t n = 0;
	rg_str line, end, rest = text;

	must(rg_str_line(&line, &rest) && rg_str_chop(&text, RG_STR("\n")));
	while (n < line.len && line.ptr[n] == '`')
		n++;
	must(n >= 3 && n < line.len);
	end = rg_str_sub(line, 0, n);
	must(rg_str_ends(text, end));
	rest = rg_str_sub(rest, 0, rest.len - n - 1);
	must(!rg_str_has(rest, end));
}

/* What Markdown or a forge would act on has a backslash before it or a break behind it. */
static void is_inline(rg_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		must(c != '\n');
		if (c == '\\') {
			i++;
			must(i < text.len);
		} else {
			must(!memchr("`*[]<>|~$", c, 9));
		}
		if (text.ptr[i] == '@')
			must(i + 1 == text.len || text.ptr[i + 1] == ' ' ||
			     rg_str_starts(rg_str_sub(text, i + 1, text.len), RG_STR("&#8203;")));
	}
	must(!rg_str_has(text, RG_STR("://")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static rg_str values[] = {RG_STR_INIT("hunter2hunter2"), RG_STR_INIT("s3cr3t/value+")};
	const rg_str_vec known = {values, 2, 2};
	rg_arena *arena = rg_arena_new();
	rg_str text = {(const char *)data, size}, once, person;
	rg_buf out;

	once = rg_sink_redact(arena, text, &known);
	is_clean(once, &known);
	must(rg_str_eq(rg_sink_redact(arena, once, &known), once));
	rg_buf_init(&out, SIZE_MAX / 2);
	rg_buf_add_z(&out, "");
	rg_sink_inline(&out, text, MAX, &known);
	must(out.len <= MAX);
	is_clean(rg_buf_str(&out), &known);
	is_inline(rg_buf_str(&out));
	rg_buf_clear(&out);
	rg_sink_code(&out, text, MAX, &known);
	is_clean(rg_buf_str(&out), &known);
	is_span(rg_buf_str(&out));
	rg_buf_clear(&out);
	rg_sink_fence(&out, text, (rg_str){NULL, 0}, MAX, &known);
	is_clean(rg_buf_str(&out), &known);
	is_block(rg_buf_str(&out));
	rg_buf_release(&out);
	person = rg_sink_markdown(arena, text, false, MAX, &known);
	is_clean(person, &known);
	must(person.len <= MAX);
	(void)rg_note_parse(arena, text);
	rg_arena_free(arena);
	return 0;
}
