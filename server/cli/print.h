/* SPDX-License-Identifier: MIT */
/* print.h - results for people (and help); everything goes to standard output through a buffer. */
#ifndef RG_CLI_PRINT_H
#define RG_CLI_PRINT_H

#include "base/buf.h"
#include "base/json.h"
#include "commands/command.h"

typedef struct rg_cli_look {
	const rg_command *command; /* whose result it is */
	bool has_colour;	   /* with SGR codes */
	unsigned columns;	   /* to stay within */
	bool has_shown_output;	   /* pytest's own: its failures need no second telling */
	bool carries_out_plan;	   /* the plan in it, at once */
	bool wraps;		   /* sentences too, as a terminal's reader likes it */
	rg_str folder;		   /* the working folder, from which paths are written; or null */
	rg_str meant;		   /* what was typed wrong, as it is right; or null */
	rg_str next;		   /* the command to go on with; or null */
} rg_cli_look;

/* The result object as text. Control characters are made visible. */
void rg_cli_print_result(rg_buf *out, const rg_json *result, const rg_cli_look *look);
void rg_cli_print_help(rg_buf *out);
void rg_cli_print_command_help(rg_buf *out, const rg_command *command);

#endif
