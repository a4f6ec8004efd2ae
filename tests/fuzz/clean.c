/* SPDX-License-Identifier: MIT */
/*
 * clean.c - any bytes without what terminals and CI add: no escape and no CR is left, nothing is
 * made up but a last end of line, and the bytes that UTF-16 has less of.
 */
#include <stdlib.h>
#include <string.h>

#include "trace/clean.h"
#include "trace/escapes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_str text = {(const char *)data, size}, clean, plain;

	clean = rg_trace__clean(arena, text);
	if (clean.len > size + size / 2 + 1 ||
	    (clean.len &&
	     (memchr(clean.ptr, '\r', clean.len) || memchr(clean.ptr, '\033', clean.len))))
		abort();
	plain = rg_trace__without_escapes(arena, text);
	if (plain.len > size || (plain.len && memchr(plain.ptr, '\033', plain.len)))
		abort();
	rg_arena_free(arena);
	return 0;
}
