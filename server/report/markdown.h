/* SPDX-License-Identifier: MIT */
/* markdown.h - inside report/: as much of Markdown's structure as is needed to leave code alone. */
#ifndef RG_REPORT_MARKDOWN_H
#define RG_REPORT_MARKDOWN_H

#include "base/arena.h"

/* A fenced code block that is open; n is 0 outside of one. */
typedef struct rg_fence {
	char c;		/* "`" or "~" */
	size_t n;	/* how many of them */
	size_t columns; /* before them in the opening line, list markers included */
	bool is_quoted; /* ">" is among those */
} rg_fence;

/* Follows the fences over one line; whether the line belongs to a block, its fences included. */
bool rg_report__in_fence(rg_fence *fence, rg_str line);
/* The line that begins at i, which may be past the end. */
rg_str rg_report__line_at(rg_str text, size_t i);
/* Whether only spaces, three at most, stand before i in its line. */
bool rg_report__begins_line(rg_str text, size_t i);
/* Whether what looks like a block in the line is text of the paragraph that `before` belongs to. */
bool rg_report__is_text_of(rg_str before, rg_str line);
/* "|---|:-:|": the row below a table's head. */
bool rg_report__is_delimiter_row(rg_str line);
/* The level of a heading ("## Testing ##" is 2) and its text; 0 for other lines. */
size_t rg_report__heading(rg_str *title, rg_str line);
/*
 * The end of the code span that begins at i with a backtick, or i when there is none: both ends
 * are in one paragraph.
 */
size_t rg_report__code_span(rg_str text, size_t i);
/*
 * The end of the HTML comment that begins at i, or i when Markdown sees none there. A comment that
 * begins a line may hold blank lines, another may not.
 */
size_t rg_report__comment(rg_str text, size_t i);
/* Text without the comments that Markdown sees; what stands in code stays. */
rg_str rg_report__without_comments(rg_arena *arena, rg_str text);

#endif
