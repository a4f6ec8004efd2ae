/* SPDX-License-Identifier: MIT */
/*
 * debug_code.h - what was left in added lines by somebody who was looking for a bug: output,
 * breakpoints, waiting, switched-off and commented-out code, marks for something temporary
 * (procedure S47 to S49). By the syntax of the whole new file, so that a string, a longer name or a
 * method that holds "print" is no finding, and what the rest of the file does as a matter of course
 * is none either. Pure.
 */
#ifndef RG_SYNTAX_DEBUG_CODE_H
#define RG_SYNTAX_DEBUG_CODE_H

#include "syntax/outline.h"

typedef struct rg_debug_code {
	const char *rule; /* "debug-print", "breakpoint", "debug-sleep", "constant-condition",
			     "commented-out", "temporary", "home-path" */
	const char *message;
	uint32_t line, end_line; /* 1-based, in the new file */
	/* The edit that takes it away and leaves code that parses: these whole lines are replaced
	 * by fix_text, which has its ends of lines. NULL: a person has to decide. */
	const char *fix_title;
	uint32_t fix_line, fix_end_line;
	rg_str fix_text;
} rg_debug_code;
typedef RG_VEC(rg_debug_code) rg_debug_code_vec;

typedef struct rg_debug_input {
	rg_language language;
	rg_str source; /* the new file; beyond RG_LIMIT_SOURCE_BYTES nothing is looked at */
	rg_str before; /* the file as it was, null for a new one: what was code there and is a
			* comment now was commented out */
	const uint32_t *added; /* added lines, 1-based, ascending */
	size_t n_added;
	bool is_test; /* printing and waiting in a test is nobody's business */
	rg_str home;  /* the user's home folder, or null */
} rg_debug_input;

/* Appends in the order of the lines. Texts lie in the arena or are static. */
void rg_debug_code_find(rg_debug_code_vec *out, rg_arena *arena, const rg_debug_input *input);

#endif
