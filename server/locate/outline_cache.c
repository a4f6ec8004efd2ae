/* SPDX-License-Identifier: MIT */
/*
 * outline_cache.c - tree-sitter reads 10 MB/s, so a short list of twenty files costs a person's
 * attention, once. Outlines borrow from the text that they were made from, so the text is kept
 * too; 256 files of source are a few megabytes.
 */
#include "locate/outline_cache.h"

#include "base/mem.h"
#include "locate/str_map.h"

#define KEPT 256

typedef struct entry {
	rg_arena *arena; /* owned; holds text and outline */
	rg_str text;
	const rg_outline *outline;
} entry;

struct rg_outline_cache {
	rg_arena *arena; /* owned, of the map and the list */
	rg_str_map by_path;
	RG_VEC(entry) entries;
};

rg_outline_cache *rg_outline_cache_new(void)
{
	rg_outline_cache *cache = rg_calloc(1, sizeof(*cache));

	cache->arena = rg_arena_new();
	rg_str_map_init(&cache->by_path, cache->arena, 0);
	return cache;
}

static void free_entries(rg_outline_cache *cache)
{
	for (size_t i = 0; i < cache->entries.n; i++)
		rg_arena_free(cache->entries.items[i].arena);
	rg_arena_free(cache->arena);
}

void rg_outline_cache_free(rg_outline_cache *cache)
{
	if (!cache)
		return;
	free_entries(cache);
	free(cache);
}

const rg_outline *rg_outline_cache_get(rg_outline_cache *cache, rg_str path, rg_str bytes)
{
	uint32_t idx = rg_str_map_find(&cache->by_path, path);
	entry *e = idx == RG_STR_MAP_NONE ? NULL : &cache->entries.items[idx];

	if (e && rg_str_eq(e->text, bytes))
		return e->outline;
	if (e) {
		rg_arena_free(e->arena);
	} else {
		e = RG_PUSH_NEW(cache->arena, &cache->entries);
		idx = (uint32_t)cache->entries.n - 1;
		rg_str_map_set(&cache->by_path, rg_arena_dup(cache->arena, path), idx);
	}
	e->arena = rg_arena_new();
	e->text = rg_arena_dup(e->arena, bytes);
	e->outline = rg_outline_parse(e->arena, rg_language_of(path), e->text);
	return e->outline;
}

void rg_outline_cache_trim(rg_outline_cache *cache)
{
	if (cache->entries.n <= KEPT)
		return;
	free_entries(cache);
	*cache = (rg_outline_cache){.arena = rg_arena_new()};
	rg_str_map_init(&cache->by_path, cache->arena, 0);
}
