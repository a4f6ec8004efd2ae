/* SPDX-License-Identifier: MIT */
/*
 * follow.h - inside cli/: pytest's output as it comes, on standard error. The run itself is the
 * same whoever looks: colours and width are given to the output here, not by pytest.
 */
#ifndef RG_CLI_FOLLOW_H
#define RG_CLI_FOLLOW_H

#include "text/terminal.h"

typedef struct rg_follow_view {
	rg_terminal terminal; /* keeps_colours: the same as has_colour */
	bool has_colour;
	unsigned columns; /* lines that pytest fills are cut to it; 0: left as they are */
	/* inside follow.c */
	rg_buf line; /* the line that has no end yet */
	size_t shown;
	bool has_shown; /* anything at all */
} rg_follow_view;

void rg_follow_view_init(rg_follow_view *view, bool has_colour, unsigned columns);
/* Appends what is to be printed now. */
void rg_follow_view_add(rg_follow_view *view, rg_buf *out, rg_str piece);
/* Ends a line that was begun. */
void rg_follow_view_finish(rg_follow_view *view, rg_buf *out);
void rg_follow_view_release(rg_follow_view *view);

#endif
