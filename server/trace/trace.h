/* SPDX-License-Identifier: MIT */
/*
 * trace.h - whatever shows a failing Python test, read into failures. Pure: bytes in, structs out;
 * bad input gives less output.
 */
#ifndef RG_TRACE_TRACE_H
#define RG_TRACE_TRACE_H

#include "trace/failure.h"
#include "trace/paths.h"

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
