/* SPDX-License-Identifier: MIT */
/*
 * treediff.c - two sorted lists of entries are walked side by side. A name that is a file on one
 * side and a folder on the other counts as two names, as git sorts them. Trees are read as git
 * keeps them, "MODE NAME<NUL><20 bytes of the id>" for each entry: of a long history's trees,
 * libgit2's lists of entries would take as long to make as the trees take to read.
 */
#include "git/treediff.h"

#include <stdlib.h>
#include <string.h>

typedef struct walk {
	rg_tree_change_vec *out;
	rg_arena *arena;
	git_odb *odb;
	size_t max;
	rg_err *err;
} walk;

typedef struct entry {
	rg_str name;
	git_oid id;
	uint16_t mode; /* 0: there is none */
	size_t size;   /* in its tree */
} entry;

static bool is_tree(const entry *e)
{
	return e->mode == GIT_FILEMODE_TREE;
}

/* As git does it (canon_mode in its cache.h): old trees have modes that nobody writes now. */
static uint16_t mode_of(uint32_t mode)
{
	switch (mode & 0170000) {
	case 0040000:
		return GIT_FILEMODE_TREE;
	case 0120000:
		return GIT_FILEMODE_LINK;
	case 0160000:
		return GIT_FILEMODE_COMMIT;
	default:
		return mode & 0100 ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
	}
}

/* The size of a tree's first entry; 0: it has none, or what is left is damaged. */
static size_t entry_size(rg_str tree)
{
	const char *end = tree.len ? memchr(tree.ptr, '\0', tree.len) : NULL;
	size_t n = end ? (size_t)(end - tree.ptr) + 1 + GIT_OID_RAWSZ : 0;

	return n <= tree.len ? n : 0;
}

static rg_rc first_entry(entry *out, rg_str tree, rg_err *err)
{
	uint32_t mode = 0;
	size_t at = 0, end;

	*out = (entry){.size = entry_size(tree)};
	if (!tree.len)
		return RG_OK;
	for (; out->size && tree.ptr[at] >= '0' && tree.ptr[at] <= '7'; at++)
		mode = mode << 3 | (uint32_t)(tree.ptr[at] - '0');
	if (!out->size || tree.ptr[at] != ' ')
		return rg_fail(err, RG_EEXTERNAL, "cannot read a tree: it is damaged");
	end = out->size - GIT_OID_RAWSZ;
	out->name = rg_str_sub(tree, at + 1, end - 1);
	out->mode = mode_of(mode);
	memcpy(out->id.id, tree.ptr + end, GIT_OID_RAWSZ);
	return RG_OK;
}

/* Most entries are the same on both sides, byte for byte. */
static void skip_same(rg_str *a, rg_str *b)
{
	for (size_t n; (n = entry_size(*a)) && n <= b->len && memcmp(a->ptr, b->ptr, n) == 0;) {
		*a = (rg_str){a->ptr + n, a->len - n};
		*b = (rg_str){b->ptr + n, b->len - n};
	}
}

/* id NULL: the empty tree. *object is to be freed, whatever comes back. */
static rg_rc read_tree(rg_str *bytes, git_odb_object **object, walk *w, const git_oid *id)
{
	int code = id ? git_odb_read(object, w->odb, id) : 0;

	*bytes = (rg_str){NULL, 0};
	if (code < 0)
		return rg_git__fail(w->err, code, "cannot read a tree");
	if (!id)
		return RG_OK;
	if (git_odb_object_type(*object) != GIT_OBJECT_TREE)
		return rg_fail(w->err, RG_EEXTERNAL, "cannot read a tree: it is none");
	*bytes = (rg_str){git_odb_object_data(*object), git_odb_object_size(*object)};
	return RG_OK;
}

static rg_rc compare(walk *w, rg_str folder, const git_oid *old, const git_oid *new);

/* One name: either side may be NULL. */
static rg_rc one_name(walk *w, rg_str folder, const entry *old, const entry *new)
{
	rg_str name = old ? old->name : new->name;
	size_t len = folder.len + name.len;
	char *path = rg_arena_alloc(w->arena, len + 2);
	rg_tree_change change = {.path = {path, len}};

	memcpy(path, folder.ptr, folder.len);
	memcpy(path + folder.len, name.ptr, name.len);
	if (is_tree(old ? old : new)) {
		path[len] = '/';
		return compare(w, (rg_str){path, len + 1}, old ? &old->id : NULL,
			       new ? &new->id : NULL);
	}
	if (w->out->n == w->max)
		return RG_ETOOBIG;
	if (old)
		change.from = (rg_git_file){old->id, old->mode};
	if (new)
		change.to = (rg_git_file){new->id, new->mode};
	RG_PUSH(w->arena, w->out, change);
	return RG_OK;
}

/* As git sorts the entries of a tree: a folder as if its name ended in a slash. */
static int order_of(const entry *a, const entry *b)
{
	size_t n = a->name.len < b->name.len ? a->name.len : b->name.len;
	int order = memcmp(a->name.ptr, b->name.ptr, n);
	unsigned char behind_a, behind_b;

	if (order)
		return order;
	behind_a = a->name.len > n ? (unsigned char)a->name.ptr[n] : is_tree(a) ? '/' : '\0';
	behind_b = b->name.len > n ? (unsigned char)b->name.ptr[n] : is_tree(b) ? '/' : '\0';
	return behind_a - behind_b;
}

static rg_rc compare(walk *w, rg_str folder, const git_oid *old, const git_oid *new)
{
	git_odb_object *old_object = NULL, *new_object = NULL;
	rg_str a, b;
	rg_rc rc = read_tree(&a, &old_object, w, old);

	if (rc == RG_OK)
		rc = read_tree(&b, &new_object, w, new);
	while (rc == RG_OK) {
		entry x, y;
		int order;

		skip_same(&a, &b);
		if ((!a.len && !b.len) || (rc = first_entry(&x, a, w->err)) < 0 ||
		    (rc = first_entry(&y, b, w->err)) < 0)
			break;
		order = !x.mode ? 1 : !y.mode ? -1 : order_of(&x, &y);
		if (order || x.mode != y.mode || !git_oid_equal(&x.id, &y.id))
			rc = one_name(w, folder, order <= 0 ? &x : NULL, order >= 0 ? &y : NULL);
		if (order <= 0)
			a = rg_str_sub(a, x.size, a.len);
		if (order >= 0)
			b = rg_str_sub(b, y.size, b.len);
	}
	git_odb_object_free(old_object);
	git_odb_object_free(new_object);
	return rc;
}

static int by_path(const void *a, const void *b)
{
	return rg_str_cmp(((const rg_tree_change *)a)->path, ((const rg_tree_change *)b)->path);
}

rg_rc rg_git__tree_diff(rg_tree_change_vec *out, rg_arena *arena, git_repository *git,
			const git_tree *old, const git_tree *new, size_t max, rg_err *err)
{
	return rg_git__tree_diff_ids(out, arena, git, old ? git_tree_id(old) : NULL,
				     new ? git_tree_id(new) : NULL, max, err);
}

rg_rc rg_git__tree_diff_ids(rg_tree_change_vec *out, rg_arena *arena, git_repository *git,
			    const git_oid *old, const git_oid *new, size_t max, rg_err *err)
{
	walk w = {.out = out, .arena = arena, .max = max, .err = err};
	int code = git_repository_odb(&w.odb, git);
	rg_rc rc;

	*out = (rg_tree_change_vec){0};
	if (code < 0)
		return rg_git__fail(err, code, "cannot read a tree");
	rc = compare(&w, (rg_str){"", 0}, old, new);
	git_odb_free(w.odb);
	/* Git sorts "a/b" behind "a.c"; everybody else by bytes. */
	if (out->n)
		qsort(out->items, out->n, sizeof(*out->items), by_path);
	return rc;
}
