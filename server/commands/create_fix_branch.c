/* SPDX-License-Identifier: MIT */
/* create_fix_branch.c - Branch off the fresh base and prove that the test is red there. */
#include "commands/command.h"

#include "fix/pr/branch.h"

const rg_command rg_command_create_fix_branch = {
	.id = "redgreen.createFixBranch",
	.shell = "branch",
	.title = "Create fix branch",
	.help = "Branches off the fresh base, carries the reproduction test over and proves "
		"that it fails there for the same reason.",
	.takes = RG_TAKES(name) | RG_TAKES(kind) | RG_TAKES(base) | RG_TAKES(accept),
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = RG_NEEDS_TRUST | RG_NEEDS_SAVED,
	.at = RG_AT_OURS,
	.move = RG_MOVE_CREATE_BRANCH,
	.run = rg_fix_branch,
};
