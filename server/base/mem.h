/* SPDX-License-Identifier: MIT */
/*
 * mem.h - the heap. When malloc fails the process says so and ends with status 3: the journal
 * makes that safe, and ceilings on every input make it rare. So none of these returns NULL.
 */
#ifndef RG_BASE_MEM_H
#define RG_BASE_MEM_H

#include <stddef.h>

#include "base/str.h"

void *rg_malloc(size_t size);
void *rg_calloc(size_t n, size_t size);
void *rg_realloc(void *old, size_t size);
/* A C string of the caller's, to be freed; "" for null. */
char *rg_strdup(rg_str s);
_Noreturn void rg_out_of_memory(size_t size);
/* Overwrites a secret in a way that the compiler keeps. */
void rg_wipe(void *p, size_t size);

#endif
