/* SPDX-License-Identifier: MIT */
/*
 * checks_private.h - inside syntax/: a test file while it is read (test_checks.c), and what is
 * asserted in it (test_assertions.c).
 */
#ifndef RG_SYNTAX_CHECKS_PRIVATE_H
#define RG_SYNTAX_CHECKS_PRIVATE_H

#include <tree_sitter/api.h>

#include "syntax/test_checks.h"

#define IS(s, z) rg_str_eq_z((s), (z))
#define NOWHERE	 UINT32_MAX

typedef struct rg_checks_reader {
	rg_arena *arena;
	rg_str source;
	rg_test_checks *out;
	uint32_t depth;
	uint32_t function_depth; /* of the function that is open, or NOWHERE */
	uint32_t try_depth;	 /* of a try that catches, inside of it, or NOWHERE */
	uint32_t body_depth;	 /* of the function's block */
	uint32_t class_depth;	 /* of the outermost class that is open, or NOWHERE */
	rg_str class_name;	 /* of it */
	rg_check_text_vec class_skips, class_xfails;
	TSNode decorated; /* around the next definition, or null */
	uint32_t decorated_depth;
} rg_checks_reader;

bool rg_checks__is(TSNode node, const char *type);
TSNode rg_checks__field(TSNode node, const char *name);
rg_str rg_checks__text_of(const rg_checks_reader *r, TSNode node);
uint32_t rg_checks__line_of(TSNode node);
/* Without white space outside of strings, and without a last comma. */
rg_str rg_checks__squeezed(rg_arena *arena, rg_str text);
rg_str rg_checks__short_text(rg_checks_reader *r, TSNode node);
/* The function that is open, or NULL. */
rg_checked_function *rg_checks__current(rg_checks_reader *r);
void rg_checks__push(rg_checks_reader *r, rg_check_text_vec *list, rg_str text, rg_str key,
		     uint32_t line);
bool rg_checks__number_of(double *out, const rg_checks_reader *r, TSNode node);
/* The idx-th positional argument of a call, or a null node. */
TSNode rg_checks__argument(TSNode call, uint32_t idx);
bool rg_checks__has_keyword(const rg_checks_reader *r, TSNode call, const char *name);

bool rg_checks__is_tolerance(rg_str name);
void rg_checks__add_tolerance(rg_checks_reader *r, rg_str name, TSNode value);
void rg_checks__take_tolerances(rg_checks_reader *r, TSNode call);
void rg_checks__take_assert(rg_checks_reader *r, TSNode node);
void rg_checks__take_assert_method(rg_checks_reader *r, TSNode call, rg_str name);
void rg_checks__take_raises(rg_checks_reader *r, TSNode call);

#endif
