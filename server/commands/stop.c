/* SPDX-License-Identifier: MIT */
/* stop.c - End what is running. */
#include "commands/command.h"

#include "fix/stop.h"

/* Nobody misses it while nothing is under way. */
static bool offer(rg_offer *out, const rg_offer_ctx *ctx)
{
	return !out->disabled.ptr && ctx->known & RG_KNOWN_BUSY;
}

const rg_command rg_command_stop = {
	.id = "redgreen.stop",
	.shell = NULL,
	.title = "Stop",
	.help = "Ends the runs that are under way, with all their processes.",
	.takes = 0,
	.shown = RG_SHOWN_LENS | RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.move = RG_MOVE_STOP,
	.offer = offer,
	.run = rg_fix_stop,
};
