/* SPDX-License-Identifier: MIT */
/*
 * staged.c - the user's index: what is staged, putting it back, following a commit. Entries that
 * do not change keep their stat data, so that git need not read the files again.
 */
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "git/switch.h"
#include "git/treediff.h"

/* Somebody's editor looks at the repository every now and then, with the lock in hand. */
#define PATIENCE_MS 1000
#define NAP_MS	    20

void rg_git__nap(void)
{
	struct timespec time = {.tv_nsec = NAP_MS * 1000000L};

	nanosleep(&time, NULL);
}

rg_rc rg_index_wait_free(rg_repo *repo, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	rg_str lock = rg_arena_printf(arena, "%sindex.lock", git_repository_path(repo->git));
	rg_rc rc = RG_OK;

	for (int waited = 0; access(lock.ptr, F_OK) == 0; waited += NAP_MS) {
		if (waited >= PATIENCE_MS) {
			rc = rg_fail(
				err, RG_EEXTERNAL,
				"another git program holds %.*s; end it, or remove that file if "
				"none is running",
				RG_FMT(lock));
			break;
		}
		rg_git__nap();
	}
	rg_arena_free(arena);
	return rc;
}

void rg_git__index_stat(struct stat *out, rg_repo *repo)
{
	rg_arena *arena = rg_arena_new();

	if (stat(rg_arena_printf(arena, "%sindex", git_repository_path(repo->git)).ptr, out) < 0)
		memset(out, 0, sizeof(*out)); /* there is none yet */
	rg_arena_free(arena);
}

rg_rc rg_git__index_is_same(rg_repo *repo, const struct stat *before, rg_err *err)
{
	struct stat now;

	rg_git__index_stat(&now, repo);
	if (now.st_ino == before->st_ino && now.st_size == before->st_size &&
	    now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
	    now.st_mtim.tv_nsec == before->st_mtim.tv_nsec)
		return RG_OK;
	return rg_fail(err, RG_ESTALE, "another program changed the index meanwhile; try again");
}

int rg_git__index(git_index **out, git_repository *git)
{
	int code = git_repository_index(out, git);

	return code < 0 ? code
			: git_index_set_caps(*out, git_index_caps(*out) &
							   ~GIT_INDEX_CAPABILITY_IGNORE_CASE);
}

static rg_rc open_index(git_index **out, rg_repo *repo, rg_err *err)
{
	int code = rg_git__index(out, repo->git);

	if (code == 0 && (code = git_index_read(*out, 1)) < 0) {
		git_index_free(*out);
		*out = NULL;
	}
	return code < 0 ? rg_git__fail(err, code, "cannot read the index") : RG_OK;
}

/* Writes it, or leaves the handle's index as it is on disk. */
static rg_rc close_index(git_index *index, int code, rg_err *err)
{
	rg_rc rc = RG_OK;

	if (code == 0)
		code = git_index_write(index);
	if (code < 0) {
		rc = rg_git__fail(err, code, "cannot write the index");
		git_index_read(index, 1);
	}
	git_index_free(index);
	return rc;
}

/* ---- entries of some paths ------------------------------------------------------------------ */

typedef struct walk {
	git_index *index;
	const char *folder; /* of the subtree, without a slash at its end; "" for all */
	int code;
} walk;

static int add_missing(const char *root, const git_tree_entry *entry, void *payload)
{
	walk *w = payload;
	git_index_entry one = {0};
	char path[4096];
	int n;

	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		return 0;
	n = snprintf(path, sizeof(path), "%s%s%s%s", w->folder, *w->folder ? "/" : "", root,
		     git_tree_entry_name(entry));
	if (n < 0 || (size_t)n >= sizeof(path) || git_index_get_bypath(w->index, path, 0))
		return 0;
	one.path = path;
	one.mode = git_tree_entry_filemode(entry);
	one.id = *git_tree_entry_id(entry);
	w->code = git_index_add(w->index, &one);
	return w->code;
}

/* Adds what the tree has at or below the path and the index lacks. */
static int add_below(git_index *index, rg_repo *repo, const git_tree *tree, const char *path)
{
	git_tree_entry *entry = NULL;
	git_tree *sub = NULL;
	git_index_entry one = {0};
	walk w = {.index = index, .folder = path};
	int code = git_tree_entry_bypath(&entry, tree, path);

	if (code == GIT_ENOTFOUND)
		return 0;
	if (code == 0 && git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
		if (!git_index_get_bypath(index, path, 0)) {
			one.path = path;
			one.mode = git_tree_entry_filemode(entry);
			one.id = *git_tree_entry_id(entry);
			code = git_index_add(index, &one);
		}
	} else if (code == 0) {
		code = git_tree_lookup(&sub, repo->git, git_tree_entry_id(entry));
		if (code == 0)
			code = git_tree_walk(sub, GIT_TREEWALK_PRE, add_missing, &w);
		git_tree_free(sub);
	}
	git_tree_entry_free(entry);
	return code;
}

static bool is_as_in_tree(const git_index_entry *entry, const git_tree *tree)
{
	git_tree_entry *found = NULL;
	bool is_same = git_tree_entry_bypath(&found, tree, entry->path) == 0 &&
		       git_tree_entry_filemode(found) == entry->mode &&
		       git_oid_equal(git_tree_entry_id(found), &entry->id);

	git_tree_entry_free(found);
	return is_same;
}

int rg_git__index_as_tree(git_index *index, rg_repo *repo, const git_tree *tree,
			  const rg_str_vec *paths)
{
	int code = 0;

	if (!paths || !paths->n)
		return 0;
	for (size_t i = git_index_entrycount(index); i-- > 0;) {
		const git_index_entry *entry = git_index_get_byindex(index, i);

		if (rg_git__is_below(paths, rg_str_of(entry->path)) && !is_as_in_tree(entry, tree))
			git_index_remove(index, entry->path, git_index_entry_stage(entry));
	}
	for (size_t i = 0; code == 0 && i < paths->n; i++) {
		rg_str path = paths->items[i];
		char text[4096];

		rg_str_chop(&path, RG_STR("/"));
		if (!path.len || path.len >= sizeof(text) - 1)
			continue;
		snprintf(text, sizeof(text), "%.*s", RG_FMT(path));
		code = add_below(index, repo, tree, text);
	}
	return code;
}

/* ---- what is staged ------------------------------------------------------------------------- */

static int head_tree(git_tree **out, git_repository *git)
{
	int code = git_revparse_single((git_object **)out, git, "HEAD^{tree}");

	return code == GIT_ENOTFOUND && git_repository_head_unborn(git) == 1 ? 0 : code;
}

/* The index of a scratch handle as a tree: at once, where it knows its tree already. */
static int index_tree(git_tree **out, git_repository *git)
{
	git_index *index = NULL;
	git_oid oid;
	int code = rg_git__index(&index, git);

	if (code == 0)
		code = git_index_write_tree_to(&oid, index, git);
	if (code == 0)
		code = git_tree_lookup(out, git, &oid);
	git_index_free(index);
	return code;
}

rg_rc rg_git__staged_changes(rg_tree_change_vec *out, rg_arena *arena, git_repository *git,
			     rg_err *err)
{
	git_tree *head = NULL, *staged = NULL;
	int code = head_tree(&head, git);
	rg_rc rc;

	if (code == 0)
		code = index_tree(&staged, git);
	if (code < 0)
		rc = rg_git__fail(err, code, "cannot compare the index with HEAD");
	else
		rc = rg_git__tree_diff(out, arena, git, head, staged, SIZE_MAX, err);
	git_tree_free(head);
	git_tree_free(staged);
	return rc;
}

rg_rc rg_staged_in(rg_staged_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
		   const rg_str_vec *paths, rg_err *err)
{
	git_tree *tree = NULL;
	rg_rc rc = rg_git__tree(&tree, repo, commit, err);

	*out = (rg_staged_vec){0};
	for (size_t i = 0; rc == RG_OK && i < paths->n; i++) {
		rg_staged one = {.path = paths->items[i]};
		git_tree_entry *entry = NULL;
		int code = git_tree_entry_bypath(&entry, tree, rg_arena_cstr(arena, one.path));

		if (code < 0 && code != GIT_ENOTFOUND)
			rc = rg_git__fail(err, code, "cannot read %.*s in %.*s", RG_FMT(one.path),
					  RG_FMT(rg_str_sub(commit, 0, 12)));
		if (entry && git_tree_entry_type(entry) == GIT_OBJECT_BLOB) {
			one.oid = rg_git__oid_text(arena, git_tree_entry_id(entry));
			one.mode = (uint32_t)git_tree_entry_filemode(entry);
		}
		git_tree_entry_free(entry);
		RG_PUSH(arena, out, one);
	}
	git_tree_free(tree);
	return rc;
}

rg_rc rg_staged_read(rg_staged_vec *out, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	git_repository *git = NULL;
	git_index *index = NULL;
	rg_tree_change_vec changes = {0};
	int code;
	rg_rc rc;

	*out = (rg_staged_vec){0};
	if ((rc = rg_git__scratch(&git, repo, true, err)) == RG_OK &&
	    (rc = rg_git__staged_changes(&changes, arena, git, err)) == RG_OK &&
	    (code = rg_git__index(&index, git)) < 0)
		rc = rg_git__fail(err, code, "cannot read the index");
	for (size_t i = 0; rc == RG_OK && i < changes.n; i++) {
		rg_str path = changes.items[i].path;
		const git_index_entry *entry = git_index_get_bypath(index, path.ptr, 0);
		rg_staged one = {.path = path};

		if (entry) {
			one.oid = rg_git__oid_text(arena, &entry->id);
			one.mode = entry->mode;
			one.is_intent_to_add =
				entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD;
		}
		RG_PUSH(arena, out, one);
	}
	git_index_free(index);
	git_repository_free(git);
	return rc;
}

rg_rc rg_staged_write(rg_repo *repo, const rg_staged_vec *staged, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	git_index *index = NULL;
	int code = 0;
	rg_rc rc;

	if ((rc = rg_index_wait_free(repo, err)) < 0 || (rc = open_index(&index, repo, err)) < 0)
		goto done;
	for (size_t i = 0; code == 0 && rc == RG_OK && i < staged->n; i++) {
		const rg_staged *one = &staged->items[i];
		git_index_entry entry = {.mode = one->mode};

		entry.path = rg_arena_cstr(arena, one->path);
		if (!one->oid.ptr) {
			git_index_remove(index, entry.path, 0);
			continue;
		}
		if ((rc = rg_git__oid_parse(&entry.id, one->oid, err)) < 0)
			break;
		if (one->is_intent_to_add) {
			entry.flags = GIT_INDEX_ENTRY_EXTENDED;
			entry.flags_extended = GIT_INDEX_ENTRY_INTENT_TO_ADD;
		}
		code = git_index_add(index, &entry);
	}
	if (rc < 0) {
		git_index_read(index, 1);
		git_index_free(index);
	} else {
		rc = close_index(index, code, err);
	}
done:
	rg_arena_free(arena);
	return rc;
}

/* Removals first: a file may have become a folder. */
static int apply(git_index *index, const rg_tree_change_vec *changes)
{
	int code = 0;

	for (size_t i = 0; i < changes->n; i++)
		if (!changes->items[i].to.mode)
			git_index_remove(index, changes->items[i].path.ptr, 0);
	for (size_t i = 0; code == 0 && i < changes->n; i++) {
		const rg_tree_change *change = &changes->items[i];
		git_index_entry entry = {.mode = change->to.mode, .id = change->to.oid};
		const git_index_entry *old = git_index_get_bypath(index, change->path.ptr, 0);

		entry.path = change->path.ptr;
		if (old)
			entry.flags_extended = old->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE;
		if (entry.mode)
			code = git_index_add(index, &entry);
	}
	return code;
}

rg_rc rg_index_follow(rg_repo *repo, rg_str commit, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	git_repository *git = NULL;
	git_index *index = NULL;
	git_tree *tree = NULL, *now = NULL;
	rg_tree_change_vec changes = {0};
	int code;
	rg_rc rc;

	if ((rc = rg_index_wait_free(repo, err)) < 0 ||
	    (rc = rg_git__tree(&tree, repo, commit, err)) < 0 ||
	    (rc = open_index(&index, repo, err)) < 0)
		goto done;
	if (git_index_has_conflicts(index)) {
		rc = close_index(index, git_index_read_tree(index, tree), err);
		goto done;
	}
	/* What the index has now is asked of a second one: the tree that libgit2 notes down in an
	 * index that it made one of would be in memory only. */
	if ((rc = rg_git__scratch(&git, repo, true, err)) == RG_OK &&
	    (code = index_tree(&now, git)) < 0)
		rc = rg_git__fail(err, code, "cannot read the index");
	if (rc == RG_OK)
		rc = rg_git__tree_diff(&changes, arena, git, now, tree, SIZE_MAX, err);
	if (rc == RG_OK)
		rc = close_index(index, apply(index, &changes), err);
	else
		git_index_free(index);
done:
	git_tree_free(tree);
	git_tree_free(now);
	git_repository_free(git);
	rg_arena_free(arena);
	return rc;
}
