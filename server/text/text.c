/* SPDX-License-Identifier: MIT */
/*
 * text.c - bytes in one block, edited in place while nobody else holds them. A piece table would
 * make single edits cheaper and every reader more expensive: documents are read as one string by
 * the parsers, and moving a megabyte takes less than a frame of the editor.
 */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/never.h"

struct rg_text {
	char *ptr;   /* owned, never NULL */
	size_t len;  /* bytes in use */
	size_t size; /* bytes allocated */
	rg_line_index lines;
	int n_users;
};

rg_text *rg_text_new(rg_str bytes)
{
	rg_text *text = rg_calloc(1, sizeof(*text));

	text->len = bytes.len;
	text->size = bytes.len + 1;
	text->ptr = rg_malloc(text->size);
	if (bytes.len)
		memcpy(text->ptr, bytes.ptr, bytes.len);
	rg_line_index_init(&text->lines, bytes);
	text->n_users = 1;
	return text;
}

rg_text *rg_text_retain(rg_text *text)
{
	text->n_users++;
	return text;
}

void rg_text_drop(rg_text *text)
{
	if (!text || --text->n_users > 0)
		return;
	(void)rg_never(text->n_users < 0);
	rg_line_index_release(&text->lines);
	free(text->ptr);
	free(text);
}

rg_str rg_text_bytes(const rg_text *text)
{
	return (rg_str){text->ptr, text->len};
}

const rg_line_index *rg_text_lines(const rg_text *text)
{
	return &text->lines;
}

bool rg_text_offset(size_t *out, const rg_text *text, rg_position at, rg_encoding encoding)
{
	return rg_line_index_offset(out, &text->lines, rg_text_bytes(text), at, encoding);
}

rg_position rg_text_position(const rg_text *text, size_t offset, rg_encoding encoding)
{
	return rg_line_index_position(&text->lines, rg_text_bytes(text), offset, encoding);
}

/* The caller's own copy, in place of one that others hold too. */
static void make_own(rg_text **text)
{
	rg_text *copy;

	if ((*text)->n_users == 1)
		return;
	copy = rg_text_new(rg_text_bytes(*text));
	rg_text_drop(*text);
	*text = copy;
}

static void splice(rg_text *text, const rg_edit *edit, rg_str with)
{
	size_t len = text->len - (edit->old_end - edit->begin) + with.len;

	if (len + 1 > text->size) {
		text->size = len + len / 4 + 64; /* typing goes on */
		text->ptr = rg_realloc(text->ptr, text->size);
	}
	memmove(text->ptr + edit->new_end, text->ptr + edit->old_end, text->len - edit->old_end);
	if (with.len)
		memcpy(text->ptr + edit->begin, with.ptr, with.len);
	text->len = len;
	rg_line_index_edit(&text->lines, rg_text_bytes(text), edit->begin, edit->old_end,
			   edit->new_end);
}

rg_rc rg_text_replace(rg_text **text, rg_range range, rg_encoding encoding, rg_str with, size_t max,
		      rg_edit *edit, rg_err *err)
{
	rg_edit e;

	if (range.end.line < range.begin.line ||
	    (range.end.line == range.begin.line && range.end.character < range.begin.character))
		return rg_fail(err, RG_EINVAL, "the range %u:%u-%u:%u is reversed",
			       range.begin.line, range.begin.character, range.end.line,
			       range.end.character);
	if (!rg_text_offset(&e.begin, *text, range.begin, encoding) ||
	    !rg_text_offset(&e.old_end, *text, range.end, encoding))
		return rg_fail(err, RG_EINVAL,
			       "the range %u:%u-%u:%u begins or ends inside a character",
			       range.begin.line, range.begin.character, range.end.line,
			       range.end.character);
	e.new_end = e.begin + with.len;
	if ((*text)->len - (e.old_end - e.begin) + with.len > max)
		return rg_fail(err, RG_ETOOBIG, "the text would grow above %zu bytes", max);
	make_own(text);
	splice(*text, &e, with);
	if (edit)
		*edit = e;
	return RG_OK;
}
