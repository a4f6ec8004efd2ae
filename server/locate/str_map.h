/* SPDX-License-Identifier: MIT */
/*
 * str_map.h - inside locate/: text → number. Keys are borrowed and must outlive the map; its
 * memory is an arena's. Nobody iterates over it, so that its order cannot reach a result.
 */
#ifndef RG_LOCATE_STR_MAP_H
#define RG_LOCATE_STR_MAP_H

#include "base/vec.h"

#define RG_STR_MAP_NONE UINT32_MAX

typedef struct rg_str_map {
	rg_arena *arena;
	struct rg_str_map_slot {
		rg_str key;
		uint32_t hash;
		uint32_t value; /* RG_STR_MAP_NONE: the slot is free */
	} * slots;
	size_t n, size; /* size: a power of two, at least 1.5 n; or 0 */
} rg_str_map;

/* A hash of few cycles for short keys; differs between machines, so it is for tables only. */
uint64_t rg_str_map__hash(rg_str key);

void rg_str_map_init(rg_str_map *map, rg_arena *arena, size_t n_expected);
/* The key's value, or RG_STR_MAP_NONE. */
uint32_t rg_str_map_find(const rg_str_map *map, rg_str key);
/* Sets the key's value, which is not RG_STR_MAP_NONE. */
void rg_str_map_set(rg_str_map *map, rg_str key, uint32_t value);
/* The key's value; where it has none, value is set and returned. */
uint32_t rg_str_map_add(rg_str_map *map, rg_str key, uint32_t value);

#endif
