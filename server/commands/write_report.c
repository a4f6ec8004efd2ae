/* SPDX-License-Identifier: MIT */
/* write_report.c - The report, whatever happened. */
#include "commands/command.h"

#include "fix/report.h"

static bool offer(rg_offer *out, const rg_offer_ctx *ctx)
{
	(void)out;
	return ctx->is_explicit && (ctx->has_failure || !rg_str_is_null(ctx->test));
}

const rg_command rg_command_write_report = {
	.id = "redgreen.writeReport",
	.shell = "report",
	.title = "Write report",
	.help = "Writes the report of the fix session under outputs/, from what was "
		"recorded.",
	.takes = 0,
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.offer = offer,
	.run = rg_fix_report,
};
