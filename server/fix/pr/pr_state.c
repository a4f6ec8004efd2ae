/* SPDX-License-Identifier: MIT */
/*
 * pr_state.c - what the parts of a pull request share: everything read anew where evidence was
 * added or files were changed, and what is said of the pull request once it is there.
 */
#include "fix/pr/pr_private.h"

#include "fix/pr/branch_name.h"
#include "fix/session/acts.h"
#include "fix/session/repro.h"
#include "fix/workspace/workspace.h"
#include "git/refs.h"

/* ---- reading -------------------------------------------------------------------------------- */

/* A session that did not make a branch gets its base and its files here. */
static rg_rc settle_base(rg_pr_state *state, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	rg_ground *ground = &state->ground;
	rg_session_row *session = &ground->session;
	rg_str_vec carried;
	rg_rc rc;

	if (session->base_oid.ptr)
		return RG_OK;
	session->base_branch = state->base.base.branch;
	session->base_remote = state->base.base.remote;
	session->base_ref = state->base.base.ref;
	session->base_oid = state->base.base.oid;
	session->mode = RG_STR("none");
	if ((rc = rg_branch_carried(&carried, arena, ground, repo, session->base_oid, err)) < 0)
		return rc;
	return rg_repro_blobs(&session->carried, arena, repo, &carried, err);
}

static rg_rc find_branch(rg_pr_state *state, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	rg_session_row *session = &state->ground.session;

	if (!session->branch.ptr)
		return rg_branch_name_choose(&state->branch, arena, &state->ground, repo, err);
	state->branch = session->branch;
	return rg_ref_read(&state->branch_tip, arena, repo,
			   rg_arena_printf(arena, "refs/heads/%.*s", RG_FMT(state->branch)), err);
}

static rg_rc choose_forge(rg_pr_state *state, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	const rg_settings *settings = &state->ground.settings;
	rg_rc rc;

	state->remote_url = state->ground.session.base_remote.ptr
				    ? rg_remote_url(arena, repo, state->ground.session.base_remote)
				    : (rg_str){NULL, 0};
	rc = rg_forge_choose(&state->forge, arena, settings->forge.kind, settings->forge.url,
			     settings->forge.project, state->remote_url, err);
	return rc < 0 ? rg_err_prefix(err, "the setting \"forge\"") : rc;
}

rg_rc rg_pr__collect(rg_pr_state *state, rg_arena *arena, rg_err *err)
{
	rg_ground *ground = &state->ground;
	rg_repo *repo = NULL;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	if (rc < 0)
		return rc;
	if ((rc = settle_base(state, arena, repo, err)) < 0 ||
	    (rc = find_branch(state, arena, repo, err)) < 0 || ground->halt_code ||
	    (rc = choose_forge(state, arena, repo, err)) < 0)
		goto done;
	rc = rg_dossier_collect(&state->dossier, arena, ground, RG_DOSSIER_PR | RG_DOSSIER_PEOPLE,
				err);
	state->dossier.facts.branch = state->branch;
	if (!ground->session.branch.ptr)
		rg_dossier_advise(&state->dossier, arena, ground, state->branch, NULL);
	state->needs_red = !state->dossier.red;
	state->needs_green = !state->dossier.is_green;
done:
	rg_repo_close(repo);
	return rc;
}

static rg_rc look_again(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_pr_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	rg_rc rc = rg_session_save(arena, &state->ground, err);

	(void)cancel;
	return rc < 0 ? rc : rg_pr__collect(state, arena, err);
}

void rg_pr__look_again(rg_task *task, rg_task_after after)
{
	rg_task_job(task, look_again, after);
}

/* ---- saying --------------------------------------------------------------------------------- */

rg_str rg_pr__go_on(rg_arena *arena, const rg_pr_state *state)
{
	return rg_arena_printf(arena,
			       "The text is kept in %.*s. To go on: create the draft fix PR again "
			       "(redgreen pr in the shell)",
			       RG_FMT(state->draft_path));
}

void rg_pr__stop_call(void *data)
{
	rg_task *task = data;
	rg_pr_state *state = rg_task_state(task);

	rg_workspace_ports(rg_task_workspace(task))->forge_stop(state->call);
}

rg_forge_pr rg_pr__request(const rg_pr_state *state)
{
	return (rg_forge_pr){.title = state->title,
			     .body = state->body,
			     .base = state->ground.session.base_branch,
			     .branch = state->branch,
			     .head_oid = state->commit,
			     .is_draft = true};
}

void rg_pr__put(rg_task *task, rg_str url, int64_t number, bool is_draft)
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

void rg_pr__opened(rg_task *task, const rg_forge_result *result)
{
	rg_pr_state *state = rg_task_state(task);
	rg_session_row *session = &state->ground.session;

	session->pr_url = rg_arena_dup(rg_task_arena(task), result->url);
	session->pr_number = result->number;
	rg_pr__put(task, session->pr_url, result->number, result->is_draft);
	rg_task_next(task);
}
