/* SPDX-License-Identifier: MIT */
/*
 * pr_open.c - the branch is pushed, and a draft is opened for it: by the forge, with the token that
 * the editor hands over or redgreen-forge finds, or by the user, with the text as a file. Where
 * nobody has a token the editor is asked once more, and may let the user sign in.
 */
#include "fix/pr/pr_private.h"

#include "fix/workspace/workspace.h"

/* The text as a file, and the page on which a person opens it. */
static void open_locally(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	rg_session_row *session = &state->ground.session;
	rg_str page = rg_forge_compare_url(rg_task_arena(task), &state->forge, session->base_branch,
					   state->branch);

	state->forge.kind = RG_STR("local");
	session->pr_file = state->sent_path;
	rg_pr__put(task, page, 0, true);
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

static void without_account(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	rg_str by_push = state->push_refusal.len
				 ? rg_arena_printf(arena, "; asked by the push, it said: %.*s",
						   RG_FMT(state->push_refusal))
				 : (rg_str){NULL, 0};

	if (state->ground.settings.forge.kind.len) {
		refused(task, RG_FORGE_NO_ACCOUNT,
			rg_arena_printf(arena, "%.*s%.*s", RG_FMT(state->no_account),
					RG_FMT(by_push)));
		return;
	}
	rg_task_note(task, rg_arena_printf(arena,
					   "no account is known for %.*s, so the pull request is a "
					   "text to open by hand%.*s",
					   RG_FMT(state->forge.host), RG_FMT(by_push)));
	open_locally(task);
}

static void ask_forge(rg_task *task, rg_str token);

/* The user may have signed in meanwhile. */
static void ask_forge_again(rg_task *task, rg_str token)
{
	if (token.len)
		ask_forge(task, token);
	else
		without_account(task);
}

static void on_opened(void *data, const rg_forge_result *result)
{
	rg_task *task = data;
	rg_pr_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);

	state->call = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (rg_task_is_cancelled(task)) {
		rg_task_next(task); /* ends it */
	} else if (result->cause == RG_FORGE_NO_ACCOUNT && state->no_account.ptr) {
		without_account(task);
	} else if (result->cause == RG_FORGE_NO_ACCOUNT) {
		state->no_account = rg_arena_dup(arena, result->message);
		rg_task_ask_token(task, state->forge.kind, state->forge.host, true,
				  ask_forge_again);
	} else if (result->cause != RG_FORGE_OK) {
		refused(task, result->cause, result->message);
	} else {
		if (result->message.len)
			rg_task_note(task, rg_arena_dup(arena, result->message));
		rg_pr__opened(task, result);
	}
}

static void ask_forge(rg_task *task, rg_str token)
{
	rg_pr_state *state = rg_task_state(task);
	rg_workspace *workspace = rg_task_workspace(task);
	rg_forge_pr pr = rg_pr__request(state);
	rg_err err;

	if (rg_workspace_ports(workspace)->forge_start(
		    &state->call, rg_workspace_loop(workspace), &state->forge, &pr, token,
		    state->ground.root, (rg_str){NULL, 0}, 60000, on_opened, task, &err) < 0)
		rg_task_fail(task, &err);
	else
		rg_task_on_cancel(task, rg_pr__stop_call, task);
}

void rg_pr__open(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);

	if (rg_pr__is_opened_by_push(task))
		return;
	if (rg_str_eq_z(state->forge.kind, "local"))
		open_locally(task);
	else
		rg_task_ask_token(task, state->forge.kind, state->forge.host, false, ask_forge);
}
