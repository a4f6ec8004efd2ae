/* SPDX-License-Identifier: MIT */
/*
 * import.h - inside trace/: failures out of files for programs (JUnit XML, reportlog, json-report).
 * They name the test and its phase exactly; the traceback in them is the terminal's, as one text.
 */
#ifndef RG_TRACE_IMPORT_H
#define RG_TRACE_IMPORT_H

#include "trace/format.h"

typedef struct rg_import {
	rg_str test; /* node id, relative to the root or not */
	rg_phase phase;
	rg_str text;	/* the report as the terminal shows it, any --tb style, colours and all */
	rg_str what;	/* "ValueError: text", as pytest's reprcrash has it; or null */
	rg_str path;	/* where it happened (reprcrash), or null */
	uint32_t line;	/* in path */
	rg_str printed; /* to standard error by the test, or null */
	double seconds; /* < 0 when unknown */
} rg_import;

/* Adds the failure; what the text does not say (--tb=no, pytrace=False) comes from `what` and
 * `path`.
 */
void rg_import_add(rg_reader *reader, const rg_import *import);

/*
 * JSON text that base/json accepts: an escaped NUL and half a surrogate pair, which Python's json
 * writes and which no text may hold, become U+FFFD. The text itself when there is none.
 */
rg_str rg_import_mend_json(rg_arena *arena, rg_str text);

/* `failed on setup with "…"` and its like (_pytest/junitxml.py): the phase; takes the words off. */
rg_phase rg_import_phase(rg_str *what);

#endif
