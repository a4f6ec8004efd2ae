/* SPDX-License-Identifier: MIT */
/*
 * changes.c - what differs between commits, trees and the working files. The working files are made
 * a tree in memory first (tree.c): so a change means the same here as in a pull request, whatever
 * the user has staged.
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "git/private.h"
#include "git/tree.h"

static char change_of(const git_diff_delta *delta)
{
	switch (delta->status) {
	case GIT_DELTA_ADDED:
	case GIT_DELTA_UNTRACKED:
		return 'A';
	case GIT_DELTA_DELETED:
		return 'D';
	case GIT_DELTA_TYPECHANGE:
		return 'T';
	default:
		return 'M';
	}
}

void rg_git__take_changes(rg_change_vec *out, rg_arena *arena, git_diff *diff, git_index *tracked)
{
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);
		rg_change change = {.change = change_of(delta)};
		const char *path = delta->status == GIT_DELTA_DELETED ? delta->old_file.path
								      : delta->new_file.path;

		change.path = rg_arena_dup(arena, rg_str_of(path));
		change.is_untracked = tracked && delta->status == GIT_DELTA_ADDED &&
				      !git_index_get_bypath(tracked, path, 0);
		RG_PUSH(arena, out, change);
	}
}

/* The commit against the working files; git owns the objects of the diff. */
static rg_rc diff_working(git_diff **out, rg_arena *arena, rg_repo *repo, git_repository *git,
			  rg_str commit, const rg_str_vec *without, git_diff_options *options,
			  rg_err *err)
{
	git_index *index = NULL;
	git_tree *old = NULL, *new = NULL;
	git_oid oid;
	int code;
	rg_rc rc;

	if ((rc = rg_git__tree(&old, repo, commit, err)) < 0 ||
	    (rc = rg_git__working_index(&index, arena, repo, git, true, err)) < 0)
		goto done;
	code = rg_git__index_as_tree(index, repo, old, without);
	if (code == 0)
		code = git_index_write_tree_to(&oid, index, git);
	if (code == 0)
		code = git_tree_lookup(&new, git, &oid);
	if (code == 0)
		code = git_diff_tree_to_tree(out, git, old, new, options);
	if (code < 0)
		rc = rg_git__fail(err, code, "cannot compare the work tree with %.12s", commit.ptr);
done:
	git_tree_free(old);
	git_tree_free(new);
	git_index_free(index);
	return rc;
}

const char *rg_change_name(char change)
{
	return change == 'A' ? "added" : change == 'D' ? "deleted" : "modified";
}

rg_rc rg_changes_since(rg_change_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
		       const rg_str_vec *without, rg_err *err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_repository *git = NULL;
	git_index *tracked = NULL;
	git_diff *diff = NULL;
	int code;
	rg_rc rc = rg_git__scratch(&git, repo, true, err);

	*out = (rg_change_vec){0};
	options.flags = GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_SKIP_BINARY_CHECK;
	if (rc < 0 ||
	    (rc = diff_working(&diff, arena, repo, git, commit, without, &options, err)) < 0)
		goto done;
	if ((code = git_repository_index(&tracked, repo->git)) < 0 ||
	    (code = git_index_read(tracked, 0)) < 0)
		rc = rg_git__fail(err, code, "cannot read the index");
	else
		rg_git__take_changes(out, arena, diff, tracked);
done:
	git_index_free(tracked);
	git_diff_free(diff);
	git_repository_free(git);
	return rc;
}

static int add_diff_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
			 const git_diff_line *line, void *payload)
{
	rg_buf *out = payload;

	(void)delta;
	(void)hunk;
	if (line->origin == '+' || line->origin == '-' || line->origin == ' ')
		rg_buf_add_char(out, line->origin);
	rg_buf_add(out, (rg_str){line->content, line->content_len});
	return out->is_cut ? GIT_EUSER : 0;
}

int rg_git__print_diff(rg_str *out, rg_arena *arena, git_diff *diff, size_t max)
{
	rg_buf text;
	int code;

	rg_buf_init(&text, max);
	code = git_diff_print(diff, GIT_DIFF_FORMAT_PATCH, add_diff_line, &text);
	*out = rg_arena_dup(arena, rg_buf_str(&text));
	rg_buf_release(&text);
	return code == GIT_EUSER ? 0 : code;
}

typedef struct added {
	rg_added_line_vec *out;
	rg_arena *arena;
} added;

static int take_added(const git_diff_delta *delta, const git_diff_hunk *hunk,
		      const git_diff_line *line, void *payload)
{
	added *a = payload;
	rg_added_line one;

	(void)hunk;
	if (line->origin != '+' || line->new_lineno < 0)
		return 0;
	one.path = rg_arena_dup(a->arena, rg_str_of(delta->new_file.path));
	one.line = (uint32_t)line->new_lineno;
	one.text = (rg_str){line->content, line->content_len};
	rg_str_chop(&one.text, RG_STR("\n"));
	rg_str_chop(&one.text, RG_STR("\r"));
	one.text = rg_arena_dup(a->arena, one.text);
	RG_PUSH(a->arena, a->out, one);
	return 0;
}

rg_rc rg_added_lines(rg_added_line_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
		     rg_err *err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	added payload = {out, arena};
	git_repository *git = NULL;
	git_diff *diff = NULL;
	int code;
	rg_rc rc = rg_git__scratch(&git, repo, true, err);

	*out = (rg_added_line_vec){0};
	options.context_lines = 0;
	options.max_size = (git_off_t)RG_LIMIT_SOURCE_BYTES;
	if (rc == RG_OK)
		rc = diff_working(&diff, arena, repo, git, commit, NULL, &options, err);
	if (rc == RG_OK &&
	    (code = git_diff_foreach(diff, NULL, NULL, NULL, take_added, &payload)) < 0)
		rc = rg_git__fail(err, code, "cannot compare the work tree with %.12s", commit.ptr);
	git_diff_free(diff);
	git_repository_free(git);
	return rc;
}
