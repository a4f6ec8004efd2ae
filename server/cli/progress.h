/* SPDX-License-Identifier: MIT */
/*
 * progress.h - inside cli/: standard error while something is under way. On a terminal one line
 * that stays one line, however narrow it is, and that counts while nothing else is heard; in a file
 * a line for each thing that takes longer.
 */
#ifndef RG_CLI_PROGRESS_H
#define RG_CLI_PROGRESS_H

#include "base/buf.h"
#include "fix/workspace/workspace.h"
#include "os/loop.h"

typedef struct rg_progress_line {
	rg_workspace *workspace; /* whose open session has some time left, or NULL */
	rg_loop *loop;
	bool is_terminal;
	/* inside progress.c */
	bool is_standing; /* it is on the terminal */
	uint32_t percent;
	rg_buf message;	   /* without the time left */
	rg_timer *tick;	   /* while it stands */
	uint64_t begun_ns; /* the message */
	uint64_t start_ns; /* all of it */
	uint64_t counted;  /* the hash of what counts up in a file, or 0 */
} rg_progress_line;

/* started_ns: of rg_clock_ns; what is through soon after that needs no word in a file. */
void rg_progress_line_init(rg_progress_line *line, uint64_t started_ns);
void rg_progress_line_show(rg_progress_line *line, uint32_t percent, rg_str message);
/* What else is to be printed begins at the terminal's left. */
void rg_progress_line_clear(rg_progress_line *line);
void rg_progress_line_release(rg_progress_line *line);

/* To standard error; of what others wrote, what a terminal would obey is left out. */
void rg_cli__tell(const char *before, rg_str text, const char *behind);

#endif
