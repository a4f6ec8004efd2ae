/* SPDX-License-Identifier: MIT */
/* nocase.c - ASCII letters without case; a word that is looked for is short, and so is the text. */
#include "trace/nocase.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_at(rg_str text, size_t at, rg_str needle)
{
	for (size_t i = 0; i < needle.len; i++)
		if (lower(text.ptr[at + i]) != needle.ptr[i])
			return false;
	return true;
}

size_t rg_nocase_find(rg_str text, const char *needle, size_t from)
{
	rg_str s = rg_str_of(needle);

	for (size_t i = from; i + s.len <= text.len; i++)
		if (is_at(text, i, s))
			return i;
	return SIZE_MAX;
}

bool rg_nocase_starts(rg_str text, const char *needle)
{
	rg_str s = rg_str_of(needle);

	return s.len <= text.len && is_at(text, 0, s);
}

bool rg_nocase_ends(rg_str text, const char *needle)
{
	rg_str s = rg_str_of(needle);

	return s.len <= text.len && is_at(text, text.len - s.len, s);
}
