/* SPDX-License-Identifier: MIT */
/*
 * arena.c - a chain of blocks. Small requests share a block of 8 KiB and up, doubling to 1 MiB;
 * a large one gets a block of its own. Under the address sanitizer every request is a block,
 * so that an overrun between two of them is seen.
 */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ALIGNMENT   _Alignof(max_align_t)
#define BLOCK_FIRST ((size_t)8 * 1024)
#define BLOCK_MAX   ((size_t)1024 * 1024)

typedef struct block {
	struct block *next;
	size_t used, size;
	max_align_t data[];
} block;

struct rg_arena {
	block *top;
	size_t next_size;
};

rg_arena *rg_arena_new(void)
{
	rg_arena *arena = rg_calloc(1, sizeof(*arena));

	arena->next_size = BLOCK_FIRST;
	return arena;
}

void rg_arena_free(rg_arena *arena)
{
	if (!arena)
		return;
	for (block *b = arena->top; b;) {
		block *next = b->next;

		free(b);
		b = next;
	}
	free(arena);
}

static block *add_block(rg_arena *arena, size_t size)
{
	block *b = rg_calloc(1, sizeof(*b) + size);

	b->size = size;
	b->next = arena->top;
	arena->top = b;
	return b;
}

void *rg_arena_alloc(rg_arena *arena, size_t size)
{
	block *b = arena->top;
	void *out;

	if (size > SIZE_MAX / 2)
		rg_out_of_memory(size);
	size = size ? (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : ALIGNMENT;
#ifdef __SANITIZE_ADDRESS__
	b = add_block(arena, size);
#else
	if (!b || b->size - b->used < size) {
		if (size > arena->next_size / 4) {
			/* Its own block, put below the top so that the top stays in use. */
			block *top = arena->top;

			b = add_block(arena, size);
			if (top) {
				arena->top = top;
				b->next = top->next;
				top->next = b;
			}
		} else {
			b = add_block(arena, arena->next_size);
			if (arena->next_size < BLOCK_MAX)
				arena->next_size *= 2;
		}
	}
#endif
	out = (char *)b->data + b->used;
	b->used += size;
	return out;
}

void *rg_arena_grow(rg_arena *arena, const void *old, size_t n_old, size_t n_new)
{
	void *out = rg_arena_alloc(arena, n_new);

	if (n_old)
		memcpy(out, old, n_old < n_new ? n_old : n_new);
	return out;
}

rg_str rg_arena_dup(rg_arena *arena, rg_str s)
{
	char *copy;

	if (!s.ptr)
		return s;
	copy = rg_arena_alloc(arena, s.len + 1);
	if (s.len)
		memcpy(copy, s.ptr, s.len);
	return (rg_str){copy, s.len};
}

char *rg_arena_cstr(rg_arena *arena, rg_str s)
{
	char *copy = rg_arena_alloc(arena, s.len + 1);

	if (s.len)
		memcpy(copy, s.ptr, s.len);
	return copy;
}

rg_str rg_arena_vprintf(rg_arena *arena, const char *format, va_list args)
{
	va_list again;
	int len;
	char *text;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	if (len < 0)
		len = 0;
	text = rg_arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return (rg_str){text, (size_t)len};
}

rg_str rg_arena_printf(rg_arena *arena, const char *format, ...)
{
	va_list args;
	rg_str out;

	va_start(args, format);
	out = rg_arena_vprintf(arena, format, args);
	va_end(args);
	return out;
}
