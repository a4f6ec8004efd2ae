/* SPDX-License-Identifier: MIT */
/*
 * tokens.h - inside locate/: identifiers in text of any language, and the words they are made of.
 * A token is a run of ASCII letters, digits, '_' and bytes above 0x7f that does not begin with a
 * digit. Single characters say nothing and are passed over; so is what is longer than 64 bytes.
 */
#ifndef RG_LOCATE_TOKENS_H
#define RG_LOCATE_TOKENS_H

#include "base/vec.h"

#define RG_TOKEN_MIN 2
#define RG_TOKEN_MAX 64

/* Non-zero for the bytes of a token; 2 for digits. */
extern const uint8_t rg_token__bytes[256];

/* The next token at or behind *at; moves *at behind it. False at the end. Inline: the hot loop. */
static inline bool rg_token__next(rg_str *out, const char **at, const char *end)
{
	const char *p = *at;

	for (;;) {
		const char *begin;

		while (p < end && !rg_token__bytes[(uint8_t)*p])
			p++;
		begin = p;
		while (p < end && rg_token__bytes[(uint8_t)*p])
			p++;
		if (p == begin) {
			*at = p;
			return false;
		}
		if (p - begin < RG_TOKEN_MIN || p - begin > RG_TOKEN_MAX ||
		    rg_token__bytes[(uint8_t)*begin] == 2)
			continue;
		*out = (rg_str){begin, (size_t)(p - begin)};
		*at = p;
		return true;
	}
}

/*
 * All tokens of a text, one after the other, at three times the speed: which bytes belong to tokens
 * is found out for 64 of them at once.
 */
typedef struct rg_tokens {
	const char *block; /* the bytes that edges are about */
	const char *next, *end;
	uint64_t edges; /* a bit for each byte of the block where a run begins, or has ended */
	bool is_inside; /* the last byte before next belongs to a run */
} rg_tokens;

static inline void rg_tokens_init(rg_tokens *out, rg_str text)
{
	*out = (rg_tokens){.next = text.ptr, .end = text.ptr + text.len};
}

/* The next block that has edges; false at the end. */
bool rg_tokens__next_block(rg_tokens *tokens);

static inline bool rg_tokens_next(rg_str *out, rg_tokens *tokens)
{
	size_t len;

	do {
		const char *begin, *end;

		if (!tokens->edges && !rg_tokens__next_block(tokens))
			return false;
		begin = tokens->block + __builtin_ctzll(tokens->edges);
		tokens->edges &= tokens->edges - 1;
		if (!tokens->edges && !rg_tokens__next_block(tokens))
			return false; /* never: what begins has an end */
		end = tokens->block + __builtin_ctzll(tokens->edges);
		tokens->edges &= tokens->edges - 1;
		len = (size_t)(end - begin);
		*out = (rg_str){begin, len};
	} while (len < RG_TOKEN_MIN || len > RG_TOKEN_MAX ||
		 rg_token__bytes[(uint8_t)*out->ptr] == 2);
	return true;
}

#define RG_WORDS_MAX 12

typedef struct rg_words {
	size_t n;
	struct {
		uint8_t len;
		char text[RG_TOKEN_MAX];
	} items[RG_WORDS_MAX];
} rg_words;

/*
 * "getHTTPResponse_2" → get http response: parts between '_' and changes of case, in lower case,
 * of two letters at least. Nothing for a token that is one lower-case word already.
 */
void rg_token__words(rg_words *out, rg_str token);

#endif
