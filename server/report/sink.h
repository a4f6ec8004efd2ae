/* SPDX-License-Identifier: MIT */
/*
 * sink.h - what every text passes before it leaves the machine: secrets redacted, mentions and
 * links from untrusted text neutralised, fences longer than their content, control characters out,
 * size capped. Pure. Checked with cmark-gfm (tests/e2e).
 */
#ifndef RG_REPORT_SINK_H
#define RG_REPORT_SINK_H

#include "base/buf.h"
#include "base/vec.h"

/*
 * Without secrets: tokens of known forms (secret_forms.def), JSON web tokens, private keys,
 * credentials in URLs, `password=…` and the like, and every value in known (values of credential
 * variables; shorter than 6 bytes are ignored). Each becomes «redacted». Control characters but
 * line feed and tab go, bidirectional controls too; CR LF becomes LF; bytes that are no UTF-8
 * U+FFFD.
 */
rg_str rg_sink_redact(rg_arena *arena, rg_str text, const rg_str_vec *known);
/*
 * Untrusted text for the middle of a Markdown line: redacted, on one line, at most max bytes, and
 * every character that Markdown or a forge gives a meaning is escaped (mentions, #1, links, HTML,
 * emphasis, autolinks), so that it renders as written.
 */
void rg_sink_inline(rg_buf *out, rg_str text, size_t max, const rg_str_vec *known);
/*
 * The beginning of untrusted text that can only be a name: no mention, reference or address, for
 * titles and commit messages, which are not Markdown. Borrowed from text.
 */
rg_str rg_sink_name(rg_str text);
/* Untrusted text as a code span. */
void rg_sink_code(rg_buf *out, rg_str text, size_t max, const rg_str_vec *known);
/* Untrusted text as a fenced block whose fence is longer than any in it; language may be null. */
void rg_sink_fence(rg_buf *out, rg_str text, rg_str language, size_t max, const rg_str_vec *known);
/*
 * A person's own Markdown (the note, the draft): kept as Markdown, redacted, mentions neutralised
 * unless allow_mentions, raw HTML but comments escaped, at most max bytes, cut at a line.
 */
rg_str rg_sink_markdown(rg_arena *arena, rg_str text, bool allow_mentions, size_t max,
			const rg_str_vec *known);

#endif
