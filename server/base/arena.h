/* SPDX-License-Identifier: MIT */
/*
 * arena.h - memory of one message or one job, freed at once.
 * Not shared between threads at the same time; may be handed over.
 */
#ifndef RG_BASE_ARENA_H
#define RG_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/str.h"

typedef struct rg_arena rg_arena;

rg_arena *rg_arena_new(void);
/* NULL is accepted. */
void rg_arena_free(rg_arena *arena);
/* Zeroed memory, aligned for any type; never NULL (the process ends when malloc fails). */
void *rg_arena_alloc(rg_arena *arena, size_t size);
/* A new copy of n_old bytes in a block of n_new bytes; the rest is zeroed. */
void *rg_arena_grow(rg_arena *arena, const void *old, size_t n_old, size_t n_new);
/* A copy, with a NUL behind it that len does not count; null stays null. */
rg_str rg_arena_dup(rg_arena *arena, rg_str s);
/* The same, as a C string: "" for null. Bytes behind an inner NUL are invisible to C. */
char *rg_arena_cstr(rg_arena *arena, rg_str s);
rg_str rg_arena_printf(rg_arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
rg_str rg_arena_vprintf(rg_arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

#define RG_NEW(arena, type)	 ((type *)rg_arena_alloc((arena), sizeof(type)))
#define RG_NEW_N(arena, type, n) ((type *)rg_arena_alloc((arena), sizeof(type) * (size_t)(n)))

#endif
