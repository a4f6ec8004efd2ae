/* SPDX-License-Identifier: MIT */
/*
 * tree.c - the tree of the working files, without touching anything. A second handle on the
 * repository, with an index of its own, is brought up to date with the work tree in memory (scan.c
 * trusts the stat data, so only changed files are read) and written as a tree; its new objects go
 * to a memory pack that is thrown away with it, unless they are wanted.
 */
#include "git/tree.h"

#include <errno.h>
#include <git2/sys/mempack.h>
#include <sys/stat.h>

#include "git/scan.h"
#include "git/working.h"

rg_rc rg_git__scratch(git_repository **out, rg_repo *repo, bool in_memory, rg_err *err)
{
	git_repository *git = NULL;
	git_odb *odb = NULL;
	git_odb_backend *memory = NULL;
	int code = git_repository_open(&git, git_repository_workdir(repo->git));

	if (code == 0)
		code = rg_git__add_worktree_config(git);
	if (code == 0 && in_memory) {
		code = git_repository_odb(&odb, git);
		if (code == 0)
			code = git_mempack_new(&memory);
		if (code == 0)
			code = git_odb_add_backend(odb, memory, 1000); /* above those on disk */
		git_odb_free(odb);
	}
	if (code < 0) {
		git_repository_free(git);
		return rg_git__fail(err, code, "cannot open the repository a second time");
	}
	*out = git;
	return RG_OK;
}

/* ---- the working files ---------------------------------------------------------------------- */

static rg_rc refuse_filter(rg_err *err, rg_str path, rg_str filter)
{
	return rg_fail(err, RG_EREFUSED,
		       "%.*s was changed and goes through git's filter or encoding \"%.*s\", which "
		       "redgreen does not run; commit or revert that file yourself first",
		       RG_FMT(path), RG_FMT(filter));
}

static rg_rc refuse_conflicts(rg_arena *arena, git_index *index, rg_err *err)
{
	rg_str_vec paths = {0};

	rg_git__conflicts(&paths, arena, index);
	return rg_fail(err, RG_EREFUSED,
		       "there are unresolved conflicts in %.*s; resolve them first",
		       RG_FMT(rg_git__list(arena, &paths)));
}

void rg_git__conflicts(rg_str_vec *out, rg_arena *arena, git_index *index)
{
	git_index_conflict_iterator *it = NULL;
	const git_index_entry *ancestor, *ours, *theirs;

	if (git_index_conflict_iterator_new(&it, index) == 0)
		while (git_index_conflict_next(&ancestor, &ours, &theirs, it) == 0) {
			const git_index_entry *one = ours ? ours : theirs ? theirs : ancestor;

			RG_PUSH(arena, out, rg_arena_dup(arena, rg_str_of(one->path)));
		}
	git_index_conflict_iterator_free(it);
}

/* A submodule's entry is the commit that is checked out in it. Without its folder it is gone. */
static int follow_submodule(git_index *index, rg_arena *arena, git_repository *git,
			    const git_index_entry *entry)
{
	const char *full =
		rg_arena_printf(arena, "%s%s", git_repository_workdir(git), entry->path).ptr;
	git_index_entry new = {.mode = GIT_FILEMODE_COMMIT, .path = entry->path};
	git_repository *sub = NULL;
	struct stat st;
	int code = 0;

	if (lstat(full, &st) < 0)
		return errno == ENOENT ? git_index_remove(index, entry->path, 0) : 0;
	if (git_repository_open_ext(&sub, full, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) == 0 &&
	    git_reference_name_to_id(&new.id, sub, "HEAD") == 0 &&
	    !git_oid_equal(&new.id, &entry->id)) {
		new.path = rg_arena_cstr(arena, rg_str_of(entry->path));
		code = git_index_add(index, &new);
	}
	git_repository_free(sub);
	return code;
}

static int follow_submodules(git_index *index, rg_arena *arena, git_repository *git)
{
	int code = 0;

	for (size_t i = git_index_entrycount(index); code == 0 && i-- > 0;) {
		const git_index_entry *entry = git_index_get_byindex(index, i);

		if (entry->mode == GIT_FILEMODE_COMMIT)
			code = follow_submodule(index, arena, git, entry);
	}
	return code;
}

/* What to do with a file that goes through a filter program. */
typedef enum filtered { REFUSE, TAKE_RAW, TAKE_AS_TRACKED } filtered;

/* One path that differs between index and work tree. */
static rg_rc follow_file(git_index *index, rg_arena *arena, rg_repo *repo, rg_str path,
			 filtered how, rg_err *err)
{
	const char *name = rg_arena_cstr(arena, path);
	rg_str filter;
	int code;

	if (how != TAKE_RAW && rg_git__has_filter(&filter, arena, repo, path, NULL))
		return how == REFUSE ? refuse_filter(err, path, filter) : RG_OK;
	code = git_index_add_bypath(index, name);
	if (code == GIT_ENOTFOUND) /* it was removed just now */
		code = git_index_remove_bypath(index, name);
	return code < 0 ? rg_git__fail(err, code, "cannot read %s", name) : RG_OK;
}

static rg_rc follow_files(git_index *index, rg_arena *arena, rg_repo *repo, const rg_str_vec *paths,
			  filtered how, rg_err *err)
{
	rg_rc rc = RG_OK;

	for (size_t i = 0; rc == RG_OK && i < paths->n; i++)
		rc = follow_file(index, arena, repo, paths->items[i], how, err);
	return rc;
}

rg_rc rg_git__working_index(git_index **out, rg_arena *arena, rg_repo *repo, git_repository *git,
			    bool takes_raw, rg_err *err)
{
	filtered how = takes_raw ? TAKE_RAW : REFUSE;
	git_index *index = NULL;
	rg_git_scan scan;
	int code = git_repository_index(&index, git);
	rg_rc rc = RG_OK;

	if (code < 0)
		return rg_git__fail(err, code, "cannot read the index");
	if (git_index_has_conflicts(index))
		rc = refuse_conflicts(arena, index, err);
	else
		rc = rg_git__scan(&scan, arena, git, index, err);
	/* What is gone first: a folder may stand there now. */
	for (size_t i = 0; rc == RG_OK && i < scan.gone.n; i++)
		git_index_remove(index, scan.gone.items[i].ptr, 0);
	if (rc == RG_OK && (code = follow_submodules(index, arena, git)) < 0)
		rc = rg_git__fail(err, code, "cannot read the submodules");
	/* A racy file was read by git in the very moment it was written, with the same size and
	 * times: where only its filter could tell whether it is another one, git's word is taken.
	 */
	if (rc == RG_OK &&
	    (rc = follow_files(index, arena, repo, &scan.suspect, how, err)) == RG_OK &&
	    (rc = follow_files(index, arena, repo, &scan.racy, TAKE_AS_TRACKED, err)) == RG_OK)
		rc = follow_files(index, arena, repo, &scan.untracked, how, err);
	if (rc < 0)
		git_index_free(index);
	else
		*out = index;
	return rc;
}

void rg_git__remove_below(git_index *index, const rg_str_vec *paths)
{
	if (!paths || !paths->n)
		return;
	for (size_t i = git_index_entrycount(index); i-- > 0;) {
		const git_index_entry *entry = git_index_get_byindex(index, i);

		if (rg_git__is_below(paths, rg_str_of(entry->path)))
			git_index_remove(index, entry->path, git_index_entry_stage(entry));
	}
}

rg_rc rg_tree_snapshot(rg_str *out, rg_arena *arena, rg_repo *repo, const rg_str_vec *without,
		       rg_err *err)
{
	git_repository *git = NULL;
	git_index *index = NULL;
	git_oid oid;
	int code;
	rg_rc rc;

	if ((rc = rg_git__scratch(&git, repo, true, err)) < 0 ||
	    (rc = rg_git__working_index(&index, arena, repo, git, false, err)) < 0)
		goto done;
	rg_git__remove_below(index, without);
	code = git_index_write_tree_to(&oid, index, git);
	if (code < 0)
		rc = rg_git__fail(err, code, "cannot build the tree of the working files");
	else
		*out = rg_git__oid_text(arena, &oid);
done:
	git_index_free(index);
	git_repository_free(git);
	return rc;
}

rg_rc rg_tree_without(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str tree,
		      const rg_str_vec *without, rg_err *err)
{
	git_repository *git = NULL;
	git_index *index = NULL;
	git_tree *from = NULL;
	git_oid oid;
	int code;
	rg_rc rc;

	if ((rc = rg_git__scratch(&git, repo, true, err)) < 0 ||
	    (rc = rg_git__tree(&from, repo, tree, err)) < 0)
		goto done;
	if ((code = git_index_new(&index)) == 0 && (code = git_index_read_tree(index, from)) == 0) {
		rg_git__remove_below(index, without);
		code = git_index_write_tree_to(&oid, index, git);
	}
	if (code < 0)
		rc = rg_git__fail(err, code, "cannot build a tree without the reproduction test");
	else
		*out = rg_git__oid_text(arena, &oid);
done:
	git_tree_free(from);
	git_index_free(index);
	git_repository_free(git);
	return rc;
}

/* ---- single blobs --------------------------------------------------------------------------- */

rg_rc rg_blob_id(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str path, rg_err *err)
{
	rg_git_file file;
	rg_str filter;
	rg_rc rc = rg_git__on_disk(&file, arena, repo, path, err);

	if (rc < 0)
		return rc;
	if (file.mode == 0 || file.mode == GIT_FILEMODE_TREE)
		return rg_fail(err, RG_ENOTFOUND, "there is no file %.*s", RG_FMT(path));
	if (file.mode != GIT_FILEMODE_LINK && rg_git__has_filter(&filter, arena, repo, path, NULL))
		return refuse_filter(err, path, filter);
	*out = rg_git__oid_text(arena, &file.oid);
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
	if (code == GIT_ENOTFOUND)
		return rg_fail(err, RG_ENOTFOUND, "there is no file %.*s in %.12s", RG_FMT(path),
			       commit.ptr);
	return code < 0 ? rg_git__fail(err, code, "cannot read %.*s in %.12s", RG_FMT(path),
				       commit.ptr)
			: RG_OK;
}
