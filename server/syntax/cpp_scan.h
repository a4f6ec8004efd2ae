/* SPDX-License-Identifier: MIT */
/*
 * cpp_scan.h - inside syntax/: an outline of C or C++ while its tokens are read. What stands
 * between declarations is outline_scan_cpp.c's, one declaration is cpp_declaration.c's.
 */
#ifndef RG_SYNTAX_CPP_SCAN_H
#define RG_SYNTAX_CPP_SCAN_H

#include "syntax/cpp_tokens.h"
#include "syntax/outliner.h"

#define RG_CPP_OPEN_MAX	      64 /* namespaces and classes */
#define RG_CPP_CONDITIONS_MAX 64 /* #if */

/* A bracket that declarations stand in. */
typedef enum rg_cpp_holder {
	RG_CPP_LINKAGE,
	RG_CPP_NAMESPACE,
	RG_CPP_CLASS,
	RG_CPP_UNNAMED_CLASS
} rg_cpp_holder;

typedef struct rg_cpp_scan {
	rg_outliner *o;
	rg_cpp_tokens tokens;
	rg_language language;
	rg_cpp_holder open[RG_CPP_OPEN_MAX];
	size_t n_open;
	size_t conditions[RG_CPP_CONDITIONS_MAX]; /* n_open at each #if that is open */
	size_t n_conditions;
} rg_cpp_scan;

/* All of these are false where the parser has to read the source. */

bool rg_cpp__open(rg_cpp_scan *scan, rg_cpp_holder what);
/*
 * From a declaration's first token to its last. That is the bracket that was opened where it is a
 * class: what stands inside follows. is_behind_class: from the token behind the bracket that closed
 * it.
 */
bool rg_cpp__read_declaration(rg_cpp_scan *scan, bool is_behind_class);
/*
 * At the bracket that closes a class; one attribute behind it is a part of it. To what follows.
 * idx: of its definition, or SIZE_MAX.
 */
bool rg_cpp__end_class(rg_cpp_scan *scan, size_t idx);
/* To the ';' that ends a declaration, over whatever value it has. */
bool rg_cpp__skip_value(rg_cpp_scan *scan);

/* The token where the scan stands. */
static inline bool rg_scan__next(rg_cpp_scan *s)
{
	return rg_cpp__next(&s->tokens);
}

static inline bool rg_scan__is(const rg_cpp_scan *s, const char *text)
{
	return rg_cpp__is(&s->tokens, text);
}

static inline bool rg_scan__is_one_of(const rg_cpp_scan *s, const char *const *words)
{
	return rg_cpp__is_one_of(&s->tokens, words);
}

#endif
