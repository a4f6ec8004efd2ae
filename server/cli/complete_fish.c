/* SPDX-License-Identifier: MIT */
/* complete_fish.c - a `complete` command for each word (fish's complete(1)). */
#include "cli/pages.h"

static void add_quoted(rg_buf *out, const char *text)
{
	rg_buf_add_z(out, "'");
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			rg_buf_add_z(out, "\\");
		rg_buf_add_char(out, *text);
	}
	rg_buf_add_z(out, "'");
}

static void add_values(rg_buf *out, rg_arg arg)
{
	if (rg_arg_values(arg))
		rg_buf_printf(out, "-xa '%s'", rg_arg_values(arg));
	else
		rg_buf_add_z(out, arg == RG_ARG_root  ? "-xa '(__fish_complete_directories)'"
				  : arg == RG_ARG_log ? "-rF"
						      : "-x");
}

static void add_command(rg_buf *out, const rg_command *command)
{
	rg_buf_printf(out, "complete -c redgreen -n __fish_use_subcommand -a %s -d ",
		      command->shell);
	add_quoted(out, command->title);
	rg_buf_add_z(out, "\n");
	for (int i = 0; i < RG_N_ARGS; i++) {
		if (i == RG_ARG_tests || !(i == RG_ARG_root || (command->takes & (1u << i))))
			continue;
		rg_buf_printf(out,
			      "complete -c redgreen -n '__fish_seen_subcommand_from %s' -l %s ",
			      command->shell, rg_arg_name((rg_arg)i));
		add_values(out, (rg_arg)i);
		rg_buf_add_z(out, " -d ");
		add_quoted(out, rg_arg_help((rg_arg)i));
		rg_buf_add_z(out, "\n");
	}
	if (command->takes & RG_TAKES(tests))
		rg_buf_printf(out,
			      "complete -c redgreen -n '__fish_seen_subcommand_from %s' -a "
			      "'(__redgreen_tests)'\n",
			      command->shell);
	else if (command->takes & RG_TAKES(log))
		rg_buf_printf(out, "complete -c redgreen -n '__fish_seen_subcommand_from %s' -F\n",
			      command->shell);
}

void rg_cli_print_fish(rg_buf *out)
{
	size_t n;
	const rg_command *const *commands = rg_commands(&n);

	rg_buf_add_z(out, "# fish completion of redgreen. Made by \"redgreen --print-docs fish\".\n"
			  "function __redgreen_tests\n"
			  "\tset -l word (commandline -ct)\n"
			  "\tif string match -q '*.py::*' -- $word\n"
			  "\t\tredgreen --print-tests (string replace -r '::.*' '' -- $word) "
			  "2>/dev/null\n"
			  "\telse\n"
			  "\t\t__fish_complete_path $word\n"
			  "\tend\n"
			  "end\n"
			  "complete -c redgreen -f\n");
	for (size_t i = 0; i < n; i++)
		if (commands[i]->shell)
			add_command(out, commands[i]);
	rg_buf_add_z(out,
		     "complete -c redgreen -n __fish_use_subcommand -a lsp -d 'Language server'\n"
		     "complete -c redgreen -n __fish_use_subcommand -l version -d 'Version'\n");
	for (int i = 0; i < RG_CLI_N_FLAGS; i++) {
		rg_buf_printf(out, "complete -c redgreen -l %s -d ",
			      rg_cli_flag_name((rg_cli_flag)i));
		add_quoted(out, rg_cli_flag_help((rg_cli_flag)i));
		rg_buf_add_z(out, "\n");
	}
}
