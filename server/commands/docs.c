/* SPDX-License-Identifier: MIT */
/* docs.c - docs/commands.md from the tables, so that it cannot differ from the code. */
#include "commands/command.h"
#include "commands/exits.h"

#include "fix/workspace/stopped.h"

static void render_arguments(rg_buf *out, const rg_command *command)
{
	bool is_first = true;

	for (int i = 0; i < RG_N_ARGS; i++) {
		if (i == RG_ARG_root || !(command->takes & (1u << i)))
			continue;
		rg_buf_printf(out, "%s`%s`", is_first ? "" : ", ", rg_arg_name((rg_arg)i));
		is_first = false;
	}
	if (is_first)
		rg_buf_add_z(out, "–");
}

void rg_commands_render_docs(rg_buf *out)
{
	size_t n, n_stopped;
	const rg_command *const *commands = rg_commands(&n);
	const rg_stopped_code *codes = rg_stopped_codes(&n_stopped);

	rg_buf_add_z(
		out,
		"# Commands\n\n"
		"Made from `server/commands/*.def`, the commands' own files and "
		"`server/fix/workspace/stopped.def` by `redgreen --print-docs commands`; a test "
		"fails when "
		"this page differs.\n\n"
		"In an editor: `workspace/executeCommand` with the id and one object as the only "
		"argument. In the shell: the arguments are flags of the same names, node ids are "
		"positional. Each command takes `root` too. Both answer with the same object, "
		"which `--json` prints ([results.md](results.md) has its shape); it always has "
		"`summary`, and `stopped` (null, or `code`, `message`, `next`).\n\n"
		"| id | shell | title | arguments |\n|--|--|--|--|\n");
	for (size_t i = 0; i < n; i++) {
		rg_buf_printf(out, "| `%s` | %s%s%s | %s | ", commands[i]->id,
			      commands[i]->shell ? "`" : "",
			      commands[i]->shell		  ? commands[i]->shell
			      : commands[i]->move == RG_MOVE_STOP ? "Ctrl-C"
								  : "–",
			      commands[i]->shell ? "`" : "", commands[i]->title);
		render_arguments(out, commands[i]);
		rg_buf_add_z(out, " |\n");
	}
	rg_buf_add_z(out, "\n## What each does\n\n");
	for (size_t i = 0; i < n; i++)
		rg_buf_printf(out, "- **%s** (`%s`): %s\n", commands[i]->title, commands[i]->id,
			      commands[i]->help);
	rg_buf_add_z(out, "\n## Arguments\n\n| name | meaning |\n|--|--|\n");
	for (int i = 0; i < RG_N_ARGS; i++)
		rg_buf_printf(out, "| `%s` | %s |\n", rg_arg_name((rg_arg)i),
			      rg_arg_help((rg_arg)i));
	rg_buf_add_z(out, "\n## STOP\n\n"
			  "`stopped` is a result, not an error: the procedure says STOP.\n\n"
			  "| code | meaning |\n|--|--|\n");
	for (size_t i = 0; i < n_stopped; i++)
		rg_buf_printf(out, "| `%s` | %s |\n", codes[i].code, codes[i].meaning);
	rg_buf_add_z(out, "\n## Exit status in the shell\n\n| status | meaning |\n|--|--|\n");
	for (const rg_exit *end = rg_exits; end->meaning; end++)
		rg_buf_printf(out, "| %d | %s |\n", (int)end->status, end->meaning);
}
