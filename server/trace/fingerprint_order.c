/* SPDX-License-Identifier: MIT */
/*
 * fingerprint_order.c - `{b, a}` in the order of its members' texts: that of a set of strings
 * differs with the hash seed, and a dictionary is often made from one. What stands in an inner
 * bracket moves with its member and is put in order itself.
 */
#include <stdlib.h>

#include "trace/fingerprint_private.h"

#define MAX_MEMBERS 64
#define MAX_DEPTH   8

static int compare_members(const void *a, const void *b)
{
	return rg_str_cmp(*(const rg_str *)a, *(const rg_str *)b);
}

static void add_ordered(rg_buf *out, rg_str line, unsigned depth);

/* The members of the braces that s begins with. Returns their length with the braces, or 0. */
static size_t split(rg_str members[MAX_MEMBERS], size_t *n, rg_str s)
{
	size_t begin = 1, i;
	int depth = 0;
	char quote = 0;

	*n = 0;
	for (i = 1; i < s.len && (quote || depth > 0 || s.ptr[i] != '}'); i++) {
		char c = s.ptr[i];

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
		} else if (depth == 0 && c == ',') {
			if (*n + 1 >= MAX_MEMBERS)
				return 0;
			members[(*n)++] = rg_str_trim(rg_str_sub(s, begin, i));
			begin = i + 1;
		}
	}
	if (i >= s.len || *n == 0)
		return 0;
	members[(*n)++] = rg_str_trim(rg_str_sub(s, begin, i));
	return i + 1;
}

static size_t add_set(rg_buf *out, rg_str s, unsigned depth)
{
	rg_str members[MAX_MEMBERS];
	size_t n, size = split(members, &n, s);

	if (size == 0)
		return 0;
	qsort(members, n, sizeof(*members), compare_members);
	rg_buf_add_char(out, '{');
	for (size_t k = 0; k < n; k++) {
		if (k > 0)
			rg_buf_add_z(out, ", ");
		add_ordered(out, members[k], depth + 1);
	}
	rg_buf_add_char(out, '}');
	return size;
}

static void add_ordered(rg_buf *out, rg_str line, unsigned depth)
{
	for (size_t i = 0; i < line.len;) {
		size_t n = line.ptr[i] == '{' && depth < MAX_DEPTH
				   ? add_set(out, rg_str_sub(line, i, line.len), depth)
				   : 0;

		if (n == 0)
			rg_buf_add_char(out, line.ptr[i]);
		i += n ? n : 1;
	}
}

void rg_trace__add_in_order(rg_buf *out, rg_str line)
{
	add_ordered(out, line, 0);
}
