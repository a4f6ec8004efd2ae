/* SPDX-License-Identifier: MIT */
/* answer.c - Answer the question that waits. */
#include "commands/command.h"

#include "fix/answer.h"

/* A code action for each choice (lsp/offers.h). */
const rg_command rg_command_answer = {
	.id = "redgreen.answer",
	.shell = NULL,
	.title = "Answer",
	.help = "Answers the question that a command waits with, in an editor that cannot ask.",
	.takes = RG_TAKES(choice),
	.shown = 0,
	.needs = 0,
	.move = RG_MOVE_ANSWER,
	.run = rg_fix_answer,
};
