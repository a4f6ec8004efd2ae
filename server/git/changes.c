/* SPDX-License-Identifier: MIT */
/*
 * changes.c - what differs between commits, trees and the working files. The working files are made
 * a tree in memory first (tree.c): so a change means the same here as in a pull request, whatever
 * the user has staged.
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "git/treediff.h"

static bool is_file(uint32_t mode)
{
	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

static char change_of(const rg_tree_change *change)
{
	if (!change->from.mode)
		return 'A';
	if (!change->to.mode)
		return 'D';
	return change->from.mode != change->to.mode &&
			       !(is_file(change->from.mode) && is_file(change->to.mode))
		       ? 'T'
		       : 'M';
}

const char *rg_change_name(char change)
{
	return change == 'A' ? "added" : change == 'D' ? "deleted" : "modified";
}

rg_rc rg_git__changes(rg_change_vec *out, rg_arena *arena, git_repository *git, const git_tree *old,
		      const git_tree *new, const rg_str_vec *untracked, rg_err *err)
{
	rg_tree_change_vec changes;
	rg_rc rc = rg_git__tree_diff(&changes, arena, git, old, new, SIZE_MAX, err);

	for (size_t i = 0, j = 0; rc == RG_OK && i < changes.n; i++) {
		rg_change one = {.path = changes.items[i].path,
				 .change = change_of(&changes.items[i])};

		while (untracked && j < untracked->n &&
		       rg_str_cmp(untracked->items[j], one.path) < 0)
			j++;
		one.is_untracked = one.change == 'A' && untracked && j < untracked->n &&
				   rg_str_eq(untracked->items[j], one.path);
		RG_PUSH(arena, out, one);
	}
	return rc;
}

/* The commit's tree and the work tree's, where the paths of `without` are as in the commit. */
static rg_rc working_trees(git_tree **old, git_tree **new, rg_str_vec *untracked, rg_arena *arena,
			   git_repository *git, rg_str commit, const rg_str_vec *without,
			   rg_err *err)
{
	rg_repo second = {.git = git};
	git_tree *whole = NULL;
	rg_rc rc;

	if ((rc = rg_git__tree(old, &second, commit, err)) == RG_OK &&
	    (rc = rg_git__working_tree(&whole, untracked, arena, git, true, err)) == RG_OK)
		rc = rg_git__tree_with(new, arena, git, whole, *old, without, err);
	git_tree_free(whole);
	return rc;
}

rg_rc rg_changes_since(rg_change_vec *out, rg_arena *arena, rg_repo *repo, rg_str commit,
		       const rg_str_vec *without, rg_err *err)
{
	git_repository *git = NULL;
	git_tree *old = NULL, *new = NULL;
	rg_str_vec untracked;
	rg_rc rc;

	*out = (rg_change_vec){0};
	if ((rc = rg_git__scratch(&git, repo, true, err)) == RG_OK &&
	    (rc = working_trees(&old, &new, &untracked, arena, git, commit, without, err)) == RG_OK)
		rc = rg_git__changes(out, arena, git, old, new, &untracked, err);
	git_tree_free(old);
	git_tree_free(new);
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

/* With the names at hand libgit2 need not read the two trees whole. */
static void only_these(git_diff_options *options, rg_arena *arena, const rg_change_vec *changes)
{
	options->flags |= GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_DISABLE_PATHSPEC_MATCH;
	options->pathspec.count = changes->n;
	options->pathspec.strings = RG_NEW_N(arena, char *, changes->n);
	for (size_t i = 0; i < changes->n; i++)
		options->pathspec.strings[i] = rg_arena_cstr(arena, changes->items[i].path);
}

rg_rc rg_git__diff_text(rg_str *out, rg_arena *arena, git_repository *git, git_tree *old,
			git_tree *new, const rg_change_vec *changes, size_t max, rg_err *err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_diff *diff = NULL;
	rg_buf text;
	int code;

	*out = RG_STR("");
	if (!changes->n)
		return RG_OK;
	only_these(&options, arena, changes);
	rg_buf_init(&text, max);
	code = git_diff_tree_to_tree(&diff, git, old, new, &options);
	if (code == 0)
		code = git_diff_print(diff, GIT_DIFF_FORMAT_PATCH, add_diff_line, &text);
	*out = rg_arena_dup(arena, rg_buf_str(&text));
	rg_buf_release(&text);
	git_diff_free(diff);
	return code < 0 && code != GIT_EUSER ? rg_git__fail(err, code, "cannot make the diff")
					     : RG_OK;
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
	rg_change_vec changes = {0};
	git_repository *git = NULL;
	git_tree *old = NULL, *new = NULL;
	git_diff *diff = NULL;
	int code = 0;
	rg_rc rc;

	*out = (rg_added_line_vec){0};
	options.context_lines = 0;
	options.max_size = (git_off_t)RG_LIMIT_SOURCE_BYTES;
	if ((rc = rg_git__scratch(&git, repo, true, err)) == RG_OK &&
	    (rc = working_trees(&old, &new, NULL, arena, git, commit, NULL, err)) == RG_OK &&
	    (rc = rg_git__changes(&changes, arena, git, old, new, NULL, err)) == RG_OK &&
	    changes.n) {
		only_these(&options, arena, &changes);
		code = git_diff_tree_to_tree(&diff, git, old, new, &options);
		if (code == 0)
			code = git_diff_foreach(diff, NULL, NULL, NULL, take_added, &payload);
	}
	if (rc == RG_OK && code < 0)
		rc = rg_git__fail(err, code, "cannot compare the work tree with %.12s", commit.ptr);
	git_diff_free(diff);
	git_tree_free(old);
	git_tree_free(new);
	git_repository_free(git);
	return rc;
}
