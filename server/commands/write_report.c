/* SPDX-License-Identifier: MIT */
/* write_report.c - The report, whatever happened. */
#include "commands/command.h"

#include "fix/report.h"

const rg_command rg_command_write_report = {
	.id = "redgreen.writeReport",
	.shell = "report",
	.title = "Write report",
	.help = "Writes the report of the fix session under outputs/, from what was "
		"recorded.",
	.takes = 0,
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.at = RG_AT_OURS,
	.move = RG_MOVE_WRITE_REPORT,
	.run = rg_fix_report,
};
