/* SPDX-License-Identifier: MIT */
/*
 * tree.c - trees of the working files without touching anything. The repository's index is loaded
 * into memory, brought up to date with the work tree there (libgit2 trusts the stat data, so only
 * changed files are read), and written as a tree; the index file itself is never written. New
 * objects go to a memory pack that is thrown away, unless they are wanted.
 */
#include "git/tree.h"

#include <errno.h>
#include <git2/sys/mempack.h>
#include <git2/sys/repository.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "git/private.h"

/* Lets new objects of this handle go to memory instead of the disk. */
static int write_to_memory(rg_repo *repo)
{
	git_odb *odb = NULL;
	git_odb_backend *memory = NULL;
	int code = git_repository_odb(&odb, repo->git);

	if (code == 0)
		code = git_mempack_new(&memory);
	if (code == 0)
		code = git_odb_add_backend(odb, memory, 1000);
	git_odb_free(odb);
	return code;
}

/* Whether the path goes through a program or an encoding that libgit2 does not run. */
static bool has_filter(rg_repo *repo, const char *path, rg_str *name)
{
	static const char *const attributes[] = {"filter", "working-tree-encoding"};

	for (int i = 0; i < 2; i++) {
		const char *value = NULL;

		if (git_attr_get(&value, repo->git, GIT_ATTR_CHECK_FILE_THEN_INDEX, path,
				 attributes[i]) == 0 &&
		    git_attr_value(value) == GIT_ATTR_VALUE_STRING) {
			*name = rg_str_of(value);
			return true;
		}
	}
	return false;
}

static rg_rc refuse_filter(rg_err *err, const char *path, rg_str filter)
{
	return rg_fail(
		err, RG_EREFUSED,
		"%s goes through git's filter or encoding \"%.*s\", which redgreen does not run; "
		"commit or revert that file yourself first",
		path, RG_FMT(filter));
}

/* Brings the in-memory index up to date with the work tree. */
static rg_rc add_working_files(git_index *index, rg_repo *repo, rg_err *err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_diff *diff = NULL;
	int code;
	rg_rc rc = RG_OK;

	options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS |
			GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_IGNORE_SUBMODULES |
			GIT_DIFF_SKIP_BINARY_CHECK;
	code = git_diff_index_to_workdir(&diff, repo->git, index, &options);
	if (code < 0)
		return rg_git__fail(err, code, "cannot compare the work tree with the index");
	for (size_t i = 0; rc == RG_OK && i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);
		const char *path = delta->new_file.path;
		rg_str filter;

		if (delta->status == GIT_DELTA_DELETED) {
			git_index_remove_bypath(index, delta->old_file.path);
			continue;
		}
		if (rg_str_ends(rg_str_of(path), RG_STR("/")))
			continue; /* a nested repository */
		if (has_filter(repo, path, &filter)) {
			rc = refuse_filter(err, path, filter);
		} else if ((code = git_index_add_bypath(index, path)) < 0) {
			if (code == GIT_ENOTFOUND) /* it was removed just now */
				git_index_remove_bypath(index, path);
			else
				rc = rg_git__fail(err, code, "cannot read %s", path);
		}
	}
	git_diff_free(diff);
	return rc;
}

static void remove_paths(git_index *index, const rg_str_vec *without)
{
	if (!without || !without->n)
		return;
	for (size_t i = git_index_entrycount(index); i-- > 0;) {
		const git_index_entry *entry = git_index_get_byindex(index, i);

		if (rg_git__is_below(without, rg_str_of(entry->path)))
			git_index_remove(index, entry->path, git_index_entry_stage(entry));
	}
}

static rg_rc refuse_conflicts(git_index *index, rg_err *err)
{
	git_index_conflict_iterator *it = NULL;
	const git_index_entry *ancestor, *ours, *theirs;
	char list[700] = "";
	size_t len = 0;

	if (git_index_conflict_iterator_new(&it, index) == 0)
		while (len < sizeof(list) - 100 &&
		       git_index_conflict_next(&ancestor, &ours, &theirs, it) == 0) {
			const git_index_entry *one = ours ? ours : theirs ? theirs : ancestor;
			int n = snprintf(list + len, sizeof(list) - len, "%s%.80s", len ? ", " : "",
					 one->path);

			len += n > 0 ? (size_t)n : 0;
		}
	git_index_conflict_iterator_free(it);
	return rg_fail(err, RG_EREFUSED, "conflicts in %s", list);
}

static rg_rc working_index(git_index **out, rg_repo *repo, rg_err *err)
{
	git_index *index = NULL;
	int code = git_repository_index(&index, repo->git);
	rg_rc rc;

	if (code < 0)
		return rg_git__fail(err, code, "cannot read the index");
	if (git_index_has_conflicts(index)) {
		rc = refuse_conflicts(index, err);
		git_index_free(index);
		return rc;
	}
	rc = add_working_files(index, repo, err);
	if (rc < 0)
		git_index_free(index);
	else
		*out = index;
	return rc;
}

rg_rc rg_tree_snapshot(rg_str *out, rg_arena *arena, rg_repo *repo, const rg_str_vec *without,
		       rg_err *err)
{
	git_index *index = NULL;
	git_oid oid;
	int code = write_to_memory(repo);
	rg_rc rc;

	if (code < 0)
		return rg_git__fail(err, code, "cannot prepare a tree in memory");
	if ((rc = working_index(&index, repo, err)) < 0)
		return rc;
	remove_paths(index, without);
	code = git_index_write_tree_to(&oid, index, repo->git);
	git_index_free(index);
	if (code < 0)
		return rg_git__fail(err, code, "cannot build the tree of the working files");
	*out = rg_git__oid_text(arena, &oid);
	return RG_OK;
}

rg_rc rg_tree_without(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str tree,
		      const rg_str_vec *without, rg_err *err)
{
	git_index *index = NULL;
	git_tree *from = NULL;
	git_oid oid;
	int code;
	rg_rc rc = rg_git__tree(&from, repo, tree, err);

	if (rc < 0)
		return rc;
	if ((code = write_to_memory(repo)) == 0 && (code = git_index_new(&index)) == 0 &&
	    (code = git_index_read_tree(index, from)) == 0) {
		remove_paths(index, without);
		code = git_index_write_tree_to(&oid, index, repo->git);
	}
	git_index_free(index);
	git_tree_free(from);
	if (code < 0)
		return rg_git__fail(err, code, "cannot build a tree without the reproduction test");
	*out = rg_git__oid_text(arena, &oid);
	return RG_OK;
}

rg_rc rg_blob_id(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str path, rg_err *err)
{
	char *name = rg_arena_cstr(arena, path), target[4096];
	const char *root = git_repository_workdir(repo->git);
	rg_str full = rg_arena_printf(arena, "%s%s", root, name), filter;
	struct stat st;
	git_oid oid;
	int code;

	if (lstat(full.ptr, &st) < 0)
		return rg_fail(err, RG_ENOTFOUND, "there is no file %s", name);
	if (S_ISLNK(st.st_mode)) {
		ssize_t n = readlink(full.ptr, target, sizeof(target));

		code = n < 0 ? -1 : git_odb_hash(&oid, target, (size_t)n, GIT_OBJECT_BLOB);
	} else {
		if (has_filter(repo, name, &filter))
			return refuse_filter(err, name, filter);
		code = git_repository_hashfile(&oid, repo->git, full.ptr, GIT_OBJECT_BLOB, name);
	}
	if (code < 0)
		return rg_git__fail(err, code, "cannot read %s", name);
	*out = rg_git__oid_text(arena, &oid);
	return RG_OK;
}

rg_rc rg_blob_in(rg_str *oid, rg_str *bytes, rg_arena *arena, rg_repo *repo, rg_str commit,
		 rg_str path, rg_err *err)
{
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	git_blob *blob = NULL;
	int code;
	rg_rc rc = rg_git__tree(&tree, repo, commit, err);

	if (rc < 0)
		return rc;
	code = git_tree_entry_bypath(&entry, tree, rg_arena_cstr(arena, path));
	if (code == 0 && git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		code = GIT_ENOTFOUND;
	if (code == 0) {
		*oid = rg_git__oid_text(arena, git_tree_entry_id(entry));
		if (bytes &&
		    (code = git_blob_lookup(&blob, repo->git, git_tree_entry_id(entry))) == 0)
			*bytes = rg_arena_dup(arena, (rg_str){git_blob_rawcontent(blob),
							      (size_t)git_blob_rawsize(blob)});
	}
	git_blob_free(blob);
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return code < 0 ? rg_git__fail(err, code, "cannot read %.*s in %.*s", RG_FMT(path),
				       RG_FMT(commit))
			: RG_OK;
}

static char change_of(const git_diff_delta *delta)
{
	switch (delta->status) {
	case GIT_DELTA_ADDED:
	case GIT_DELTA_UNTRACKED:
		return 'A';
	case GIT_DELTA_DELETED:
		return 'D';
	case GIT_DELTA_TYPECHANGE:
		return 'T';
	default:
		return 'M';
	}
}

static void take_changes(rg_change_vec *out, rg_arena *arena, git_diff *diff,
			 const rg_str_vec *without)
{
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);
		rg_str path = rg_str_of(delta->status == GIT_DELTA_DELETED ? delta->old_file.path
									   : delta->new_file.path);
		rg_change change = {.change = change_of(delta),
				    .is_untracked = delta->status == GIT_DELTA_UNTRACKED};

		if ((without && rg_git__is_below(without, path)) || rg_str_ends(path, RG_STR("/")))
			continue;
		change.path = rg_arena_dup(arena, path);
		RG_PUSH(arena, out, change);
	}
}

static const uint32_t workdir_diff = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS |
				     GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_IGNORE_SUBMODULES;

rg_rc rg_changes_since(rg_change_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
		       const rg_str_vec *without, rg_err *err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_tree *tree = NULL;
	git_diff *diff = NULL;
	int code;
	rg_rc rc = rg_git__tree(&tree, repo, commit, err);

	*out = (rg_change_vec){0};
	if (rc < 0)
		return rc;
	options.flags = workdir_diff | GIT_DIFF_SKIP_BINARY_CHECK;
	code = git_diff_tree_to_workdir_with_index(&diff, repo->git, tree, &options);
	git_tree_free(tree);
	if (code < 0)
		return rg_git__fail(err, code, "cannot compare the work tree with %.*s",
				    RG_FMT(commit));
	take_changes(out, arena, diff, without);
	git_diff_free(diff);
	return RG_OK;
}

/* ---- the pull request's tree ---------------------------------------------------------------- */

/* Puts the base's version of every path of `without` into the index. */
static int restore_from_base(git_index *index, git_tree *base, const rg_str_vec *without)
{
	git_index *whole = NULL;
	int code = git_index_new(&whole);

	remove_paths(index, without);
	if (code == 0)
		code = git_index_read_tree(whole, base);
	for (size_t i = 0; code == 0 && i < git_index_entrycount(whole); i++) {
		const git_index_entry *entry = git_index_get_byindex(whole, i);

		if (rg_git__is_below(without, rg_str_of(entry->path)))
			code = git_index_add(index, entry);
	}
	git_index_free(whole);
	return code;
}

static rg_rc find_merge_base(rg_pr_tree *out, git_oid *merge_base, rg_arena *arena, rg_repo *repo,
			     rg_str base, rg_err *err)
{
	git_oid base_oid, head_oid;
	int code = git_reference_name_to_id(&head_oid, repo->git, "HEAD");
	rg_rc rc = rg_git__oid_parse(&base_oid, base, err);

	if (rc < 0)
		return rc;
	if (code == 0)
		code = git_merge_base(merge_base, repo->git, &base_oid, &head_oid);
	if (code < 0)
		return rg_git__fail(err, code, "HEAD and the base have no commit in common");
	out->merge_base = rg_git__oid_text(arena, merge_base);
	out->base_has_moved = !git_oid_equal(merge_base, &base_oid);
	return RG_OK;
}

/* Merges the user's tree into the base's; the result replaces *index. */
static rg_rc merge_onto_base(git_index **index, rg_repo *repo, git_tree *base, rg_str merge_base,
			     rg_err *err)
{
	git_merge_options options = GIT_MERGE_OPTIONS_INIT;
	git_tree *ancestor = NULL, *theirs = NULL;
	git_index *merged = NULL;
	git_oid oid;
	int code = git_index_write_tree_to(&oid, *index, repo->git);
	rg_rc rc;

	if ((rc = rg_git__tree(&ancestor, repo, merge_base, err)) < 0)
		return rc;
	if (code == 0)
		code = git_tree_lookup(&theirs, repo->git, &oid);
	if (code == 0)
		code = git_merge_trees(&merged, repo->git, ancestor, base, theirs, &options);
	git_tree_free(ancestor);
	git_tree_free(theirs);
	if (code < 0)
		return rg_git__fail(err, code, "cannot merge the change with the base");
	if (git_index_has_conflicts(merged)) {
		rc = refuse_conflicts(merged, err);
		git_index_free(merged);
		return rc;
	}
	git_index_free(*index);
	*index = merged;
	return RG_OK;
}

rg_rc rg_pr_tree_make(rg_pr_tree *out, rg_arena *arena, rg_repo *repo, rg_str base,
		      const rg_str_vec *without, bool writes, rg_err *err)
{
	git_tree *base_tree = NULL, *new_tree = NULL;
	git_index *index = NULL;
	git_diff *diff = NULL;
	git_oid merge_base, oid;
	int code = writes ? 0 : write_to_memory(repo);
	rg_rc rc;

	*out = (rg_pr_tree){0};
	if (code < 0)
		return rg_git__fail(err, code, "cannot prepare a tree in memory");
	if ((rc = find_merge_base(out, &merge_base, arena, repo, base, err)) < 0 ||
	    (rc = rg_git__tree(&base_tree, repo, base, err)) < 0 ||
	    (rc = working_index(&index, repo, err)) < 0)
		goto done;
	if (out->base_has_moved) {
		git_tree *ancestor = NULL;

		/* The reproduction test is no part of the merge: it would conflict with itself. */
		if ((rc = rg_git__tree(&ancestor, repo, out->merge_base, err)) < 0)
			goto done;
		code = restore_from_base(index, ancestor, without);
		git_tree_free(ancestor);
		if (code == 0 &&
		    (rc = merge_onto_base(&index, repo, base_tree, out->merge_base, err)) < 0)
			goto done;
	}
	if (code == 0)
		code = restore_from_base(index, base_tree, without);
	if (code == 0)
		code = git_index_write_tree_to(&oid, index, repo->git);
	if (code == 0)
		code = git_tree_lookup(&new_tree, repo->git, &oid);
	if (code == 0)
		code = git_diff_tree_to_tree(&diff, repo->git, base_tree, new_tree, NULL);
	if (code < 0) {
		rc = rg_git__fail(err, code, "cannot build the tree of the pull request");
		goto done;
	}
	out->tree = rg_git__oid_text(arena, &oid);
	take_changes(&out->changes, arena, diff, NULL);
done:
	git_diff_free(diff);
	git_index_free(index);
	git_tree_free(new_tree);
	git_tree_free(base_tree);
	return rc;
}

/* ---- diffs ---------------------------------------------------------------------------------- */

static int add_diff_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
			 const git_diff_line *line, void *payload)
{
	rg_buf *out = payload;

	(void)delta;
	(void)hunk;
	if (line->origin == '+' || line->origin == '-' || line->origin == ' ')
		rg_buf_add_char(out, line->origin);
	rg_buf_add(out, (rg_str){line->content, line->content_len});
	return out->is_cut ? GIT_EUSER : 0;
}

rg_rc rg_diff_text(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str old_tree, rg_str new_tree,
		   size_t max, rg_err *err)
{
	git_tree *old = NULL, *new = NULL;
	git_diff *diff = NULL;
	rg_buf text;
	int code;
	rg_rc rc;

	rg_buf_init(&text, max);
	if ((rc = rg_git__tree(&old, repo, old_tree, err)) < 0 ||
	    (rc = rg_git__tree(&new, repo, new_tree, err)) < 0)
		goto done;
	code = git_diff_tree_to_tree(&diff, repo->git, old, new, NULL);
	if (code == 0)
		code = git_diff_print(diff, GIT_DIFF_FORMAT_PATCH, add_diff_line, &text);
	if (code < 0 && code != GIT_EUSER)
		rc = rg_git__fail(err, code, "cannot make the diff");
	else
		*out = rg_arena_dup(arena, rg_buf_str(&text));
done:
	rg_buf_release(&text);
	git_diff_free(diff);
	git_tree_free(old);
	git_tree_free(new);
	return rc;
}

typedef struct added {
	rg_added_line_vec *out;
	rg_arena *arena;
} added;

static int take_added(const git_diff_delta *delta, const git_diff_hunk *hunk,
		      const git_diff_line *line, void *payload)
{
	added *a = payload;
	rg_added_line one;

	(void)hunk;
	if (line->origin != '+' || line->new_lineno < 0)
		return 0;
	one.path = rg_arena_dup(a->arena, rg_str_of(delta->new_file.path));
	one.line = (uint32_t)line->new_lineno;
	one.text = (rg_str){line->content, line->content_len};
	rg_str_chop(&one.text, RG_STR("\n"));
	rg_str_chop(&one.text, RG_STR("\r"));
	one.text = rg_arena_dup(a->arena, one.text);
	RG_PUSH(a->arena, a->out, one);
	return 0;
}

rg_rc rg_added_lines(rg_added_line_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
		     rg_err *err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	added payload = {out, arena};
	git_tree *tree = NULL;
	git_diff *diff = NULL;
	int code;
	rg_rc rc = rg_git__tree(&tree, repo, commit, err);

	*out = (rg_added_line_vec){0};
	if (rc < 0)
		return rc;
	options.flags = workdir_diff | GIT_DIFF_SHOW_UNTRACKED_CONTENT;
	options.context_lines = 0;
	options.max_size = (git_off_t)RG_LIMIT_SOURCE_BYTES;
	code = git_diff_tree_to_workdir_with_index(&diff, repo->git, tree, &options);
	if (code == 0)
		code = git_diff_foreach(diff, NULL, NULL, NULL, take_added, &payload);
	git_diff_free(diff);
	git_tree_free(tree);
	return code < 0 ? rg_git__fail(err, code, "cannot compare the work tree with the base")
			: RG_OK;
}
