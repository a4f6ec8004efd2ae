/* SPDX-License-Identifier: MIT */
/*
 * locate.h - failures in, candidate files and functions with reasons out.
 * Pure and deterministic: the same input gives the same bytes.
 */
#ifndef RG_LOCATE_LOCATE_H
#define RG_LOCATE_LOCATE_H

#include "trace/failure.h"

typedef struct rg_reason {
	rg_str signal;	/* the signal's name in signals.def */
	int32_t points; /* fixed point, thousandths; the candidate's score is their sum */
	rg_str text;	/* words a user understands */
} rg_reason;
typedef RG_VEC(rg_reason) rg_reason_vec;

typedef struct rg_function_candidate {
	rg_str name; /* qualified, as in rg_definition */
	uint32_t line;
	int32_t score;
} rg_function_candidate;
typedef RG_VEC(rg_function_candidate) rg_function_candidate_vec;

typedef struct rg_candidate {
	rg_str path; /* relative to the root */
	int32_t score;
	rg_reason_vec reasons;		     /* largest first */
	rg_function_candidate_vec functions; /* best first */
} rg_candidate;
typedef RG_VEC(rg_candidate) rg_candidate_vec;

/*
 * identifier → files, in memory; and what was parsed for earlier answers, so that the next one
 * takes milliseconds. Measured: under a fifth of the source in memory. One thread at a time,
 * readers too.
 */
typedef struct rg_index rg_index;

rg_index *rg_index_new(void);
/* NULL is accepted. */
void rg_index_free(rg_index *index);
/*
 * Adds or replaces a file; nothing of bytes is borrowed. A file that rg_language_of does not know,
 * or of more than RG_LIMIT_SOURCE_BYTES, is left out, and taken out if it was in.
 */
void rg_index_put(rg_index *index, rg_str path, rg_str bytes);
/* A path that is not in is no error. */
void rg_index_remove(rg_index *index, rg_str path);
/* Files that are in. */
size_t rg_index_files(const rg_index *index);

/* A commit of the history, for co-change and churn. */
typedef struct rg_commit_change {
	int64_t time; /* seconds since the epoch */
	rg_str_vec paths;
	bool is_fix; /* the subject says so */
} rg_commit_change;
typedef RG_VEC(rg_commit_change) rg_history; /* newest first */

/* The bytes of a workspace file, or null; called for the test files and the short list. */
typedef rg_str (*rg_source_fn)(void *self, rg_arena *arena, rg_str path);

typedef struct rg_locate_input {
	const rg_failure_vec *failures;
	const rg_str_vec *tests;   /* node ids, where no failure names them */
	const rg_str_vec *files;   /* all files of the workspace, relative */
	const rg_index *index;	   /* NULL: not ready; names and frames answer */
	const rg_history *history; /* NULL: none */
	rg_source_fn source;
	void *source_self;
} rg_locate_input;

/*
 * At most RG_LIMIT_CANDIDATES, best first; all lies in the arena. Source files alone: tests,
 * documentation and examples stand in only where there is no source at all, and the files of the
 * failing tests never. Ties break by depth, then path. A job's work: the first answer parses some
 * twenty files.
 */
const rg_candidate_vec *rg_locate(rg_arena *arena, const rg_locate_input *input);

#endif
