/* SPDX-License-Identifier: MIT */
/* slug.c - letters and digits stay, everything else is one dash; filler words go. */
#include "fix/session/slug.h"

#include "base/limits.h"

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_filler(rg_str word)
{
	static const char *const fillers[] = {"a",   "an",   "the",   "of",    "to",  "in",
					      "on",  "is",   "it",    "be",    "for", "fix",
					      "and", "test", "tests", "please"};

	for (size_t i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++)
		if (rg_str_eq_z(word, fillers[i]))
			return true;
	return false;
}

static rg_str slug_of(rg_arena *arena, rg_str text, bool drops_fillers)
{
	char *out = rg_arena_alloc(arena, text.len + 2);
	size_t len = 0;

	for (size_t i = 0; i < text.len;) {
		size_t begin = len;

		while (i < text.len && !is_word_char(lower(text.ptr[i])))
			i++;
		if (len)
			out[len++] = '-';
		while (i < text.len && is_word_char(lower(text.ptr[i])))
			out[len++] = lower(text.ptr[i++]);
		if (len > RG_LIMIT_SLUG_CHARS && begin)
			return (rg_str){out, begin};
		if (len == begin + (begin ? 1 : 0) ||
		    (drops_fillers && is_filler((rg_str){out + begin + (begin ? 1 : 0),
							 len - begin - (begin ? 1 : 0)})))
			len = begin;
	}
	return (rg_str){out, len > RG_LIMIT_SLUG_CHARS ? RG_LIMIT_SLUG_CHARS : len};
}

rg_str rg_slug(rg_arena *arena, rg_str wanted, rg_str prompt, rg_str nodeid)
{
	size_t colons = rg_str_rfind_char(nodeid, ':'), bracket;
	rg_str test = colons == SIZE_MAX ? rg_path_name(nodeid)
					 : rg_str_sub(nodeid, colons + 1, nodeid.len);
	rg_str out;

	if (colons == SIZE_MAX)
		(void)rg_str_chop(&test, RG_STR(".py"));
	bracket = rg_str_find_char(test, '[');
	test = rg_str_sub(test, 0, bracket);
	if ((out = slug_of(arena, wanted, false)).len || (out = slug_of(arena, prompt, true)).len ||
	    (out = slug_of(arena, test, true)).len)
		return out;
	return RG_STR("issue");
}
