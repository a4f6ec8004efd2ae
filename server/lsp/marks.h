/* SPDX-License-Identifier: MIT */
/*
 * marks.h - inside lsp/ only: the places that the last failures went through, as lines that follow
 * the text while it is edited. Everything that the editor shows at a line comes from here.
 */
#ifndef RG_LSP_MARKS_H
#define RG_LSP_MARKS_H

#include "fix/workspace/findings.h"
#include "text/text.h"

typedef struct rg_mark {
	rg_str path;	     /* relative to the root */
	uint32_t line;	     /* 1-based, in the text as it is now */
	bool is_edited;	     /* the line is not the one that ran any more */
	uint32_t saved_line; /* the same two as of the last save: what holds when the client closes
			      * the document without saving */
	bool saved_is_edited;
	bool is_failing_line;	     /* innermost in the workspace; one per failure */
	bool is_missing;	     /* the file could not be read: nothing is shown */
	rg_str source;		     /* the line as on disk; null until it was read */
	const rg_findings *findings; /* this and the next three are borrowed from the workspace */
	const rg_failure *failure;
	const rg_exception *exception; /* failure->error or one of its chain */
	const rg_frame *frame;	   /* NULL: the test itself, when no frame is in the workspace */
	uint32_t number, n_frames; /* which of the exception's frames, 1 is the outermost */
	uint32_t n_alike;	   /* more failures with the same fingerprint here */
} rg_mark;
typedef RG_VEC(rg_mark) rg_mark_vec;

typedef struct rg_marks {
	rg_arena *arena; /* owned */
	rg_mark_vec list;
	uint64_t generation;   /* of the findings that they were made from */
	bool is_being_read;    /* a job reads the lines' sources */
	rg_arena *shown_arena; /* owned: shown */
	rg_str_vec shown;      /* files (relative) that the client shows diagnostics for */
} rg_marks;

void rg_marks_init(rg_marks *marks);
void rg_marks_release(rg_marks *marks);
/*
 * Anew from the newest findings and those that follow; they must live until the next call. What
 * older ones say of a test that newer ones cover is left out.
 */
void rg_marks_build(rg_marks *marks, const rg_findings *newest);
bool rg_marks_has_path(const rg_marks *marks, rg_str path);
/* Moves what lies behind an edit and marks what it touched. Says whether anything changed. */
bool rg_marks_follow(rg_marks *marks, rg_str path, const rg_text *before, const rg_text *after,
		     const rg_edit *edit);
/* The document was saved; or closed, which takes back what was not saved. */
void rg_marks_save(rg_marks *marks, rg_str path);
void rg_marks_close(rg_marks *marks, rg_str path);

#endif
