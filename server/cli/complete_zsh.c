/* SPDX-License-Identifier: MIT */
/* complete_zsh.c - an autoloaded function of zsh's completion system (zshcompsys(1)). */
#include "cli/pages.h"

/* Inside of single quotes, in a specification whose descriptions end with a bracket. */
static void add_quoted(rg_buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			rg_buf_add_z(out, "'\\''");
		else if (*text == '[' || *text == ']' || *text == ':' || *text == '\\')
			rg_buf_printf(out, "\\%c", *text);
		else
			rg_buf_add_char(out, *text);
	}
}

static void add_flag(rg_buf *out, rg_arg arg)
{
	rg_buf_printf(out, "\t\t'--%s[", rg_arg_name(arg));
	add_quoted(out, rg_arg_help(arg));
	if (rg_arg_values(arg))
		rg_buf_printf(out, "]:%s:(%s)", rg_arg_name(arg), rg_arg_values(arg));
	else
		rg_buf_add_z(out, arg == RG_ARG_root  ? "]:folder:_files -/"
				  : arg == RG_ARG_log ? "]:log:_files"
						      : "]:value: ");
	rg_buf_add_z(out, "' \\\n");
}

static void add_case(rg_buf *out, const rg_command *command)
{
	rg_buf_printf(out, "\t%s) _arguments $flags \\\n", command->shell);
	for (int i = 0; i < RG_N_ARGS; i++)
		if (i != RG_ARG_tests && (i == RG_ARG_root || (command->takes & (1u << i))))
			add_flag(out, (rg_arg)i);
	rg_buf_printf(out, "\t\t%s ;;\n",
		      command->takes & RG_TAKES(tests) ? "'*:test:_redgreen_tests'"
		      : command->takes & RG_TAKES(log) ? "'1:log:_files'"
						       : "&& return 0");
}

void rg_cli_print_zsh(rg_buf *out)
{
	size_t n;
	const rg_command *const *commands = rg_commands(&n);

	rg_buf_add_z(out, "#compdef redgreen\n"
			  "# Made by \"redgreen --print-docs zsh\".\n"
			  "_redgreen_tests() {\n"
			  "\tlocal -a tests\n"
			  "\tif [[ $PREFIX == *.py::* ]]; then\n"
			  "\t\ttests=(${(f)\"$(redgreen --print-tests ${(Q)PREFIX%%::*} "
			  "2>/dev/null)\"})\n"
			  "\t\tcompadd -a tests\n"
			  "\telse\n"
			  "\t\t_files -g '*.py'\n"
			  "\tfi\n"
			  "}\n"
			  "_redgreen() {\n"
			  "\tlocal -a commands flags\n"
			  "\tcommands=(\n");
	for (size_t i = 0; i < n; i++)
		if (commands[i]->shell) {
			rg_buf_printf(out, "\t\t'%s:", commands[i]->shell);
			add_quoted(out, commands[i]->title);
			rg_buf_add_z(out, "'\n");
		}
	rg_buf_add_z(out, "\t\t'lsp:Language server on standard input and output'\n"
			  "\t)\n"
			  "\tflags=(\n");
	for (int i = 0; i < RG_CLI_N_FLAGS; i++) {
		rg_buf_printf(out, "\t\t'--%s[", rg_cli_flag_name((rg_cli_flag)i));
		add_quoted(out, rg_cli_flag_help((rg_cli_flag)i));
		rg_buf_add_z(out, "]'\n");
	}
	rg_buf_add_z(out, "\t)\n"
			  "\tif ((CURRENT == 2)); then\n"
			  "\t\t_describe command commands\n"
			  "\t\treturn\n"
			  "\tfi\n"
			  "\tshift words\n"
			  "\t((CURRENT--))\n"
			  "\tcase $words[1] in\n");
	for (size_t i = 0; i < n; i++)
		if (commands[i]->shell)
			add_case(out, commands[i]);
	rg_buf_add_z(out, "\tesac\n"
			  "}\n"
			  "_redgreen \"$@\"\n");
}
