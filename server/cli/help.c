/* SPDX-License-Identifier: MIT */
/* help.c - what redgreen says about itself, made from the tables of commands/. */
#include <string.h>

#include "cli/pages.h"
#include "cli/printer.h"
#include "commands/exits.h"

enum { FLAG_WIDTH = 22, EXIT_WIDTH = 7, COLUMNS = 80 };

/* "  --base BRANCH      what it is for", with what is too long on lines of its own. */
static void add_flag(rg_buf *out, const char *name, const char *value, const char *help)
{
	rg_printer printer = {.out = out, .columns = COLUMNS};
	size_t before = out->len;

	rg_buf_printf(out, "  --%s%s%s", name, *value ? " " : "", value);
	while (out->len - before < FLAG_WIDTH)
		rg_buf_add_char(out, ' ');
	rg_cli__wrapped(&printer, FLAG_WIDTH, NULL, rg_str_of(help));
}

static void add_flags(rg_buf *out)
{
	for (int i = 0; i < RG_CLI_N_FLAGS; i++)
		add_flag(out, rg_cli_flag_name((rg_cli_flag)i), "",
			 rg_cli_flag_help((rg_cli_flag)i));
}

static void add_examples(rg_buf *out, const char *command)
{
	size_t n;
	const rg_cli_example *examples = rg_cli_examples(&n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(examples[i].command, command) == 0)
			rg_buf_printf(out, "  %s\n      %s\n", examples[i].words, examples[i].help);
}

void rg_cli_print_help(rg_buf *out)
{
	size_t n;
	const rg_command *const *commands = rg_commands(&n);
	rg_printer printer = {.out = out, .columns = COLUMNS};

	rg_buf_add_z(out,
		     "redgreen takes a failing pytest to a draft fix PR, and proves each step.\n\n"
		     "usage: redgreen COMMAND [ARGUMENT...] [--json] [--yes] [--trust]\n\n");
	for (size_t i = 0; i < n; i++)
		if (commands[i]->shell)
			rg_buf_printf(out, "  %-10s  %s\n", commands[i]->shell, commands[i]->title);
	rg_buf_add_z(
		out,
		"  lsp         Language server on standard input and output (also --stdio)\n\n");
	add_flags(out);
	rg_buf_add_z(out, "  --version           Print the version.\n\n"
			  "redgreen COMMAND --help says more, and has examples. A first session:\n"
			  "  redgreen fix tests/test_x.py::test_y --prompt 'totals are wrong'\n"
			  "  redgreen branch\n"
			  "  (edit)  redgreen run  (until green)\n"
			  "  redgreen stability && redgreen pr\n\n"
			  "Exit status:\n");
	for (const rg_exit *end = rg_exits; end->meaning; end++) {
		rg_buf_printf(out, "  %3d  ", (int)end->status);
		rg_cli__wrapped(&printer, EXIT_WIDTH, NULL, rg_str_of(end->meaning));
	}
}

void rg_cli_print_command_help(rg_buf *out, const rg_command *command)
{
	bool has_tests = command->takes & RG_TAKES(tests);
	bool has_log = !has_tests && (command->takes & RG_TAKES(log));

	rg_printer printer = {.out = out, .columns = COLUMNS};

	rg_buf_printf(out, "usage: redgreen %s%s [FLAG...]\n\n", command->shell,
		      has_tests ? " [NODEID...]"
		      : has_log ? " [LOG]"
				: "");
	rg_cli__wrapped(&printer, 0, NULL, rg_str_of(command->help));
	rg_buf_add_char(out, '\n');
	if (has_tests)
		rg_buf_add_z(out,
			     "  NODEID              tests/test_x.py::test_y, a class or a file; "
			     "without it:\n"
			     "                      the session's\n");
	for (int i = 0; i < RG_N_ARGS; i++) {
		bool is_taken = i == RG_ARG_root || (command->takes & (1u << i));

		if (is_taken && i != RG_ARG_tests)
			add_flag(out, rg_arg_name((rg_arg)i), rg_cli_arg_value((rg_arg)i),
				 rg_arg_help((rg_arg)i));
	}
	add_flags(out);
	rg_buf_add_z(out, "\nFor example:\n");
	add_examples(out, command->shell);
	rg_buf_printf(out, "\nIn an editor: %s (\"%s\"). Exit status: redgreen --help.\n",
		      command->id, command->title);
}
