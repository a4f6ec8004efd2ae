/* SPDX-License-Identifier: MIT */
/* fingerprint_private.h - inside trace/: the parts of which a fingerprint is made. Pure. */
#ifndef RG_TRACE_FINGERPRINT_PRIVATE_H
#define RG_TRACE_FINGERPRINT_PRIVATE_H

#include "base/buf.h"
#include "trace/failure.h"

/* What of a message counts, without noise: lines that neither -v nor a pytest's version change. */
rg_str rg_trace__gist(rg_arena *arena, const rg_exception *error);
/*
 * A statement without what a formatter changes: white space, brackets around and commas behind, the
 * kind of quotation marks, comments.
 */
rg_str rg_trace__bare_statement(rg_arena *arena, rg_str statement);

/* Adds a line in which the members of sets and dictionaries stand in one order. */
void rg_trace__add_in_order(rg_buf *out, rg_str line);

typedef struct rg_token {
	rg_str text;   /* without blanks, quotes, brackets and commas */
	rg_str before; /* the line in front of it */
	rg_str behind; /* and behind */
} rg_token;

/* Adds a number without noise and says true; false when it is none, or none that varies. */
bool rg_trace__add_number(rg_buf *out, const rg_token *token);
/* The same for a date or a time of day. */
bool rg_trace__add_time(rg_buf *out, const rg_token *token);

/* How many decimal digits stand at `at`. */
size_t rg_trace__digits(rg_str s, size_t at);
bool rg_trace__is_hex(char c);

#endif
