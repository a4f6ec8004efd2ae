/* SPDX-License-Identifier: MIT */
/* explain_log.c - Read a log as if its run had been made here. */
#include "commands/command.h"

#include "fix/explain.h"

static bool offer(rg_offer *out, const rg_offer_ctx *ctx)
{
	out->args.log = ctx->log;
	return true;
}

const rg_command rg_command_explain_log = {
	.id = "redgreen.explainLog",
	.shell = "explain",
	.title = "Read failures from this log",
	.help = "Reads the failures that a log shows and points at candidate files; nothing "
		"is run. An editor's open logs are read by themselves.",
	.takes = RG_TAKES(log),
	.shown = RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.at = RG_AT_LOG,
	.offer = offer,
	.run = rg_fix_explain,
};
