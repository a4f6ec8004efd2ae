/* SPDX-License-Identifier: MIT */
/*
 * pr_by_push.c - the second way to a draft, where nobody has a token but the branch can be pushed:
 * options of the push, which the forge has to know (GitLab does). They work only with the push that
 * moves the branch, so whether there is an account is asked before it. What comes of it is read
 * from the remote's words; where that is no pull request, pr_open.c goes on as without this.
 */
#include "fix/pr/pr_private.h"

#include "fix/workspace/workspace.h"

bool rg_pr__may_go_by_push(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);

	return state->ground.session.base_remote.ptr && rg_forge_has_push_options(&state->forge) &&
	       !rg_str_eq(state->pushed_before, state->commit);
}

/* The user was asked to sign in, and did or did not. */
static void asked(rg_task *task, rg_str token)
{
	rg_pr_state *state = rg_task_state(task);

	state->goes_by_push = !token.len;
	rg_task_next(task);
}

static void on_account(void *data, const rg_forge_result *result)
{
	rg_task *task = data;
	rg_pr_state *state = rg_task_state(task);

	state->call = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (rg_task_is_cancelled(task) || result->cause != RG_FORGE_NO_ACCOUNT) {
		rg_task_next(task);
		return;
	}
	state->no_account = rg_arena_dup(rg_task_arena(task), result->message);
	rg_task_ask_token(task, state->forge.kind, state->forge.host, true, asked);
}

/* The editor's is asked for again when it is needed: nobody keeps it. */
static void got(rg_task *task, rg_str token)
{
	rg_pr_state *state = rg_task_state(task);
	rg_workspace *workspace = rg_task_workspace(task);
	rg_err err;

	if (token.len)
		rg_task_next(task);
	else if (rg_workspace_ports(workspace)->forge_account(
			 &state->call, rg_workspace_loop(workspace), &state->forge,
			 state->ground.root, (rg_str){NULL, 0}, 60000, on_account, task, &err) < 0)
		rg_task_fail(task, &err);
	else
		rg_task_on_cancel(task, rg_pr__stop_call, task);
}

void rg_pr__look_for_account(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);

	rg_task_ask_token(task, state->forge.kind, state->forge.host, false, got);
}

bool rg_pr__is_opened_by_push(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	rg_forge_result result;

	if (!state->goes_by_push)
		return false;
	rg_forge_read_push(&result, arena, &state->forge, state->push_words);
	if (result.cause == RG_FORGE_OK) {
		rg_task_note(
			task,
			rg_arena_printf(arena,
					"nobody has a token for %.*s, so it was asked by the "
					"push: its description is the commit's; the whole text is "
					"in %.*s, to be pasted",
					RG_FMT(state->forge.host), RG_FMT(state->sent_path)));
		rg_pr__opened(task, &result);
		return true;
	}
	state->push_refusal = result.message;
	return false;
}
