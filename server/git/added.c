/* SPDX-License-Identifier: MIT */
/*
 * added.c - a few blobs against those of the parent, line by line. Nothing but these blobs and the
 * trees on the way to them is read, so that it takes a fraction of a millisecond.
 */
#include "git/added.h"

#include <git2.h>
#include <string.h>

#include "base/limits.h"
#include "git/private.h"

static int take_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
		     const git_diff_line *line, void *data)
{
	(void)delta;
	(void)hunk;
	if (line->origin == GIT_DIFF_LINE_ADDITION)
		rg_buf_add(data, (rg_str){line->content, line->content_len});
	return 0;
}

/* The blob at path; NULL where there is none, or a link, or a large one. */
static int blob_at(git_blob **out, git_repository *git, const git_tree *tree, const char *path)
{
	git_tree_entry *entry = NULL;
	int code = tree ? git_tree_entry_bypath(&entry, tree, path) : GIT_ENOTFOUND;

	*out = NULL;
	if (code == 0 && git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
		code = git_blob_lookup(out, git, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	if (*out && (uint64_t)git_blob_rawsize(*out) > RG_LIMIT_SOURCE_BYTES) {
		git_blob_free(*out);
		*out = NULL;
	}
	return code == GIT_ENOTFOUND && !*out ? 0 : code;
}

static int add_file(rg_buf *lines, git_repository *git, const git_tree *old, const git_tree *new,
		    const char *path)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_blob *from = NULL, *to = NULL;
	int code = blob_at(&from, git, old, path);

	options.context_lines = 0;
	if (code == 0)
		code = blob_at(&to, git, new, path);
	if (code == 0 && to)
		code = git_diff_blobs(from, path, to, path, &options, NULL, NULL, NULL, take_line,
				      lines);
	git_blob_free(from);
	git_blob_free(to);
	return code;
}

rg_rc rg_added_read(rg_str *subject, rg_buf *lines, rg_arena *arena, rg_repo *repo,
		    const uint8_t *id, const rg_str_vec *paths, rg_err *err)
{
	git_commit *commit = NULL, *parent = NULL;
	git_tree *old = NULL, *new = NULL;
	const char *summary;
	git_oid oid;
	int code;

	memcpy(oid.id, id, RG_COMMIT_ID_BYTES);
	code = git_commit_lookup(&commit, repo->git, &oid);
	if (code < 0)
		goto done;
	summary = git_commit_summary(commit);
	*subject = rg_arena_dup(arena, rg_str_of(summary ? summary : ""));
	if (!lines)
		goto done;
	if (git_commit_parentcount(commit) > 0) {
		code = git_commit_parent(&parent, commit, 0);
		if (code == 0)
			code = git_commit_tree(&old, parent);
	}
	if (code == 0)
		code = git_commit_tree(&new, commit);
	for (size_t i = 0; code == 0 && i < paths->n; i++)
		code = add_file(lines, repo->git, old, new, rg_arena_cstr(arena, paths->items[i]));
done:
	git_tree_free(old);
	git_tree_free(new);
	git_commit_free(parent);
	git_commit_free(commit);
	return code < 0 ? rg_git__fail(err, code, "cannot read what a commit adds") : RG_OK;
}
