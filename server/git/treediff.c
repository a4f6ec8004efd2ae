/* SPDX-License-Identifier: MIT */
/*
 * treediff.c - two sorted lists of entries are walked side by side. A name that is a file on one
 * side and a folder on the other counts as two names, as git sorts them.
 */
#include "git/treediff.h"

#include <stdlib.h>

typedef struct walk {
	rg_tree_change_vec *out;
	rg_arena *arena;
	git_repository *git;
	size_t max;
	rg_err *err;
} walk;

static rg_rc compare(walk *w, rg_str folder, const git_tree *old, const git_tree *new);

static rg_rc load(git_tree **out, walk *w, const git_tree_entry *entry)
{
	int code = 0;

	*out = NULL;
	if (entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		code = git_tree_lookup(out, w->git, git_tree_entry_id(entry));
	return code < 0 ? rg_git__fail(w->err, code, "cannot read a tree") : RG_OK;
}

/* One name: either side may be NULL. */
static rg_rc one_name(walk *w, rg_str folder, const git_tree_entry *old, const git_tree_entry *new)
{
	const char *name = git_tree_entry_name(old ? old : new);
	rg_str path = rg_arena_printf(w->arena, "%.*s%s", RG_FMT(folder), name);
	git_tree *a = NULL, *b = NULL;
	rg_tree_change change = {.path = path};
	rg_rc rc;

	if (git_tree_entry_type(old ? old : new) == GIT_OBJECT_TREE) {
		rg_str below = rg_arena_printf(w->arena, "%.*s/", RG_FMT(path));

		if ((rc = load(&a, w, old)) == RG_OK && (rc = load(&b, w, new)) == RG_OK)
			rc = compare(w, below, a, b);
		git_tree_free(a);
		git_tree_free(b);
		return rc;
	}
	if (w->out->n == w->max)
		return RG_ETOOBIG;
	if (old)
		change.from = (rg_git_file){*git_tree_entry_id(old), git_tree_entry_filemode(old)};
	if (new)
		change.to = (rg_git_file){*git_tree_entry_id(new), git_tree_entry_filemode(new)};
	RG_PUSH(w->arena, w->out, change);
	return RG_OK;
}

static rg_rc compare(walk *w, rg_str folder, const git_tree *old, const git_tree *new)
{
	size_t i = 0, j = 0, n_old = old ? git_tree_entrycount(old) : 0;
	size_t n_new = new ? git_tree_entrycount(new) : 0;
	rg_rc rc = RG_OK;

	while (rc == RG_OK && (i < n_old || j < n_new)) {
		const git_tree_entry *a = i < n_old ? git_tree_entry_byindex(old, i) : NULL;
		const git_tree_entry *b = j < n_new ? git_tree_entry_byindex(new, j) : NULL;
		int order = !a ? 1 : !b ? -1 : git_tree_entry_cmp(a, b);

		if (order < 0) {
			rc = one_name(w, folder, a, NULL);
			i++;
		} else if (order > 0) {
			rc = one_name(w, folder, NULL, b);
			j++;
		} else {
			if (!git_oid_equal(git_tree_entry_id(a), git_tree_entry_id(b)) ||
			    git_tree_entry_filemode(a) != git_tree_entry_filemode(b))
				rc = one_name(w, folder, a, b);
			i++;
			j++;
		}
	}
	return rc;
}

static int by_path(const void *a, const void *b)
{
	return rg_str_cmp(((const rg_tree_change *)a)->path, ((const rg_tree_change *)b)->path);
}

rg_rc rg_git__tree_diff(rg_tree_change_vec *out, rg_arena *arena, git_repository *git,
			const git_tree *old, const git_tree *new, size_t max, rg_err *err)
{
	walk w = {out, arena, git, max, err};
	rg_rc rc;

	*out = (rg_tree_change_vec){0};
	rc = compare(&w, (rg_str){"", 0}, old, new);
	/* Git sorts "a/b" behind "a.c"; everybody else by bytes. */
	if (out->n)
		qsort(out->items, out->n, sizeof(*out->items), by_path);
	return rc;
}
