/* SPDX-License-Identifier: MIT */
/* clean.h - inside trace/: a log as its program wrote it, without what terminals and CI added. */
#ifndef RG_TRACE_CLEAN_H
#define RG_TRACE_CLEAN_H

#include "base/arena.h"

/*
 * text without colours and other escape sequences, with LF as its only line end, and without the
 * prefixes that CI and launchers put before each line (time stamps, job names, mpirun's and
 * ctest's, docker compose's), where at least half of the first lines have them. Borrowed from
 * text when there is nothing to take off, else in the arena. Linear.
 */
rg_str rg_trace__clean(rg_arena *arena, rg_str text);

/* text without escape sequences alone. Borrowed from text when there are none, else in the arena.
 */
rg_str rg_trace__without_escapes(rg_arena *arena, rg_str text);

#endif
