/* SPDX-License-Identifier: MIT */
/* fresh_base.c - found before the fetch, to know what to fetch, and again behind it. */
#include "fix/pr/fresh_base.h"

#include "fix/workspace/workspace.h"

static rg_fresh_base *state_of(rg_task *task)
{
	return rg_ground_of(task)->base;
}

rg_str rg_fresh_base_wanted(const rg_ground *ground)
{
	if (ground->args->base.len)
		return ground->args->base;
	if (ground->has_session && ground->session.base_branch.len)
		return ground->session.base_branch;
	return ground->settings.base;
}

static rg_rc find(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_repo *repo = NULL;
	rg_err why;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	(void)cancel;
	if (rc < 0)
		return rc;
	rc = rg_base_find(&state_of(task)->base, arena, repo, rg_fresh_base_wanted(ground),
			  ground->settings.remote, &why);
	rg_repo_close(repo);
	if (rc == RG_ENOTFOUND)
		rg_ground_halt(
			ground, "no-base", rg_arena_dup(arena, rg_str_of(why.message)),
			RG_STR("Name the branch that the pull request targets: --base NAME, or the "
			       "setting \"base\"."));
	else if (rc < 0)
		*err = why;
	return rc == RG_ENOTFOUND ? RG_OK : rc;
}

static void found_again(rg_task *task)
{
	if (!rg_ground_has_halted(task))
		state_of(task)->after(task);
}

static void on_stale_answer(rg_task *task, int choice)
{
	rg_fresh_base *state = state_of(task);
	rg_arena *arena = rg_task_arena(task);

	if (choice == 1)
		state->after(task);
	else
		rg_task_stop(task, "base-not-fetched",
			     rg_arena_printf(arena, "%.*s could not be fetched from %.*s: %.*s",
					     RG_FMT(state->base.branch), RG_FMT(state->base.remote),
					     RG_FMT(state->trouble)),
			     RG_STR("Mend that and ask again, or answer that what is here will do "
				    "(--accept base-not-fetched in the shell)."));
}

static void on_fetched(void *data, const rg_git_result *result)
{
	static const rg_str choices[] = {RG_STR_INIT("Stop"), RG_STR_INIT("Use what is here")};
	rg_task *task = data;
	rg_fresh_base *state = state_of(task);
	rg_arena *arena = rg_task_arena(task);

	state->child = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (rg_task_is_cancelled(task)) {
		rg_task_next(task); /* ends it */
		return;
	}
	if (result->cause == RG_GIT_OK) {
		state->is_fetched = true;
		rg_task_job(task, find, found_again);
		return;
	}
	state->trouble = rg_arena_printf(arena, "%s: %.*s", rg_git_cause_name(result->cause),
					 RG_FMT(result->message));
	if (rg_fix_args_accept(rg_ground_of(task)->args, "base-not-fetched")) {
		on_stale_answer(task, 1);
		return;
	}
	rg_task_ask(task,
		    rg_arena_printf(arena,
				    "%.*s could not be fetched (%.*s). Go on with %.*s, as it is "
				    "here?",
				    RG_FMT(state->base.branch), RG_FMT(state->trouble),
				    RG_FMT(rg_str_sub(state->base.oid, 0, 10))),
		    choices, 2, on_stale_answer);
}

static void stop_fetch(void *data)
{
	rg_task *task = data;

	rg_workspace_ports(rg_task_workspace(task))->git_stop(state_of(task)->child);
}

static void on_fetch_line(void *data, rg_str line)
{
	rg_task_progress(data, 0, 0, line);
}

static void found(rg_task *task)
{
	rg_fresh_base *state = state_of(task);
	rg_workspace *workspace = rg_task_workspace(task);
	rg_git_spec spec = {.root = rg_ground_of(task)->root,
			    .timeout_ms = 60000,
			    .on_progress = on_fetch_line,
			    .done = on_fetched,
			    .data = task};
	rg_err err;

	if (rg_ground_has_halted(task))
		return;
	if (!state->base.remote.ptr) {
		state->after(task); /* nothing to fetch from */
		return;
	}
	if (rg_workspace_ports(workspace)->fetch(&state->child, rg_workspace_loop(workspace), &spec,
						 state->base.remote, state->base.branch, &err) < 0)
		rg_task_fail(task, &err);
	else
		rg_task_on_cancel(task, stop_fetch, task);
}

void rg_fresh_base_find(rg_task *task, rg_fresh_base *state, void (*after)(rg_task *task))
{
	state->after = after;
	rg_ground_of(task)->base = state;
	rg_task_job(task, find, found);
}
