/* SPDX-License-Identifier: MIT */
/*
 * vec.h - lists. RG_VEC(T) is a struct {items, n, cap}; give it a name with a typedef. Its items
 * lie in an arena: growing copies, old items stay valid until the arena goes. A list that is
 * only read is passed as const pointer to the typedef'd struct.
 */
#ifndef RG_BASE_VEC_H
#define RG_BASE_VEC_H

#include "base/arena.h"

#define RG_VEC(T)                                                                                  \
	struct {                                                                                   \
		T *items;                                                                          \
		size_t n;                                                                          \
		size_t cap;                                                                        \
	}

/* Appends a value. */
#define RG_PUSH(arena, vec, ...)                                                                   \
	do {                                                                                       \
		RG_RESERVE((arena), (vec));                                                        \
		(vec)->items[(vec)->n++] = (__VA_ARGS__);                                          \
	} while (0)

/* Appends a zeroed item and gives its address. */
#define RG_PUSH_NEW(arena, vec) (RG_RESERVE_EXPR((arena), (vec)), &(vec)->items[(vec)->n++])

#define RG_RESERVE(arena, vec) (void)RG_RESERVE_EXPR(arena, vec)
#define RG_RESERVE_EXPR(arena, vec)                                                                \
	((vec)->n < (vec)->cap                                                                     \
		 ? (void *)(vec)->items                                                            \
		 : (void *)((vec)->cap = (vec)->cap ? (vec)->cap * 2 : 8,                          \
			    (vec)->items = rg_arena_grow((arena), (vec)->items,                    \
							 (vec)->n * sizeof(*(vec)->items),         \
							 (vec)->cap * sizeof(*(vec)->items))))

typedef RG_VEC(rg_str) rg_str_vec;

/* Whether the list holds s. */
bool rg_str_vec_has(const rg_str_vec *vec, rg_str s);
/* Sorts bytewise; and takes equal neighbours out. */
void rg_str_vec_sort(rg_str_vec *vec);
void rg_str_vec_unique(rg_str_vec *vec);
/* In a sorted list: the index of the first text that is not before s, n for none; whether s is in.
 */
size_t rg_str_vec_bound(const rg_str_vec *sorted, rg_str s);
bool rg_str_vec_has_sorted(const rg_str_vec *sorted, rg_str s);
/* Copies the list and its texts into the arena. */
rg_str_vec rg_str_vec_dup(rg_arena *arena, const rg_str_vec *vec);
/* The lines of a text that are not empty, borrowed from it; "a line each" the other way round. */
rg_str_vec rg_str_vec_of_lines(rg_arena *arena, rg_str text);
rg_str rg_str_vec_lines(rg_arena *arena, const rg_str_vec *vec);
/* The texts with sep between them. */
rg_str rg_str_vec_join(rg_arena *arena, const rg_str_vec *vec, rg_str sep);
/* The texts with ", " between them, the first ten, and how many more there are. */
rg_str rg_str_vec_few(rg_arena *arena, const rg_str_vec *vec);

#endif
