/* SPDX-License-Identifier: MIT */
/*
 * ground_look.c - one job reads everything that a use case needs to know before it does anything:
 * so there is one place where "no repository", "merge under way" or "no session" are said, and in
 * one way.
 */
#include "fix/session/ground_look.h"

#include "fix/session/consent.h"
#include "fix/session/files.h"
#include "fix/session/recover.h"
#include "fix/session/session_clock.h"
#include "fix/session/session_over.h"
#include "fix/session/sessions.h"
#include "fix/session/sweep.h"
#include "fix/workspace/home.h"
#include "fix/workspace/workspace.h"
#include "os/fs.h"

/* A repository that cannot be used is STOP where one is needed, and "none" elsewhere. */
static rg_rc judge_repo(rg_ground *ground, rg_arena *arena, rg_rc rc, const char *path, rg_err *err)
{
	rg_str message = rg_arena_dup(arena, rg_str_of(err->message));

	if (rc != RG_ENOTFOUND && rc != RG_EREFUSED)
		return rc;
	if (!(ground->needs & RG_GROUND_REPO))
		return RG_OK;
	if (rc == RG_ENOTFOUND)
		rg_ground_halt(
			ground, "no-repository", message,
			RG_STR("Open the folder of a git repository, or run git init and commit."));
	else if (rg_repo_is_bare(path))
		rg_ground_halt(ground, "bare-repository", message,
			       RG_STR("Clone it and work in the clone."));
	else
		rg_ground_halt(ground, "unsupported-repository", message,
			       RG_STR("Make a plain clone and work there."));
	return RG_OK;
}

static rg_rc look_at_files(rg_ground *ground, rg_repo *repo, rg_err *err)
{
	rg_rc rc = RG_OK;

	if (!(ground->needs & RG_GROUND_FILES))
		return RG_OK;
	if (!ground->inventory) {
		rc = rg_inventory_read(&ground->made, repo, ground->root,
				       ground->wants_watch && !ground->is_away, err);
		ground->inventory = ground->made;
	}
	if (rc == RG_OK) {
		ground->files = ground->inventory->files;
		ground->paths = ground->inventory->paths;
	}
	return rc;
}

static void judge_state(rg_ground *ground, rg_arena *arena)
{
	if ((ground->needs & RG_GROUND_COMMITS) && !ground->facts.head_oid.ptr)
		rg_ground_halt(
			ground, "no-commits",
			RG_STR("the branch that is checked out has no commit yet, so there is "
			       "nothing to start from"),
			RG_STR("Commit what the fix starts from, then ask again."));
	else if ((ground->needs & RG_GROUND_CALM) && ground->facts.operation.ptr)
		rg_ground_halt(ground, "operation-in-progress",
			       rg_arena_printf(arena, "a %.*s is under way in this repository",
					       RG_FMT(ground->facts.operation)),
			       rg_arena_printf(arena, "Finish it, or end it with git %.*s --abort.",
					       RG_FMT(ground->facts.operation)));
	else if ((ground->needs & RG_GROUND_BRANCH) && ground->facts.head == RG_HEAD_DETACHED)
		rg_ground_halt(
			ground, "detached-head",
			RG_STR("HEAD is detached: there is no branch to come back to"),
			RG_STR("Make a branch for the reproduction test: git switch -c dev."));
}

static rg_rc find_session(rg_ground *ground, rg_arena *arena, rg_store *store, rg_err *err)
{
	rg_rc rc = rg_session_active(&ground->session, &ground->has_session, arena, store,
				     ground->root, err);

	if (rc == RG_OK && !ground->has_session && (ground->needs & RG_GROUND_LAST))
		rc = rg_session_newest(&ground->session, &ground->has_session, arena, store,
				       ground->root, err);
	return rc;
}

static void stand_aside(rg_ground *ground)
{
	ground->is_aside = true;
	ground->has_session = false;
}

static void stand_in_worktree(rg_ground *ground, rg_arena *arena, const rg_repo_facts *facts)
{
	ground->facts = *facts;
	ground->root = facts->root;
	ground->home = rg_home_of(arena, ground->root);
	ground->is_away = true;
	ground->inventory = NULL; /* it is of the tree that the workspace shows */
	ground->halt_code = NULL; /* and so is what was wrong there */
	judge_state(ground, arena);
}

rg_rc rg_ground_move(rg_ground *ground, rg_arena *arena, rg_err *err)
{
	rg_str folder = ground->session.worktree;
	rg_repo *repo = NULL;
	rg_repo_facts facts;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, folder), err);

	if (rc == RG_OK && (rc = rg_repo_facts_read(&facts, arena, repo, err)) == RG_OK &&
	    rg_str_eq(facts.root, folder)) {
		stand_in_worktree(ground, arena, &facts);
		rc = look_at_files(ground, repo, err);
	} else if ((rc == RG_OK || rc == RG_ENOTFOUND) && (ground->needs & RG_GROUND_GONE)) {
		stand_aside(ground);
		rc = RG_OK;
	} else if (rc == RG_OK || rc == RG_ENOTFOUND) {
		rg_ground_halt(ground, "worktree-gone",
			       rg_arena_printf(arena, "the worktree of %.*s, %.*s, is gone",
					       RG_FMT(ground->session.branch), RG_FMT(folder)),
			       rg_arena_printf(arena,
					       "git worktree prune && git worktree add %.*s %.*s "
					       "brings it back; or undo.",
					       RG_FMT(folder), RG_FMT(ground->session.branch)));
		rc = RG_OK;
	}
	rg_repo_close(repo);
	return rc;
}

/* A session with a worktree of its own is one of two trees, and so are its interrupted steps. */
static rg_rc look_at_both_trees(rg_ground *ground, rg_arena *arena, rg_store *store, rg_err *err)
{
	const rg_session_row *session = &ground->session;
	bool is_there = rg_str_eq(ground->root, session->worktree);
	rg_rc rc = rg_recover(arena, store, is_there ? session->root : session->worktree,
			      &ground->notice, err);

	if (rc == RG_OK)
		rc = find_session(ground, arena, store, err);
	if (rc < 0 || is_there || !ground->has_session || rg_str_eq_z(session->state, "undone"))
		return rc;
	if (ground->needs & RG_GROUND_WORKTREE)
		return rg_ground_move(ground, arena, err);
	stand_aside(ground);
	return RG_OK;
}

static rg_rc look_at_session(rg_ground *ground, rg_arena *arena, rg_err *err)
{
	rg_store *store = NULL;
	rg_rc rc = rg_store_open(&store, arena, ground->store_path, &ground->notice, err);

	rg_sweep(arena, ground->facts.private_dir, ground->facts.common_dir);
	if (rc == RG_OK)
		rc = rg_recover(arena, store, ground->root, &ground->notice, err);
	if (rc == RG_OK)
		rc = rg_consent_recall(ground, arena, store, err);
	if (rc == RG_OK)
		rc = find_session(ground, arena, store, err);
	if (rc == RG_OK && ground->has_session && ground->session.worktree.ptr)
		rc = look_at_both_trees(ground, arena, store, err);
	if (rc == RG_OK)
		rc = rg_session_look_past(ground, arena, store, err);
	if (rc == RG_OK && ground->has_session && !ground->session.ended)
		rc = rg_session_clock_read(ground, arena, store, err);
	if (rc == RG_OK && ground->has_session && rg_str_eq_z(ground->session.state, "active") &&
	    !ground->notice.ptr)
		rc = rg_session_warn(&ground->notice, arena, store, ground, err);
	if (rc == RG_OK)
		rc = rg_session_over_look(ground, arena, store, err);
	rg_store_close(store);
	if (rc == RG_OK && !ground->has_session && !ground->halt_code &&
	    (ground->needs & RG_GROUND_SESSION))
		rg_ground_halt(ground, "no-session", RG_STR("no fix session is active here"),
			       RG_STR("Start one: redgreen fix TEST, or \"Start fix session\" over "
				      "a test."));
	return rc;
}

static rg_rc look_at_repo(rg_ground *ground, rg_arena *arena, const char *path, rg_err *err)
{
	rg_repo *repo = NULL;
	rg_rc rc = rg_repo_open(&repo, path, err);

	if (rc < 0)
		return judge_repo(ground, arena, rc, path, err);
	if ((rc = rg_repo_facts_read(&ground->facts, arena, repo, err)) < 0)
		goto done;
	ground->has_repo = true;
	ground->root = ground->facts.root;
	ground->home = rg_home_of(arena, ground->root);
	ground->store_path = rg_path_join(arena, ground->facts.private_dir, RG_STR("evidence.db"));
	judge_state(ground, arena);
	if ((ground->needs & (RG_GROUND_SESSION | RG_GROUND_STORE)) &&
	    (!ground->halt_code || (ground->needs & RG_GROUND_WORKTREE)))
		rc = look_at_session(ground, arena, err);
	if (rc == RG_OK && !ground->halt_code && !ground->is_away)
		rc = look_at_files(ground, repo, err);
done:
	rg_repo_close(repo);
	return rc;
}

static rg_rc look(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_rc rc = look_at_repo(ground, arena, rg_arena_cstr(arena, ground->root), err);

	if (rc < 0 || ground->halt_code || !(ground->needs & RG_GROUND_FILES))
		return rc;
	if (!ground->has_repo) {
		ground->inventory = NULL;
		ground->files = rg_files_walk(arena, ground->root, cancel);
		ground->paths = rg_paths_new(arena, ground->root, &ground->files);
	}
	return RG_OK;
}

static void looked(rg_task *task)
{
	rg_ground *ground = rg_ground_of(task);

	if (ground->made && !ground->is_away) {
		rg_sight_put_inventory_take(rg_workspace_sight(rg_task_workspace(task)),
					    ground->made);
		ground->made = NULL;
	}
	if ((ground->needs & (RG_GROUND_SESSION | RG_GROUND_STORE)) && !ground->is_aside)
		rg_session_show(rg_task_workspace(task), ground);
	if (ground->notice.ptr)
		rg_task_note(task, ground->notice);
	if (ground->is_away)
		rg_task_note(task, rg_arena_printf(rg_task_arena(task), "in the worktree %.*s",
						   RG_FMT(ground->root)));
	rg_ground_proceed(task);
}

/* A job that was cancelled leaves behind what it made; the session may be in another phase. */
static void leave(void *data)
{
	rg_task *task = data;
	rg_ground *ground = rg_ground_of(task);
	const rg_open_session *shown = rg_workspace_session(rg_task_workspace(task));

	rg_inventory_free(ground->made);
	ground->made = NULL;
	if (ground->has_session && shown && rg_str_eq(shown->id, ground->session.id))
		rg_session_show(rg_task_workspace(task), ground);
}

void rg_ground_look(rg_task *task)
{
	rg_ground *ground = rg_ground_of(task);
	rg_workspace *workspace = rg_task_workspace(task);
	rg_sight *sight = rg_workspace_sight(workspace);
	rg_trust trust = rg_workspace_trust(workspace);
	rg_err err;

	ground->asks = trust == RG_TRUST_ASK;
	ground->may_start = trust == RG_TRUST_GRANTED || trust == RG_TRUST_TESTS;
	ground->root = ground->home = rg_workspace_root(workspace);
	ground->now = rg_workspace_ports(workspace)->now();
	ground->uptime = rg_workspace_ports(workspace)->uptime();
	ground->boot_id = rg_workspace_ports(workspace)->boot_id();
	ground->wants_watch = rg_sight_wants_watch(sight);
	ground->inventory = rg_sight_inventory(sight);
	rg_task_at_end(task, leave, task);
	if (rg_workspace_settings_copy(&ground->settings, rg_task_arena(task), workspace, &err) < 0)
		rg_task_fail(task, &err);
	else
		rg_task_job(task, look, looked);
}
