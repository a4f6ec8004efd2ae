/* SPDX-License-Identifier: MIT */
/* run_test.c - Run the test under the cursor once and show why it fails. */
#include "commands/command.h"

#include "fix/run_test.h"

static bool offer(rg_offer *out, const rg_offer_ctx *ctx)
{
	if (rg_str_is_null(ctx->test))
		return false;
	RG_PUSH(ctx->arena, &out->args.tests, ctx->test);
	return true;
}

const rg_command rg_command_run_test = {
	.id = "redgreen.runTest",
	.shell = "run",
	.title = "Run test",
	.help = "Runs the tests once and shows why they fail and which files to look at.",
	.takes = RG_TAKES(tests),
	.shown = RG_SHOWN_LENS | RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = RG_NEEDS_TRUST | RG_NEEDS_SAVED,
	.offer = offer,
	.run = rg_fix_run_test,
};
