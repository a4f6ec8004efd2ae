/* SPDX-License-Identifier: MIT */
/*
 * thin.h - a log of any size, in bounded memory: what tests printed is left out but for its ends.
 * Pure; bytes come in pieces of any size.
 */
#ifndef RG_TRACE_THIN_H
#define RG_TRACE_THIN_H

#include "base/arena.h"

/* Of each captured block (`--- Captured stdout call ---`): what is kept at either end. */
#define RG_THIN_BLOCK_END ((size_t)32 * 1024)

typedef struct rg_thinner rg_thinner;

/* max: of the result, at least 4 kB; all of it is allocated in the arena at once. */
rg_thinner *rg_thinner_new(rg_arena *arena, size_t max);
/* The next piece, copied. Linear, whatever the lines' length. */
void rg_thinner_add(rg_thinner *thinner, rg_str bytes);
/*
 * What was kept, in the arena; `[redgreen: N bytes left out]` stands, on a line of its own, where
 * something is not. Of a log that has more than max beside captured output, head and tail, and so
 * of files for programs. Once.
 */
rg_str rg_thinner_finish(rg_thinner *thinner);

#endif
