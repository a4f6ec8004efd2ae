/* SPDX-License-Identifier: MIT */
/* undo.c - Back to before the fix branch, losing nothing. */
#include "commands/command.h"

#include "fix/undo.h"

static bool offer(rg_offer *out, const rg_offer_ctx *ctx)
{
	(void)out;
	return ctx->is_explicit && (ctx->has_failure || !rg_str_is_null(ctx->test));
}

const rg_command rg_command_undo = {
	.id = "redgreen.undo",
	.shell = "undo",
	.title = "Undo what redgreen did",
	.help = "Takes the branch switch, the carried files and the local branch back; "
		"pushed branches are named, not deleted.",
	.takes = 0,
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = RG_NEEDS_SAVED,
	.offer = offer,
	.run = rg_fix_undo,
};
