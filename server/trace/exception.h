/* SPDX-License-Identifier: MIT */
/*
 * exception.h - inside trace/: "Type: message" taken apart, and texts that point somewhere. The
 * results are borrowed from the text.
 */
#ifndef RG_TRACE_EXCEPTION_H
#define RG_TRACE_EXCEPTION_H

#include "trace/format.h"

/*
 * The last lines of a traceback, or pytest's: "a.B: text", "a.B", "assert …". type is null when
 * none stands there; message is then the whole text.
 */
void rg_trace__split(rg_str *type, rg_str *message, rg_str text);

/*
 * The same for one line of the summary or of --tb=line, where a group with one member is that:
 * "ValueError('x') [single exception in ExceptionGroup]" (8.4 and later; ExceptionInfo.exconly).
 */
void rg_trace__split_line(rg_str *type, rg_str *message, rg_str text);

/* Whether text is a dotted name, as an exception's type is spelled ("t.f.<locals>.Odd"). */
bool rg_trace__is_type(rg_str text);

/* `  File "PATH", line N, in F` anywhere in a line. function may come out null. */
bool rg_trace__native_frame(rg_frame *out, rg_str line);

/* A frame's path, copied; with '/' between its components, for Windows has '\\' there. */
rg_str rg_trace__keep_path(rg_reader *reader, rg_str path);

/* Whether a frame belongs to what runs the test (pytest, pluggy, unittest, importlib, runpy). */
bool rg_trace__is_machinery(const rg_frame *frame);

#endif
