/* SPDX-License-Identifier: MIT */
/*
 * history.c - which files changed together. Newest first by time, so that whatever ends the walk
 * leaves the commits that weigh most.
 */
#include "git/history.h"

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
		/* A shallow clone's oldest commit changed we do not know what. */
		if (code != GIT_ENOTFOUND || git_repository_is_shallow(repo->git) != 1)
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
	if (code == GIT_ENOTFOUND && git_repository_is_shallow(repo->git) == 1)
		code = GIT_ITEROVER; /* the clone ends here */
	if (rc == RG_OK && code < 0 && code != GIT_ITEROVER)
		rc = rg_git__fail(err, code, "cannot read the history");
	return rc;
}
