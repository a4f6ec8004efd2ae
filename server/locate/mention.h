/* SPDX-License-Identifier: MIT */
/*
 * mention.h - inside locate/: the names in a piece of Python, with where they stand: in code, in a
 * string, in a comment. Lexical only, so that a piece may begin and end anywhere.
 */
#ifndef RG_LOCATE_MENTION_H
#define RG_LOCATE_MENTION_H

#include "base/vec.h"

typedef enum rg_mention_place { RG_IN_CODE, RG_IN_STRING, RG_IN_COMMENT } rg_mention_place;

typedef struct rg_mention {
	rg_str name;
	rg_mention_place place;
	bool is_called;	   /* '(' follows; in code alone */
	bool is_attribute; /* '.' stands before it; in code alone */
} rg_mention;

typedef struct rg_mentions {
	const char *at, *end;
	const char *inner_end; /* end of the string or comment that at is in, or NULL */
	size_t n_quotes;       /* that close it */
	rg_mention_place place;
} rg_mentions;

void rg_mentions_init(rg_mentions *out, rg_str text);
bool rg_mentions_next(rg_mention *out, rg_mentions *mentions);

/* Words of Python itself and of its built-in functions, which say nothing about a bug. */
bool rg_mention_is_plain(rg_str name);

#endif
