/* SPDX-License-Identifier: MIT */
/* check_stability.c - N cold runs, each with its own hash seed; the first failure ends it. */
#include "commands/command.h"

#include "fix/stability.h"

static bool offer(rg_offer *out, const rg_offer_ctx *ctx)
{
	if (ctx->settings)
		out->title = rg_arena_printf(ctx->arena, "%s (%lld runs)",
					     rg_command_check_stability.title,
					     (long long)ctx->settings->stability_runs);
	return true;
}

const rg_command rg_command_check_stability = {
	.id = "redgreen.checkStability",
	.shell = "stability",
	.title = "Check stability",
	.help = "Runs the reproduction test in new processes until one fails or all have "
		"passed, then otherwise (in its file, in reversed order, under load, …), and "
		"states what that proves.",
	.takes = RG_TAKES(runs) | RG_TAKES(tests) | RG_TAKES(variant) | RG_TAKES(seed) |
		 RG_TAKES(accept),
	.shown = RG_SHOWN_LENS | RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = RG_NEEDS_TRUST | RG_NEEDS_SAVED,
	.at = RG_AT_TEST,
	.move = RG_MOVE_CHECK_STABILITY,
	.offer = offer,
	.run = rg_fix_stability,
};
