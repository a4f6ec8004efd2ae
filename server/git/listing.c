/* SPDX-License-Identifier: MIT */
/*
 * listing.c - the index and a walk of the folders, repository by repository: a submodule has an
 * index and ignore rules of its own. One that cannot be read is left out, the rest is still good.
 */
#include "git/listing.h"

#include <string.h>

#include "git/scan.h"
#include "os/fs.h"

#define DEPTH_MAX 8 /* submodules in submodules */

typedef struct reading {
	rg_listing *out;
	rg_arena *arena;
	rg_str root; /* of the outermost work tree, resolved, with '/' at its end */
} reading;

static rg_str under(rg_arena *arena, rg_str prefix, rg_str path)
{
	return rg_arena_printf(arena, "%.*s%.*s", RG_FMT(prefix), RG_FMT(path));
}

/* A link's target is a file of this work tree, and not of its git directory. */
static bool leads_inside(const reading *r, rg_str path)
{
	rg_str real = rg_fs_real(r->arena, under(r->arena, r->root, path).ptr);

	return real.ptr && rg_str_skip(&real, r->root) && !rg_str_starts(real, RG_STR(".git/")) &&
	       rg_fs_is_file(under(r->arena, r->root, real).ptr);
}

static bool has(const rg_str_vec *sorted, size_t *at, rg_str path)
{
	while (*at < sorted->n && rg_str_cmp(sorted->items[*at], path) < 0)
		(*at)++;
	return *at < sorted->n && rg_str_eq(sorted->items[*at], path);
}

static void read_submodule(reading *r, rg_str path, int depth);

/* prefix: of this repository's work tree in the outermost one; "" or with '/' at its end. */
static rg_rc read_one(reading *r, git_repository *git, rg_str prefix, int depth, rg_err *err)
{
	git_index *index = NULL;
	rg_git_scan scan = {0};
	size_t gone = 0, absent = 0;
	int code = rg_git__index(&index, git);
	rg_rc rc;

	if (code < 0)
		return rg_git__fail(err, code, "cannot read the index");
	if ((rc = rg_git__scan_names(&scan, r->arena, git, index, err)) < 0)
		goto done;
	RG_PUSH(r->arena, &r->out->indexes,
		rg_arena_dup(r->arena, rg_str_of(git_repository_path(git))));
	for (size_t i = 0; i < scan.folders.n; i++)
		RG_PUSH(r->arena, &r->out->folders, under(r->arena, prefix, scan.folders.items[i]));
	for (size_t i = 0; i < scan.untracked.n; i++) {
		rg_str path = under(r->arena, prefix, scan.untracked.items[i]);
		rg_fs_stamp stamp;

		if (rg_fs_stat(&stamp, under(r->arena, r->root, path).ptr) &&
		    (stamp.is_file || leads_inside(r, path)))
			RG_PUSH(r->arena, &r->out->files, path);
	}
	for (size_t i = 0; i < git_index_entrycount(index); i++) {
		const git_index_entry *entry = git_index_get_byindex(index, i);
		rg_str inner = rg_str_of(entry->path), path;

		if (has(&scan.gone, &gone, inner) || has(&scan.absent, &absent, inner))
			continue;
		path = under(r->arena, prefix, inner);
		if (entry->mode == GIT_FILEMODE_COMMIT)
			read_submodule(r, path, depth + 1);
		else if (entry->mode != GIT_FILEMODE_LINK || leads_inside(r, path))
			RG_PUSH(r->arena, &r->out->files, path);
	}
done:
	git_index_free(index);
	return rc;
}

static void read_submodule(reading *r, rg_str path, int depth)
{
	git_repository *git = NULL;
	rg_err err;

	if (depth <= DEPTH_MAX &&
	    git_repository_open_ext(&git, under(r->arena, r->root, path).ptr,
				    GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) == 0 &&
	    !git_repository_is_bare(git))
		(void)read_one(r, git, rg_arena_printf(r->arena, "%.*s/", RG_FMT(path)), depth,
			       &err);
	git_repository_free(git);
}

rg_rc rg_listing_read(rg_listing *out, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	reading r = {.out = out, .arena = arena};
	git_repository *git = NULL;
	rg_rc rc = rg_git__scratch(&git, repo, true, err);

	*out = (rg_listing){0};
	if (rc < 0)
		return rc;
	r.root = rg_str_of(git_repository_workdir(git));
	if ((rc = read_one(&r, git, RG_STR(""), 0, err)) == RG_OK) {
		rg_str_vec_sort(&out->files);
		rg_str_vec_unique(&out->files);
	}
	git_repository_free(git);
	return rc;
}
