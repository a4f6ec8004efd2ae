/* SPDX-License-Identifier: MIT */
/*
 * native_stack.h - inside trace/: one line of a backtrace as C and C++ programs, debuggers,
 * sanitizers and Rust print it. Pure.
 */
#ifndef RG_TRACE_NATIVE_STACK_H
#define RG_TRACE_NATIVE_STACK_H

#include "trace/failure.h"

typedef enum rg_stack_line {
	RG_STACK_NONE,	  /* no line of a backtrace */
	RG_STACK_FRAME,	  /* out has a function, or a file, or both */
	RG_STACK_NOTHING, /* a frame that says nothing: a bare address, the interpreter's own */
	RG_STACK_PYTHON,  /* the interpreter: what called it is in the traceback */
	RG_STACK_PLACE,	  /* "at file:line" of the frame on the line above */
	RG_STACK_SIGNAL	  /* <signal handler called>: what stands above is not the program's */
} rg_stack_line;

/*
 * Reads a line. function is as rg_native_name makes it, in the arena, or null; path and line are
 * borrowed, null and 0 when the line does not say.
 */
rg_stack_line rg_native_stack_line(rg_frame *out, rg_arena *arena, rg_str line);

/* Whether path names a source file of another language than Python. */
bool rg_trace__is_native_source(rg_str path);

/* "PATH:12", "PATH:12:3", "PATH(12)" that is the whole of text; native sources alone. */
bool rg_trace__native_place(rg_frame *out, rg_str text);

#endif
