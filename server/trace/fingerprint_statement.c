/* SPDX-License-Identifier: MIT */
/* fingerprint_statement.c - one pass over a statement's text. */
#include "trace/fingerprint_private.h"

#define MAX_STATEMENT 4000

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* A comma in front of a closing bracket is a formatter's. */
static void drop_comma(rg_buf *out)
{
	if (out->len && out->ptr[out->len - 1] == ',')
		out->len--;
}

rg_str rg_trace__bare_statement(rg_arena *arena, rg_str s)
{
	rg_buf out;
	rg_str result;
	char quote = 0;

	rg_buf_init(&out, MAX_STATEMENT);
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (quote && c == '\\' && i + 1 < s.len) {
			rg_buf_add(&out, rg_str_sub(s, i, i + 2));
			i++;
		} else if (c == '\'' || c == '"') {
			if (quote && c != quote) {
				rg_buf_add_char(&out, '"');
				continue;
			}
			quote = quote ? 0 : c;
			rg_buf_add_char(&out, '"');
		} else if (quote) {
			rg_buf_add_char(&out, c);
		} else if (c == '#') {
			while (i + 1 < s.len && s.ptr[i + 1] != '\n')
				i++;
		} else if (c == '(' || c == ')') {
			if (c == ')')
				drop_comma(&out);
		} else if (!is_blank(c) && c != '\\') {
			if (c == ']' || c == '}')
				drop_comma(&out);
			rg_buf_add_char(&out, c);
		}
	}
	drop_comma(&out);
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}
