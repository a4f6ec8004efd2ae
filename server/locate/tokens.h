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
