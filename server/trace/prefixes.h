/* SPDX-License-Identifier: MIT */
/* prefixes.h - inside trace/: what CI and launchers put before each line of a log. Pure. */
#ifndef RG_TRACE_PREFIXES_H
#define RG_TRACE_PREFIXES_H

#include <stdbool.h>

#include "base/arena.h"

/* Prefixes that stand on one another: "TIME web-1  | 88: ". */
#define RG_MAX_PREFIXES 5

/* The prefixes of a log, outermost first; the numbers are prefixes.c's own. */
typedef struct rg_prefixes {
	unsigned char kinds[RG_MAX_PREFIXES];
	unsigned n;
	rg_str own; /* what stands before the log's titles and has no known shape; or null */
} rg_prefixes;

/* A line taken apart. */
typedef struct rg_prefixed {
	rg_str line;	   /* behind the prefixes */
	rg_str label;	   /* who wrote it (service, pod, rank, test), or null */
	bool is_continued; /* it goes on with the line before (GitLab's '+') */
} rg_prefixed;

/*
 * The prefixes of most lines at the log's beginning, or of a line that only pytest or Python
 * writes and of those behind it. None is common: then n is 0. Linear.
 */
void rg_prefixes_find(rg_prefixes *out, rg_arena *arena, rg_str text);

/* Takes the prefixes off that line has, and a byte order mark; it may lack each. All borrowed. */
void rg_prefixes_strip(rg_prefixed *out, const rg_prefixes *prefixes, rg_str line);

/* Whether one of them tells who wrote a line. */
bool rg_prefixes_tell(const rg_prefixes *prefixes);

#endif
