/* SPDX-License-Identifier: MIT */
/*
 * own_commits.c - a commit's new tree is what it changed (filtered: the paths that stay are the
 * base's on both sides of it), put onto the commit before. Where the base is an ancestor that is
 * the filtered tree itself; elsewhere it is a merge of three trees, as cherry-picking does.
 */
#include "git/own_commits.h"

#include "git/private.h"
#include "git/refs.h"

#define MOST 500

typedef struct keeping {
	rg_arena *arena;
	rg_repo *repo;	     /* where commits are written */
	git_repository *git; /* where trees are built */
	const rg_str_vec *stays;
	git_tree *base;
	bool base_has_moved, makes;
	git_tree *tree; /* of the newest kept commit, or the base's */
	rg_own_commits *out;
	rg_err *err;
} keeping;

static rg_rc filtered(git_tree **out, keeping *k, git_commit *commit)
{
	git_tree *whole = NULL;
	int code = git_tree_lookup(&whole, k->git, git_commit_tree_id(commit));
	rg_rc rc = code < 0 ? rg_git__fail(k->err, code, "cannot read a commit's tree") : RG_OK;

	if (rc == RG_OK)
		rc = rg_git__tree_with(out, k->arena, k->git, whole, k->base, k->stays, k->err);
	git_tree_free(whole);
	return rc;
}

/* What the commit's tree becomes, and whether the commit says anything that stays. */
static rg_rc new_tree(git_tree **out, bool *is_empty, keeping *k, git_commit *commit)
{
	git_commit *parent = NULL;
	git_tree *before = NULL, *after = NULL;
	int code = git_commit_parent(&parent, commit, 0);
	rg_rc rc = code < 0 ? rg_git__fail(k->err, code, "cannot read a commit's parent") : RG_OK;

	if (rc == RG_OK && (rc = filtered(&before, k, parent)) == RG_OK)
		rc = filtered(&after, k, commit);
	/* One that was empty from the start was meant so. */
	*is_empty = rc == RG_OK && git_oid_equal(git_tree_id(before), git_tree_id(after)) &&
		    !git_oid_equal(git_commit_tree_id(parent), git_commit_tree_id(commit));
	if (rc == RG_OK && !*is_empty && k->base_has_moved) {
		rc = rg_git__merge_onto(out, k->arena, k->git, k->tree, before, after, k->err);
	} else {
		*out = after;
		after = NULL;
	}
	git_tree_free(before);
	git_tree_free(after);
	git_commit_free(parent);
	return rc;
}

static rg_rc keep(keeping *k, git_commit *commit, const rg_commit_line *line)
{
	git_tree *tree = NULL;
	rg_str tip = k->out->tip;
	bool is_empty;
	rg_rc rc;

	if (git_commit_parentcount(commit) != 1)
		return rg_fail(k->err, RG_EREFUSED,
			       "the commit %.10s (%.*s) is a merge, and own commits are kept only "
			       "where there is none; rebase onto the base, or set \"keepCommits\" "
			       "to false",
			       line->oid.ptr, RG_FMT(line->subject));
	if ((rc = new_tree(&tree, &is_empty, k, commit)) < 0)
		return rc == RG_EREFUSED ? rg_err_prefix(k->err, "the commit %.10s (%.*s)",
							 line->oid.ptr, RG_FMT(line->subject))
					 : rc;
	if (is_empty) {
		k->out->n_empty++;
		git_tree_free(tree);
		return RG_OK;
	}
	if (k->makes)
		rc = rg_commit_again(&k->out->tip, k->arena, k->repo, line->oid,
				     rg_git__oid_text(k->arena, git_tree_id(tree)), tip, k->err);
	k->out->n++;
	git_tree_free(k->tree);
	k->tree = tree;
	return rc;
}

static rg_rc keep_all(keeping *k, rg_str base, rg_str head)
{
	rg_commit_line_vec lines;
	rg_rc rc = rg_commits_between(&lines, k->arena, k->repo, base, head, MOST + 1, k->err);

	if (rc == RG_OK && lines.n > MOST)
		rc = rg_fail(k->err, RG_ETOOBIG,
			     "there are more than %d commits since the base; set \"keepCommits\" "
			     "to false",
			     MOST);
	for (size_t i = 0; rc == RG_OK && i < lines.n; i++) {
		git_commit *commit = NULL;
		git_oid oid;
		int code;

		if ((rc = rg_git__oid_parse(&oid, lines.items[i].oid, k->err)) < 0)
			break;
		if ((code = git_commit_lookup(&commit, k->git, &oid)) < 0)
			rc = rg_git__fail(k->err, code, "cannot read a commit");
		else
			rc = keep(k, commit, &lines.items[i]);
		git_commit_free(commit);
	}
	return rc;
}

rg_rc rg_own_commits_make(rg_own_commits *out, rg_arena *arena, rg_repo *repo, rg_str base,
			  const rg_str_vec *stays, bool makes, rg_err *err)
{
	rg_repo second = {NULL};
	keeping k = {.arena = arena, .repo = repo, .stays = stays, .makes = makes, .out = out};
	rg_str head, merge_base;
	rg_rc rc;

	k.err = err;
	*out = (rg_own_commits){0};
	if ((rc = rg_repo_resolve(&head, arena, repo, RG_STR("HEAD"), err)) < 0 ||
	    (rc = rg_merge_base_find(&merge_base, arena, repo, base, head, err)) < 0 ||
	    (rc = rg_git__scratch(&second.git, repo, !makes, err)) < 0)
		goto done;
	k.git = second.git;
	k.base_has_moved = !rg_str_eq(merge_base, base);
	if (makes)
		out->tip = base;
	if ((rc = rg_git__tree(&k.base, &second, base, err)) < 0 ||
	    (rc = rg_git__tree(&k.tree, &second, base, err)) < 0 ||
	    (rc = keep_all(&k, base, head)) < 0)
		goto done;
	out->tree = rg_git__oid_text(arena, git_tree_id(k.tree));
done:
	git_tree_free(k.tree);
	git_tree_free(k.base);
	git_repository_free(second.git);
	return rc;
}
