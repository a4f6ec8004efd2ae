/* SPDX-License-Identifier: MIT */
/*
 * complete_bash.c - bash takes a colon for a word's end (COMP_WORDBREAKS), and replaces only what
 * is behind it: the word is taken from the line, and an answer loses what stands before.
 */
#include "cli/pages.h"

static void add_case(rg_buf *out, const rg_command *command)
{
	rg_buf_printf(out, "\t%s) flags=\"--root", command->shell);
	for (int i = 0; i < RG_N_ARGS; i++)
		if (i != RG_ARG_tests && i != RG_ARG_root && (command->takes & (1u << i)))
			rg_buf_printf(out, " --%s", rg_arg_name((rg_arg)i));
	rg_buf_printf(out, "\"%s ;;\n",
		      command->takes & RG_TAKES(tests) ? " what=test"
		      : command->takes & RG_TAKES(log) ? " what=file"
						       : "");
}

void rg_cli_print_bash(rg_buf *out)
{
	size_t n;
	const rg_command *const *commands = rg_commands(&n);

	rg_buf_add_z(out,
		     "# bash completion of redgreen. Made by \"redgreen --print-docs bash\".\n"
		     "_redgreen()\n{\n"
		     "\tlocal word=${COMP_LINE:0:COMP_POINT} before=${COMP_WORDS[COMP_CWORD-1]}\n"
		     "\tlocal flags= what=none file\n"
		     "\tword=${word##*[[:space:]]}\n"
		     "\tCOMPREPLY=()\n"
		     "\tif ((COMP_CWORD == 1)); then\n"
		     "\t\tmapfile -t COMPREPLY < <(compgen -W \"");
	for (size_t i = 0; i < n; i++)
		if (commands[i]->shell)
			rg_buf_printf(out, "%s ", commands[i]->shell);
	rg_buf_add_z(out, "lsp --help --version\" -- \"$word\")\n"
			  "\t\treturn\n"
			  "\tfi\n"
			  "\tcase $before in\n"
			  "\t--root) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "
			  "\"$word\"); return ;;\n");
	for (int i = 0; i < RG_N_ARGS; i++)
		if (rg_arg_values((rg_arg)i))
			rg_buf_printf(out,
				      "\t--%s) mapfile -t COMPREPLY < <(compgen -W \"%s\" -- "
				      "\"$word\"); return ;;\n",
				      rg_arg_name((rg_arg)i), rg_arg_values((rg_arg)i));
	rg_buf_add_z(out, "\t--log) what=file ;;\n"
			  "\t--*) ;;\n"
			  "\tesac\n"
			  "\tcase ${COMP_WORDS[1]} in\n");
	for (size_t i = 0; i < n; i++)
		if (commands[i]->shell)
			add_case(out, commands[i]);
	rg_buf_add_z(out, "\tesac\n"
			  "\t[[ $before == --log ]] && what=file\n"
			  "\tcase $word in\n"
			  "\t-*) mapfile -t COMPREPLY < <(compgen -W \"$flags");
	for (int i = 0; i < RG_CLI_N_FLAGS; i++)
		rg_buf_printf(out, " --%s", rg_cli_flag_name((rg_cli_flag)i));
	rg_buf_add_z(out, "\" -- \"$word\") ;;\n"
			  "\t*.py::*)\n"
			  "\t\t[[ $what == test ]] || return\n"
			  "\t\tfile=${word%%::*}\n"
			  "\t\tmapfile -t COMPREPLY < <(compgen -W "
			  "\"$(redgreen --print-tests \"$file\" 2>/dev/null)\" -- \"$word\")\n"
			  "\t\tif [[ $COMP_WORDBREAKS == *:* ]]; then\n"
			  "\t\t\tCOMPREPLY=(\"${COMPREPLY[@]#\"${word%\"${word##*:}\"}\"}\")\n"
			  "\t\tfi ;;\n"
			  "\t*)\n"
			  "\t\t[[ $what == none ]] && return\n"
			  "\t\tcompopt -o filenames\n"
			  "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
			  "\tesac\n"
			  "}\n"
			  "complete -F _redgreen redgreen\n");
}
