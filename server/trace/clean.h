/* SPDX-License-Identifier: MIT */
/* clean.h - inside trace/: a log as its program wrote it, without what terminals and CI added. */
#ifndef RG_TRACE_CLEAN_H
#define RG_TRACE_CLEAN_H

#include "trace/escapes.h"

/*
 * text without colours and other escape sequences, with LF as its only line end, and without the
 * prefixes that CI and launchers put before each line (trace/prefixes.h); what GitHub and Azure
 * write as commands (`##[error]x`, `::error file=f::x%0Ay`) reads like what was meant. Lines of
 * several ranks, services or tests that were written in turn come one writer after the other.
 * UTF-16 with its mark becomes UTF-8; other bytes stay as they are. Borrowed from text when there
 * is nothing to do, else in the arena, at most one byte longer than text (half as much again for
 * UTF-16). Linear.
 */
rg_str rg_trace__clean(rg_arena *arena, rg_str text);

#endif
