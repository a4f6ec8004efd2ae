/* SPDX-License-Identifier: MIT */
/*
 * log_lines.h - inside lsp/ only: which failure a line of an open log is about. The failures were
 * read from the log as a whole and do not know their lines; a line says itself what it names.
 */
#ifndef RG_LSP_LOG_LINES_H
#define RG_LSP_LOG_LINES_H

#include "fix/workspace/findings.h"
#include "text/text.h"

typedef struct rg_log_place {
	const rg_failure *failure;
	const rg_exception *exception; /* failure->error or one of its chain */
	const rg_frame *frame;	       /* that the line names; NULL: the failure as a whole */
	uint32_t number, n_frames;     /* which of the exception's frames, 1 is the outermost */
} rg_log_place;

/*
 * What the line (0-based) names: a frame (`path:12:`, `File "path", line 12`), a test (`FAILED
 * tests/…`, the heading of its section), or the error (`E   ValueError: …`) of the section.
 */
bool rg_log_line_names(rg_log_place *out, const rg_findings *findings, const rg_text *text,
		       size_t line);
/* The same, or else whose section the line lies in. */
bool rg_log_line_is_of(rg_log_place *out, const rg_findings *findings, const rg_text *text,
		       size_t line);

/* A failure and the line where it begins in the log, 0-based. */
typedef struct rg_log_heading {
	const rg_failure *failure;
	size_t line;
} rg_log_heading;
typedef RG_VEC(rg_log_heading) rg_log_heading_vec;

/*
 * Where failures begin, at most `most`, in the order of the lines: at their headings, else in the
 * summary. Reads the whole text: a worker's work.
 */
rg_log_heading_vec rg_log_headings(rg_arena *arena, const rg_failure_vec *failures,
				   const rg_text *text, size_t most);

#endif
