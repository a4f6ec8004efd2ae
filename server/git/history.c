/* SPDX-License-Identifier: MIT */
/*
 * history.c - which files changed together. Newest first by time, so that whatever ends the walk
 * leaves the commits that weigh most.
 */
#include "git/history.h"

#include "git/command.h"
#include "git/treediff.h"
#include "os/system.h"

#define MAX_FILES 100 /* a commit that touches more is a move, a format run or an import */

/* "Fix prices", "bugfix: …", "regression in …": at the start of a word, any case. */
static bool says_fix(rg_str subject)
{
	static const char *const words[] = {"fix", "bug", "regression", "hotfix"};

	for (size_t i = 0; i < subject.len; i++) {
		unsigned char before = i ? (unsigned char)subject.ptr[i - 1] | 0x20 : ' ';

		if (before >= 'a' && before <= 'z')
			continue;
		for (size_t j = 0; j < sizeof(words) / sizeof(words[0]); j++) {
			rg_str word = rg_str_of(words[j]);

			if (rg_str_eq_nocase(rg_str_sub(subject, i, i + word.len), word))
				return true;
		}
	}
	return false;
}

/* Adds the commit; a merge, or one of too many files, adds nothing. */
static rg_rc take_commit(rg_history *out, rg_arena *arena, rg_repo *repo, git_commit *commit,
			 rg_err *err)
{
	rg_arena *scratch = rg_arena_new();
	rg_tree_change_vec changes;
	rg_commit_change one = {.time = git_commit_time(commit)};
	git_commit *parent = NULL;
	git_tree *old = NULL, *new = NULL;
	int code = 0;
	rg_rc rc = RG_OK;

	if (git_commit_parentcount(commit) > 1)
		goto done;
	if (git_commit_parentcount(commit) == 1) {
		code = git_commit_parent(&parent, commit, 0);
		if (code == 0)
			code = git_commit_tree(&old, parent);
	}
	if (code == 0)
		code = git_commit_tree(&new, commit);
	if (code < 0) {
		rc = rg_git__fail(err, code, "cannot read the history");
		goto done;
	}
	rc = rg_git__tree_diff(&changes, scratch, repo->git, old, new, MAX_FILES, err);
	if (rc == RG_ETOOBIG) {
		rc = RG_OK;
	} else if (rc == RG_OK && changes.n) {
		for (size_t i = 0; i < changes.n; i++)
			RG_PUSH(arena, &one.paths, rg_arena_dup(arena, changes.items[i].path));
		one.is_fix = says_fix(rg_str_of(git_commit_summary(commit)));
		RG_PUSH(arena, out, one);
	}
done:
	git_tree_free(old);
	git_tree_free(new);
	git_commit_free(parent);
	rg_arena_free(scratch);
	return rc;
}

/*
 * libgit2 knows shallow clones from 1.7 on only; there it is git that reads. Its oldest commits
 * have no parents and changed we do not know what.
 */
static rg_rc read_shallow(rg_history *out, rg_arena *arena, rg_repo *repo, rg_str from, size_t max,
			  uint64_t max_ms, rg_err *err)
{
	rg_str limit = rg_arena_printf(arena, "-n%zu", max), line, part;
	const char *args[] = {"-c",
			      "core.quotePath=false",
			      "log",
			      limit.ptr,
			      "--no-merges",
			      "--no-renames",
			      "--no-show-signature",
			      "--name-only",
			      "--format=%x01%ct%x09%p%x09%s",
			      rg_arena_cstr(arena, from),
			      "--",
			      NULL};
	rg_commit_change one = {0};
	rg_git_output result;
	rg_rc rc = rg_git__run(&result, arena, rg_str_of(git_repository_workdir(repo->git)), args,
			       NULL, (rg_str){NULL, 0}, max_ms ? max_ms : 1, err);

	while (rc == RG_OK && rg_str_line(&line, &result.out)) {
		uint64_t seconds = 0;

		if (!rg_str_skip(&line, RG_STR("\x01"))) {
			if (line.len && line.ptr[0] != '"' && one.time && one.paths.n <= MAX_FILES)
				RG_PUSH(arena, &one.paths, line);
			continue;
		}
		if (one.paths.n && one.paths.n <= MAX_FILES)
			RG_PUSH(arena, out, one);
		one = (rg_commit_change){0};
		rg_str_part(&part, &line, '\t');
		if (rg_str_u64(&seconds, part, INT64_MAX) && rg_str_part(&part, &line, '\t') &&
		    part.len)
			one.time = (int64_t)seconds;
		one.is_fix = says_fix(line);
	}
	if (one.paths.n && one.paths.n <= MAX_FILES)
		RG_PUSH(arena, out, one);
	return rc;
}

rg_rc rg_history_read(rg_history *out, rg_arena *arena, rg_repo *repo, rg_str from, size_t max,
		      uint64_t max_ms, const rg_cancel *cancel, rg_err *err)
{
	uint64_t end = rg_clock_ns() + max_ms * 1000000;
	git_revwalk *walk = NULL;
	git_oid oid;
	int code;
	rg_rc rc = rg_git__oid_parse(&oid, from, err);

	*out = (rg_history){0};
	if (rc < 0)
		return rc;
	if (git_repository_is_shallow(repo->git) == 1)
		return read_shallow(out, arena, repo, from, max, max_ms, err);
	if ((code = git_revwalk_new(&walk, repo->git)) == 0 &&
	    (code = git_revwalk_sorting(walk, GIT_SORT_TIME)) == 0)
		code = git_revwalk_push(walk, &oid);
	while (code == 0 && rc == RG_OK && out->n < max && !rg_cancel_is_set(cancel) &&
	       rg_clock_ns() < end && (code = git_revwalk_next(&oid, walk)) == 0) {
		git_commit *commit = NULL;

		if ((code = git_commit_lookup(&commit, repo->git, &oid)) == 0)
			rc = take_commit(out, arena, repo, commit, err);
		git_commit_free(commit);
	}
	git_revwalk_free(walk);
	if (rc == RG_OK && code < 0 && code != GIT_ITEROVER)
		rc = rg_git__fail(err, code, "cannot read the history");
	return rc;
}
