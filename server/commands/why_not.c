/* SPDX-License-Identifier: MIT */
/*
 * why_not.c - What is not possible now, and why: for editors that show no disabled code actions.
 */
#include "commands/command.h"

enum { MAX_SUMMARY = 2000 };

static bool is_in_menus(const rg_command *command)
{
	return command->shown & RG_SHOWN_ACTION && command->move != RG_MOVE_STOP;
}

static void list(rg_task *task)
{
	uint32_t known = rg_workspace_known(rg_task_workspace(task));
	size_t n;
	const rg_command *const *commands = rg_commands(&n);
	rg_buf text;

	rg_buf_init(&text, MAX_SUMMARY);
	for (size_t i = 0; i < n; i++) {
		const char *obstacle = rg_move_obstacle(commands[i]->move, known);

		if (obstacle && is_in_menus(commands[i]))
			rg_buf_printf(&text, "%s%s: %s", text.len ? ". " : "", commands[i]->title,
				      obstacle);
	}
	rg_task_say(task, "%s", text.len ? text.ptr : "everything is possible");
	rg_buf_release(&text);
	rg_task_next(task);
}

static const rg_step steps[] = {{"looking", list}};
static const rg_use_case use_case = {.name = "why not", .steps = steps, .n_steps = 1};

static rg_rc run(rg_task *task, const rg_command_args *args, rg_err *err)
{
	(void)args;
	return rg_task_start(task, &use_case, NULL, err);
}

/* Last in a menu from which something is missing (lsp/code_action.c). */
const rg_command rg_command_why_not = {
	.id = "redgreen.whyNot",
	.shell = NULL,
	.title = "What is not possible now, and why",
	.help = "Lists the steps that a menu leaves out at the moment, each with its reason.",
	.takes = 0,
	.shown = 0,
	.needs = 0,
	.run = run,
};
