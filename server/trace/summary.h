/* SPDX-License-Identifier: MIT */
/*
 * summary.h - inside trace/: which tests failed, by the lines that name them whole: the short
 * summary and -v's progress. Texts are borrowed.
 */
#ifndef RG_TRACE_SUMMARY_H
#define RG_TRACE_SUMMARY_H

#include "trace/sections.h"
#include "trace/trace.h"

typedef struct rg_outcome_line {
	rg_str what;	/* all behind the status */
	rg_str nodeid;	/* what up to " - ", as far as that can be told */
	rg_str message; /* "Type: text", perhaps cut and ending in "..."; null when there is none */
	bool is_error;	/* ERROR: set-up, teardown or collection */
	bool is_subtest;
	bool is_used; /* a report was found for it */
} rg_outcome_line;
typedef RG_VEC(rg_outcome_line) rg_outcome_line_vec;

/*
 * What the session says failed: by its summary, or by its progress under -v when there is no
 * summary.
 */
void rg_summary_read(rg_outcome_line_vec *out, rg_arena *arena, const rg_session *session);

/* "1 failed, 2 passed, 1 error in 0.05s" */
void rg_summary_count(rg_trace *trace, rg_str closing);

/* The test that -v's progress names last, without an outcome behind it; or null. */
rg_str rg_summary_running(rg_str progress);

#endif
