/* SPDX-License-Identifier: MIT */
/*
 * acts.c - the acts that make something: branch and commit, and how an act is journaled. Undo is in
 * undo_act.c. An intent is a flat JSON object; whatever carrying out needs is in it.
 */
#include "fix/session/acts.h"

#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "fix/session/acts_private.h"
#include "fix/session/files.h"
#include "fix/session/sessions.h"
#include "fix/workspace/home.h"
#include "git/linked.h"
#include "git/refs.h"
#include "git/switch.h"
#include "os/system.h"

/* ---- reading and writing intents ------------------------------------------------------------ */

rg_str rg_intent__str(const rg_json *intent, const char *key)
{
	return rg_json_str(rg_json_get(intent, key));
}

rg_str_vec rg_intent__strs(rg_arena *arena, const rg_json *intent, const char *key)
{
	rg_str_vec out = {0};

	for (const rg_json *x = rg_json_first(rg_json_get(intent, key)); x; x = rg_json_next(x))
		RG_PUSH(arena, &out, rg_arena_dup(arena, rg_json_str(x)));
	return out;
}

void rg_intent__set_strs(rg_json *intent, const char *key, const rg_str_vec *texts)
{
	rg_json *list = rg_json_set_take(intent, key, rg_json_array());

	for (size_t i = 0; i < texts->n; i++)
		rg_json_push_take(list, rg_json_new_str(texts->items[i]));
}

rg_json *rg_intent__staged_json(const rg_staged_vec *staged)
{
	rg_json *list = rg_json_array();

	for (size_t i = 0; i < staged->n; i++) {
		rg_json *one = rg_json_push_take(list, rg_json_object());

		rg_json_set_str(one, "path", staged->items[i].path);
		rg_json_set_str(one, "oid", staged->items[i].oid);
		rg_json_set_int(one, "mode", staged->items[i].mode);
		rg_json_set_bool(one, "intentToAdd", staged->items[i].is_intent_to_add);
	}
	return list;
}

rg_staged_vec rg_intent__staged(rg_arena *arena, const rg_json *list)
{
	rg_staged_vec out = {0};

	for (const rg_json *x = rg_json_first(list); x; x = rg_json_next(x)) {
		rg_staged one = {
			.path = rg_arena_dup(arena, rg_intent__str(x, "path")),
			.oid = rg_arena_dup(arena, rg_intent__str(x, "oid")),
			.mode = (uint32_t)rg_json_int(rg_json_get(x, "mode"), 0),
			.is_intent_to_add = rg_json_bool(rg_json_get(x, "intentToAdd"), false),
		};

		RG_PUSH(arena, &out, one);
	}
	return out;
}

rg_rc rg_intent__repo(rg_repo **out, rg_arena *arena, const rg_json *intent, rg_err *err)
{
	rg_rc rc = rg_repo_open(out, rg_arena_cstr(arena, rg_intent__str(intent, "root")), err);

	if (rc == RG_OK)
		rg_repo_let_fetch(*out);
	return rc;
}

/* ---- branch --------------------------------------------------------------------------------- */

static rg_rc remember_branch(rg_arena *arena, rg_store *store, const rg_json *intent, rg_err *err)
{
	rg_session_row row;
	rg_rc rc = rg_session_get(&row, arena, store, rg_intent__str(intent, "session"), err);

	if (rc < 0)
		return rc;
	row.branch = rg_intent__str(intent, "branch");
	row.base_branch = rg_intent__str(intent, "baseBranch");
	row.base_remote = rg_intent__str(intent, "baseRemote");
	row.base_ref = rg_intent__str(intent, "baseRef");
	row.base_oid = rg_intent__str(intent, "baseOid");
	row.carried = rg_intent__str(intent, "carriedBlobs");
	row.mode = rg_intent__str(intent, "mode");
	row.worktree = rg_intent__str(intent, "worktree");
	rg_session_enter(&row, RG_STR("branch"));
	return rg_session_put(store, &row, err);
}

/* A branch that the switch did not reach goes again, so that the next try can make it. */
static void drop_unused(rg_arena *arena, rg_repo *repo, rg_str ref, rg_str commit)
{
	rg_repo_facts facts;
	rg_str branch = ref;
	rg_err err;

	rg_str_skip(&branch, RG_STR("refs/heads/"));
	if (rg_repo_facts_read(&facts, arena, repo, &err) == RG_OK &&
	    !rg_str_eq(facts.branch, branch) &&
	    rg_ref_write(repo, ref, (rg_str){NULL, 0}, commit, RG_STR("redgreen: not switched to"),
			 &err) < 0)
		rg_log(RG_LOG_WARNING, "%s", err.message);
}

/* On the branch, which exists, with the carried files put on top. */
static rg_rc make_worktree(rg_arena *arena, rg_repo *repo, const rg_json *intent,
			   const rg_str_vec *carried, rg_err *err)
{
	rg_str root = rg_intent__str(intent, "root"), folder = rg_intent__str(intent, "worktree");
	rg_repo_facts facts;
	rg_err left;
	rg_rc rc = rg_repo_facts_read(&facts, arena, repo, err);

	if (rc < 0 || (rc = rg_linked_add(arena, root, facts.common_dir, folder,
					  rg_intent__str(intent, "branch"), err)) < 0)
		return rc;
	if ((rc = rg_home_keep(arena, folder, rg_intent__str(intent, "home"), err)) == RG_OK)
		rc = rg_files_copy(arena, root, folder, carried, NULL, err);
	if (rc < 0 && rg_linked_remove(arena, facts.common_dir, folder, &left) < 0)
		rg_log(RG_LOG_WARNING, "%s", left.message);
	return rc;
}

static rg_rc apply_branch(rg_arena *arena, rg_store *store, const rg_json *intent, rg_err *err)
{
	rg_str ref = rg_intent__str(intent, "ref"), commit = rg_intent__str(intent, "baseOid");
	rg_str worktree = rg_intent__str(intent, "worktree");
	rg_str_vec carried = rg_intent__strs(arena, intent, "carried");
	rg_repo *repo = NULL;
	rg_rc rc = RG_OK;

	if (ref.len && (rc = rg_intent__repo(&repo, arena, intent, err)) == RG_OK &&
	    (rc = rg_ref_write(repo, ref, commit, (rg_str){NULL, 0},
			       RG_STR("redgreen: create fix branch"), err)) == RG_OK &&
	    (rc = worktree.len ? make_worktree(arena, repo, intent, &carried, err)
			       : rg_switch_to(repo, ref, commit, &carried, err)) < 0)
		drop_unused(arena, repo, ref, commit);
	rg_repo_close(repo);
	return rc < 0 ? rc : remember_branch(arena, store, intent, err);
}

rg_rc rg_act_branch_do(rg_arena *arena, rg_ground *ground, const rg_act_branch *act, rg_err *err)
{
	rg_json *intent = rg_json_object();
	rg_staged_vec staged = {0};
	rg_repo *repo = NULL;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	if (rc == RG_OK)
		rc = rg_staged_read(&staged, arena, repo, err);
	rg_repo_close(repo);
	if (rc < 0) {
		rg_json_free(intent);
		return rc;
	}
	if (!rg_str_eq_z(act->mode, "none"))
		rg_json_set_str(intent, "ref",
				rg_arena_printf(arena, "refs/heads/%.*s", RG_FMT(act->branch)));
	rg_json_set_str(intent, "branch", act->branch);
	rg_json_set_str(intent, "baseBranch", act->base.branch);
	rg_json_set_str(intent, "baseRemote", act->base.remote);
	rg_json_set_str(intent, "baseRef", act->base.ref);
	rg_json_set_str(intent, "baseOid", act->base.oid);
	rg_json_set_str(intent, "carriedBlobs", act->carried_blobs);
	rg_json_set_str(intent, "mode", act->mode);
	rg_json_set_str(intent, "worktree", act->worktree);
	rg_json_set_str(intent, "home", ground->home);
	rg_intent__set_strs(intent, "carried", &act->carried);
	rg_intent__set_strs(intent, "removed", &act->removed);
	rg_json_set_take(intent, "staged", rg_intent__staged_json(&staged));
	return rg_act_run(arena, ground, "branch", intent, err);
}

/* ---- commit --------------------------------------------------------------------------------- */

static rg_rc remember_commit(rg_arena *arena, rg_store *store, const rg_json *intent, rg_err *err)
{
	rg_session_row row;
	rg_rc rc = rg_session_get(&row, arena, store, rg_intent__str(intent, "session"), err);

	if (rc < 0)
		return rc;
	row.branch = rg_intent__str(intent, "branch");
	row.pr_commit = rg_intent__str(intent, "commit");
	row.pr_tree = rg_intent__str(intent, "tree");
	rg_session_enter(&row, RG_STR("pr"));
	return rg_session_put(store, &row, err);
}

static rg_rc apply_commit(rg_arena *arena, rg_store *store, const rg_json *intent, rg_err *err)
{
	rg_str ref = rg_intent__str(intent, "ref"), commit = rg_intent__str(intent, "commit");
	rg_str expected = rg_intent__str(intent, "expected"),
	       keep = rg_intent__str(intent, "keepRef");
	rg_str old = {NULL, 0};
	rg_repo_facts facts;
	rg_repo *repo = NULL;
	rg_rc rc;

	if ((rc = rg_intent__repo(&repo, arena, intent, err)) < 0 ||
	    (rc = rg_repo_facts_read(&facts, arena, repo, err)) < 0)
		goto done;
	if (keep.len && ((rc = rg_ref_read(&old, arena, repo, keep, err)) < 0 ||
			 (rc = rg_ref_write(repo, keep, expected, old,
					    RG_STR("redgreen: previous tip"), err)) < 0))
		goto done;
	if ((rc = rg_ref_write(repo, ref, commit, expected, RG_STR("redgreen: commit the fix"),
			       err)) < 0)
		goto done;
	if (facts.branch.ptr && rg_str_eq(facts.branch, rg_intent__str(intent, "branch")))
		rc = rg_index_follow(repo, commit, err);
done:
	rg_repo_close(repo);
	return rc < 0 ? rc : remember_commit(arena, store, intent, err);
}

rg_rc rg_act_commit_do(rg_arena *arena, rg_ground *ground, const rg_act_commit *act, rg_err *err)
{
	rg_json *intent = rg_json_object();

	rg_json_set_str(intent, "ref",
			rg_arena_printf(arena, "refs/heads/%.*s", RG_FMT(act->branch)));
	rg_json_set_str(intent, "branch", act->branch);
	rg_json_set_str(intent, "commit", act->commit);
	rg_json_set_str(intent, "tree", act->tree);
	rg_json_set_str(intent, "expected", act->expected);
	if (act->expected.len)
		rg_json_set_str(intent, "keepRef",
				rg_arena_printf(arena, "refs/redgreen/%.*s/before-commit",
						RG_FMT(ground->session.id)));
	return rg_act_run(arena, ground, "commit", intent, err);
}

/* ---- the journal around them ---------------------------------------------------------------- */

rg_act_apply rg_act_find(rg_str kind)
{
	if (rg_str_eq_z(kind, "branch"))
		return apply_branch;
	if (rg_str_eq_z(kind, "commit"))
		return apply_commit;
	if (rg_str_eq_z(kind, "undo"))
		return rg_act__apply_undo;
	return NULL; /* push, pr: asking again finds out */
}

/*
 * One act at a time in a work tree, also with an editor and a shell at work: whose intent was
 * journaled first goes on, the other one is refused; and so is one that was thought out before the
 * first one changed the session.
 */
static rg_rc wait_for_nobody(rg_arena *arena, const rg_ground *ground, rg_store *store, int64_t id,
			     rg_err *err)
{
	rg_journal_entry_vec open = {0};
	rg_session_row now;
	rg_rc rc = rg_journal_list(&open, arena, store, (rg_str){NULL, 0}, true, err);

	for (size_t i = 0; rc == RG_OK && i < open.n; i++) {
		rg_json *intent = NULL;
		rg_err unread;
		int64_t pid;

		if (open.items[i].id >= id ||
		    rg_json_parse(&intent, open.items[i].intent, &unread) < 0)
			continue;
		pid = rg_json_int(rg_json_get(intent, "pid"), 0);
		if ((rg_str_eq(rg_intent__str(intent, "root"), ground->root) ||
		     rg_str_eq(rg_intent__str(intent, "session"), ground->session.id)) &&
		    rg_process_is_alive(pid, rg_json_int(rg_json_get(intent, "processStart"), 0)))
			rc = rg_fail(err, RG_EREFUSED,
				     "another redgreen (process %lld) is changing this work tree "
				     "(%.*s); ask again when it is done",
				     (long long)pid, RG_FMT(open.items[i].kind));
		rg_json_free(intent);
	}
	if (rc < 0)
		return rc;
	rc = rg_session_get(&now, arena, store, ground->session.id, err);
	if (rc == RG_ENOTFOUND)
		return RG_OK;
	if (rc == RG_OK && (!rg_str_eq(now.branch, ground->session.branch) ||
			    !rg_str_eq(now.pr_commit, ground->session.pr_commit)))
		rc = rg_fail(err, RG_EREFUSED,
			     "another redgreen changed this fix session meanwhile; ask again");
	return rc;
}

rg_rc rg_act_run(rg_arena *arena, rg_ground *ground, const char *kind, rg_json *intent, rg_err *err)
{
	rg_store *store = NULL;
	rg_str notice;
	int64_t id = 0;
	rg_buf text;
	rg_rc rc, end_rc;
	rg_err end_err;

	rg_json_set_str(intent, "root", ground->root);
	rg_json_set_str(intent, "session", ground->session.id);
	rg_json_set_int(intent, "pid", getpid());
	rg_json_set_int(intent, "processStart", rg_process_start());
	rg_buf_init(&text, 16 * RG_MiB);
	rg_json_render(&text, intent);
	if ((rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) < 0 ||
	    (rc = rg_journal_begin(&id, store, ground->session.id, rg_str_of(kind),
				   rg_buf_str(&text), err)) < 0)
		goto done;
	rc = wait_for_nobody(arena, ground, store, id, err);
	if (rc == RG_OK)
		rc = rg_act_find(rg_str_of(kind))(arena, store, intent, err);
	end_rc = rg_journal_end(store, id, rc == RG_OK ? RG_STR("done") : RG_STR("failed"),
				(rg_str){NULL, 0}, &end_err);
	if (rc == RG_OK && end_rc < 0) {
		*err = end_err;
		rc = end_rc;
	}
	if (rc == RG_OK)
		rc = rg_session_get(&ground->session, arena, store, ground->session.id, err);
done:
	rg_store_close(store);
	rg_buf_release(&text);
	rg_json_free(intent);
	return rc;
}

rg_rc rg_session_save(rg_arena *arena, const rg_ground *ground, rg_err *err)
{
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, arena, ground->store_path, &notice, err);

	if (rc == RG_OK)
		rc = rg_session_put(store, &ground->session, err);
	rg_store_close(store);
	return rc;
}
