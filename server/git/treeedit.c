/* SPDX-License-Identifier: MIT */
/*
 * treeedit.c - one folder after another: the edits are sorted so that all below one name stand
 * together, behind the edit of that name itself.
 */
#include "git/treeedit.h"

#include <stdlib.h>
#include <string.h>

typedef struct editor {
	rg_arena *arena;
	git_repository *git;
	const rg_tree_edit *edits;
	rg_err *err;
} editor;

/* Bytewise, but '/' is before every other byte: "a", "a/b", "a-b". */
static int by_path(const void *x, const void *y)
{
	rg_str a = ((const rg_tree_edit *)x)->path, b = ((const rg_tree_edit *)y)->path;
	size_t n = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < n; i++) {
		int left = a.ptr[i] == '/' ? 0 : (unsigned char)a.ptr[i];
		int right = b.ptr[i] == '/' ? 0 : (unsigned char)b.ptr[i];

		if (left != right)
			return left - right;
	}
	return a.len < b.len ? -1 : a.len > b.len;
}

/* The name in the folder, and whether the path ends there. */
static rg_str name_at(const rg_tree_edit *edit, size_t prefix, bool *is_last)
{
	rg_str rest = rg_str_sub(edit->path, prefix, edit->path.len);
	size_t slash = rg_str_find_char(rest, '/');

	*is_last = slash == SIZE_MAX;
	return rg_str_sub(rest, 0, slash);
}

static rg_rc edit_folder(git_oid *out, size_t *n_entries, editor *e, const git_tree *base,
			 size_t prefix, size_t first, size_t end);

/* The edits [first, end) below one name that is, or becomes, a folder. */
static rg_rc edit_below(git_treebuilder *builder, editor *e, const char *name, size_t prefix,
			size_t first, size_t end)
{
	const git_tree_entry *there = git_treebuilder_get(builder, name);
	bool is_tree = there && git_tree_entry_type(there) == GIT_OBJECT_TREE;
	git_tree *sub = NULL;
	git_oid oid;
	size_t n = 0;
	int code = is_tree ? git_tree_lookup(&sub, e->git, git_tree_entry_id(there)) : 0;
	rg_rc rc = RG_OK;

	if (code == 0)
		rc = edit_folder(&oid, &n, e, sub, prefix, first, end);
	git_tree_free(sub);
	if (rc < 0)
		return rc;
	if (code == 0 && n)
		code = git_treebuilder_insert(NULL, builder, name, &oid, GIT_FILEMODE_TREE);
	else if (code == 0 && is_tree)
		code = git_treebuilder_remove(builder, name);
	return code < 0 ? rg_git__fail(e->err, code, "cannot change a tree") : RG_OK;
}

static rg_rc edit_name(git_treebuilder *builder, editor *e, const char *name, size_t prefix,
		       size_t first, size_t end, bool has_own)
{
	const rg_tree_edit *own = &e->edits[first];
	int code = 0;

	if (has_own && own->to.mode)
		code = git_treebuilder_insert(NULL, builder, name, &own->to.oid,
					      (git_filemode_t)own->to.mode);
	else if (has_own && git_treebuilder_get(builder, name))
		code = git_treebuilder_remove(builder, name);
	if (code < 0)
		return rg_git__fail(e->err, code, "cannot change a tree");
	if (has_own && own->to.mode)
		return RG_OK; /* a file stands there now: what is below it can only go */
	first += has_own;
	return first < end ? edit_below(builder, e, name, prefix, first, end) : RG_OK;
}

static rg_rc edit_folder(git_oid *out, size_t *n_entries, editor *e, const git_tree *base,
			 size_t prefix, size_t first, size_t end)
{
	git_treebuilder *builder = NULL;
	int code = git_treebuilder_new(&builder, e->git, base);
	rg_rc rc = code < 0 ? rg_git__fail(e->err, code, "cannot change a tree") : RG_OK;

	while (rc == RG_OK && first < end) {
		size_t next = first + 1;
		bool is_last, ignored;
		rg_str name = name_at(&e->edits[first], prefix, &is_last);

		while (next < end && rg_str_eq(name_at(&e->edits[next], prefix, &ignored), name))
			next++;
		rc = edit_name(builder, e, rg_arena_cstr(e->arena, name), prefix + name.len + 1,
			       first, next, is_last);
		first = next;
	}
	if (rc == RG_OK) {
		*n_entries = git_treebuilder_entrycount(builder);
		if ((code = git_treebuilder_write(out, builder)) < 0)
			rc = rg_git__fail(e->err, code, "cannot write a tree");
	}
	git_treebuilder_free(builder);
	return rc;
}

rg_rc rg_git__tree_edit(git_oid *out, rg_arena *arena, git_repository *git, const git_tree *base,
			rg_tree_edit_vec *edits, rg_err *err)
{
	editor e = {arena, git, edits->items, err};
	size_t n;

	if (edits->n)
		qsort(edits->items, edits->n, sizeof(*edits->items), by_path);
	return edit_folder(out, &n, &e, base, 0, 0, edits->n);
}

rg_rc rg_git__edit_as_in(rg_tree_edit_vec *edits, rg_arena *arena, const git_tree *tree,
			 const rg_str_vec *paths, rg_err *err)
{
	for (size_t i = 0; paths && i < paths->n; i++) {
		git_tree_entry *entry = NULL;
		rg_tree_edit edit = {.path = paths->items[i]};
		bool is_inside = false;
		int code;

		rg_str_chop(&edit.path, RG_STR("/"));
		if (!edit.path.len)
			continue;
		/* "tests" and "tests/a": the wider one says it all. */
		for (size_t j = 0; j < paths->n && !is_inside; j++) {
			rg_str other = paths->items[j], rest = edit.path;

			rg_str_chop(&other, RG_STR("/"));
			is_inside = other.len && rg_str_skip(&rest, other) &&
				    (rest.len ? rest.ptr[0] == '/' : j < i);
		}
		if (is_inside)
			continue;
		code = tree ? git_tree_entry_bypath(&entry, tree, rg_arena_cstr(arena, edit.path))
			    : GIT_ENOTFOUND;
		if (code == 0)
			edit.to = (rg_git_file){*git_tree_entry_id(entry),
						git_tree_entry_filemode(entry)};
		git_tree_entry_free(entry);
		if (code < 0 && code != GIT_ENOTFOUND)
			return rg_git__fail(err, code, "cannot read %.*s", RG_FMT(edit.path));
		RG_PUSH(arena, edits, edit);
	}
	return RG_OK;
}

rg_rc rg_git__tree_of(git_tree **out, rg_arena *arena, git_repository *git, const git_tree *tree,
		      const rg_str_vec *paths, rg_err *err)
{
	rg_tree_edit_vec edits = {0};
	git_oid oid;
	int code;
	rg_rc rc = RG_OK;

	for (size_t i = 0; i < paths->n; i++) {
		git_tree_entry *entry = NULL;
		rg_tree_edit edit = {.path = paths->items[i]};

		/* A folder of that name is no file of the other side's. */
		if (git_tree_entry_bypath(&entry, tree, rg_arena_cstr(arena, edit.path)) == 0 &&
		    git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
			edit.to = (rg_git_file){*git_tree_entry_id(entry),
						git_tree_entry_filemode(entry)};
			RG_PUSH(arena, &edits, edit);
		}
		git_tree_entry_free(entry);
	}
	if ((rc = rg_git__tree_edit(&oid, arena, git, NULL, &edits, err)) < 0)
		return rc;
	if ((code = git_tree_lookup(out, git, &oid)) < 0)
		return rg_git__fail(err, code, "cannot read a tree");
	return RG_OK;
}
