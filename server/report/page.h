/* SPDX-License-Identifier: MIT */
/*
 * page.h - inside report/: a text being written. Our own words go in as they are, by rg_page__say;
 * everything else has one way in, and that is the sink.
 */
#ifndef RG_REPORT_PAGE_H
#define RG_REPORT_PAGE_H

#include "report/note.h"
#include "report/sink.h"

#define RG_PAGE_INLINE 800 /* bytes of a sentence; the longest of ours names every varied run */
#define RG_PAGE_CODE   200 /* of a name, a path, a message's first line */
#define RG_PAGE_FENCE  (24 * 1024) /* of a log or a diff */
#define RG_PAGE_NOTE   (8 * 1024)  /* of one section of the note */

typedef struct rg_page {
	rg_buf buf;
	rg_arena *arena;
	const rg_str_vec *secrets;
	const rg_session_facts *facts;
	const rg_note *note; /* never NULL */
} rg_page;

void rg_page__init(rg_page *page, rg_arena *arena, const rg_session_facts *facts,
		   const rg_note *note, const rg_str_vec *secrets);
/* The text, in the page's arena; the page is gone. */
rg_str rg_page__end(rg_page *page);

/* Our own words: no text of others may be an argument. */
void rg_page__say(rg_page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
void rg_page__inline(rg_page *page, rg_str text);
void rg_page__code(rg_page *page, rg_str text);
void rg_page__fence(rg_page *page, rg_str text, const char *language);
/* A person's own Markdown, mentions neutralised, with a line end behind it. */
void rg_page__markdown(rg_page *page, rg_str text);
/* The same where one line is expected; several become a sentence each. */
void rg_page__markdown_line(rg_page *page, rg_str text);
/* A name, such as a branch's, as it is when it is a plain one, else as code. */
void rg_page__name(rg_page *page, rg_str name);
/* A path in bold letters: plain ones as they are, others as code. */
void rg_page__bold_path(rg_page *page, rg_str path);
/* A web address as a link when it is a plain one, else as code. */
void rg_page__link(rg_page *page, rg_str link);

#endif
