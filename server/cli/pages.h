/* SPDX-License-Identifier: MIT */
/*
 * pages.h - what packages install beside the program, made from the same tables as --help: the
 * manual and the completions of shells. `redgreen --print-docs NAME` prints them.
 */
#ifndef RG_CLI_PAGES_H
#define RG_CLI_PAGES_H

#include "commands/command.h"

typedef enum rg_cli_flag {
#define RG_FLAG(id, name, help) RG_CLI_##id,
#include "cli/flags.def"
#undef RG_FLAG
	RG_CLI_N_FLAGS
} rg_cli_flag;

/* Without its dashes. */
const char *rg_cli_flag_name(rg_cli_flag flag);
const char *rg_cli_flag_help(rg_cli_flag flag);
/* "--json" → RG_CLI_JSON; RG_CLI_N_FLAGS for what is none. "-h" is --help. */
rg_cli_flag rg_cli_flag_of(rg_str word);

/* What stands for an argument's value where it is explained: "BRANCH". */
const char *rg_cli_arg_value(rg_arg arg);

typedef struct rg_cli_example {
	const char *command; /* "run" */
	const char *words;   /* to be typed */
	const char *help;
} rg_cli_example;

/* Those of one command stand together, in the order of the menu. */
const rg_cli_example *rg_cli_examples(size_t *n);

/* redgreen(1), for man(7). */
void rg_cli_print_man(rg_buf *out);
/* Sourced by the shell; node ids come from `redgreen --print-tests FILE`. */
void rg_cli_print_bash(rg_buf *out);
void rg_cli_print_zsh(rg_buf *out);
void rg_cli_print_fish(rg_buf *out);
/* The node ids of a Python file, a line each, as pytest's default naming finds them. */
RG_MUST_CHECK rg_rc rg_cli_print_tests(rg_buf *out, const char *path, rg_err *err);

#endif
