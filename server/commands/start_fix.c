/* SPDX-License-Identifier: MIT */
/* start_fix.c - Start the clock: the test must fail, and the failure is kept. */
#include "commands/command.h"

#include "fix/start.h"

const rg_command rg_command_start_fix = {
	.id = "redgreen.startFix",
	.shell = "fix",
	.title = "Start fix session",
	.help = "Confirms that the reproduction test fails, records it, and starts the 15 "
		"minutes of a fix session.",
	.takes = RG_TAKES(tests) | RG_TAKES(prompt) | RG_TAKES(kind) | RG_TAKES(name) |
		 RG_TAKES(base),
	.shown = RG_SHOWN_LENS | RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = RG_NEEDS_TRUST | RG_NEEDS_SAVED,
	.at = RG_AT_TEST,
	.move = RG_MOVE_START_FIX,
	.run = rg_fix_start,
};
