/* SPDX-License-Identifier: MIT */
/* undo.c - Back to before the fix branch, losing nothing. */
#include "commands/command.h"

#include "fix/undo.h"

const rg_command rg_command_undo = {
	.id = "redgreen.undo",
	.shell = "undo",
	.title = "Undo what redgreen did",
	.help = "Takes the branch switch, the carried files and the local branch back; "
		"pushed branches are named, not deleted.",
	.takes = 0,
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = RG_NEEDS_SAVED,
	.at = RG_AT_OURS,
	.move = RG_MOVE_UNDO,
	.run = rg_fix_undo,
};
