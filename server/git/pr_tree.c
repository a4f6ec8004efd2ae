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
#include "git/working.h"

#define DIFF_BYTES (4 * RG_MiB)

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

/* Merges the tree of *index into the base's; the result replaces *index. */
static rg_rc merge_onto_base(git_index **index, rg_arena *arena, git_repository *git,
			     git_tree *base, git_tree *ancestor, rg_err *err)
{
	git_merge_options options = GIT_MERGE_OPTIONS_INIT;
	git_tree *theirs = NULL;
	git_index *merged = NULL;
	rg_str_vec conflicts = {0};
	git_oid oid;
	int code = git_index_write_tree_to(&oid, *index, git);

	if (code == 0)
		code = git_tree_lookup(&theirs, git, &oid);
	if (code == 0)
		code = git_merge_trees(&merged, git, ancestor, base, theirs, &options);
	git_tree_free(theirs);
	if (code < 0)
		return rg_git__fail(err, code, "cannot merge your changes with the base");
	if (git_index_has_conflicts(merged)) {
		rg_git__conflicts(&conflicts, arena, merged);
		git_index_free(merged);
		return rg_fail(err, RG_EREFUSED,
			       "your changes and newer ones of the base conflict in %.*s; merge or "
			       "rebase onto the base first",
			       RG_FMT(rg_git__list(arena, &conflicts)));
	}
	git_index_free(*index);
	*index = merged;
	return RG_OK;
}

rg_rc rg_pr_tree_make(rg_pr_tree *out, rg_arena *arena, rg_repo *repo, rg_str base,
		      const rg_str_vec *without, bool writes, rg_err *err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_repository *git = NULL;
	git_tree *base_tree = NULL, *ancestor = NULL, *tree = NULL;
	git_index *index = NULL;
	git_diff *diff = NULL;
	git_oid oid;
	int code = 0;
	rg_rc rc;

	*out = (rg_pr_tree){0};
	if ((rc = rg_git__scratch(&git, repo, !writes, err)) < 0 ||
	    (rc = find_merge_base(out, arena, repo, base, err)) < 0 ||
	    (rc = rg_git__tree(&base_tree, repo, base, err)) < 0 ||
	    (rc = rg_git__working_index(&index, arena, repo, git, false, err)) < 0)
		goto done;
	rg_git__remove_below(index, without);
	if ((code = git_index_write_tree_to(&oid, index, git)) == 0)
		out->snapshot = rg_git__oid_text(arena, &oid);
	if (code == 0 && out->base_has_moved) {
		if ((rc = rg_git__tree(&ancestor, repo, out->merge_base, err)) < 0)
			goto done;
		code = rg_git__index_as_tree(index, repo, ancestor, without);
		if (code == 0 &&
		    (rc = merge_onto_base(&index, arena, git, base_tree, ancestor, err)) < 0)
			goto done;
	}
	options.flags = GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_SKIP_BINARY_CHECK;
	if (code == 0)
		code = rg_git__index_as_tree(index, repo, base_tree, without);
	if (code == 0)
		code = git_index_write_tree_to(&oid, index, git);
	if (code == 0)
		code = git_tree_lookup(&tree, git, &oid);
	if (code == 0)
		code = git_diff_tree_to_tree(&diff, git, base_tree, tree, &options);
	if (code < 0) {
		rc = rg_git__fail(err, code, "cannot build the tree of the pull request");
		goto done;
	}
	out->tree = rg_git__oid_text(arena, &oid);
	rg_git__take_changes(&out->changes, arena, diff, NULL);
	rg_git__remove_below(index, without);
	if ((code = rg_git__print_diff(&out->diff, arena, diff, DIFF_BYTES)) == 0 &&
	    (code = git_index_write_tree_to(&oid, index, git)) == 0)
		out->without = rg_git__oid_text(arena, &oid);
	else
		rc = rg_git__fail(err, code, "cannot describe the tree of the pull request");
done:
	git_diff_free(diff);
	git_index_free(index);
	git_tree_free(tree);
	git_tree_free(ancestor);
	git_tree_free(base_tree);
	git_repository_free(git);
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
