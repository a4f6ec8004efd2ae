/* SPDX-License-Identifier: MIT */
/*
 * text.h - the text of an open document with its line index, counted. Whoever retains one holds a
 * text that never changes: an edit copies first when somebody else holds it. Retain, drop and
 * edit on one thread; a worker only reads what was retained for it.
 */
#ifndef RG_TEXT_TEXT_H
#define RG_TEXT_TEXT_H

#include "base/err.h"
#include "text/line_index.h"

typedef struct rg_text rg_text;

/* What an edit did: [begin, old_end) of the old bytes became [begin, new_end) of the new ones. */
typedef struct rg_edit {
	size_t begin, old_end, new_end;
} rg_edit;

typedef struct rg_range {
	rg_position begin, end; /* half-open */
} rg_range;

/* A copy of bytes, with one user. */
rg_text *rg_text_new(rg_str bytes);
rg_text *rg_text_retain(rg_text *text);
/* NULL is accepted; the last user's drop frees. */
void rg_text_drop(rg_text *text);

/* Borrowed until the text is edited or dropped. */
rg_str rg_text_bytes(const rg_text *text);
const rg_line_index *rg_text_lines(const rg_text *text);

bool rg_text_offset(size_t *out, const rg_text *text, rg_position at, rg_encoding encoding);
rg_position rg_text_position(const rg_text *text, size_t offset, rg_encoding encoding);

/*
 * Replaces a range. *text is another object afterwards when it had other users. RG_EINVAL for a
 * reversed range or one that begins or ends inside a character, RG_ETOOBIG above max bytes; the
 * text is then unchanged. edit may be NULL.
 */
RG_MUST_CHECK rg_rc rg_text_replace(rg_text **text, rg_range range, rg_encoding encoding,
				    rg_str with, size_t max, rg_edit *edit, rg_err *err);

#endif
