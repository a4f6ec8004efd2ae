/* SPDX-License-Identifier: MIT */
/* plain.h - inside report/: text without what only terminals, or nobody, can see. */
#ifndef RG_REPORT_PLAIN_H
#define RG_REPORT_PLAIN_H

#include "base/arena.h"

/*
 * Valid UTF-8 (else U+FFFD) with LF as its only line end; without escape sequences, control
 * characters but tab, bidirectional controls and characters that take no place. Linear.
 */
rg_str rg_report__plain(rg_arena *arena, rg_str text);
/* The same on one line: runs of white space become one space, both ends are trimmed. */
rg_str rg_report__line(rg_arena *arena, rg_str text);
/* At most max bytes, cut between characters; "…" says so when there is room for it. */
rg_str rg_report__cut(rg_arena *arena, rg_str text, size_t max);

#endif
