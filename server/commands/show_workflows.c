/* SPDX-License-Identifier: MIT */
/* show_workflows.c - What CI will run, what to start, and how the runs of the branch stand. */
#include "commands/command.h"

#include "fix/ci.h"

const rg_command rg_command_show_workflows = {
	.id = "redgreen.showWorkflows",
	.shell = "workflows",
	.title = "Show CI workflows",
	.help = "Shows which CI workflows run on the change, which one has to start and how, which "
		"required one a draft does not run, and how the runs of the pushed branch stand. "
		"Starts those that --start names.",
	.takes = RG_TAKES(start) | RG_TAKES(inputs),
	.shown = RG_SHOWN_PALETTE,
	.needs = RG_NEEDS_TRUST,
	.move = RG_MOVE_FREE,
	.run = rg_fix_ci,
};
