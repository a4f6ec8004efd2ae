/* SPDX-License-Identifier: MIT */
/* create_draft_fix_pr.c - From a proven fix to a draft pull request, plan first. */
#include "commands/command.h"

#include "fix/pr.h"

static bool offer(rg_offer *out, const rg_offer_ctx *ctx)
{
	(void)out;
	return ctx->is_explicit && (ctx->has_failure || !rg_str_is_null(ctx->test));
}

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
	.offer = offer,
	.run = rg_fix_pr,
};
