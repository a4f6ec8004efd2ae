/* SPDX-License-Identifier: MIT */
/*
 * leftovers.h - what should not be in a pull request: debug output, breakpoints, commented-out
 * code, temporary hacks (procedure S47 to S49), and weakened tests. Looks at added lines only,
 * one at a time. Pure.
 */
#ifndef RG_FIX_LEFTOVERS_H
#define RG_FIX_LEFTOVERS_H

#include "base/vec.h"

typedef struct rg_leftover {
	const char *rule; /* NULL: nothing found */
	rg_str message;
	bool can_delete; /* the quick fix is to delete the line */
} rg_leftover;

/* path decides the language; is_test: the file is a test, where printing is nobody's business. */
rg_leftover rg_leftover_in_line(rg_str path, rg_str line, bool is_test);

#endif
