/* SPDX-License-Identifier: MIT */
/* tokens.c - what belongs to identifiers, and the parts of CamelCase and snake_case. */
#include "locate/tokens.h"

#include <string.h>

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

#define BLOCK	  64 /* bytes, and bits of a mask */
#define BITS	  1, 2, 4, 8, 16, 32, 64, 128
#define ALL_BYTES UINT64_C(0x0101010101010101)

/* A bit for each byte that the table has. Comparing is what compilers do for many bytes at once. */
static uint64_t mask_of(const char *bytes)
{
	static const uint8_t bits[BLOCK] = {BITS, BITS, BITS, BITS, BITS, BITS, BITS, BITS};
	uint8_t chosen[BLOCK];
	uint64_t mask = 0, eight;

	for (size_t i = 0; i < BLOCK; i++) {
		uint8_t c = (uint8_t)bytes[i];
		bool is_token = (uint8_t)((c | 0x20) - 'a') < 26 || (uint8_t)(c - '0') < 10 ||
				c == '_' || c >= 0x80;

		chosen[i] = is_token ? bits[i] : 0;
	}
	for (size_t i = 0; i < BLOCK; i += 8) {
		memcpy(&eight, chosen + i, 8);
		/* The product's top byte is the sum of all eight, in any order of bytes. */
		mask |= (eight * ALL_BYTES >> 56) << i;
	}
	return mask;
}

/* Behind the end is a byte that belongs to nothing, so that each run has an end. */
bool rg_tokens__next_block(rg_tokens *tokens)
{
	while (!tokens->edges) {
		size_t left = (size_t)(tokens->end - tokens->next);
		const char *bytes = tokens->next;
		char last[BLOCK] = {0};
		uint64_t mask;

		if (!left && !tokens->is_inside)
			return false;
		if (left < BLOCK) {
			memcpy(last, bytes, left);
			bytes = last;
		}
		mask = mask_of(bytes);
		tokens->block = tokens->next;
		tokens->next += left < BLOCK ? left : BLOCK;
		tokens->edges = mask ^ (mask << 1 | tokens->is_inside);
		tokens->is_inside = mask >> (BLOCK - 1);
	}
	return true;
}

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
