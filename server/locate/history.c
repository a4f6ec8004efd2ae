/* SPDX-License-Identifier: MIT */
/*
 * history.c - paths are numbered in the order in which commits name them. Age is a rational
 * function, since exp() differs between machines.
 */
#include "locate/history.h"

#include <string.h>

#define HALF_LIFE_SECONDS (365.0 * 24 * 3600)

rg_str_vec rg_history_paths(rg_arena *arena, const rg_history *history,
			    const rg_commit_change *commit)
{
	rg_str_vec out = {RG_NEW_N(arena, rg_str, commit->n_paths), 0, commit->n_paths};

	for (; out.n < commit->n_paths; out.n++)
		out.items[out.n] =
			history->paths.items[history->changed.items[commit->first + out.n]];
	return out;
}

void rg_history_maker_init(rg_history_maker *out, rg_arena *arena)
{
	*out = (rg_history_maker){.arena = arena};
	rg_str_map_init(&out->numbers, arena, 0);
}

static uint32_t number_of(rg_history_maker *maker, rg_str path)
{
	uint32_t number = rg_str_map_find(&maker->numbers, path);

	if (number != RG_STR_MAP_NONE)
		return number;
	number = (uint32_t)maker->made.paths.n;
	path = rg_arena_dup(maker->arena, path);
	RG_PUSH(maker->arena, &maker->made.paths, path);
	rg_str_map_set(&maker->numbers, path, number);
	return number;
}

void rg_history_add(rg_history_maker *maker, const rg_commit_change *commit,
		    const rg_str_vec *paths)
{
	rg_commit_change *to = RG_PUSH_NEW(maker->arena, &maker->made.commits);

	*to = *commit;
	to->first = (uint32_t)maker->made.changed.n;
	to->n_paths = (uint32_t)paths->n;
	for (size_t i = 0; i < paths->n; i++)
		RG_PUSH(maker->arena, &maker->made.changed, number_of(maker, paths->items[i]));
}

#define DUP(arena, to, from)                                                                       \
	((to)->items = rg_arena_grow((arena), (from)->items, (from)->n * sizeof(*(from)->items),   \
				     (from)->n * sizeof(*(from)->items)),                          \
	 (to)->n = (to)->cap = (from)->n)

rg_history rg_history_dup(rg_arena *arena, const rg_history *history)
{
	rg_history out = {0};
	size_t n_bytes = 0;
	char *at;

	DUP(arena, &out.commits, &history->commits);
	DUP(arena, &out.changed, &history->changed);
	DUP(arena, &out.paths, &history->paths);
	for (size_t i = 0; i < out.paths.n; i++)
		n_bytes += out.paths.items[i].len;
	at = rg_arena_alloc(arena, n_bytes);
	for (size_t i = 0; i < out.paths.n; i++) {
		rg_str *path = &out.paths.items[i];

		memcpy(at, path->ptr, path->len);
		path->ptr = at;
		at += path->len;
	}
	return out;
}

double rg_history__age_weight(const rg_history *history, const rg_commit_change *commit)
{
	int64_t age = history->commits.items[0].time - commit->time;

	return age > 0 ? 1 / (1 + (double)age / HALF_LIFE_SECONDS) : 1;
}
