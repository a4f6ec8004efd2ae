/* SPDX-License-Identifier: MIT */
/*
 * query.h - inside locate/: what the failing tests and their errors name. Terms are in the order
 * of their first mention, each once, so that sums over them come out the same everywhere.
 */
#ifndef RG_LOCATE_QUERY_H
#define RG_LOCATE_QUERY_H

#include "locate/locate.h"
#include "locate/source_cache.h"
#include "locate/str_map.h"

/* Where a term stands. */
#define RG_TERM_CODE   (1u << 0) /* in the test's code */
#define RG_TERM_CALLED (1u << 1) /* called there */
#define RG_TERM_STRING (1u << 2) /* in its strings */
#define RG_TERM_HELPER (1u << 3) /* in what the test uses of its own file */
#define RG_TERM_LINE   (1u << 4) /* on a line of the test file that the traceback shows */
#define RG_TERM_ERROR  (1u << 5) /* in the error's type or message */
#define RG_TERM_WORD   (1u << 6) /* a part of an identifier, not written so itself */

typedef struct rg_term {
	rg_str text;
	uint32_t flags;
	double weight; /* of the term in BM25 */
	double rarity; /* 0 … 1: among other tests (rarity.h); for the signals alone */
} rg_term;

/* A part of a test file that runs in a failing test. */
typedef struct rg_test_part {
	size_t begin, end;
	bool is_helper;
} rg_test_part;

typedef struct rg_test_file {
	rg_str path;
	rg_str source; /* null when it cannot be read */
	const rg_outline *outline;
	RG_VEC(rg_test_part) parts;
	RG_VEC(uint32_t) lines; /* that the traceback shows, in any order */
} rg_test_file;

typedef struct rg_query {
	RG_VEC(rg_term) terms;
	rg_str_map by_text;
	RG_VEC(rg_test_file) test_files;
} rg_query;

/* Reads the test files through input->source and parses them through the cache. */
void rg_query_make(rg_query *out, rg_arena *arena, const rg_locate_input *input,
		   rg_source_cache *sources);
/* The flags of a term, 0 when the query does not have it. */
uint32_t rg_query_flags(const rg_query *query, rg_str text);

#endif
