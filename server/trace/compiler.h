/* SPDX-License-Identifier: MIT */
/*
 * compiler.h - the errors in the output of a build: what gcc, clang, nvcc, MSVC-like tools and
 * Cython complain of, each with its place. Pure.
 */
#ifndef RG_TRACE_COMPILER_H
#define RG_TRACE_COMPILER_H

#include "trace/trace.h"

/*
 * One failure for each error, each place once, at most RG_LIMIT_FAILURES: type "BuildError", the
 * compiler's sentence as message, one frame. `test` is what was to be run, borrowed. Warnings and
 * notes are no errors.
 */
rg_failure_vec rg_compiler_errors(rg_arena *arena, rg_str text, rg_str test,
				  const rg_trace_options *options);

#endif
