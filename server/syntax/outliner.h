/* SPDX-License-Identifier: MIT */
/*
 * outliner.h - inside syntax/: an outline while it is being made. A language is one function that
 * is shown each node on the way down and says whether what lies inside it matters.
 */
#ifndef RG_SYNTAX_OUTLINER_H
#define RG_SYNTAX_OUTLINER_H

#include <tree_sitter/api.h>

#include "syntax/outline.h"

/* What a name lies in: a class, a function or a namespace that is open. */
typedef struct rg_scope {
	rg_str name;	       /* qualified */
	uint32_t depth;	       /* of its node in the tree; or its indentation */
	size_t definition_idx; /* of the definition that it is, or SIZE_MAX */
	size_t test_idx;       /* of the test that it is, or SIZE_MAX */
	rg_str test_name;      /* "A::B" for what lies in a test class, "" elsewhere */
	bool holds_tests;      /* pytest looks for tests directly inside */
} rg_scope;

typedef struct rg_outliner {
	rg_arena *arena;
	rg_str source;
	rg_outline *out;
	RG_VEC(rg_scope) scopes; /* open ones, outermost first */
	uint32_t depth;		 /* of the node (line) that is shown */
	uint32_t wrap_depth;	 /* of decorators or `template <…>` around the next node */
	size_t wrap_begin;	 /* where they begin, or SIZE_MAX */
} rg_outliner;

/* Whether to go on inside the node. */
typedef bool (*rg_outliner_enter)(rg_outliner *o, TSNode node);

bool rg_outline__enter_python(rg_outliner *o, TSNode node);
bool rg_outline__enter_cpp(rg_outliner *o, TSNode node);

/*
 * Python by its tokens alone; what comes out is what rg_outline__read_tree makes of the same
 * source. False: this source needs a parser; what was found so far has to go.
 */
bool rg_outline__scan_python(rg_outliner *o);
/* The same for C and C++; what comes out is also right where a mistake makes the tree lose things.
 */
bool rg_outline__scan_cpp(rg_outliner *o, rg_language language);
/* Fills the outline by tree-sitter. */
void rg_outline__read_tree(rg_outliner *o, rg_language language);
/*
 * Python that does not parse: makes definitions and tests anew by lines and indentation, so that a
 * file that is being typed keeps its tests. Imports stay as they were found.
 */
void rg_outline__read_lines(rg_outliner *o);

/* The node's text, borrowed from the source; null for a null node. */
rg_str rg_outliner__text(const rg_outliner *o, TSNode node);
TSNode rg_outliner__field(TSNode node, const char *name);
/* The innermost open scope, or NULL for the file itself. */
rg_scope *rg_outliner__scope(const rg_outliner *o);
/* 1-based line of the node's first (last) byte. */
uint32_t rg_outliner__line(TSNode node);
uint32_t rg_outliner__end_line(TSNode node);

/* Remembers that the next definition begins here: decorators, `template <…>`. */
void rg_outliner__wrap(rg_outliner *o, TSNode node);
/* Opens a scope without a definition; separator is "." or "::". */
rg_scope *rg_outliner__open(rg_outliner *o, rg_str name, const char *separator);
/* Closes the scopes of this depth and deeper. */
void rg_outliner__close(rg_outliner *o, uint32_t depth);
/*
 * The same for Python's definitions that were made without a tree: they end with this byte and
 * line.
 */
void rg_outliner__end(rg_outliner *o, uint32_t depth, size_t end, uint32_t line);
/* Where a node is, without a name and with the kind FUNCTION. */
rg_definition rg_outliner__place(TSNode node);
/* Adds the definition at this place, with what was wrapped around it, and opens its scope. */
rg_scope *rg_outliner__define(rg_outliner *o, const rg_definition *place, rg_str name,
			      const char *separator);
/* The same for Python, which may be a test; is_test_case: a class that derives from TestCase. */
void rg_outline__define_python(rg_outliner *o, const rg_definition *place, rg_str name,
			       bool is_test_case);

#endif
