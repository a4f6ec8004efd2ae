/* SPDX-License-Identifier: MIT */
/*
 * pytest_tree.h - a piece of pytest's output as a plain list of nodes (grammars/pytest). Pure; any
 * bytes give a tree. What a node means is said in grammars/pytest/grammar.js.
 */
#ifndef RG_SYNTAX_PYTEST_TREE_H
#define RG_SYNTAX_PYTEST_TREE_H

#include "base/vec.h"

/*           constant          the grammar's name */
#define RG_PYTEST_KINDS(RG_KIND)                                                                   \
	RG_KIND(SECTION, "section")                                                                \
	RG_KIND(SECTION_TITLE, "section_title")                                                    \
	RG_KIND(REPORT, "report")                                                                  \
	RG_KIND(REPORT_TITLE, "report_title")                                                      \
	RG_KIND(CAPTURED, "captured")                                                              \
	RG_KIND(CAPTURED_TITLE, "captured_title")                                                  \
	RG_KIND(TITLE, "title")                                                                    \
	RG_KIND(CLOSING, "closing")                                                                \
	RG_KIND(BLOCK, "block")                                                                    \
	RG_KIND(CAUSE, "cause")                                                                    \
	RG_KIND(CONTEXT, "context")                                                                \
	RG_KIND(FRAME_ENTRY, "frame_entry")                                                        \
	RG_KIND(NATIVE_ENTRY, "native_entry")                                                      \
	RG_KIND(SOURCE_ENTRY, "source_entry")                                                      \
	RG_KIND(MESSAGE, "message")                                                                \
	RG_KIND(SEPARATOR, "separator")                                                            \
	RG_KIND(TRACEBACK_TITLE, "traceback_title")                                                \
	RG_KIND(FATAL_ERROR, "fatal_error")                                                        \
	RG_KIND(THREAD_TITLE, "thread_title")                                                      \
	RG_KIND(WORKER, "worker")                                                                  \
	RG_KIND(NOTICE, "notice")                                                                  \
	RG_KIND(USAGE_ERROR, "usage_error")                                                        \
	RG_KIND(SUMMARY_ENTRY, "summary_entry")                                                    \
	RG_KIND(STATUS, "status")                                                                  \
	RG_KIND(WHAT, "what")                                                                      \
	RG_KIND(FRAME, "frame")                                                                    \
	RG_KIND(LOCATION, "location")                                                              \
	RG_KIND(NATIVE_FRAME, "native_frame")                                                      \
	RG_KIND(FIXTURE_SITE, "fixture_site")                                                      \
	RG_KIND(PATH, "path")                                                                      \
	RG_KIND(LINE, "line")                                                                      \
	RG_KIND(FUNCTION, "function")                                                              \
	RG_KIND(ERROR, "error")                                                                    \
	RG_KIND(ERROR_TEXT, "error_text")                                                          \
	RG_KIND(FAILING, "failing")                                                                \
	RG_KIND(SOURCE, "source")                                                                  \
	RG_KIND(CODE, "code")                                                                      \
	RG_KIND(CARET, "caret")                                                                    \
	RG_KIND(VALUE, "value")                                                                    \
	RG_KIND(NAME, "name")                                                                      \
	RG_KIND(REPR, "repr")                                                                      \
	RG_KIND(TEXT, "text")                                                                      \
	RG_KIND(GROUP, "group")                                                                    \
	RG_KIND(GROUP_TITLE, "group_title")                                                        \
	RG_KIND(GROUP_LINE, "group_line")                                                          \
	RG_KIND(GUTTER, "gutter")                                                                  \
	RG_KIND(MEMBER_BORDER, "member_border")

typedef enum rg_pytest_kind {
#define RG_KIND(constant, name) RG_PYTEST_##constant,
	RG_PYTEST_KINDS(RG_KIND)
#undef RG_KIND
		RG_PYTEST_OTHER
} rg_pytest_kind;

typedef struct rg_pytest_node {
	rg_pytest_kind kind;
	uint32_t begin, end; /* bytes of the text, half-open */
	uint32_t n_below;    /* nodes inside it; they follow it directly */
} rg_pytest_node;
/* In order of the text, a node before what it holds. */
typedef RG_VEC(rg_pytest_node) rg_pytest_tree;

/*
 * Parses a piece of a log: of at most RG_LIMIT_SECTION_BYTES, what is longer is cut off. The list
 * lies in the arena; empty when the grammar cannot be loaded, which a test excludes. Linear.
 */
const rg_pytest_tree *rg_pytest_tree_parse(rg_arena *arena, rg_str text);

/* A node's text, borrowed from the text that was parsed. */
rg_str rg_pytest_node_text(const rg_pytest_node *node, rg_str text);

/* The first node of this kind inside node idx, or NULL. */
const rg_pytest_node *rg_pytest_tree_find(const rg_pytest_tree *tree, size_t idx,
					  rg_pytest_kind kind);

#endif
