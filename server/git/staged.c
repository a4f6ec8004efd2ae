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
#include "git/working.h"

/* Somebody's editor looks at the repository every now and then, with the lock in hand. */
#define PATIENCE_MS 1000
#define NAP_MS	    20

void rg_git__nap(void)
{
	struct timespec time = {.tv_nsec = NAP_MS * 1000000L};

	nanosleep(&time, NULL);
}

rg_rc rg_git__index_is_free(rg_repo *repo, rg_err *err)
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

static rg_rc open_index(git_index **out, rg_repo *repo, rg_err *err)
{
	int code = git_repository_index(out, repo->git);

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
	const char *folder; /* of the subtree, "" or ending in '/' */
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
	n = snprintf(path, sizeof(path), "%s%s%s", w->folder, root, git_tree_entry_name(entry));
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
	walk w = {.index = index};
	char folder[4096];
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
		snprintf(folder, sizeof(folder), "%s/", path);
		w.folder = folder;
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

static int head_tree(git_tree **out, rg_repo *repo)
{
	int code = git_revparse_single((git_object **)out, repo->git, "HEAD^{tree}");

	return code == GIT_ENOTFOUND && git_repository_head_unborn(repo->git) == 1 ? 0 : code;
}

rg_rc rg_staged_read(rg_staged_vec *out, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_index *index = NULL;
	git_tree *head = NULL;
	git_diff *diff = NULL;
	int code;
	rg_rc rc = open_index(&index, repo, err);

	*out = (rg_staged_vec){0};
	if (rc < 0)
		return rc;
	options.flags = GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_SKIP_BINARY_CHECK;
	if ((code = head_tree(&head, repo)) == 0)
		code = git_diff_tree_to_index(&diff, repo->git, head, index, &options);
	for (size_t i = 0; code == 0 && i < git_diff_num_deltas(diff); i++) {
		const char *path = git_diff_get_delta(diff, i)->new_file.path;
		const git_index_entry *entry = git_index_get_bypath(index, path, 0);
		rg_staged one = {.path = rg_arena_dup(arena, rg_str_of(path))};

		if (entry) {
			one.oid = rg_git__oid_text(arena, &entry->id);
			one.mode = entry->mode;
			one.is_intent_to_add =
				entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD;
		}
		RG_PUSH(arena, out, one);
	}
	git_diff_free(diff);
	git_tree_free(head);
	git_index_free(index);
	return code < 0 ? rg_git__fail(err, code, "cannot compare the index with HEAD") : RG_OK;
}

rg_rc rg_staged_write(rg_repo *repo, const rg_staged_vec *staged, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	git_index *index = NULL;
	int code = 0;
	rg_rc rc;

	if ((rc = rg_git__index_is_free(repo, err)) < 0 || (rc = open_index(&index, repo, err)) < 0)
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

rg_rc rg_index_follow(rg_repo *repo, rg_str commit, rg_err *err)
{
	git_index *index = NULL;
	git_tree *tree = NULL;
	rg_rc rc;

	if ((rc = rg_git__index_is_free(repo, err)) < 0 ||
	    (rc = rg_git__tree(&tree, repo, commit, err)) < 0)
		return rc;
	rc = open_index(&index, repo, err);
	/* libgit2 takes the old entry, stat data and all, where id and mode are the same. */
	if (rc == RG_OK)
		rc = close_index(index, git_index_read_tree(index, tree), err);
	git_tree_free(tree);
	return rc;
}
