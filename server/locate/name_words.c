/* SPDX-License-Identifier: MIT */
/* name_words.c - names are compared with many others: a bit each tells most of them apart. */
#include "locate/name_words.h"

void rg_name_words(rg_words *out, rg_str name)
{
	name = rg_str_sub(name, 0, RG_TOKEN_MAX);
	rg_token__words(out, name);
	if (out->n == 0 && name.len >= RG_TOKEN_MIN) {
		out->n = 1;
		out->items[0].len = (uint8_t)name.len;
		memcpy(out->items[0].text, name.ptr, name.len);
	}
}

static unsigned pair_at(const char *at)
{
	return ((unsigned)at[0] & 31u) << 5 | ((unsigned)at[1] & 31u); /* of either case */
}

void rg_letter_pairs_add(rg_letter_pairs *pairs, rg_str word)
{
	unsigned pair = pair_at(word.ptr);

	pairs->bits[pair / 8] |= (uint8_t)(1u << pair % 8);
}

bool rg_letter_pairs_may_share(const rg_letter_pairs *pairs, rg_str name)
{
	for (size_t i = 1; i < name.len; i++) {
		unsigned pair = pair_at(name.ptr + i - 1);

		if (pairs->bits[pair / 8] >> pair % 8 & 1)
			return true;
	}
	return false;
}
