/* SPDX-License-Identifier: MIT */
/*
 * values.c - pytest prints the arguments of a function as `x = 4, scale = 0` (ReprFuncArgs in
 * _pytest/_code/code.py), without telling a comma between two of them from one in a value: a new
 * one begins where `, name = ` stands outside of brackets and quotes.
 */
#include "trace/values.h"

#define MAX_VALUE  200
#define MAX_VALUES 20

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Whether word (lower case) stands in name, and not inside a longer word when `whole`. */
static bool names(rg_str name, rg_str word, bool is_whole)
{
	for (size_t i = 0; i + word.len <= name.len; i++) {
		size_t n = 0, end = i + word.len;

		while (n < word.len && lower(name.ptr[i + n]) == word.ptr[n])
			n++;
		if (n < word.len)
			continue;
		if (!is_whole || end == name.len || lower(name.ptr[end]) == 's' ||
		    !is_word(name.ptr[end]) || name.ptr[end] == '_')
			return true;
	}
	return false;
}

bool rg_trace__is_secret(rg_str name)
{
	return names(name, RG_STR("token"), false) || names(name, RG_STR("secret"), false) ||
	       names(name, RG_STR("passw"), false) || names(name, RG_STR("passphrase"), false) ||
	       names(name, RG_STR("cred"), false) || names(name, RG_STR("auth"), true) ||
	       names(name, RG_STR("pass"), true) || names(name, RG_STR("key"), true);
}

static void add(rg_value_vec *out, rg_arena *arena, rg_str name, rg_str repr)
{
	size_t n = repr.len < MAX_VALUE ? repr.len : MAX_VALUE;

	while (n > 0 && n < repr.len && ((unsigned char)repr.ptr[n] & 0xc0) == 0x80)
		n--; /* not inside a character */
	if (out->n < MAX_VALUES)
		RG_PUSH(arena, out,
			(rg_value){name, rg_trace__is_secret(name) ? RG_STR("<withheld>")
								   : rg_str_sub(repr, 0, n)});
}

/* The length of "name = " at the start of s, with the name's in *n_name; or 0. */
static size_t assignment(rg_str s, size_t *n_name)
{
	size_t n = 0;

	while (n < s.len && is_word(s.ptr[n]))
		n++;
	*n_name = n;
	return n > 0 && rg_str_starts(rg_str_sub(s, n, s.len), RG_STR(" = ")) ? n + 3 : 0;
}

void rg_trace__add_values(rg_value_vec *out, rg_arena *arena, rg_str name, rg_str repr)
{
	size_t begin = 0, n_name, n;
	int depth = 0;
	char quote = 0;

	for (size_t i = 0; i < repr.len; i++) {
		char c = repr.ptr[i];

		if (quote) {
			if (c == '\\')
				i++;
			else if (c == quote)
				quote = 0;
		} else if (c == '\'' || c == '"') {
			quote = c;
		} else if (c == '(' || c == '[' || c == '{') {
			depth++;
		} else if (c == ')' || c == ']' || c == '}') {
			depth--;
		} else if (c == ',' && depth <= 0 && i + 2 < repr.len && repr.ptr[i + 1] == ' ') {
			n = assignment(rg_str_sub(repr, i + 2, repr.len), &n_name);
			if (n == 0)
				continue;
			add(out, arena, name, rg_str_sub(repr, begin, i));
			name = rg_str_sub(repr, i + 2, i + 2 + n_name);
			begin = i + 2 + n;
			i = begin - 1;
		}
	}
	add(out, arena, name, rg_str_sub(repr, begin, repr.len));
}
