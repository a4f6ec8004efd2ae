/* SPDX-License-Identifier: MIT */
/* lines.c - the ends of what a child printed, found from behind so that size does not matter. */
#include "runner/lines.h"

rg_str rg_lines_last(rg_arena *arena, rg_str text, size_t n, size_t max)
{
	rg_str_vec lines = {0};
	rg_str line;
	size_t begin;

	while (text.len && strchr("\n\r ", text.ptr[text.len - 1]))
		text.len--;
	begin = text.len;
	while (begin > 0 && text.len - begin < max) {
		if (text.ptr[begin - 1] == '\n' && --n == 0)
			break;
		begin--;
	}
	text = rg_str_sub(text, begin, text.len);
	while (rg_str_line(&line, &text))
		RG_PUSH(arena, &lines, rg_str_trim(line));
	return rg_str_vec_join(arena, &lines, RG_STR(" | "));
}

rg_str rg_lines_find(rg_str text, rg_str needle)
{
	size_t at = rg_str_find(text, needle), begin, end;

	if (at == SIZE_MAX)
		return (rg_str){NULL, 0};
	begin = rg_str_rfind_char(rg_str_sub(text, 0, at), '\n');
	begin = begin == SIZE_MAX ? 0 : begin + 1;
	end = rg_str_find_char(rg_str_sub(text, at, text.len), '\n');
	end = end == SIZE_MAX ? text.len : at + end;
	return rg_str_trim(rg_str_sub(text, begin, end));
}

const char *const *rg_lines_c_array(rg_arena *arena, const rg_str_vec *texts)
{
	const char **out = RG_NEW_N(arena, const char *, texts->n + 1);

	for (size_t i = 0; i < texts->n; i++)
		out[i] = rg_arena_cstr(arena, texts->items[i]);
	return out;
}
