/* SPDX-License-Identifier: MIT */
/*
 * history.h - what earlier commits changed, for co-change and churn. Every path is there once and
 * commits name them by number, so that ten thousand commits take a megabyte.
 */
#ifndef RG_LOCATE_HISTORY_H
#define RG_LOCATE_HISTORY_H

#include "base/vec.h"
#include "locate/str_map.h"

#define RG_COMMIT_ID_BYTES 20

typedef struct rg_commit_change {
	uint8_t id[RG_COMMIT_ID_BYTES]; /* for git/history.h alone; zero where nobody asks */
	uint32_t is_fix;		/* the subject says so: not 0 */
	int64_t time;			/* seconds since the epoch */
	uint32_t first, n_paths;	/* its part of rg_history.changed */
} rg_commit_change;

typedef struct rg_history {
	RG_VEC(rg_commit_change) commits; /* newest first */
	RG_VEC(uint32_t) changed;	  /* the paths of one commit after the other, by number */
	rg_str_vec paths;		  /* each once */
	/* Of each path, in the list of files with this number (rg_locate_input); 0: none. */
	const uint32_t *places;
	uint64_t placed;
} rg_history;
#define RG_NO_PLACE RG_STR_MAP_NONE /* of a path that is no file any more */

/* The paths of a commit of the history; the list is in the arena, the texts are the history's. */
rg_str_vec rg_history_paths(rg_arena *arena, const rg_history *history,
			    const rg_commit_change *commit);

/* A history that is being made, in a scratch arena. */
typedef struct rg_history_maker {
	rg_arena *arena;
	rg_history made;
	rg_str_map numbers; /* of paths */
} rg_history_maker;

void rg_history_maker_init(rg_history_maker *out, rg_arena *arena);
/* The next older commit; paths are copied, and its part of `changed` is found here. */
void rg_history_add(rg_history_maker *maker, const rg_commit_change *commit,
		    const rg_str_vec *paths);
/* A copy without places, in just the bytes that it needs. */
rg_history rg_history_dup(rg_arena *arena, const rg_history *history);

/* 1 for the newest commit, falling to 1/2 after a year and to 1/(1 + n) after n years. */
double rg_history__age_weight(const rg_history *history, const rg_commit_change *commit);

#endif
