/* SPDX-License-Identifier: MIT */
/* mem.c - malloc that ends the process instead of returning NULL. */
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void rg_out_of_memory(size_t size)
{
	fprintf(stderr,
		"redgreen: out of memory (asked for %zu bytes); "
		"what was recorded is kept, start again to go on\n",
		size);
	_Exit(3);
}

void *rg_malloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		rg_out_of_memory(size);
	return p;
}

void *rg_calloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		rg_out_of_memory(n * size);
	return p;
}

void *rg_realloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (!p)
		rg_out_of_memory(size);
	return p;
}

char *rg_strdup(rg_str s)
{
	char *copy = rg_malloc(s.len + 1);

	if (s.len)
		memcpy(copy, s.ptr, s.len);
	copy[s.len] = '\0';
	return copy;
}

void rg_wipe(void *p, size_t size)
{
	if (p && size)
		explicit_bzero(p, size);
}
