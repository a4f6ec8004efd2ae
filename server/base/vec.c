/* SPDX-License-Identifier: MIT */
/* vec.c - what lists of strings need; everything else is the macros of vec.h. */
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

bool rg_str_vec_has(const rg_str_vec *vec, rg_str s)
{
	for (size_t i = 0; i < vec->n; i++)
		if (rg_str_eq(vec->items[i], s))
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	return rg_str_cmp(*(const rg_str *)a, *(const rg_str *)b);
}

void rg_str_vec_sort(rg_str_vec *vec)
{
	if (vec->n > 1)
		qsort(vec->items, vec->n, sizeof(*vec->items), compare);
}

void rg_str_vec_unique(rg_str_vec *vec)
{
	size_t kept = 0;

	for (size_t i = 0; i < vec->n; i++)
		if (kept == 0 || !rg_str_eq(vec->items[kept - 1], vec->items[i]))
			vec->items[kept++] = vec->items[i];
	vec->n = kept;
}

size_t rg_str_vec_bound(const rg_str_vec *sorted, rg_str s)
{
	size_t low = 0, high = sorted->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rg_str_cmp(sorted->items[middle], s) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool rg_str_vec_has_sorted(const rg_str_vec *sorted, rg_str s)
{
	size_t at = rg_str_vec_bound(sorted, s);

	return at < sorted->n && rg_str_eq(sorted->items[at], s);
}

rg_str_vec rg_str_vec_dup(rg_arena *arena, const rg_str_vec *vec)
{
	rg_str_vec out = {0};

	for (size_t i = 0; i < vec->n; i++)
		RG_PUSH(arena, &out, rg_arena_dup(arena, vec->items[i]));
	return out;
}

rg_str rg_str_vec_join(rg_arena *arena, const rg_str_vec *vec, rg_str sep)
{
	size_t len = 0;
	char *text, *at;

	for (size_t i = 0; i < vec->n; i++)
		len += vec->items[i].len + (i ? sep.len : 0);
	at = text = rg_arena_alloc(arena, len + 1);
	for (size_t i = 0; i < vec->n; i++) {
		if (i && sep.len) {
			memcpy(at, sep.ptr, sep.len);
			at += sep.len;
		}
		if (vec->items[i].len)
			memcpy(at, vec->items[i].ptr, vec->items[i].len);
		at += vec->items[i].len;
	}
	return (rg_str){text, len};
}

rg_str_vec rg_str_vec_of_lines(rg_arena *arena, rg_str text)
{
	rg_str_vec out = {0};
	rg_str line;

	while (rg_str_line(&line, &text))
		if (line.len)
			RG_PUSH(arena, &out, line);
	return out;
}

rg_str rg_str_vec_lines(rg_arena *arena, const rg_str_vec *vec)
{
	return rg_str_vec_join(arena, vec, RG_STR("\n"));
}

rg_str rg_str_vec_few(rg_arena *arena, const rg_str_vec *vec)
{
	rg_str_vec first = *vec;
	rg_str text;

	if (first.n <= 10)
		return rg_str_vec_join(arena, vec, RG_STR(", "));
	first.n = 10;
	text = rg_str_vec_join(arena, &first, RG_STR(", "));
	return rg_arena_printf(arena, "%.*s and %zu more", RG_FMT(text), vec->n - first.n);
}
