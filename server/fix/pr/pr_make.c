/* SPDX-License-Identifier: MIT */
/*
 * pr_make.c - carrying the plan out, once everything is proven (pr_prove.c): first what can be
 * taken back (commit), then what cannot (push, and the forge in pr_open.c). Whatever stops it, the
 * text is kept and the same command goes on from there: each step finds what an earlier try did.
 */
#include "fix/pr/pr_private.h"

#include "fix/dossier/reporting.h"
#include "fix/session/acts.h"
#include "fix/session/session_clock.h"
#include "fix/workspace/workspace.h"
#include "git/refs.h"
#include "os/fs.h"
#include "os/system.h"
#include "report/pr_text.h"
#include "report/report.h"

/* ---- the commit ----------------------------------------------------------------------------- */

/* The commit of an earlier try when it is still the right one. */
static bool has_commit(const rg_pr_state *state)
{
	const rg_session_row *session = &state->ground.session;

	return session->pr_commit.ptr && rg_str_eq(session->pr_tree, state->dossier.pr.tree) &&
	       rg_str_eq(session->pr_commit, state->branch_tip);
}

/* The commit was refused for a reason that is the user's to mend. */
static rg_rc halt_commit(rg_ground *ground, rg_arena *arena, rg_rc rc, const rg_err *why)
{
	rg_ground_halt(ground, rc == RG_EINVAL ? "no-identity" : "cannot-sign",
		       rg_arena_dup(arena, rg_str_of(why->message)),
		       rc == RG_EINVAL ? RG_STR("git config user.name NAME && git config "
						"user.email ADDRESS")
				       : RG_STR("Mend the signing set-up (git commit -S has to "
						"work), then ask again."));
	return RG_OK;
}

rg_rc rg_pr__own_commits(rg_own_commits *out, rg_pr_state *state, rg_arena *arena, bool makes,
			 rg_err *err)
{
	rg_ground *ground = &state->ground;
	rg_str_vec stays = {0};
	rg_repo *repo = NULL;
	rg_err why;
	rg_rc rc;

	*out = (rg_own_commits){.tip = ground->session.base_oid};
	if (!ground->settings.pr.keeps_commits)
		return RG_OK;
	if ((rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err)) < 0)
		return rc;
	rg_repo_let_fetch(repo);
	for (size_t i = 0; i < state->dossier.without.n; i++)
		if (!rg_str_vec_has(&state->dossier.kept, state->dossier.without.items[i]))
			RG_PUSH(arena, &stays, state->dossier.without.items[i]);
	rc = rg_own_commits_make(out, arena, repo, ground->session.base_oid, &stays, makes, &why);
	rg_repo_close(repo);
	if (rc == RG_EREFUSED && rg_str_has(rg_str_of(why.message), RG_STR("cannot be signed")))
		return halt_commit(ground, arena, rc, &why);
	if (rc == RG_EREFUSED || rc == RG_ETOOBIG) {
		rg_ground_halt(ground, "cannot-keep-commits",
			       rg_arena_dup(arena, rg_str_of(why.message)),
			       RG_STR("Nothing was changed."));
		return RG_OK;
	}
	if (rc < 0)
		*err = why;
	return rc;
}

static rg_rc build(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_pr_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_str title = {NULL, 0}, rest = state->draft;
	rg_commit_spec spec = {0};
	rg_pr_tree tree;
	rg_repo *repo = NULL;
	rg_err why;
	rg_rc rc;

	(void)cancel;
	if (has_commit(state)) {
		state->commit = ground->session.pr_commit;
		return RG_OK;
	}
	if ((rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err)) < 0)
		return rc;
	rg_repo_let_fetch(repo);
	if ((rc = rg_pr_tree_make(&tree, arena, repo, ground->session.base_oid,
				  &state->dossier.without, &state->dossier.kept, true, err)) < 0)
		goto done;
	if (!rg_str_eq(tree.tree, state->dossier.pr.tree)) {
		rg_ground_halt(ground, "stale-plan",
			       RG_STR("files changed while the plan was carried out"),
			       RG_STR("Ask for the plan again."));
		goto done;
	}
	if ((rc = rg_pr__own_commits(&state->own, state, arena, true, err)) < 0 ||
	    ground->halt_code)
		goto done;
	state->commit = spec.parent = state->own.tip;
	if (rg_str_eq(state->own.tree, tree.tree))
		goto done; /* everything was committed */
	(void)rg_str_line(&title, &rest);
	spec.tree = tree.tree;
	spec.message =
		rg_commit_message_render(arena, &state->dossier.facts, &state->dossier.note, title,
					 &ground->settings.pr.trailers, &state->dossier.secrets);
	if ((rc = rg_pr__run_hooks(state, arena, &spec, err)) < 0 || ground->halt_code)
		goto done;
	rc = rg_commit_make(&state->commit, arena, repo, &spec, &why);
	if (rc == RG_EREFUSED || rc == RG_EINVAL)
		rc = halt_commit(ground, arena, rc, &why);
	else if (rc < 0)
		*err = why;
done:
	rg_repo_close(repo);
	return rc;
}

void rg_pr__build(rg_task *task)
{
	rg_task_job(task, build, rg_ground_proceed);
}

/* Evidence is complete now: the texts are finished from it, then the branch moves. */
static rg_rc commit(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_pr_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_str tree = state->dossier.pr.tree, draft = {NULL, 0};
	rg_pr_text text;
	rg_err why;
	rg_rc rc;

	(void)cancel;
	if ((rc = rg_session_save(arena, ground, err)) < 0 ||
	    (rc = rg_pr__collect(state, arena, err)) < 0)
		return rc;
	if (!rg_str_eq(tree, state->dossier.pr.tree) || !state->dossier.red ||
	    !(state->dossier.is_green || state->is_partial)) {
		rg_ground_halt(ground, "stale-plan",
			       RG_STR("files changed while the plan was carried out"),
			       RG_STR("Ask for the plan again."));
		return RG_OK;
	}
	if ((rc = rg_fs_read(&draft, arena, rg_arena_cstr(arena, state->draft_path), 1 << 20,
			     err)) < 0)
		return rc;
	rc = rg_pr_draft_finish(&text, arena, draft, &state->dossier.facts, &state->dossier.note,
				&state->dossier.secrets, &why);
	if (rc == RG_EINVAL) {
		rg_ground_halt(ground, "forge-refused", rg_arena_dup(arena, rg_str_of(why.message)),
			       rg_arena_printf(arena, "Write a title into the first line of %.*s.",
					       RG_FMT(state->draft_path)));
		return RG_OK;
	}
	if (rc < 0) {
		*err = why;
		return rc;
	}
	state->title = text.title;
	state->body = text.body;
	state->sent_path = rg_arena_printf(arena, "%.*s/PULL_REQUEST.sent.md",
					   RG_FMT(rg_path_folder(state->draft_path)));
	if ((rc = rg_fs_write(
		     rg_arena_cstr(arena, state->sent_path),
		     rg_arena_printf(arena, "%.*s\n\n%.*s", RG_FMT(text.title), RG_FMT(text.body)),
		     false, err)) < 0 ||
	    has_commit(state))
		return rc;
	return rg_act_commit_do(arena, ground,
				&(rg_act_commit){.branch = state->branch,
						 .commit = state->commit,
						 .tree = state->dossier.pr.tree,
						 .expected = state->branch_tip},
				err);
}

static void committed(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	rg_json *result = rg_task_result(task);

	if (rg_ground_has_halted(task))
		return;
	rg_json_set_str(result, "commit", state->commit);
	rg_json_set_str(result, "tree", state->dossier.pr.tree);
	rg_json_set_str(result, "branch", state->branch);
	rg_json_set_bool(result, "pushed", false);
	rg_json_set_null(result, "pr");
	rg_task_next(task);
}

void rg_pr__commit(rg_task *task)
{
	rg_task_job(task, commit, committed);
}

/* ---- push ----------------------------------------------------------------------------------- */

static rg_rc remember_push(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_pr_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, arena, state->ground.store_path, &notice, err);

	(void)cancel;
	if (rc == RG_OK)
		rc = rg_fact_set(store,
				 rg_arena_printf(arena, "pushed:%.*s", RG_FMT(state->branch)),
				 state->commit, err);
	rg_store_close(store);
	return rc;
}

static void on_pushed(void *data, const rg_git_result *result)
{
	rg_task *task = data;
	rg_pr_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);

	state->push = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (rg_task_is_cancelled(task)) {
		rg_task_next(task); /* ends it */
		return;
	}
	if (result->cause == RG_GIT_NO_OPTIONS) {
		state->goes_by_push = false;
		rg_pr__push(task);
		return;
	}
	if (result->cause == RG_GIT_NOT_FAST_FORWARD && state->pushed_before.len) {
		/* It may have been deleted there since: then it is new. */
		state->pushed_before = (rg_str){NULL, 0};
		rg_pr__push(task);
		return;
	}
	if (result->cause == RG_GIT_NOT_FAST_FORWARD) {
		rg_task_stop(
			task, "push-rejected",
			rg_arena_printf(arena,
					"%.*s has a branch %.*s with commits that are not "
					"from here, and they are not overwritten (%s: %.*s)",
					RG_FMT(state->ground.session.base_remote),
					RG_FMT(state->branch), rg_git_cause_name(result->cause),
					RG_FMT(result->message)),
			rg_arena_printf(arena,
					"Look at them: git fetch %.*s %.*s. The text is kept in "
					"%.*s; undo, and start with another --name.",
					RG_FMT(state->ground.session.base_remote),
					RG_FMT(state->branch), RG_FMT(state->draft_path)));
		return;
	}
	if (result->cause != RG_GIT_OK) {
		rg_task_stop(task, "push-rejected",
			     rg_arena_printf(arena, "the push to %.*s failed (%s): %.*s",
					     RG_FMT(state->ground.session.base_remote),
					     rg_git_cause_name(result->cause),
					     RG_FMT(result->message)),
			     rg_arena_printf(arena, "%s %.*s", rg_git_cause_next(result->cause),
					     RG_FMT(rg_pr__go_on(arena, state))));
		return;
	}
	state->is_pushed = true;
	state->push_words = rg_arena_dup(arena, result->output);
	rg_json_set_bool(rg_task_result(task), "pushed", true);
	rg_task_job(task, remember_push, NULL);
}

static void stop_push(void *data)
{
	rg_task *task = data;
	rg_pr_state *state = rg_task_state(task);

	rg_workspace_ports(rg_task_workspace(task))->git_stop(state->push);
}

static void on_push_line(void *data, rg_str line)
{
	rg_task_progress(data, 0, 0, line);
}

void rg_pr__push(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	rg_workspace *workspace = rg_task_workspace(task);
	rg_git_spec spec = {.root = state->ground.root,
			    .on_progress = on_push_line,
			    .done = on_pushed,
			    .data = task};
	rg_forge_pr pr = rg_pr__request(state);
	rg_err err;

	if (state->goes_by_push)
		spec.options = rg_forge_push_options(rg_task_arena(task), &state->forge, &pr);
	if (state->ground.settings.run_hooks)
		spec.hooks_dir = state->ground.facts.hooks_dir;
	if (rg_workspace_ports(workspace)->push(&state->push, rg_workspace_loop(workspace), &spec,
						state->ground.session.base_remote, state->commit,
						state->branch, state->pushed_before, &err) < 0)
		rg_task_fail(task, &err);
	else
		rg_task_on_cancel(task, stop_push, task);
}

/* ---- the report ----------------------------------------------------------------------------- */

static rg_rc write_report(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_pr_state *state = rg_task_state(task);
	rg_session_row *session = &state->ground.session;

	(void)cancel;
	session->state = RG_STR("done");
	session->phase = RG_STR("done");
	session->ended = session->started + rg_session_elapsed(&state->ground, rg_clock_wall());
	return rg_report_write(&state->report, &state->report_status, &state->dossier,
			       rg_task_arena(task), &state->ground, err);
}

static void reported(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	const rg_session_row *session = &state->ground.session;

	rg_json_set_str(rg_task_result(task), "report", state->report);
	rg_task_say(task, "%.*s. Commit %.*s on %.*s%s, %s%.*s",
		    RG_FMT(rg_status_text(rg_task_arena(task), state->dossier.facts.status,
					  state->dossier.facts.status_note)),
		    RG_FMT(rg_str_sub(state->commit, 0, 10)), RG_FMT(state->branch),
		    state->is_pushed ? ", pushed" : "",
		    session->pr_url.ptr ? "draft pull request " : "pull request text ",
		    RG_FMT(session->pr_url.ptr ? session->pr_url : session->pr_file));
	rg_task_show(task, state->report);
	rg_task_next(task);
}

void rg_pr__report(rg_task *task)
{
	rg_task_set_deadline(task, 0, NULL); /* it is made: what is left is to write it down */
	rg_task_job(task, write_report, reported);
}
