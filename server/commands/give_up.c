/* SPDX-License-Identifier: MIT */
/* give_up.c - End gracefully: the hand-over report. */
#include "commands/command.h"

#include "fix/give_up.h"

const rg_command rg_command_give_up = {
	.id = "redgreen.giveUp",
	.shell = "give-up",
	.title = "Give up and write the hand-over",
	.help = "Ends the fix session and writes what was tried, why it did not work and "
		"whom to ask.",
	.takes = RG_TAKES(reason),
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.at = RG_AT_OURS,
	.move = RG_MOVE_GIVE_UP,
	.run = rg_fix_give_up,
};
