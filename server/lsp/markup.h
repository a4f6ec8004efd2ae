/* SPDX-License-Identifier: MIT */
/*
 * markup.h - inside lsp/ only: a text for a client to show, in Markdown or, where the client did
 * not announce that, in plain words. What comes from a test's output cannot end the span that it
 * stands in.
 */
#ifndef RG_LSP_MARKUP_H
#define RG_LSP_MARKUP_H

#include "base/buf.h"
#include "base/json.h"

typedef struct rg_markup {
	rg_buf text;
	bool is_plain;
} rg_markup;

void rg_markup_init(rg_markup *out, bool is_plain);
void rg_markup_release(rg_markup *out);

/* Words of ours. */
void rg_markup_say(rg_markup *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same, for the eye to find, or to pass over. */
void rg_markup_strong(rg_markup *out, const char *words);
void rg_markup_aside(rg_markup *out, const char *words);
void rg_markup_paragraph(rg_markup *out);
/* A piece of code on one line, at most max bytes of it. */
void rg_markup_code(rg_markup *out, rg_str code, size_t max);
/* Lines of output, at most max bytes of them. */
void rg_markup_block(rg_markup *out, rg_str lines, size_t max);
/* A table of two columns: its head, then its rows; a paragraph ends it. */
void rg_markup_head(rg_markup *out, const char *left, const char *right);
void rg_markup_row(rg_markup *out, rg_str left, rg_str right, size_t max);
/* code, and where a click on it leads: a line of a file, 1-based, or 0 for the file. */
void rg_markup_link(rg_markup *out, rg_str code, size_t max, rg_str uri, uint32_t line);

/* LSP's MarkupContent. */
rg_json *rg_markup_encode(const rg_markup *markup);

#endif
