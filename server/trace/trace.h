/* SPDX-License-Identifier: MIT */
/*
 * trace.h - whatever shows a failing Python test, read into failures. Pure: bytes in, structs out;
 * bad input gives less output.
 */
#ifndef RG_TRACE_TRACE_H
#define RG_TRACE_TRACE_H

#include "trace/failure.h"

typedef struct rg_paths rg_paths;

/*
 * The files of a workspace, for resolving printed paths by their longest unique suffix.
 * files: relative paths with '/', any order, copied. root: absolute, without a '/' at the end.
 */
rg_paths *rg_paths_new(rg_arena *arena, rg_str root, const rg_str_vec *files);
/*
 * A printed path as one relative to the root: exact, below the root or cwd, or by the longest
 * unique suffix. False when it is no file of the workspace; *is_ambiguous then says whether
 * several were possible. cwd: where the test ran, relative to the root ("" for the root).
 */
bool rg_paths_resolve(rg_str *out, bool *is_ambiguous, const rg_paths *paths, rg_str cwd,
		      rg_str printed);
/* Whether path (relative) is a file of the workspace. */
bool rg_paths_has(const rg_paths *paths, rg_str path);

typedef struct rg_trace_options {
	const rg_paths *paths; /* NULL: nothing is in the workspace */
	rg_str cwd;	       /* relative to the root; where pytest ran */
} rg_trace_options;

typedef struct rg_trace {
	rg_failure_vec failures;
	rg_str format;	  /* name of the format that read it, or null when nothing was recognised */
	rg_str usage;	  /* pytest's own complaint (bad id, bad option, conftest), or null */
	bool is_complete; /* the closing line was seen */
	uint32_t n_passed, n_failed, n_errors; /* as the closing line counts them */
} rg_trace;

/* Reads a log in any known format (formats.def); text is a log, at most RG_LIMIT_TRACE_BYTES. */
const rg_trace *rg_trace_parse(rg_arena *arena, rg_str text, const rg_trace_options *options);

/* Whether a file's first bytes look like a log that rg_trace_parse reads. */
bool rg_trace_looks_like_log(rg_str head);

#endif
