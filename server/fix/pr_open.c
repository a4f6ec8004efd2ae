/* SPDX-License-Identifier: MIT */
/*
 * pr_open.c - the branch is pushed, and a draft is opened for it: by the forge, with the token that
 * the editor hands over or redgreen-forge finds, or by the user, with the text as a file. Where
 * nobody has a token the editor is asked once more, and may let the user sign in.
 */
#include "fix/pr_private.h"

#include "fix/workspace.h"

static void put_pr(rg_task *task, rg_str url, int64_t number, bool is_draft)
{
	rg_pr_state *state = rg_task_state(task);
	rg_json *pr = rg_json_object();

	rg_json_set_str(pr, "forge", state->forge.kind);
	if (url.ptr)
		rg_json_set_str(pr, "url", url);
	if (rg_str_eq_z(state->forge.kind, "local"))
		rg_json_set_str(pr, "file", state->sent_path);
	if (number)
		rg_json_set_int(pr, "number", number);
	else
		rg_json_set_null(pr, "number");
	rg_json_set_bool(pr, "draft", is_draft);
	rg_json_set_take(rg_task_result(task), "pr", pr);
}

/* The text as a file, and the page on which a person opens it. */
static void open_locally(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	rg_session_row *session = &state->ground.session;
	rg_str page = rg_forge_compare_url(rg_task_arena(task), &state->forge, session->base_branch,
					   state->branch);

	state->forge.kind = RG_STR("local");
	session->pr_file = state->sent_path;
	put_pr(task, page, 0, true);
	rg_task_next(task);
}

static void refused(rg_task *task, rg_forge_cause cause, rg_str message)
{
	const rg_pr_state *state = rg_task_state(task);

	rg_task_stop(task, "forge-refused",
		     rg_arena_printf(rg_task_arena(task), "%.*s made no pull request (%s): %.*s",
				     RG_FMT(state->forge.host), rg_forge_cause_name(cause),
				     RG_FMT(message)),
		     rg_pr__go_on(rg_task_arena(task), state));
}

static void ask_forge(rg_task *task, rg_str token);

/* The user may have signed in meanwhile. */
static void ask_forge_again(rg_task *task, rg_str token)
{
	rg_pr_state *state = rg_task_state(task);

	if (token.len) {
		ask_forge(task, token);
	} else if (state->ground.settings.forge.kind.len) {
		refused(task, RG_FORGE_NO_ACCOUNT, state->no_account);
	} else {
		rg_task_note(task, rg_arena_printf(rg_task_arena(task),
						   "no account is known for %.*s, so the pull "
						   "request is a text to open by hand",
						   RG_FMT(state->forge.host)));
		open_locally(task);
	}
}

static void on_opened(void *data, const rg_forge_result *result)
{
	rg_task *task = data;
	rg_pr_state *state = rg_task_state(task);
	rg_session_row *session = &state->ground.session;
	rg_arena *arena = rg_task_arena(task);

	state->call = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (rg_task_is_cancelled(task)) {
		rg_task_next(task); /* ends it */
	} else if (result->cause == RG_FORGE_NO_ACCOUNT && !state->no_account.ptr) {
		state->no_account = rg_arena_dup(arena, result->message);
		rg_task_ask_token(task, state->forge.kind, state->forge.host, true,
				  ask_forge_again);
	} else if (result->cause != RG_FORGE_OK) {
		refused(task, result->cause, result->message);
	} else {
		if (result->message.len)
			rg_task_note(task, rg_arena_dup(arena, result->message));
		session->pr_url = rg_arena_dup(arena, result->url);
		session->pr_number = result->number;
		put_pr(task, session->pr_url, result->number, result->is_draft);
		rg_task_next(task);
	}
}

static void stop_call(void *data)
{
	rg_task *task = data;
	rg_pr_state *state = rg_task_state(task);

	rg_workspace_ports(rg_task_workspace(task))->forge_stop(state->call);
}

static void ask_forge(rg_task *task, rg_str token)
{
	rg_pr_state *state = rg_task_state(task);
	rg_workspace *workspace = rg_task_workspace(task);
	rg_forge_pr pr = {.title = state->title,
			  .body = state->body,
			  .base = state->ground.session.base_branch,
			  .branch = state->branch,
			  .head_oid = state->commit,
			  .is_draft = true};
	rg_err err;

	if (rg_workspace_ports(workspace)->forge_start(
		    &state->call, rg_workspace_loop(workspace), &state->forge, &pr, token,
		    state->ground.root, (rg_str){NULL, 0}, 60000, on_opened, task, &err) < 0)
		rg_task_fail(task, &err);
	else
		rg_task_on_cancel(task, stop_call, task);
}

void rg_pr__open(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);

	if (rg_str_eq_z(state->forge.kind, "local"))
		open_locally(task);
	else
		rg_task_ask_token(task, state->forge.kind, state->forge.host, false, ask_forge);
}
