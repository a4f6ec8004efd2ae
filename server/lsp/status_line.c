/* SPDX-License-Identifier: MIT */
/*
 * status_line.c - one notification says all that a status line and menus need, so that a client
 * keeps no state of its own. It is compared with the last one, but for the clock, which the client
 * lets run by itself. Newer ones replace those that still wait to be sent.
 */
#include "lsp/status_line.h"

#include <stdlib.h>

#include "base/mem.h"
#include "lsp/executions.h"
#include "lsp/offers.h"

#define DOT "\xC2\xB7"

rg_status_words rg_status_words_of(rg_arena *arena, rg_str doing, const rg_session_time *time)
{
	rg_str none = RG_STR(""), phase = none;
	rg_status_words out;

	if (rg_str_is_null(doing) && !time)
		return (rg_status_words){none, none};
	if (time)
		phase = time->left ? rg_str_of(rg_session_phase_name(time->phase))
				   : RG_STR("time is up");
	out.label = rg_arena_printf(arena, "redgreen: %.*s%s%.*s", RG_FMT(doing),
				    doing.len && phase.len ? " " DOT " " : "", RG_FMT(phase));
	out.text = time && time->left
			   ? rg_arena_printf(arena, "%.*s %lld:%02lld left", RG_FMT(out.label),
					     (long long)(time->left / 60),
					     (long long)(time->left % 60))
			   : out.label;
	return out;
}

/* ---- its parts ------------------------------------------------------------------------------ */

static rg_json *encode_activity(const rg_activity *activity)
{
	rg_json *json = rg_json_object();

	rg_json_set_str(json, "title", rg_str_of(activity->command->title));
	rg_json_set_str(json, "message", activity->message);
	rg_json_set_int(json, "percentage", activity->percent);
	return json;
}

/* The test that a step outside of a session would be about; null when none is known. */
static rg_str known_test(const rg_root *root, rg_move move)
{
	const rg_findings *findings = rg_workspace_findings(root->workspace);

	for (; findings; findings = findings->older) {
		if (findings->failures.n)
			return rg_offers_test(root, &findings->failures.items[0]);
		if (move == RG_MOVE_RUN_TEST && !findings->is_log && findings->tests.n)
			return findings->tests.items[0];
	}
	return (rg_str){NULL, 0};
}

/* null when nothing could be done without being told where. */
static rg_json *encode_next(rg_arena *arena, const rg_root *root, const rg_offer_ctx *ctx)
{
	rg_move move = rg_move_next(ctx->known);
	const rg_command *command = rg_command_of_move(move);
	rg_offered next = {.command = command};
	rg_str test;

	if (!command)
		return rg_json_new_null();
	next.title = rg_str_of(command->title);
	next.args.root = rg_workspace_root(root->workspace);
	if (!(ctx->known & RG_KNOWN_SESSION) && command->at == RG_AT_TEST) {
		test = known_test(root, move);
		if (rg_str_is_null(test))
			return rg_json_new_null();
		RG_PUSH(arena, &next.args.tests, test);
	}
	return rg_offers_encode(&next);
}

static rg_json *encode_possible(uint32_t known)
{
	rg_json *list = rg_json_array();
	size_t n;
	const rg_command *const *commands = rg_commands(&n);

	for (size_t i = 0; i < n; i++)
		if (!rg_move_obstacle(commands[i]->move, known))
			rg_json_push_take(list, rg_json_new_str(rg_str_of(commands[i]->id)));
	return list;
}

static rg_json *encode_session(const rg_session_time *time, bool has_clock)
{
	rg_json *json = rg_json_object();

	rg_json_set_str(json, "phase", rg_str_of(rg_session_phase_name(time->phase)));
	if (has_clock)
		rg_json_set_int(json, "remainingSeconds", time->left);
	return json;
}

/* ---- telling -------------------------------------------------------------------------------- */

/* Keeps what is said now; false when it was said before. */
static bool is_news(rg_status_line *line, const rg_json *params)
{
	rg_buf rendered;
	bool is_new;

	rg_buf_init(&rendered, SIZE_MAX / 2);
	rg_json_render(&rendered, params);
	is_new = !line->told || !rg_str_eq_z(rg_buf_str(&rendered), line->told);
	if (is_new) {
		free(line->told);
		line->told = rg_strdup(rg_buf_str(&rendered));
	}
	rg_buf_release(&rendered);
	return is_new;
}

static void tell(rg_root *root, bool is_due)
{
	rg_lsp *lsp = root->lsp;
	const rg_workspace *workspace = root->workspace;
	bool has_session = rg_workspace_session(workspace) != NULL, is_active;
	rg_session_time time = {0};
	rg_activity activity;
	rg_status_words words;
	rg_offer_ctx ctx;
	rg_arena *arena;
	rg_json *params;

	if (!lsp->client.has_status || !lsp->is_open || lsp->is_ending || root->is_leaving)
		return;
	arena = rg_arena_new();
	ctx = rg_offers_anywhere(arena, root);
	is_active = rg_executions_activity(&activity, root);
	if (has_session)
		time = rg_workspace_session_time(workspace);
	words = rg_status_words_of(arena,
				   !is_active		  ? (rg_str){NULL, 0}
				   : activity.message.len ? activity.message
							  : rg_str_of(activity.command->title),
				   has_session ? &time : NULL);
	params = rg_json_object();
	rg_json_set_str(params, "root", rg_workspace_root(workspace));
	rg_json_set_str(params, "label", words.label);
	rg_json_set_take(params, "activity",
			 is_active ? encode_activity(&activity) : rg_json_new_null());
	rg_json_set_take(params, "next", encode_next(arena, root, &ctx));
	rg_json_set_take(params, "possible", encode_possible(ctx.known));
	rg_json_set_take(params, "session",
			 has_session ? encode_session(&time, false) : rg_json_new_null());
	if (is_news(&root->status_line, params) || is_due) {
		if (has_session)
			rg_json_set_take(params, "session", encode_session(&time, true));
		rg_json_set_str(params, "text", words.text);
		/* Numbers of executions are small; a place in memory is not. */
		rg_peer_notify_take(lsp->peer, "redgreen/status", params, (uintptr_t)root);
	} else {
		rg_json_free(params);
	}
	rg_arena_free(arena);
}

void rg_status_line_tell(rg_root *root)
{
	tell(root, false);
}

void rg_status_line_renew(rg_root *root)
{
	tell(root, true);
}

void rg_status_line_release(rg_status_line *line)
{
	free(line->told);
	line->told = NULL;
}
