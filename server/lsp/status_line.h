/* SPDX-License-Identifier: MIT */
/*
 * status_line.h - inside lsp/ only: what a status line shows of a root (docs/protocol.md), for
 * clients that asked for it. The others have the messages of progress, and lenses.
 */
#ifndef RG_LSP_STATUS_LINE_H
#define RG_LSP_STATUS_LINE_H

#include "base/arena.h"
#include "fix/workspace/session_time.h"

typedef struct rg_root rg_root;

typedef struct rg_status_line {
	char *told; /* owned: the newest that was said, without the clock; NULL: nothing yet */
} rg_status_line;

/* What there is to say; arena. */
typedef struct rg_status_words {
	rg_str text, label;
} rg_status_words;
/*
 * doing: of the command under way, may be ""; null: there is none. time: NULL without a session.
 * Pure.
 */
rg_status_words rg_status_words_of(rg_arena *arena, rg_str doing, const rg_session_time *time);

/* Something may have changed: it is told when it has. */
void rg_status_line_tell(rg_root *root);
/* The same, told also when nothing but the clock has. */
void rg_status_line_renew(rg_root *root);
void rg_status_line_release(rg_status_line *line);

#endif
