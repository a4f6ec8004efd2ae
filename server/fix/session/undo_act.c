/* SPDX-License-Identifier: MIT */
/*
 * undo_act.c - the way back. First everything is looked at and put into the intent: what comes
 * along as uncommitted changes (the dev branch has the same version as the base, so that the edit
 * applies as it is), what cannot and is kept as a commit, which refs go. Then it is carried out.
 * What a user did to the fix branch on their own is theirs: such a branch stays.
 */
#include "fix/session/acts.h"

#include "fix/session/acts_private.h"
#include "fix/session/repro.h"
#include "fix/session/undo_private.h"
#include "git/linked.h"
#include "git/refs.h"
#include "os/system.h"

static rg_str blob_at(rg_undoing *u, rg_str commit, rg_str path)
{
	rg_str oid = {NULL, 0};
	rg_err err;

	return rg_blob_in(&oid, NULL, u->arena, u->repo, commit, path, &err) == RG_OK
		       ? oid
		       : (rg_str){NULL, 0};
}

void rg_undo__say(rg_undoing *u, rg_str line)
{
	RG_PUSH(u->arena, u->restored, line);
}

/* Sorts the user's edits since the base, but for the reproduction test: those that apply on the
 * target come along, the others clash. */
static rg_rc sort_edits(rg_str_vec *along, rg_undoing *u, rg_err *err)
{
	const rg_session_row *session = &u->ground->session;
	rg_str_vec repro = rg_repro_of_session(u->arena, session), without;
	rg_change_vec changes;
	rg_rc rc;

	without = rg_repro_without(u->arena, u->ground, &repro);
	*along = (rg_str_vec){0};
	if ((rc = rg_changes_since(&changes, u->arena, u->repo, session->base_oid, &without, err)) <
	    0)
		return rc;
	for (size_t i = 0; i < changes.n; i++) {
		rg_str path = changes.items[i].path;

		if (rg_str_eq(blob_at(u, session->base_oid, path), blob_at(u, u->target, path)))
			RG_PUSH(u->arena, along, path);
		else
			RG_PUSH(u->arena, &u->clash, path);
	}
	u->carry = rg_str_vec_dup(u->arena, &repro);
	for (size_t i = 0; i < along->n; i++)
		RG_PUSH(u->arena, &u->carry, along->items[i]);
	return RG_OK;
}

/* A file on disk is put back to what the branch has; what is staged of it would be in the way then.
 */
static rg_rc refuse_staged(rg_undoing *u, rg_err *err)
{
	rg_staged_vec staged = {0};
	rg_rc rc = rg_staged_read(&staged, u->arena, u->repo, err);

	for (size_t i = 0; rc == RG_OK && i < staged.n; i++) {
		rg_str path = staged.items[i].path;

		if (rg_str_vec_has(&u->clash, path))
			rc = rg_fail(err, RG_EREFUSED,
				     "what is staged of %.*s does not apply on %.*s; git restore "
				     "--staged takes it out of the index and leaves the file",
				     RG_FMT(path), RG_FMT(u->ground->session.dev_branch));
	}
	return rc;
}

/* What the switch would refuse is found before any file is put back, which cannot be taken back. */
static rg_rc refuse_blocked(rg_undoing *u, rg_err *err)
{
	rg_str_vec ours = rg_str_vec_dup(u->arena, &u->carry);
	rg_switch_check check;
	rg_rc rc;

	for (size_t i = 0; i < u->clash.n; i++)
		RG_PUSH(u->arena, &ours, u->clash.items[i]);
	if ((rc = rg_index_wait_free(u->repo, err)) < 0 ||
	    (rc = rg_switch_look(&check, u->arena, u->repo, u->target, &ours, err)) < 0)
		return rc;
	return rg_switch_allowed(&check, u->arena, err);
}

rg_rc rg_undo__keep(rg_undoing *u, rg_repo *repo, rg_str head, rg_err *err)
{
	const rg_session_row *session = &u->ground->session;
	rg_str commit, ref;
	rg_rc rc;

	if (!u->clash.n)
		return RG_OK;
	if ((rc = rg_keep_files(&commit, u->arena, repo, head, &u->clash,
				RG_STR("Edits kept by redgreen undo\n"), err)) < 0)
		return rc;
	ref = rg_arena_printf(u->arena, "refs/redgreen/%.*s/kept", RG_FMT(session->id));
	rg_json_set_str(u->intent, "keepRef", ref);
	rg_json_set_str(u->intent, "keepCommit", commit);
	rg_undo__say(
		u, rg_arena_printf(u->arena, "kept %zu edited file%s%s%.*s in %.*s: %.*s",
				   u->clash.n, u->clash.n == 1 ? "" : "s",
				   session->worktree.ptr ? ""
				   : u->clash.n == 1	 ? " that does not apply on "
							 : " that do not apply on ",
				   RG_FMT(session->worktree.ptr ? RG_STR("") : session->dev_branch),
				   RG_FMT(ref),
				   RG_FMT(rg_str_vec_join(u->arena, &u->clash, RG_STR(", ")))));
	return RG_OK;
}

/* What clashes goes into a commit, and back to what the branch has, so that the switch is free. */
static rg_rc keep_clashing(rg_undoing *u, rg_str head, rg_err *err)
{
	rg_staged_vec before;
	rg_rc rc;

	if ((rc = refuse_staged(u, err)) < 0 || (rc = rg_undo__keep(u, u->repo, head, err)) < 0 ||
	    (rc = rg_staged_in(&before, u->arena, u->repo, head, &u->clash, err)) < 0)
		return rc;
	rg_json_set_take(u->intent, "restore", rg_intent__staged_json(&before));
	return RG_OK;
}

/* What the user had removed before the branch was made stays away, but for what they wrote since.
 */
static void leave_removed(rg_undoing *u, const rg_json *removed)
{
	for (const rg_json *x = rg_json_first(removed); x; x = rg_json_next(x))
		if (!rg_str_vec_has(&u->clash, rg_json_str(x)))
			RG_PUSH(u->arena, &u->carry, rg_arena_dup(u->arena, rg_json_str(x)));
}

/* What was staged and what was removed when the branch was made, from the journal. */
static rg_rc recall_uncommitted(rg_undoing *u, rg_err *err)
{
	rg_journal_entry_vec entries = {0};
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, u->arena, u->ground->store_path, &notice, err);

	if (rc == RG_OK)
		rc = rg_journal_list(&entries, u->arena, store, u->ground->session.id, false, err);
	rg_store_close(store);
	for (size_t i = 0; rc == RG_OK && i < entries.n; i++) {
		rg_json *intent = NULL;
		rg_err unread;

		if (rg_str_eq_z(entries.items[i].kind, "branch") &&
		    rg_json_parse(&intent, entries.items[i].intent, &unread) == RG_OK) {
			rg_json_set_take(u->intent, "staged",
					 rg_json_copy(rg_json_get(intent, "staged")));
			leave_removed(u, rg_json_get(intent, "removed"));
		}
		rg_json_free(intent);
	}
	return rc;
}

static rg_rc plan_switch(rg_undoing *u, rg_err *err)
{
	const rg_session_row *session = &u->ground->session;
	rg_str ref = rg_arena_printf(u->arena, "refs/heads/%.*s", RG_FMT(session->dev_branch));
	rg_str_vec along;
	rg_rc rc;

	if (!u->ground->facts.branch.ptr || !rg_str_eq(u->ground->facts.branch, session->branch))
		return RG_OK; /* the user went elsewhere: their files are not touched */
	if ((rc = rg_ref_read(&u->target, u->arena, u->repo, ref, err)) < 0)
		return rc;
	if (!u->target.ptr)
		return rg_fail(err, RG_EREFUSED,
			       "the branch %.*s, to which undo would go back, is gone",
			       RG_FMT(session->dev_branch));
	if ((rc = sort_edits(&along, u, err)) < 0 || (rc = refuse_blocked(u, err)) < 0 ||
	    (rc = keep_clashing(u, u->ground->facts.head_oid, err)) < 0 ||
	    (rc = recall_uncommitted(u, err)) < 0)
		return rc;
	rg_json_set_str(u->intent, "toRef", ref);
	rg_json_set_str(u->intent, "toOid", u->target);
	rg_intent__set_strs(u->intent, "carry", &u->carry);
	rg_undo__say(u, rg_arena_printf(u->arena, "back on %.*s", RG_FMT(session->dev_branch)));
	if (along.n)
		rg_undo__say(u, rg_arena_printf(u->arena,
						"your edits stay in the work tree, not committed: "
						"%.*s",
						RG_FMT(rg_str_vec_few(u->arena, &along))));
	return RG_OK;
}

static rg_rc plan_branch_end(rg_undoing *u, rg_err *err)
{
	const rg_session_row *session = &u->ground->session;
	rg_str ref = rg_arena_printf(u->arena, "refs/heads/%.*s", RG_FMT(session->branch)), tip;
	rg_rc rc = rg_ref_read(&tip, u->arena, u->repo, ref, err);
	bool is_ours = rg_str_eq(tip, session->base_oid) || rg_str_eq(tip, session->pr_commit);

	if (rc < 0 || !tip.ptr)
		return rc;
	if (!is_ours) {
		rg_undo__say(u, rg_arena_printf(u->arena,
						"the branch %.*s has commits of yours and stays",
						RG_FMT(session->branch)));
		return RG_OK;
	}
	rg_json_set_str(u->intent, "deleteRef", ref);
	rg_json_set_str(u->intent, "deleteOid", tip);
	if (session->pr_commit.ptr) {
		rg_str keep =
			rg_arena_printf(u->arena, "refs/redgreen/%.*s/undone", RG_FMT(session->id));

		rg_json_set_str(u->intent, "undoneRef", keep);
		rg_undo__say(u, rg_arena_printf(u->arena, "the commit %.*s is kept in %.*s",
						RG_FMT(rg_str_sub(tip, 0, 10)), RG_FMT(keep)));
	}
	rg_undo__say(u,
		     rg_arena_printf(u->arena, "removed the branch %.*s", RG_FMT(session->branch)));
	return RG_OK;
}

/* What cannot be known is taken for pushed. */
static bool was_pushed(rg_arena *arena, const rg_ground *ground)
{
	const rg_session_row *session = &ground->session;
	rg_str commit = {NULL, 0}, notice;
	rg_store *store = NULL;
	rg_err ignored;
	rg_rc rc;

	if (session->pr_url.ptr || !session->pr_commit.ptr || !session->base_remote.ptr)
		return session->pr_url.ptr != NULL;
	rc = rg_store_open(&store, arena, ground->store_path, &notice, &ignored);
	if (rc == RG_OK)
		rc = rg_fact_get(&commit, arena, store,
				 rg_arena_printf(arena, "pushed:%.*s", RG_FMT(session->branch)),
				 &ignored);
	rg_store_close(store);
	return rc < 0 || commit.ptr;
}

rg_rc rg_act_undo_do(rg_str_vec *restored, rg_arena *arena, rg_ground *ground, rg_err *err)
{
	rg_undoing u = {.arena = arena, .ground = ground, .restored = restored};
	rg_rc rc;

	*restored = (rg_str_vec){0};
	ground->root = ground->session.root; /* the act is of the tree that it goes back to */
	if ((rc = rg_repo_open(&u.repo, rg_arena_cstr(arena, ground->root), err)) < 0)
		return rc;
	u.intent = rg_json_object();
	rc = ground->session.worktree.ptr ? rg_undo__plan_worktree(&u, err) : plan_switch(&u, err);
	if (rc == RG_OK)
		rc = plan_branch_end(&u, err);
	rg_repo_close(u.repo);
	if (rc < 0) {
		rg_json_free(u.intent);
		return rc;
	}
	if (was_pushed(arena, ground))
		rg_undo__say(
			&u,
			rg_arena_printf(
				arena,
				"what was pushed stays; to delete it: git push %.*s --delete "
				"%.*s",
				RG_FMT(ground->session.base_remote.ptr ? ground->session.base_remote
								       : RG_STR("origin")),
				RG_FMT(ground->session.branch)));
	return rg_act_run(arena, ground, "undo", u.intent, err);
}

/* ---- carrying out --------------------------------------------------------------------------- */

static rg_rc write_kept(rg_arena *arena, rg_repo *repo, const rg_json *intent, const char *ref_key,
			rg_str commit, rg_err *err)
{
	rg_str ref = rg_intent__str(intent, ref_key), old = {NULL, 0};
	rg_rc rc;

	if (!ref.len || !commit.len)
		return RG_OK;
	if ((rc = rg_ref_read(&old, arena, repo, ref, err)) < 0)
		return rc;
	return rg_ref_write(repo, ref, commit, old, RG_STR("redgreen: kept by undo"), err);
}

static rg_rc remove_worktree(rg_arena *arena, rg_repo *repo, const rg_json *intent, rg_err *err)
{
	rg_str folder = rg_intent__str(intent, "worktree");
	rg_repo_facts facts;
	rg_rc rc;

	if (!folder.len)
		return RG_OK;
	rc = rg_repo_facts_read(&facts, arena, repo, err);
	return rc < 0 ? rc : rg_linked_remove(arena, facts.common_dir, folder, err);
}

static rg_rc go_back(rg_arena *arena, rg_repo *repo, const rg_json *intent, rg_err *err)
{
	rg_str_vec carry = rg_intent__strs(arena, intent, "carry");
	rg_staged_vec staged = rg_intent__staged(arena, rg_json_get(intent, "staged"));
	rg_staged_vec restore = rg_intent__staged(arena, rg_json_get(intent, "restore"));
	rg_str ref = rg_intent__str(intent, "toRef"), oid = rg_intent__str(intent, "toOid");
	rg_rc rc;

	if (!ref.len)
		return RG_OK;
	for (size_t i = 0; i < restore.n; i++)
		if ((rc = rg_file_restore(repo, restore.items[i].path, restore.items[i].oid,
					  restore.items[i].mode, err)) < 0)
			return rc;
	if ((rc = rg_switch_to(repo, ref, oid, &carry, err)) < 0)
		return rc;
	return staged.n ? rg_staged_write(repo, &staged, err) : RG_OK;
}

rg_rc rg_act__apply_undo(rg_arena *arena, rg_store *store, const rg_json *intent, rg_err *err)
{
	rg_str gone = rg_intent__str(intent, "deleteRef"),
	       tip = rg_intent__str(intent, "deleteOid");
	rg_session_row row;
	rg_repo *repo = NULL;
	rg_rc rc;

	if ((rc = rg_intent__repo(&repo, arena, intent, err)) < 0)
		return rc;
	if ((rc = write_kept(arena, repo, intent, "keepRef", rg_intent__str(intent, "keepCommit"),
			     err)) < 0 ||
	    (rc = write_kept(arena, repo, intent, "undoneRef", tip, err)) < 0 ||
	    (rc = go_back(arena, repo, intent, err)) < 0 ||
	    (rc = remove_worktree(arena, repo, intent, err)) < 0)
		goto done;
	if (gone.len && (rc = rg_ref_write(repo, gone, (rg_str){NULL, 0}, tip,
					   RG_STR("redgreen: undo"), err)) < 0)
		goto done;
	if ((rc = rg_session_get(&row, arena, store, rg_intent__str(intent, "session"), err)) < 0)
		goto done;
	row.state = RG_STR("undone");
	row.ended = rg_clock_wall();
	rc = rg_session_put(store, &row, err);
done:
	rg_repo_close(repo);
	return rc;
}
