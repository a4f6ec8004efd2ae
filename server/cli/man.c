/* SPDX-License-Identifier: MIT */
/* man.c - redgreen(1), in the sections and with the macros of man(7). */
#include "cli/pages.h"
#include "commands/exits.h"

/* Text that roff takes as it is: no escape, no request at a line's beginning, real dashes. */
static void add_text(rg_buf *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		rg_buf_add_z(out, "\\&");
	for (; *text; text++) {
		if (*text == '\\')
			rg_buf_add_z(out, "\\e");
		else if (*text == '-')
			rg_buf_add_z(out, "\\-");
		else if (*text == '\'')
			rg_buf_add_z(out, "\\(aq");
		else if (*text == '`')
			rg_buf_add_z(out, "\\(ga");
		else
			rg_buf_add_char(out, *text);
	}
}

/* value: "" for none. */
static void add_item(rg_buf *out, const char *dashes, const char *name, const char *value,
		     const char *help)
{
	rg_buf_add_z(out, ".TP\n\\fB");
	add_text(out, dashes);
	add_text(out, name);
	rg_buf_add_z(out, "\\fR");
	if (*value)
		rg_buf_printf(out, " \\fI%s\\fR", value);
	rg_buf_add_z(out, "\n");
	add_text(out, help);
	rg_buf_add_z(out, "\n");
}

static void add_command(rg_buf *out, const rg_command *command)
{
	rg_buf_add_z(out, ".SS \"redgreen ");
	add_text(out, command->shell);
	rg_buf_printf(out, "%s\"\n",
		      command->takes & RG_TAKES(tests) ? " [NODEID...]"
		      : command->takes & RG_TAKES(log) ? " [LOG]"
						       : "");
	add_text(out, command->help);
	rg_buf_add_z(out, "\n");
	for (int i = 0; i < RG_N_ARGS; i++)
		if (i != RG_ARG_tests && i != RG_ARG_root && (command->takes & (1u << i)))
			add_item(out, "--", rg_arg_name((rg_arg)i), rg_cli_arg_value((rg_arg)i),
				 rg_arg_help((rg_arg)i));
}

static void add_examples(rg_buf *out)
{
	size_t n;
	const rg_cli_example *examples = rg_cli_examples(&n);

	rg_buf_add_z(out, ".SH EXAMPLES\n");
	for (size_t i = 0; i < n; i++)
		add_item(out, "", examples[i].words, "", examples[i].help);
}

static void add_table(rg_buf *out, const char *heading, const char *const (*rows)[2])
{
	rg_buf_printf(out, ".SH %s\n", heading);
	for (; (*rows)[0]; rows++)
		add_item(out, "", (*rows)[0], "", (*rows)[1]);
}

static const char *const files[][2] = {
	{".redgreen.json", "Settings of the repository; read only after it is trusted."},
	{".git/redgreen/",
	 "Recorded runs, logs, notes and drafts. Delete it, and it is as if it had never been."},
	{"outputs/", "The reports of sessions."},
	{NULL, NULL},
};

static const char *const environment[][2] = {
	{"VIRTUAL_ENV, CONDA_PREFIX", "Where an interpreter is looked for, among other places."},
	{"NO_COLOR", "No colour, also on a terminal."},
	{NULL, NULL},
};

static void add_exits(rg_buf *out)
{
	rg_buf_add_z(out, ".SH EXIT STATUS\n");
	for (const rg_exit *end = rg_exits; end->meaning; end++) {
		rg_buf_printf(out, ".TP\n\\fB%d\\fR\n", (int)end->status);
		add_text(out, end->meaning);
		rg_buf_add_z(out, "\n");
	}
}

void rg_cli_print_man(rg_buf *out)
{
	size_t n;
	const rg_command *const *commands = rg_commands(&n);

	rg_buf_add_z(
		out,
		".\\\" Made by \"redgreen --print-docs man\"; tests/docs holds it to the tables.\n"
		".TH REDGREEN 1 \"\" \"redgreen " RG_VERSION "\" \"User Commands\"\n"
		".SH NAME\n"
		"redgreen \\- from a failing pytest to a draft fix pull request\n"
		".SH SYNOPSIS\n"
		"\\fBredgreen\\fR \\fICOMMAND\\fR [\\fIARGUMENT\\fR...] [\\fIFLAG\\fR...]\n"
		".br\n"
		"\\fBredgreen lsp\\fR\n"
		".SH DESCRIPTION\n"
		"Shows where a test broke and which files to look at, makes the fix branch "
		"and proves that the test is red there, counts attempts, proves that the fix "
		"is green five times in a row, and opens a draft without the reproduction "
		"test. Every word about a run is a recorded run of exactly the tree that is "
		"pushed.\n"
		".PP\n"
		"\\fBredgreen lsp\\fR is the same for editors: a language server on standard "
		"input and output.\n"
		".SH COMMANDS\n");
	for (size_t i = 0; i < n; i++)
		if (commands[i]->shell)
			add_command(out, commands[i]);
	rg_buf_add_z(out, ".SH FLAGS\nOf every command:\n");
	add_item(out, "--", rg_arg_name(RG_ARG_root), rg_cli_arg_value(RG_ARG_root),
		 rg_arg_help(RG_ARG_root));
	for (int i = 0; i < RG_CLI_N_FLAGS; i++)
		add_item(out, "--", rg_cli_flag_name((rg_cli_flag)i), "",
			 rg_cli_flag_help((rg_cli_flag)i));
	add_examples(out);
	add_exits(out);
	add_table(out, "ENVIRONMENT", environment);
	add_table(out, "FILES", files);
	rg_buf_add_z(out, ".SH SEE ALSO\n\\fBgit\\fR(1), \\fBpytest\\fR(1)\n");
}
