/* SPDX-License-Identifier: MIT */
/* check_changes.c - Debug leftovers in added lines. */
#include "commands/command.h"

#include "fix/check.h"

const rg_command rg_command_check_changes = {
	.id = "redgreen.checkChanges",
	.shell = "check",
	.title = "Check changes",
	.help = "Looks for debug code and commented-out code in the lines that were added, and "
		"for tests that were made to say less.",
	.takes = RG_TAKES(base),
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.at = RG_AT_OURS,
	.run = rg_fix_check,
};
