/* SPDX-License-Identifier: MIT */
/*
 * refs.c - reading and moving refs. Each change is one compare-and-swap of libgit2's: the value
 * that the caller saw is the value that is replaced, or nothing happens. A change that was made
 * already is success, which is what makes steps repeatable after a kill.
 */
#include "git/refs.h"

#include <string.h>

#include "git/late.h"
#include "git/private.h"
#include "git/shallow.h"

/* The ref's id; is_there says whether it exists. */
static rg_rc read_oid(git_oid *out, bool *is_there, rg_repo *repo, rg_str ref, rg_err *err)
{
	char name[1024];
	int code, is_valid = 0;

	if (ref.len >= sizeof(name) || memchr(ref.ptr ? ref.ptr : "", 0, ref.len))
		return rg_fail(err, RG_EINVAL, "\"%.*s\" is no name of a ref", RG_FMT(ref));
	snprintf(name, sizeof(name), "%.*s", RG_FMT(ref));
	if (git_reference_name_is_valid(&is_valid, name) < 0 || !is_valid)
		return rg_fail(err, RG_EINVAL, "\"%s\" is no name of a ref", name);
	code = git_reference_name_to_id(out, repo->git, name);
	*is_there = code == 0;
	/* A folder where the file would be, or a file where a folder would be: no such ref. */
	if (code == 0 || code == GIT_ENOTFOUND)
		return RG_OK;
	return rg_git__fail(err, code, "cannot read %s", name);
}

rg_rc rg_ref_read(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str ref, rg_err *err)
{
	git_oid oid;
	bool is_there;
	rg_rc rc = read_oid(&oid, &is_there, repo, ref, err);

	if (rc == RG_OK)
		*out = is_there ? rg_git__oid_text(arena, &oid) : (rg_str){NULL, 0};
	return rc;
}

/* What is there against what was expected, in a user's words. */
static rg_rc stale(rg_err *err, rg_str ref, const git_oid *found, rg_str expected)
{
	char hex[GIT_OID_HEXSZ + 1] = "";

	if (found)
		git_oid_tostr(hex, sizeof(hex), found);
	if (!found)
		return rg_fail(err, RG_ESTALE, "%.*s is gone; it was at %.12s", RG_FMT(ref),
			       expected.ptr);
	if (!expected.ptr)
		return rg_fail(err, RG_EEXISTS, "%.*s exists already, at %.12s", RG_FMT(ref), hex);
	return rg_fail(err, RG_ESTALE, "%.*s has moved: it is at %.12s and was at %.12s",
		       RG_FMT(ref), hex, expected.ptr);
}

static int delete_ref(rg_repo *repo, const char *name)
{
	git_reference *ref = NULL;
	int code = git_reference_lookup(&ref, repo->git, name);

	/* Compares with the value that was looked up, under the ref's lock. */
	if (code == 0)
		code = git_reference_delete(ref);
	git_reference_free(ref);
	return code;
}

rg_rc rg_ref_write(rg_repo *repo, rg_str ref, rg_str to, rg_str expected, rg_str reason,
		   rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	const char *name = rg_arena_cstr(arena, ref), *log = rg_arena_cstr(arena, reason);
	git_oid found, new_oid, expected_oid;
	git_reference *made = NULL;
	bool is_there;
	int code;
	rg_rc rc;

	if ((rc = read_oid(&found, &is_there, repo, ref, err)) < 0 ||
	    (to.ptr && (rc = rg_git__oid_parse(&new_oid, to, err)) < 0) ||
	    (expected.ptr && (rc = rg_git__oid_parse(&expected_oid, expected, err)) < 0))
		goto done;
	if (to.ptr ? is_there && git_oid_equal(&found, &new_oid) : !is_there)
		goto done;
	if (is_there != !!expected.ptr || (is_there && !git_oid_equal(&found, &expected_oid))) {
		rc = stale(err, ref, is_there ? &found : NULL, expected);
		goto done;
	}
	/* As long as git waits for a ref's lock (core.filesRefLockTimeout). */
	for (int naps = 0;; naps++) {
		if (!to.ptr)
			code = delete_ref(repo, name);
		else if (is_there)
			code = git_reference_create_matching(&made, repo->git, name, &new_oid, 1,
							     &expected_oid, log);
		else
			code = git_reference_create(&made, repo->git, name, &new_oid, 0, log);
		if (code != GIT_ELOCKED || naps == 5)
			break;
		rg_git__nap();
	}
	git_reference_free(made);
	if (code == GIT_EMODIFIED)
		rc = rg_fail(err, RG_ESTALE, "%s was moved by somebody else just now", name);
	else if (code < 0)
		rc = rg_git__fail(err, code, "cannot %s %s", to.ptr ? "write" : "delete", name);
done:
	rg_arena_free(arena);
	return rc;
}

bool rg_branch_name_is_valid(rg_str name)
{
	char text[1024];
	int is_valid = 0;
	rg_err err;

	if (!name.len || name.len >= sizeof(text) || memchr(name.ptr, 0, name.len))
		return false;
	snprintf(text, sizeof(text), "%.*s", RG_FMT(name));
	return rg_git__load(&err) == RG_OK && git_branch_name_is_valid(&is_valid, text) == 0 &&
	       is_valid;
}

rg_rc rg_head_set(rg_repo *repo, rg_str branch_ref, rg_str reason, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	const char *name = rg_arena_cstr(arena, branch_ref);
	git_reference *head = NULL;
	git_oid oid;
	bool is_there;
	int code;
	rg_rc rc = read_oid(&oid, &is_there, repo, branch_ref, err);

	if (rc == RG_OK && (!is_there || !rg_str_starts(branch_ref, RG_STR("refs/heads/"))))
		rc = rg_fail(err, RG_ENOTFOUND, "there is no branch %s", name);
	if (rc == RG_OK) {
		code = git_reference_symbolic_create(&head, repo->git, "HEAD", name, 1,
						     rg_arena_cstr(arena, reason));
		git_reference_free(head);
		if (code < 0)
			rc = rg_git__fail(err, code, "cannot point HEAD at %s", name);
	}
	rg_arena_free(arena);
	return rc;
}

rg_rc rg_git__merge_base(rg_str *out, rg_arena *arena, rg_repo *repo, const git_oid *a,
			 const git_oid *b, rg_err *err)
{
	git_oid found;
	int code;

	if (git_oid_equal(a, b)) {
		*out = rg_git__oid_text(arena, a);
		return RG_OK;
	}
	if (rg_git__is_shallow(repo))
		return rg_git__shallow_merge_base(out, arena, repo, a, b, err);
	code = git_merge_base(&found, repo->git, a, b);
	if (code == GIT_ENOTFOUND)
		return rg_fail(err, RG_EREFUSED, "%.12s and %.12s have no commit in common",
			       rg_git__oid_text(arena, a).ptr, rg_git__oid_text(arena, b).ptr);
	if (code < 0)
		return rg_git__fail(err, code, "cannot compare two commits");
	*out = rg_git__oid_text(arena, &found);
	return RG_OK;
}

static int take_commit(rg_commit_line_vec *out, rg_arena *arena, rg_repo *repo, const git_oid *oid)
{
	git_commit *commit = NULL;
	int code = git_commit_lookup(&commit, repo->git, oid);
	rg_commit_line line;

	if (code < 0)
		return code;
	line.oid = rg_git__oid_text(arena, oid);
	line.subject = rg_arena_dup(arena, rg_str_of(git_commit_summary(commit)));
	line.author = rg_arena_dup(arena, rg_str_of(git_commit_author(commit)->name));
	line.time = git_commit_time(commit);
	RG_PUSH(arena, out, line);
	git_commit_free(commit);
	return 0;
}

rg_rc rg_commits_between(rg_commit_line_vec *out, rg_arena *arena, rg_repo *repo, rg_str from,
			 rg_str to, size_t max, rg_err *err)
{
	git_revwalk *walk = NULL;
	git_oid old, new, oid;
	int code;
	rg_rc rc;

	*out = (rg_commit_line_vec){0};
	if ((rc = rg_git__oid_parse(&old, from, err)) < 0 ||
	    (rc = rg_git__oid_parse(&new, to, err)) < 0)
		return rc;
	if (rg_git__is_shallow(repo))
		return rg_git__shallow_commits(out, arena, repo, from, to, max, err);
	if ((code = git_revwalk_new(&walk, repo->git)) == 0 &&
	    (code = git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE)) == 0 &&
	    (code = git_revwalk_push(walk, &new)) == 0)
		code = git_revwalk_hide(walk, &old);
	while (code == 0 && out->n < max && (code = git_revwalk_next(&oid, walk)) == 0)
		code = take_commit(out, arena, repo, &oid);
	git_revwalk_free(walk);
	if (code < 0 && code != GIT_ITEROVER)
		return rg_git__fail(err, code, "cannot list the commits from %.*s to %.*s",
				    RG_FMT(from), RG_FMT(to));
	return RG_OK;
}

rg_rc rg_merge_base_find(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str one, rg_str other,
			 rg_err *err)
{
	git_oid a, b;
	rg_rc rc;

	if ((rc = rg_git__oid_parse(&a, one, err)) < 0 ||
	    (rc = rg_git__oid_parse(&b, other, err)) < 0)
		return rc;
	return rg_git__merge_base(out, arena, repo, &a, &b, err);
}
