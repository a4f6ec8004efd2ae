/* SPDX-License-Identifier: MIT */
/* create_draft_fix_pr.c - From a proven fix to a draft pull request, plan first. */
#include "commands/command.h"

#include "fix/pr/pr.h"

const rg_command rg_command_create_draft_fix_pr = {
	.id = "redgreen.createDraftFixPr",
	.shell = "pr",
	.title = "Create draft fix PR",
	.help = "Shows the plan: commit without the reproduction test, push, draft pull "
		"request. Carries it out when the plan is given back.",
	.takes = RG_TAKES(plan) | RG_TAKES(title) | RG_TAKES(base) | RG_TAKES(name) |
		 RG_TAKES(kind) | RG_TAKES(tests) | RG_TAKES(acknowledge) | RG_TAKES(accept),
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = RG_NEEDS_TRUST | RG_NEEDS_SAVED,
	.at = RG_AT_OURS,
	.move = RG_MOVE_CREATE_PR,
	.run = rg_fix_pr,
};
