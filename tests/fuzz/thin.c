/* SPDX-License-Identifier: MIT */
/*
 * thin.c - any bytes are a log that is too large: the same is kept however they arrive, never more
 * than was asked for, and all of a log that fits and has no large block.
 */
#include <stdlib.h>
#include <string.h>

#include "trace/thin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX ((size_t)4096)

static rg_str thin(rg_arena *arena, rg_str text, size_t max, size_t piece)
{
	rg_thinner *thinner = rg_thinner_new(arena, max);

	for (size_t at = 0; at < text.len; at += piece)
		rg_thinner_add(thinner, rg_str_sub(text, at, at + piece));
	return rg_thinner_finish(thinner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = {(const char *)data, size}, whole = thin(arena, text, MAX, size + 1);

	if (whole.len > MAX || !rg_str_eq(whole, thin(arena, text, MAX, 7)) ||
	    !rg_str_eq(whole, thin(arena, text, MAX, 1000)))
		abort();
	if (size < RG_THIN_BLOCK_END && !rg_str_eq(thin(arena, text, 2 * size + 4096, 100), text))
		abort();
	rg_arena_free(arena);
	return 0;
}
