/* SPDX-License-Identifier: MIT */
/* show_status.c - Where the fix session stands. */
#include "commands/command.h"

#include "fix/status.h"

static bool offer(rg_offer *out, const rg_offer_ctx *ctx)
{
	(void)out;
	return ctx->is_explicit && (ctx->has_failure || !rg_str_is_null(ctx->test));
}

const rg_command rg_command_show_status = {
	.id = "redgreen.showStatus",
	.shell = "status",
	.title = "Show fix session",
	.help = "Shows the phase, the time left, the attempts and what is proven so far.",
	.takes = 0,
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.offer = offer,
	.run = rg_fix_status,
};
