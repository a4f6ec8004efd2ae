/* SPDX-License-Identifier: MIT */
/*
 * titles.h - inside trace/: the title lines of a pytest log, and which of them are pytest's own.
 */
#ifndef RG_TRACE_TITLES_H
#define RG_TRACE_TITLES_H

#include "base/vec.h"

typedef enum rg_title_kind {
	TITLE_START,	/* === test session starts === */
	TITLE_CLOSING,	/* === 1 failed in 0.05s === */
	TITLE_SECTION,	/* === … === */
	TITLE_REPORT,	/* ___ … ___ */
	TITLE_CAPTURED, /* --- Captured … --- and other blocks under a report */
} rg_title_kind;

typedef struct rg_title {
	rg_title_kind kind;
	rg_str name;
	size_t begin, end; /* of the line, its end included */
	size_t width;	   /* in characters; of a closing line without rules 0 */
	size_t closing;	   /* of a start: index of the title that closes it; SIZE_MAX none */
	bool is_enclosed;
	bool is_printed; /* by a test: nested.c's own mark */
} rg_title;
typedef RG_VEC(rg_title) rg_title_vec;

/* All title lines of the text, in order, but those that are not as wide as their session's. */
void rg_titles_find(rg_title_vec *out, rg_arena *arena, rg_str text);

/* A report without the lines of progress that end it: pytest-instafail writes both in turn. */
rg_str rg_title_without_progress(rg_str report);

/*
 * Takes out those that a test printed, as far as they can be told, and marks the sessions that are
 * enclosed in another one.
 */
void rg_titles_drop_printed(rg_title_vec *titles, rg_arena *arena, rg_str text);

#endif
