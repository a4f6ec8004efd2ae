/* SPDX-License-Identifier: MIT */
/*
 * pr_text.h - the draft of a pull request (PULL_REQUEST.md: title on the first line, a blank line,
 * the body, as with a commit message) and the commit message. Pure.
 *
 * What states an outcome stands between two marker comments in the draft and is written anew from
 * evidence when the pull request is made: whatever the user edits, no claim can go stale in it.
 */
#ifndef RG_REPORT_PR_TEXT_H
#define RG_REPORT_PR_TEXT_H

#include "base/err.h"
#include "report/note.h"

/*
 * The draft: template T3 (Summary, Root Cause, Changes, Performance Impact, Testing, Recommended CI
 * Workflows, Relevant Developers, tool line). With a template of the repository's: that one, and
 * below it the sections that it has no heading for. Performance Impact only when measured.
 */
rg_str rg_pr_draft_render(rg_arena *arena, const rg_session_facts *facts, const rg_note *note,
			  rg_str repository_template, const rg_str_vec *secrets);

typedef struct rg_pr_text {
	rg_str title; /* one line, at most RG_LIMIT_PR_TITLE_CHARS */
	rg_str body;  /* at most RG_LIMIT_PR_BODY_CHARS, through the sink */
} rg_pr_text;
/*
 * A draft as the user left it, for the forge: marked parts from the facts, markers and comments
 * out, everything through the sink. RG_EINVAL when it has no title.
 */
RG_MUST_CHECK rg_rc rg_pr_draft_finish(rg_pr_text *out, rg_arena *arena, rg_str draft,
				       const rg_session_facts *facts, const rg_note *note,
				       const rg_str_vec *secrets, rg_err *err);

/*
 * Template T2: subject of at most 72 characters, blank line, why and what wrapped at 72, "Fixes #n"
 * when the prompt or the note names an issue, then the trailers. title: the user's, or null.
 */
rg_str rg_commit_message_render(rg_arena *arena, const rg_session_facts *facts, const rg_note *note,
				rg_str title, const rg_str_vec *trailers,
				const rg_str_vec *secrets);

#endif
