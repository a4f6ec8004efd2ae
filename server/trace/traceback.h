/* SPDX-License-Identifier: MIT */
/* traceback.h - inside trace/: what one report of pytest shows, in any --tb style. */
#ifndef RG_TRACE_TRACEBACK_H
#define RG_TRACE_TRACEBACK_H

#include "trace/format.h"

/* One report: an exception and those behind it. Texts are copied. */
typedef struct rg_traceback {
	rg_exception error;	/* the reported one */
	rg_exception_vec chain; /* nearest first; members of a group too */
	bool has_error;		/* something was read */
	bool is_doctest;
	rg_str what; /* behind the last location, borrowed: "ValueError: text", or only its type */
} rg_traceback;
typedef RG_VEC(rg_traceback) rg_traceback_vec;

/*
 * Reads a report's text (without title and captured output) or a pasted piece of one. Paths come
 * out as printed. Linear; reports above RG_LIMIT_SECTION_BYTES lose their middle.
 */
void rg_traceback_read(rg_traceback *out, rg_reader *reader, rg_str body);

/*
 * The reports under --tb=line, which have no titles: one for each `path:N: Type: message` and what
 * stands before it (9.0 and later: E lines, chains, captured output); last what is left. In order.
 */
void rg_traceback_read_lines(rg_traceback_vec *out, rg_reader *reader, rg_str body);
/* Whether it is what pytest says of a test that passed against a strict xfail; it has no place. */
bool rg_traceback_is_unexpected_pass(const rg_traceback *traceback);

/* The first and the last half of a report that is too long, cut between lines; counts its bytes. */
rg_str rg_trace__without_middle(rg_reader *reader, rg_str text);

#endif
