/* SPDX-License-Identifier: MIT */
/* print.h - results for people (and help); everything goes to standard output through a buffer. */
#ifndef RG_CLI_PRINT_H
#define RG_CLI_PRINT_H

#include "base/buf.h"
#include "base/json.h"
#include "commands/command.h"

/* The result object as text; has_colour: with SGR codes. Control characters are made visible. */
void rg_cli_print_result(rg_buf *out, const rg_json *result, bool has_colour);
void rg_cli_print_help(rg_buf *out);
void rg_cli_print_command_help(rg_buf *out, const rg_command *command);

#endif
