/* SPDX-License-Identifier: MIT */
/*
 * terminal.h - what a program prints, as it comes, without what a terminal would obey: escape
 * sequences that move, ask, name or hide. Pieces may be cut anywhere.
 */
#ifndef RG_TEXT_TERMINAL_H
#define RG_TEXT_TERMINAL_H

#include "base/arena.h"
#include "base/buf.h"

typedef struct rg_terminal {
	bool keeps_colours; /* SGR sequences, and CR, which draws a line anew */
	/* inside terminal.c */
	int state;
	char sequence[32]; /* an SGR sequence, so far */
	size_t n;
} rg_terminal;

/* Appends what is harmless of the piece. Zeroed at first, but for keeps_colours. */
void rg_terminal_add(rg_terminal *terminal, rg_buf *out, rg_str piece);
/*
 * The last lines of a text, at most n: of a line that was drawn over, the last drawing; what is no
 * UTF-8 as "?". In the arena; null when there is none.
 */
rg_str rg_terminal_last_lines(rg_arena *arena, rg_str text, size_t n);

#endif
