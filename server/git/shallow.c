/* SPDX-License-Identifier: MIT */
/* shallow.c - the file "shallow" has the ends, a line each; all else git itself knows best. */
#include "git/shallow.h"

#include "base/limits.h"
#include "git/command.h"
#include "git/late.h"
#include "os/fs.h"

#define RUN_MS 30000

bool rg_git__is_shallow(rg_repo *repo)
{
	return git_repository_is_shallow(repo->git) == 1;
}

rg_rc rg_git__shallow_ends(rg_str_vec *out, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	rg_str path = rg_arena_printf(arena, "%s/shallow", git_repository_commondir(repo->git));
	rg_str text, line;
	rg_rc rc;

	*out = (rg_str_vec){0};
	if (!rg_git__is_shallow(repo))
		return RG_OK;
	rc = rg_fs_read(&text, arena, path.ptr, RG_LIMIT_CACHE_BYTES, err);
	while (rc == RG_OK && rg_str_line(&line, &text))
		RG_PUSH(arena, out, rg_str_trim(line));
	rg_str_vec_sort(out);
	return rc;
}

static rg_rc run(rg_git_output *out, rg_arena *arena, rg_repo *repo, const char *const *args,
		 rg_err *err)
{
	return rg_git__run(out, arena, rg_str_of(git_repository_workdir(repo->git)), args, NULL,
			   (rg_str){NULL, 0}, RUN_MS, err);
}

rg_rc rg_git__shallow_merge_base(rg_str *out, rg_arena *arena, rg_repo *repo, const git_oid *a,
				 const git_oid *b, rg_err *err)
{
	const char *args[] = {"merge-base", rg_git__oid_text(arena, a).ptr,
			      rg_git__oid_text(arena, b).ptr, NULL};
	rg_git_output result;
	rg_rc rc = run(&result, arena, repo, args, err);

	if (rc < 0)
		return rc;
	*out = rg_str_trim(result.out);
	if (result.exit_code != 0 || out->len != GIT_OID_HEXSZ)
		return rg_fail(
			err, RG_EREFUSED,
			"this clone is shallow, and what %.12s and %.12s have in common is not "
			"in it; git fetch --unshallow",
			args[1], args[2]);
	return RG_OK;
}

rg_rc rg_git__shallow_commits(rg_commit_line_vec *out, rg_arena *arena, rg_repo *repo, rg_str from,
			      rg_str to, size_t max, rg_err *err)
{
	rg_str range = rg_arena_printf(arena, "%.*s..%.*s", RG_FMT(from), RG_FMT(to)), line, when;
	const char *args[] = {"log",
			      "--topo-order",
			      "--reverse",
			      "--no-show-signature",
			      "--format=%H%x09%ct%x09%an%x09%s",
			      range.ptr,
			      "--",
			      NULL};
	rg_git_output result;
	rg_rc rc = run(&result, arena, repo, args, err);

	if (rc == RG_OK && result.exit_code != 0)
		rc = rg_fail(err, RG_EEXTERNAL, "cannot list the commits %.*s: %.*s", RG_FMT(range),
			     RG_FMT(rg_git__last_line(result.err)));
	while (rc == RG_OK && out->n < max && rg_str_line(&line, &result.out)) {
		rg_commit_line one = {0};
		uint64_t seconds = 0;

		if (!rg_str_part(&one.oid, &line, '\t') || !rg_str_part(&when, &line, '\t') ||
		    !rg_str_part(&one.author, &line, '\t'))
			continue;
		if (rg_str_u64(&seconds, when, INT64_MAX))
			one.time = (int64_t)seconds;
		one.subject = line;
		RG_PUSH(arena, out, one);
	}
	return rc;
}
