/* SPDX-License-Identifier: MIT */
/*
 * sections.h - inside trace/: where the parts of a pytest log begin and end, found by their title
 * lines alone, so that captured output costs a search for line ends and nothing more. All texts
 * are borrowed from the log.
 */
#ifndef RG_TRACE_SECTIONS_H
#define RG_TRACE_SECTIONS_H

#include "base/vec.h"

/* `___ title ___` in FAILURES or ERRORS. */
typedef struct rg_section_report {
	rg_str title;	/* null: what stands before the first title, as under --tb=line */
	rg_str body;	/* without captured output, if there is a title */
	rg_str printed; /* the last block of captured standard error behind it, or null */
	bool is_error;	/* in ERRORS */
} rg_section_report;
typedef RG_VEC(rg_section_report) rg_section_report_vec;

/* One run of pytest in the log. */
typedef struct rg_session {
	rg_str progress; /* all before its first section */
	rg_section_report_vec reports;
	rg_str_vec summaries; /* `short test summary info`: its lines */
	rg_str closing;	      /* "1 failed, 2 passed in 0.05s", or null */
} rg_session;
typedef RG_VEC(rg_session) rg_session_vec;

/*
 * The sessions of a cleaned log, in order; at least one. Sessions that were printed inside another
 * one (a test that runs pytest) are left out. Linear.
 */
void rg_sections_find(rg_session_vec *out, rg_arena *arena, rg_str text);

/*
 * The name in `=== name ===`; fill is '=', '_', '-' or '!'. As TerminalWriter.sep writes it: as
 * many signs on the right as on the left, or one more. False when it is no title.
 */
bool rg_section_title(rg_str *name, rg_str line, char fill);

/* "1 failed, 2 passed in 0.05s" and "no tests ran in 0.01s", without the rules around it. */
bool rg_section_is_closing(rg_str name);

/* "___ summary ___", with which tox 3 ends: its name, without the rules. No report's. */
bool rg_section_is_tox(rg_str name);

/* "Results (1.23s):", how pytest-sugar and pytest-pretty close; what failed may stand below. */
bool rg_section_is_results(rg_str line);

#endif
