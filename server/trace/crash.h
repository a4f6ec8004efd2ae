/* SPDX-License-Identifier: MIT */
/*
 * crash.h - inside trace/: processes that ended without a report: faulthandler's dump, an abort in
 * C++, pytest-timeout's thread method.
 */
#ifndef RG_TRACE_CRASH_H
#define RG_TRACE_CRASH_H

#include "trace/format.h"

typedef struct rg_crash {
	rg_exception error; /* type: the signal's name, or "Timeout" */
	rg_str function;    /* of the test, by the frames; or null */
	rg_str path;	    /* its file, as printed */
	size_t begin;	    /* where in the text it starts */
} rg_crash;

/*
 * The next crash in text at or behind *from; *from moves behind its beginning. False when there is
 * none. texts of the error are copied.
 */
bool rg_crash_find(rg_crash *out, rg_reader *reader, rg_str text, size_t *from);

#endif
