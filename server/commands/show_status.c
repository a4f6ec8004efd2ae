/* SPDX-License-Identifier: MIT */
/* show_status.c - Where the fix session stands. */
#include "commands/command.h"

#include "fix/status.h"

/* Over the test that the open session is about stands how far it is. */
static bool offer(rg_offer *out, const rg_offer_ctx *ctx)
{
	const rg_open_session *session = rg_workspace_session(ctx->workspace);
	rg_session_time time;

	if (session && ctx->test.len && rg_str_vec_has(&session->tests, ctx->test)) {
		time = rg_workspace_session_time(ctx->workspace);
		out->title = rg_session_time_lens(ctx->arena, &time);
		return true;
	}
	return !ctx->is_lens;
}

const rg_command rg_command_show_status = {
	.id = "redgreen.showStatus",
	.shell = "status",
	.title = "Show fix session",
	.help = "Shows the phase, the time left, the attempts and what is proven so far.",
	.takes = 0,
	.shown = RG_SHOWN_LENS | RG_SHOWN_ACTION | RG_SHOWN_PALETTE,
	.needs = 0,
	.at = RG_AT_OURS,
	.move = RG_MOVE_SHOW_STATUS,
	.offer = offer,
	.run = rg_fix_status,
};
