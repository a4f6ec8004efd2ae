/* SPDX-License-Identifier: MIT */
/* stop.c - End what is running. */
#include "commands/command.h"

#include "fix/stop.h"

static bool offer(rg_offer *out, const rg_offer_ctx *ctx)
{
	(void)out;
	return rg_workspace_has_task(ctx->workspace);
}

const rg_command rg_command_stop = {
	.id = "redgreen.stop",
	.shell = NULL,
	.title = "Stop",
	.help = "Ends the runs that are under way, with all their processes.",
	.takes = 0,
	.shown = RG_SHOWN_LENS | RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.offer = offer,
	.run = rg_fix_stop,
};
