/* SPDX-License-Identifier: MIT */
/* tokens.c - one table for the bytes of identifiers, and the parts of CamelCase and snake_case. */
#include "locate/tokens.h"

#define X8(x)  x, x, x, x, x, x, x, x
#define X16(x) X8(x), X8(x)

const uint8_t rg_token__bytes[256] = {
	/* 0x00 */ X16(0),
	X16(0),
	X16(0),
	/* 0..9 */ X8(2),
	2,
	2,
	0,
	0,
	0,
	0,
	0,
	0,
	/* @, A..O */ 0,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	X8(1),
	/* P..Z, _ */ X8(1),
	1,
	1,
	1,
	0,
	0,
	0,
	0,
	1,
	/* a..o */ 0,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	X8(1),
	/* p..z */ X8(1),
	1,
	1,
	1,
	0,
	0,
	0,
	0,
	0,
	/* 0x80 */ X16(1),
	X16(1),
	X16(1),
	X16(1),
	X16(1),
	X16(1),
	X16(1),
	X16(1),
};

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static void add_word(rg_words *out, rg_str part)
{
	bool has_letter = false;

	for (size_t i = 0; i < part.len; i++)
		has_letter |= is_upper(part.ptr[i]) || is_lower(part.ptr[i]);
	if (part.len < RG_TOKEN_MIN || !has_letter || out->n == RG_WORDS_MAX)
		return;
	out->items[out->n].len = (uint8_t)part.len;
	for (size_t i = 0; i < part.len; i++)
		out->items[out->n].text[i] =
			is_upper(part.ptr[i]) ? (char)(part.ptr[i] + 32) : part.ptr[i];
	out->n++;
}

void rg_token__words(rg_words *out, rg_str token)
{
	size_t begin = 0;

	out->n = 0;
	for (size_t i = 1; i <= token.len; i++) {
		char last = token.ptr[i - 1];
		char next = i + 1 < token.len ? token.ptr[i + 1] : '_';

		if (i < token.len && token.ptr[i] != '_' && last != '_' &&
		    !(is_upper(token.ptr[i]) && (!is_upper(last) || is_lower(next))))
			continue;
		add_word(out, rg_str_sub(token, begin + (token.ptr[begin] == '_'), i));
		begin = i;
	}
	if (out->n == 1 && out->items[0].len == token.len &&
	    memcmp(out->items[0].text, token.ptr, token.len) == 0)
		out->n = 0;
}
