/* SPDX-License-Identifier: MIT */
/* str_map.c - open addressing with linear probing, never more than two thirds full. */
#include "locate/str_map.h"

uint64_t rg_str_map__hash(rg_str key)
{
	const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t hash = key.len * factor;

	while (key.len >= 8) {
		uint64_t word;

		memcpy(&word, key.ptr, 8);
		hash = (hash ^ word) * factor;
		hash ^= hash >> 32;
		key = (rg_str){key.ptr + 8, key.len - 8};
	}
	if (key.len) {
		uint64_t word = 0;

		memcpy(&word, key.ptr, key.len);
		hash = (hash ^ word) * factor;
		hash ^= hash >> 32;
	}
	return hash * factor >> 8;
}

static void make_slots(rg_str_map *map, size_t n)
{
	map->size = 16;
	while (map->size * 2 < n * 3)
		map->size *= 2;
	map->slots = RG_NEW_N(map->arena, struct rg_str_map_slot, map->size);
	for (size_t i = 0; i < map->size; i++)
		map->slots[i].value = RG_STR_MAP_NONE;
}

void rg_str_map_init(rg_str_map *map, rg_arena *arena, size_t n_expected)
{
	*map = (rg_str_map){.arena = arena};
	if (n_expected)
		make_slots(map, n_expected + 1);
}

static struct rg_str_map_slot *slot_of(const rg_str_map *map, rg_str key, uint32_t hash)
{
	for (size_t i = hash & (map->size - 1);; i = (i + 1) & (map->size - 1)) {
		struct rg_str_map_slot *slot = &map->slots[i];

		if (slot->value == RG_STR_MAP_NONE ||
		    (slot->hash == hash && rg_str_eq(slot->key, key)))
			return slot;
	}
}

uint32_t rg_str_map_find(const rg_str_map *map, rg_str key)
{
	return map->n ? slot_of(map, key, (uint32_t)rg_str_map__hash(key))->value : RG_STR_MAP_NONE;
}

static struct rg_str_map_slot *slot_to_fill(rg_str_map *map, rg_str key)
{
	uint32_t hash = (uint32_t)rg_str_map__hash(key);
	struct rg_str_map_slot *slot;

	if ((map->n + 1) * 3 > map->size * 2) {
		struct rg_str_map_slot *old = map->slots;
		size_t n_old = map->size;

		make_slots(map, (map->n + 1) * 2);
		for (size_t i = 0; i < n_old; i++)
			if (old[i].value != RG_STR_MAP_NONE)
				*slot_of(map, old[i].key, old[i].hash) = old[i];
	}
	slot = slot_of(map, key, hash);
	if (slot->value == RG_STR_MAP_NONE) {
		slot->key = key;
		slot->hash = hash;
		map->n++;
	}
	return slot;
}

void rg_str_map_set(rg_str_map *map, rg_str key, uint32_t value)
{
	slot_to_fill(map, key)->value = value;
}

uint32_t rg_str_map_add(rg_str_map *map, rg_str key, uint32_t value)
{
	struct rg_str_map_slot *slot = slot_to_fill(map, key);

	if (slot->value == RG_STR_MAP_NONE)
		slot->value = value;
	return slot->value;
}
