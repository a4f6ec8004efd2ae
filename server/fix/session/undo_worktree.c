/* SPDX-License-Identifier: MIT */
/*
 * undo_worktree.c - what undo does with the session's own worktree. git is asked what is in it that
 * no commit has, so that nothing that git sees is lost; what git ignores goes with it, as with git
 * worktree remove. The user's own work tree is not looked at.
 */
#include "fix/session/undo_private.h"

#include "fix/session/acts_private.h"
#include "git/linked.h"
#include "git/tree.h"
#include "os/fs.h"

typedef struct there {
	rg_undoing *u;
	rg_repo *repo;
	rg_repo_facts facts;
} there;

static rg_rc refuse(const there *t, const char *why, rg_str what, rg_err *err)
{
	return rg_fail(err, RG_EREFUSED, "the worktree %.*s %s%.*s", RG_FMT(t->facts.root), why,
		       RG_FMT(what));
}

static bool is_locked(const there *t)
{
	return rg_fs_is_file(rg_path_join(t->u->arena, t->facts.git_dir, RG_STR("locked")));
}

static rg_rc refuse_state(const there *t, rg_err *err)
{
	rg_str modules = rg_str_of(rg_path_join(t->u->arena, t->facts.git_dir, RG_STR("modules")));
	rg_str_vec inside = rg_fs_list(t->u->arena, modules.ptr);

	if (t->facts.operation.ptr)
		return refuse(t, "is in the middle of a ", t->facts.operation, err);
	if (is_locked(t))
		return refuse(t, "is locked (git worktree unlock)", RG_STR(""), err);
	if (inside.n)
		return refuse(t,
			      "has submodules of its own, whose commits would go with it (git "
			      "worktree remove --force): ",
			      rg_str_vec_join(t->u->arena, &inside, RG_STR(", ")), err);
	return RG_OK;
}

/* Not the file's content, and in no commit: nothing would have it. */
static rg_rc refuse_staged(const there *t, rg_err *err)
{
	rg_arena *arena = t->u->arena;
	rg_staged_vec staged = {0};
	rg_rc rc = rg_staged_read(&staged, arena, t->repo, err);

	for (size_t i = 0; rc == RG_OK && i < staged.n; i++) {
		const rg_staged *one = &staged.items[i];
		rg_str now = {NULL, 0};
		rg_err ignored;

		if (!one->oid.ptr || one->is_intent_to_add)
			continue;
		if (rg_blob_id(&now, arena, t->repo, one->path, &ignored) < 0 ||
		    !rg_str_eq(now, one->oid))
			rc = refuse(t, "has something else staged than the file has in it: ",
				    one->path, err);
	}
	return rc;
}

/* The copy of the reproduction test, as it was put there. */
static bool is_carried(const there *t, rg_str path)
{
	rg_str_vec carried = rg_str_vec_of_lines(t->u->arena, t->u->ground->session.carried);
	rg_str now = {NULL, 0};
	rg_err ignored;

	return rg_blob_id(&now, t->u->arena, t->repo, path, &ignored) == RG_OK &&
	       rg_str_vec_has(&carried,
			      rg_arena_printf(t->u->arena, "%.*s %.*s", RG_FMT(path), RG_FMT(now)));
}

static rg_rc sort_loose(const there *t, rg_err *err)
{
	rg_arena *arena = t->u->arena;
	rg_str_vec products = rg_str_vec_of_lines(arena, t->u->ground->session.products), loose;
	rg_rc rc = rg_linked_loose(&loose, arena, t->facts.root, err);

	for (size_t i = 0; rc == RG_OK && i < loose.n; i++) {
		rg_str path = loose.items[i];

		if (rg_str_vec_has(&products, path) || is_carried(t, path))
			continue;
		if (rg_fs_is_folder(rg_path_join(arena, t->facts.root, path)))
			return refuse(t, "has a repository in it with changes of its own: ", path,
				      err);
		RG_PUSH(arena, &t->u->clash, path);
	}
	return rc;
}

static rg_rc plan_removal(const there *t, rg_err *err)
{
	rg_undoing *u = t->u;
	rg_rc rc;

	if ((rc = refuse_state(t, err)) < 0 || (rc = refuse_staged(t, err)) < 0 ||
	    (rc = sort_loose(t, err)) < 0 ||
	    (rc = rg_undo__keep(u, t->repo, t->facts.head_oid, err)) < 0)
		return rc;
	rg_json_set_str(u->intent, "worktree", t->facts.root);
	rg_undo__say(u,
		     rg_arena_printf(u->arena, "removed the worktree %.*s", RG_FMT(t->facts.root)));
	return RG_OK;
}

rg_rc rg_undo__plan_worktree(rg_undoing *u, rg_err *err)
{
	const rg_session_row *session = &u->ground->session;
	there t = {.u = u};
	rg_rc rc = rg_repo_open(&t.repo, rg_arena_cstr(u->arena, session->worktree), err);

	if (rc == RG_OK)
		rc = rg_repo_facts_read(&t.facts, u->arena, t.repo, err);
	if (rc == RG_ENOTFOUND || (rc == RG_OK && !rg_str_eq(t.facts.root, session->worktree))) {
		rg_json_set_str(u->intent, "worktree", session->worktree); /* git's record */
		rc = RG_OK;
	} else if (rc == RG_OK && !rg_str_eq(t.facts.branch, session->branch)) {
		rg_undo__say(u, rg_arena_printf(u->arena,
						"the worktree %.*s is on another branch and stays",
						RG_FMT(t.facts.root)));
	} else if (rc == RG_OK) {
		rc = plan_removal(&t, err);
	}
	rg_repo_close(t.repo);
	return rc;
}
