/* SPDX-License-Identifier: MIT */
/* printer.h - inside cli/: text for a terminal. */
#ifndef RG_CLI_PRINTER_H
#define RG_CLI_PRINTER_H

#include "cli/print.h"

typedef struct rg_printer {
	rg_buf *out;
	rg_arena *arena;
	bool has_colour;
	unsigned columns;
	bool has_said_fault; /* the summary did */
	bool wraps;	     /* whole sentences too */
	rg_str folder;	     /* the working folder: paths below it are written from there */
} rg_printer;

#define RG_SGR_BOLD   "1"
#define RG_SGR_RED    "31"
#define RG_SGR_GREEN  "32"
#define RG_SGR_YELLOW "33"
#define RG_SGR_FAINT  "2"

/* Text without anything that a terminal would obey. */
void rg_cli__safe(rg_printer *p, rg_str text);
void rg_cli__styled(rg_printer *p, const char *sgr, rg_str text);
/* A member's text, "" when it is missing or null. */
rg_str rg_cli__text(const rg_json *object, const char *key);
/* Columns that a text takes: one a character. */
unsigned rg_cli__width(rg_str text);
/*
 * Words in lines of at most p->columns, each behind `indent` spaces; the first line is written from
 * where the cursor is, which must be there too. Ends with a line end.
 */
void rg_cli__wrapped(rg_printer *p, unsigned indent, const char *sgr, rg_str text);

/* A path as the user would type it: from the working folder on, where it lies below. */
void rg_cli__path(rg_printer *p, const char *sgr, rg_str path);
/*
 * A line that may stay on a terminal of that many columns: of a longer one the middle is left out,
 * for its end says what is under way and how much time is left.
 */
void rg_cli__fit(rg_buf *out, rg_str text, unsigned columns);

/* The failures in full, those of one kind once; `most` of them. */
void rg_cli__failures(rg_printer *p, const rg_json *failures, size_t most);
/* One line each. */
void rg_cli__failures_briefly(rg_printer *p, const rg_json *failures, size_t most);
/* The table: rank, score, place, why; under how sure it is. */
void rg_cli__candidates(rg_printer *p, const rg_json *candidates, const rg_json *pointing,
			size_t most);
/* CI workflows, and those that were just started. */
void rg_cli__workflows(rg_printer *p, const rg_json *workflows);
void rg_cli__started(rg_printer *p, const rg_json *started);

#endif
