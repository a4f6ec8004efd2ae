/* SPDX-License-Identifier: MIT */
/*
 * sites.h - inside trace/: places in other languages that an exception's text names: C++ throw
 * sites and backtraces, compilers' diagnostics, device assertions, sanitizers, Cython. Pure.
 */
#ifndef RG_TRACE_SITES_H
#define RG_TRACE_SITES_H

#include "trace/failure.h"

/*
 * Adds to frames, behind those that are there, what message names: the frames of its first
 * backtrace, turned round so that the innermost stands last, then each `file.ext:line` (and
 * `file(line)`, `File "f.pyx", line N`) once, and of a compiler's log the first error and what led
 * to it. The root comes last. Paths are as printed and borrowed, functions lie in the arena; a
 * frame of a backtrace may have no path. Python files are not taken: they have their own traceback.
 * Bounded in number, linear in time.
 */
void rg_sites_find(rg_frame_vec *frames, rg_arena *arena, rg_str message);

#endif
