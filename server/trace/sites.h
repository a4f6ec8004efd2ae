/* SPDX-License-Identifier: MIT */
/*
 * sites.h - inside trace/: places in other languages that an exception's text names: C++ throw
 * sites, compilers' diagnostics, device assertions, Cython. Pure.
 */
#ifndef RG_TRACE_SITES_H
#define RG_TRACE_SITES_H

#include "trace/failure.h"

/*
 * Adds to frames the `file.ext:line` (and `file(line)`, `File "f.pyx", line N`) that message
 * names, each once, callers first; paths as printed, texts borrowed. Of a compiler's log the first
 * error and what included it. Python files are not taken: they have their own traceback.
 */
void rg_sites_find(rg_frame_vec *frames, rg_arena *arena, rg_str message);

#endif
