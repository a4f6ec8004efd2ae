/* SPDX-License-Identifier: MIT */
/*
 * debug_private.h - inside syntax/: debug code while it is looked for. A language is one function
 * that is shown each node of the tree and adds what it recognises, wherever it stands in the file:
 * what stands in lines that were not added says what is normal here.
 */
#ifndef RG_SYNTAX_DEBUG_PRIVATE_H
#define RG_SYNTAX_DEBUG_PRIVATE_H

#include <tree_sitter/api.h>

#include "syntax/debug_code.h"

typedef struct rg_debug_site {
	const char *rule, *message;
	size_t begin, end; /* bytes of the construct */
	uint32_t line, end_line;
	/* Once the rest of the file does the same it is normal; false: it says of itself that it is
	 * for debugging. */
	bool may_be_normal;
	bool is_normal; /* a main program prints */
	/* The edit: [begin, end) becomes this text. */
	const char *fix_title; /* NULL: none */
	rg_str fix_text;
	/* The statements that it is one of: when all of them go, the first becomes `filler`. */
	const void *block;		   /* NULL: may go without more ado */
	uint32_t n_in_block, n_statements; /* of the block; that this site stands for */
	const char *filler;
} rg_debug_site;

typedef struct rg_debug_comment {
	size_t begin, end;
	uint32_t line, end_line;
	rg_str text;   /* without its marks */
	bool is_alone; /* nothing else stands on its lines */
	bool is_doc;
} rg_debug_comment;

typedef struct rg_debug_finder {
	rg_arena *arena;
	const rg_debug_input *in;
	rg_str source;
	RG_VEC(rg_debug_site) sites;
	RG_VEC(rg_debug_comment) comments; /* in order */
} rg_debug_finder;

void rg_debug__python(rg_debug_finder *f, TSNode node);
void rg_debug__cpp(rg_debug_finder *f, TSNode node);
/* `#if 0` is found by lines: what is switched off need not parse. */
void rg_debug__switched_off(rg_debug_finder *f);
/* Commented-out code and marks among the comments. */
void rg_debug__comments(rg_debug_finder *f);
/* A path of somebody's home folder in a string that stands there. */
void rg_debug__home(rg_debug_finder *f, TSNode string);

rg_debug_site *rg_debug__add(rg_debug_finder *f, const char *rule, const char *message,
			     TSNode node);
/* The same for bytes without a node of their own. */
rg_debug_site *rg_debug__add_bytes(rg_debug_finder *f, const char *rule, const char *message,
				   size_t begin, size_t end);
/* Whether a text that is shown says that it is for debugging: "XXX", "here", ">>>". */
bool rg_debug__is_mark(rg_str text);

bool rg_debug__is(TSNode node, const char *type);
rg_str rg_debug__text(const rg_debug_finder *f, TSNode node);
TSNode rg_debug__field(TSNode node, const char *name);
bool rg_debug__is_added(const rg_debug_finder *f, uint32_t line, uint32_t end_line);
/* Bytes of the line that holds this byte: its begin, and its end without the end of line. */
size_t rg_debug__line_begin(rg_str source, size_t at);
size_t rg_debug__line_end(rg_str source, size_t at);

#endif
