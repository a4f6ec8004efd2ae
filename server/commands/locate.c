/* SPDX-License-Identifier: MIT */
/* locate.c - Rank the files that likely need changing. */
#include "commands/command.h"

#include "fix/locate.h"

const rg_command rg_command_locate = {
	.id = "redgreen.locate",
	.shell = "locate",
	.title = "Show candidate files",
	.help = "Ranks the files and functions that likely need changing, with reasons and how "
		"sure that is; nothing is run. An editor is led to the first one.",
	.takes = RG_TAKES(log) | RG_TAKES(tests),
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.at = RG_AT_FAILURE,
	.move = RG_MOVE_LOCATE,
	.run = rg_fix_locate,
};
