/* SPDX-License-Identifier: MIT */
/*
 * added.c - a few blobs against those of the parent, line by line. Nothing but these blobs and the
 * trees on the way to them is read, so that it takes a fraction of a millisecond. Which function a
 * changed line is in, the outline of the new blob says (outline_scan.c reads Python without a
 * tree); where functions moved or were renamed later, nobody finds them any more, and that is all.
 */
#include "git/added.h"

#include <git2.h>
#include <string.h>

#include "base/limits.h"
#include "git/private.h"
#include "syntax/outline.h"

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

static rg_str blob_text(const git_blob *blob)
{
	if (!blob)
		return (rg_str){NULL, 0};
	return (rg_str){git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob)};
}

/* Of a source, while its hunks come in. */
typedef struct changes {
	rg_arena *arena;
	const rg_outline *outline;
	rg_str_vec *functions;
} changes;

/* The hunk's lines of the new blob, or, where it only takes lines away, the one before them. */
static int take_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *data)
{
	changes *c = data;
	int last = hunk->new_start + (hunk->new_lines ? hunk->new_lines - 1 : 0);

	(void)delta;
	for (int line = hunk->new_start; line <= last; line++) {
		const rg_definition *d = rg_outline_at_line(c->outline, (uint32_t)line);

		if (d && d->kind == RG_DEF_FUNCTION && !rg_str_vec_has(c->functions, d->name))
			RG_PUSH(c->arena, c->functions, rg_arena_dup(c->arena, d->name));
	}
	return 0;
}

/* The file before and after; NULL as blob_at has it. */
typedef struct versions {
	const char *path;
	git_blob *from, *to;
} versions;

static int read_versions(versions *out, git_repository *git, const git_tree *const trees[2],
			 const char *path)
{
	int code = blob_at(&out->from, git, trees[0], path);

	out->path = path;
	out->to = NULL;
	return code ? code : blob_at(&out->to, git, trees[1], path);
}

static int compare(versions *v, git_diff_hunk_cb hunk, git_diff_line_cb line, void *data)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	int code = 0;

	options.context_lines = 0;
	if (v->to)
		code = git_diff_blobs(v->from, v->path, v->to, v->path, &options, NULL, NULL, hunk,
				      line, data);
	git_blob_free(v->from);
	git_blob_free(v->to);
	return code;
}

static int add_lines(rg_buf *lines, git_repository *git, const git_tree *const trees[2],
		     const char *path)
{
	versions v;
	int code = read_versions(&v, git, trees, path);

	return code ? code : compare(&v, NULL, take_line, lines);
}

static int add_functions(rg_str_vec *functions, rg_arena *arena, git_repository *git,
			 const git_tree *const trees[2], const char *path)
{
	rg_language language = rg_language_of(rg_str_of(path));
	changes c = {.arena = arena, .functions = functions};
	rg_arena *scratch;
	versions v;
	int code;

	if (language != RG_LANG_PYTHON)
		return 0;
	code = read_versions(&v, git, trees, path);
	if (code)
		return code;
	scratch = rg_arena_new();
	c.outline = rg_outline_parse(scratch, language, blob_text(v.to));
	code = compare(&v, take_hunk, NULL, &c);
	rg_arena_free(scratch);
	return code;
}

rg_rc rg_added_read(rg_added *out, rg_buf *lines, rg_arena *arena, rg_repo *repo,
		    const rg_added_input *input, rg_err *err)
{
	git_commit *commit = NULL, *parent = NULL;
	git_tree *old = NULL, *new = NULL;
	const char *summary;
	git_oid oid;
	int code;

	*out = (rg_added){0};
	memcpy(oid.id, input->id, RG_COMMIT_ID_BYTES);
	code = git_commit_lookup(&commit, repo->git, &oid);
	if (code < 0)
		goto done;
	summary = git_commit_summary(commit);
	out->subject = rg_arena_dup(arena, rg_str_of(summary ? summary : ""));
	if (!lines)
		goto done;
	if (git_commit_parentcount(commit) > 0) {
		code = git_commit_parent(&parent, commit, 0);
		if (code == 0)
			code = git_commit_tree(&old, parent);
	}
	if (code == 0)
		code = git_commit_tree(&new, commit);
	for (size_t i = 0; code == 0 && i < input->tests->n; i++)
		code = add_lines(lines, repo->git, (const git_tree *[]){old, new},
				 rg_arena_cstr(arena, input->tests->items[i]));
	out->functions = RG_NEW_N(arena, rg_str_vec, input->sources->n);
	for (size_t i = 0; code == 0 && i < input->sources->n; i++)
		code = add_functions(&out->functions[i], arena, repo->git,
				     (const git_tree *[]){old, new},
				     rg_arena_cstr(arena, input->sources->items[i]));
done:
	git_tree_free(old);
	git_tree_free(new);
	git_commit_free(parent);
	git_commit_free(commit);
	return code < 0 ? rg_git__fail(err, code, "cannot read what a commit adds") : RG_OK;
}
