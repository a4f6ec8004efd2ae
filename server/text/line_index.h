/* SPDX-License-Identifier: MIT */
/*
 * line_index.h - byte offset ↔ line and character of a text, in the unit that the client counts
 * in. The one owner of that conversion. Lines end with LF, CRLF or a lone CR (LSP 3.17, "Text
 * Documents"); bytes that are no UTF-8 count as one character each. Pure.
 */
#ifndef RG_TEXT_LINE_INDEX_H
#define RG_TEXT_LINE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* What a character of a position counts (LSP: PositionEncodingKind). */
typedef enum rg_encoding { RG_UTF8, RG_UTF16, RG_UTF32 } rg_encoding;

/* Both 0-based. */
typedef struct rg_position {
	uint32_t line;
	uint32_t character; /* code units of the encoding */
} rg_position;

typedef struct rg_line_index {
	size_t *begins; /* owned: the offset of each line's first byte; begins[0] is 0 */
	size_t n;	/* lines, at least 1 */
	size_t cap;
} rg_line_index;

void rg_line_index_init(rg_line_index *index, rg_str text);
void rg_line_index_release(rg_line_index *index);
/*
 * Follows an edit: [begin, old_end) became [begin, new_end); text is the text after it. Costs the
 * lines touched, and moving the entries behind them.
 */
void rg_line_index_edit(rg_line_index *index, rg_str text, size_t begin, size_t old_end,
			size_t new_end);

/* The line that holds an offset; one past the end belongs to the last line. */
size_t rg_line_index_line(const rg_line_index *index, size_t offset);
/* The bytes of a line without its end; the last line's for a line past the end. */
rg_str rg_line_index_text(const rg_line_index *index, rg_str text, size_t line);

/*
 * The offset of a position. Past the end of a line clamps to it, past the last line to the end of
 * the text. False, with nothing written, for one inside a character (between the halves of a
 * surrogate pair, or inside a UTF-8 sequence).
 */
bool rg_line_index_offset(size_t *out, const rg_line_index *index, rg_str text, rg_position at,
			  rg_encoding encoding);
/* The position of an offset; clamped to the text, and to the beginning of its character. */
rg_position rg_line_index_position(const rg_line_index *index, rg_str text, size_t offset,
				   rg_encoding encoding);

#endif
