/* SPDX-License-Identifier: MIT */
/*
 * tree.c - the tree of the working files, without touching anything. On a second handle of the
 * repository the index's tree is taken, and what the work tree has otherwise (scan.c trusts the
 * stat data, so only changed files are read) is edited in. New objects go to a memory pack that is
 * thrown away with the handle, unless they are wanted.
 */
#include "git/tree.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/promised.h"
#include "git/scan.h"
#include "git/treeedit.h"

rg_rc rg_git__scratch(git_repository **out, rg_repo *repo, bool in_memory, rg_err *err)
{
	git_repository *git = NULL;
	git_odb *odb = NULL;
	git_odb_backend *memory = NULL;
	int code = git_repository_open(&git, git_repository_workdir(repo->git));

	if (code == 0)
		code = rg_git__complete_config(git);
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
	return rg_git__promised_add(git, repo, err);
}

rg_rc rg_git__looker(git_repository **out, rg_repo *repo, rg_err *err)
{
	git_index *index = NULL;
	rg_rc rc = RG_OK;
	int code = 0;

	if (!repo->looker) {
		rc = rg_git__scratch(&repo->looker, repo, true, err);
	} else {
		code = rg_git__index(&index, repo->looker);
		if (code == 0) /* where the file is another one, or gone */
			code = git_index_read(index, access(git_index_path(index), F_OK) < 0);
		git_index_free(index);
	}
	*out = repo->looker;
	return code < 0 ? rg_git__fail(err, code, "cannot read the index") : rc;
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
		       RG_FMT(rg_str_vec_few(arena, &paths)));
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

typedef struct follower {
	rg_tree_edit_vec edits;
	rg_arena *arena;
	rg_repo second; /* the scratch handle, as those functions want it */
	git_index *index;
	bool trusts_mode, has_links;
} follower;

/* A submodule's entry is the commit that is checked out in it. Without its folder it is gone. */
static void follow_submodule(follower *f, const git_index_entry *entry)
{
	const char *full = rg_arena_printf(f->arena, "%s%s", git_repository_workdir(f->second.git),
					   entry->path)
				   .ptr;
	rg_tree_edit edit = {.path = rg_arena_dup(f->arena, rg_str_of(entry->path))};
	git_repository *sub = NULL;
	struct stat st;

	if (lstat(full, &st) < 0) {
		if (errno == ENOENT)
			RG_PUSH(f->arena, &f->edits, edit);
		return;
	}
	edit.to.mode = GIT_FILEMODE_COMMIT;
	if (git_repository_open_ext(&sub, full, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) == 0 &&
	    git_reference_name_to_id(&edit.to.oid, sub, "HEAD") == 0 &&
	    !git_oid_equal(&edit.to.oid, &entry->id))
		RG_PUSH(f->arena, &f->edits, edit);
	git_repository_free(sub);
}

/* As git add would: core.fileMode says whether the x counts (ce_mode_from_stat in its cache.h). */
static uint32_t mode_of(const follower *f, const char *name, const struct stat *st)
{
	const git_index_entry *entry = git_index_get_bypath(f->index, name, 0);

	if (S_ISLNK(st->st_mode) || (!f->has_links && entry && entry->mode == GIT_FILEMODE_LINK))
		return GIT_FILEMODE_LINK;
	if (f->trusts_mode)
		return st->st_mode & S_IXUSR ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
	return entry && entry->mode == GIT_FILEMODE_BLOB_EXECUTABLE ? GIT_FILEMODE_BLOB_EXECUTABLE
								    : GIT_FILEMODE_BLOB;
}

/* What to do with a file that goes through a filter program. */
typedef enum filtered { REFUSE, TAKE_RAW, TAKE_AS_TRACKED } filtered;

/* One path that differs between index and work tree. */
static rg_rc follow_file(follower *f, rg_str path, filtered how, rg_err *err)
{
	const char *name = rg_arena_cstr(f->arena, path);
	const char *full =
		rg_arena_printf(f->arena, "%s%s", git_repository_workdir(f->second.git), name).ptr;
	rg_tree_edit edit = {.path = path};
	struct stat st;
	rg_str filter;
	int code;

	if (how != TAKE_RAW && rg_git__has_filter(&filter, f->arena, &f->second, path, NULL))
		return how == REFUSE ? refuse_filter(err, path, filter) : RG_OK;
	code = lstat(full, &st) < 0
		       ? GIT_ENOTFOUND
		       : git_blob_create_from_workdir(&edit.to.oid, f->second.git, name);
	if (code == 0)
		edit.to.mode = mode_of(f, name, &st);
	else if (code == GIT_ENOTFOUND)
		edit.to.mode = 0; /* it was removed just now */
	else
		return rg_git__fail(err, code, "cannot read %s", name);
	RG_PUSH(f->arena, &f->edits, edit);
	return RG_OK;
}

static rg_rc follow_files(follower *f, const rg_str_vec *paths, filtered how, rg_err *err)
{
	rg_rc rc = RG_OK;

	for (size_t i = 0; rc == RG_OK && i < paths->n; i++)
		rc = follow_file(f, paths->items[i], how, err);
	return rc;
}

/* Everything that the work tree has otherwise than the index, as edits of the index's tree. */
static rg_rc find_edits(follower *f, rg_git_scan *scan, bool takes_raw, rg_err *err)
{
	filtered how = takes_raw ? TAKE_RAW : REFUSE;
	rg_rc rc = rg_git__scan(scan, f->arena, f->second.git, f->index, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < scan->gone.n; i++)
		RG_PUSH(f->arena, &f->edits, (rg_tree_edit){.path = scan->gone.items[i]});
	for (size_t i = 0; i < git_index_entrycount(f->index); i++) {
		const git_index_entry *entry = git_index_get_byindex(f->index, i);

		if (entry->mode == GIT_FILEMODE_COMMIT)
			follow_submodule(f, entry);
	}
	/* A racy file was read by git in the very moment it was written, with the same size and
	 * times: where only its filter could tell whether it is another one, git's word is taken.
	 */
	if ((rc = follow_files(f, &scan->suspect, how, err)) == RG_OK &&
	    (rc = follow_files(f, &scan->racy, TAKE_AS_TRACKED, err)) == RG_OK)
		rc = follow_files(f, &scan->untracked, how, err);
	return rc;
}

rg_rc rg_git__working_tree(git_tree **out, rg_str_vec *untracked, rg_arena *arena,
			   git_repository *git, bool takes_raw, rg_err *err)
{
	follower f = {.arena = arena, .second.git = git};
	git_tree *tracked = NULL;
	rg_git_scan scan;
	git_oid oid;
	int code = rg_git__index(&f.index, git);
	rg_rc rc = RG_OK;

	if (code < 0)
		return rg_git__fail(err, code, "cannot read the index");
	f.trusts_mode = rg_git__trusts_mode(&f.second);
	f.has_links = rg_git__has_links(&f.second);
	if (git_index_has_conflicts(f.index))
		rc = refuse_conflicts(arena, f.index, err);
	/* At once, where the index knows its tree already: after a commit, a checkout, a status. */
	if (rc == RG_OK && ((code = git_index_write_tree_to(&oid, f.index, git)) < 0 ||
			    (code = git_tree_lookup(&tracked, git, &oid)) < 0))
		rc = rg_git__fail(err, code, "cannot build the tree of the index");
	if (rc == RG_OK && (rc = find_edits(&f, &scan, takes_raw, err)) == RG_OK &&
	    (rc = rg_git__tree_edit(&oid, arena, git, tracked, &f.edits, err)) == RG_OK &&
	    (code = git_tree_lookup(out, git, &oid)) < 0)
		rc = rg_git__fail(err, code, "cannot read the tree of the working files");
	if (rc == RG_OK && untracked)
		*untracked = scan.untracked;
	git_tree_free(tracked);
	git_index_free(f.index);
	return rc;
}

rg_rc rg_git__tree_with(git_tree **out, rg_arena *arena, git_repository *git, const git_tree *tree,
			const git_tree *other, const rg_str_vec *paths, rg_err *err)
{
	rg_tree_edit_vec edits = {0};
	git_oid oid;
	int code;
	rg_rc rc;

	if ((rc = rg_git__edit_as_in(&edits, arena, other, paths, err)) < 0 ||
	    (rc = rg_git__tree_edit(&oid, arena, git, tree, &edits, err)) < 0)
		return rc;
	if ((code = git_tree_lookup(out, git, &oid)) < 0)
		return rg_git__fail(err, code, "cannot read a tree");
	return RG_OK;
}

rg_rc rg_tree_snapshot(rg_str *out, rg_arena *arena, rg_repo *repo, const rg_str_vec *without,
		       rg_err *err)
{
	git_repository *git = NULL;
	git_tree *whole = NULL, *tree = NULL;
	rg_rc rc;

	if ((rc = rg_git__looker(&git, repo, err)) == RG_OK &&
	    (rc = rg_git__working_tree(&whole, NULL, arena, git, false, err)) == RG_OK &&
	    (rc = rg_git__tree_with(&tree, arena, git, whole, NULL, without, err)) == RG_OK)
		*out = rg_git__oid_text(arena, git_tree_id(tree));
	git_tree_free(tree);
	git_tree_free(whole);
	return rc;
}

rg_rc rg_tree_without(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str tree,
		      const rg_str_vec *without, rg_err *err)
{
	git_repository *git = NULL;
	git_tree *from = NULL, *rest = NULL;
	rg_rc rc;

	if ((rc = rg_git__scratch(&git, repo, true, err)) == RG_OK &&
	    (rc = rg_git__tree(&from, repo, tree, err)) == RG_OK &&
	    (rc = rg_git__tree_with(&rest, arena, git, from, NULL, without, err)) == RG_OK)
		*out = rg_git__oid_text(arena, git_tree_id(rest));
	git_tree_free(rest);
	git_tree_free(from);
	git_repository_free(git);
	return rc;
}

/* ---- single blobs --------------------------------------------------------------------------- */

rg_rc rg_blob_id(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str path, rg_err *err)
{
	rg_repo looker = {0}; /* as those functions want it */
	rg_git_file file;
	rg_str filter;
	rg_rc rc;

	if ((rc = rg_git__looker(&looker.git, repo, err)) < 0 ||
	    (rc = rg_git__on_disk(&file, arena, &looker, path, err)) < 0)
		return rc;
	if (file.mode == 0 || file.mode == GIT_FILEMODE_TREE)
		return rg_fail(err, RG_ENOTFOUND, "there is no file %.*s", RG_FMT(path));
	if (file.mode != GIT_FILEMODE_LINK &&
	    rg_git__has_filter(&filter, arena, &looker, path, NULL))
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
