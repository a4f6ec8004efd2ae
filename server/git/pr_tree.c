/* SPDX-License-Identifier: MIT */
/*
 * pr_tree.c - the tree of the pull request, and commits that keep the user's files. The user's tree
 * is the working files' (tree.c); where the base has moved on it is merged with the base's in
 * memory. Paths that stay out are set to the merge base's before that, so that the reproduction
 * test cannot conflict with itself, and to the base's afterwards.
 */
#include "base/limits.h"
#include "git/refs.h"
#include "git/switch.h"
#include "git/treediff.h"
#include "git/treeedit.h"

#define DIFF_BYTES (4 * RG_MiB)

rg_str_vec rg_git__paths_but(rg_arena *arena, const rg_str_vec *paths, const rg_str_vec *kept)
{
	rg_str_vec out = {0};

	for (size_t i = 0; paths && i < paths->n; i++)
		if (!kept || !rg_str_vec_has(kept, paths->items[i]))
			RG_PUSH(arena, &out, paths->items[i]);
	return out;
}

static rg_rc find_merge_base(rg_pr_tree *out, rg_arena *arena, rg_repo *repo, rg_str base,
			     rg_err *err)
{
	git_oid base_oid, head_oid;
	int code = git_reference_name_to_id(&head_oid, repo->git, "HEAD");
	rg_rc rc = rg_git__oid_parse(&base_oid, base, err);

	if (rc < 0)
		return rc;
	if (code < 0)
		return rg_fail(err, RG_EREFUSED, "there is no commit yet on this branch");
	rc = rg_git__merge_base(&out->merge_base, arena, repo, &base_oid, &head_oid, err);
	if (rc == RG_OK)
		out->base_has_moved = !rg_str_eq(out->merge_base, base);
	return rc;
}

/* The paths that differ between the two trees, appended. */
static rg_rc add_paths(rg_str_vec *out, rg_arena *arena, git_repository *git, const git_tree *old,
		       const git_tree *new, rg_err *err)
{
	rg_tree_change_vec changes;
	rg_rc rc = rg_git__tree_diff(&changes, arena, git, old, new, SIZE_MAX, err);

	for (size_t i = 0; rc == RG_OK && i < changes.n; i++)
		RG_PUSH(arena, out, changes.items[i].path);
	return rc;
}

/* What the merge says about the paths, as edits of the base. */
static rg_rc merged_edits(rg_tree_edit_vec *edits, rg_arena *arena, git_index *merged,
			  const rg_str_vec *paths, rg_err *err)
{
	rg_str_vec conflicts = {0};

	if (git_index_has_conflicts(merged)) {
		rg_git__conflicts(&conflicts, arena, merged);
		return rg_fail(err, RG_EREFUSED,
			       "your changes and newer ones of the base conflict in %.*s; merge or "
			       "rebase onto the base first",
			       RG_FMT(rg_str_vec_few(arena, &conflicts)));
	}
	for (size_t i = 0; i < git_index_entrycount(merged); i++) {
		const git_index_entry *entry = git_index_get_byindex(merged, i);

		RG_PUSH(arena, edits,
			(rg_tree_edit){rg_arena_dup(arena, rg_str_of(entry->path)),
				       {entry->id, entry->mode}});
	}
	for (size_t i = 0; i < paths->n; i++)
		if (!git_index_get_bypath(merged, rg_arena_cstr(arena, paths->items[i]), 0))
			RG_PUSH(arena, edits, (rg_tree_edit){.path = paths->items[i]});
	return RG_OK;
}

/*
 * The base with the user's changes since the ancestor. libgit2 merges whole trees; it gets three
 * that have only those files that one side or the other changed, which gives the same.
 */
rg_rc rg_git__merge_onto(git_tree **out, rg_arena *arena, git_repository *git, const git_tree *base,
			 const git_tree *ancestor, const git_tree *user, rg_err *err)
{
	const git_tree *const whole[3] = {ancestor, base, user};
	git_merge_options options = GIT_MERGE_OPTIONS_INIT;
	rg_tree_edit_vec edits = {0};
	git_tree *few[3] = {NULL};
	git_index *merged = NULL;
	rg_str_vec paths = {0};
	git_oid oid;
	int code = 0;
	rg_rc rc;

	if ((rc = add_paths(&paths, arena, git, ancestor, base, err)) < 0 ||
	    (rc = add_paths(&paths, arena, git, ancestor, user, err)) < 0)
		return rc;
	rg_str_vec_sort(&paths);
	rg_str_vec_unique(&paths);
	for (int i = 0; rc == RG_OK && i < 3; i++)
		rc = rg_git__tree_of(&few[i], arena, git, whole[i], &paths, err);
	if (rc == RG_OK)
		code = git_merge_trees(&merged, git, few[0], few[1], few[2], &options);
	if (rc == RG_OK && code == 0 &&
	    (rc = merged_edits(&edits, arena, merged, &paths, err)) == RG_OK &&
	    (rc = rg_git__tree_edit(&oid, arena, git, base, &edits, err)) == RG_OK)
		code = git_tree_lookup(out, git, &oid);
	if (rc == RG_OK && code < 0)
		rc = rg_git__fail(err, code, "cannot merge your changes with the base");
	git_index_free(merged);
	for (int i = 0; i < 3; i++)
		git_tree_free(few[i]);
	return rc;
}

/* The tree of the pull request from the working files' tree. */
static rg_rc onto_base(git_tree **out, rg_pr_tree *pr, rg_arena *arena, git_repository *git,
		       const git_tree *base, const git_tree *whole, const rg_str_vec *without,
		       rg_err *err)
{
	rg_repo second = {.git = git};
	git_tree *ancestor = NULL, *user = NULL, *merged = NULL;
	rg_rc rc;

	if (!pr->base_has_moved)
		return rg_git__tree_with(out, arena, git, whole, base, without, err);
	if ((rc = rg_git__tree(&ancestor, &second, pr->merge_base, err)) == RG_OK &&
	    (rc = rg_git__tree_with(&user, arena, git, whole, ancestor, without, err)) == RG_OK &&
	    (rc = rg_git__merge_onto(&merged, arena, git, base, ancestor, user, err)) == RG_OK)
		rc = rg_git__tree_with(out, arena, git, merged, base, without, err);
	git_tree_free(ancestor);
	git_tree_free(user);
	git_tree_free(merged);
	return rc;
}

rg_rc rg_pr_tree_make(rg_pr_tree *out, rg_arena *arena, rg_repo *repo, rg_str base,
		      const rg_str_vec *without, const rg_str_vec *kept, bool writes, rg_err *err)
{
	rg_repo second = {NULL};
	git_tree *base_tree = NULL, *whole = NULL, *snapshot = NULL, *tree = NULL, *rest = NULL;
	rg_str_vec stays = rg_git__paths_but(arena, without, kept);
	rg_rc rc;

	*out = (rg_pr_tree){0};
	if ((rc = rg_git__scratch(&second.git, repo, !writes, err)) < 0 ||
	    (rc = find_merge_base(out, arena, repo, base, err)) < 0 ||
	    (rc = rg_git__tree(&base_tree, &second, base, err)) < 0 ||
	    (rc = rg_git__working_tree(&whole, NULL, arena, second.git, false, err)) < 0 ||
	    (rc = rg_git__tree_with(&snapshot, arena, second.git, whole, NULL, without, err)) < 0 ||
	    (rc = onto_base(&tree, out, arena, second.git, base_tree, whole, &stays, err)) < 0 ||
	    (rc = rg_git__tree_with(&rest, arena, second.git, tree, NULL, without, err)) < 0 ||
	    (rc = rg_git__changes(&out->changes, arena, second.git, base_tree, tree, NULL, err)) <
		    0 ||
	    (rc = rg_git__diff_text(&out->diff, arena, second.git, base_tree, tree, &out->changes,
				    DIFF_BYTES, err)) < 0)
		goto done;
	out->snapshot = rg_git__oid_text(arena, git_tree_id(snapshot));
	out->without = rg_git__oid_text(arena, git_tree_id(rest));
	out->tree = rg_git__oid_text(arena, git_tree_id(tree));
done:
	git_tree_free(rest);
	git_tree_free(tree);
	git_tree_free(snapshot);
	git_tree_free(whole);
	git_tree_free(base_tree);
	git_repository_free(second.git);
	return rc;
}

/* ---- keeping -------------------------------------------------------------------------------- */

/* The file as it is; raw where a filter program would be needed: kept is better than right. */
static rg_rc keep_one(git_index *index, rg_arena *arena, rg_repo *repo, rg_str path, rg_err *err)
{
	const char *name = rg_arena_cstr(arena, path);
	git_index_entry entry = {.path = name};
	rg_git_file file;
	int code;
	rg_rc rc = rg_git__on_disk(&file, arena, repo, path, err);

	if (rc < 0)
		return rc;
	if (file.mode == 0) {
		git_index_remove(index, name, 0);
		return RG_OK;
	}
	if (file.mode == GIT_FILEMODE_TREE)
		return rg_fail(err, RG_EINVAL, "%s is a folder", name);
	entry.mode = file.mode;
	code = git_blob_create_from_workdir(&entry.id, repo->git, name);
	if (code == 0)
		code = git_index_add(index, &entry);
	return code < 0 ? rg_git__fail(err, code, "cannot keep %s", name) : RG_OK;
}

rg_rc rg_keep_files(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str parent,
		    const rg_str_vec *paths, rg_str message, rg_err *err)
{
	rg_commit_spec spec = {.parent = parent, .message = message};
	git_index *index = NULL;
	git_tree *tree = NULL;
	git_oid oid;
	int code;
	rg_rc rc = rg_git__tree(&tree, repo, parent, err);

	if (rc < 0)
		return rc;
	if ((code = git_index_new(&index)) == 0)
		code = git_index_read_tree(index, tree);
	for (size_t i = 0; code == 0 && rc == RG_OK && i < paths->n; i++)
		rc = keep_one(index, arena, repo, paths->items[i], err);
	if (rc == RG_OK && code == 0)
		code = git_index_write_tree_to(&oid, index, repo->git);
	if (rc == RG_OK && code < 0)
		rc = rg_git__fail(err, code, "cannot keep the files");
	git_index_free(index);
	git_tree_free(tree);
	if (rc < 0)
		return rc;
	spec.tree = rg_git__oid_text(arena, &oid);
	return rg_commit_make(out, arena, repo, &spec, err);
}
