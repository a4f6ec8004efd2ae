/* SPDX-License-Identifier: MIT */
/*
 * linked.c - git makes the worktree; it is removed by hand as git does it (the folder, then the
 * record), because that must go on to its end also in a job that was stopped.
 */
#include "git/linked.h"

#include <unistd.h>

#include "base/log.h"
#include "git/command.h"
#include "git/repo.h"
#include "os/fs.h"

/* A checkout of a large repository, with what its filters download. */
#define ADD_MS	(20 * 60 * 1000)
#define LOOK_MS (60 * 1000)

#define ENDING ".worktrees"

static rg_rc failed(const rg_git_output *out, const char *what, rg_err *err)
{
	return rg_fail(err, RG_EEXTERNAL, "%s: %.*s", what,
		       RG_FMT(out->is_timeout ? RG_STR("git did not end in time")
					      : rg_git__last_line(out->err)));
}

/* git writes the index last, and holds a lock of its own for as long (builtin/worktree.c). */
static bool is_whole(rg_arena *arena, rg_str git_dir)
{
	rg_str why = {NULL, 0};
	rg_err ignored;

	return rg_fs_is_file(rg_path_join(arena, git_dir, RG_STR("index"))) &&
	       (rg_fs_read(&why, arena, rg_path_join(arena, git_dir, RG_STR("locked")), 4096,
			   &ignored) < 0 ||
		!rg_str_starts(why, RG_STR("initializing")));
}

static bool is_done(rg_arena *arena, rg_str folder, rg_str branch)
{
	rg_repo *repo = NULL;
	rg_repo_facts facts;
	rg_err ignored;
	bool is = rg_repo_open(&repo, rg_arena_cstr(arena, folder), &ignored) == RG_OK &&
		  rg_repo_facts_read(&facts, arena, repo, &ignored) == RG_OK &&
		  rg_str_eq(facts.root, folder) && rg_str_eq(facts.branch, branch) &&
		  is_whole(arena, facts.git_dir);

	rg_repo_close(repo);
	return is;
}

/* What git keeps of it: worktrees/NAME, whose gitdir names its .git (gitrepository-layout(5)). */
static rg_str record_of(rg_arena *arena, rg_str common_dir, rg_str folder)
{
	rg_str all = rg_str_of(rg_path_join(arena, common_dir, RG_STR("worktrees")));
	rg_str_vec names = rg_fs_list(arena, all.ptr);
	rg_str wanted = rg_str_of(rg_path_join(arena, folder, RG_STR(".git")));
	rg_err ignored;

	for (size_t i = 0; i < names.n; i++) {
		rg_str record = rg_str_of(rg_path_join(arena, all, names.items[i])), text;

		if (rg_fs_read(&text, arena, rg_path_join(arena, record, RG_STR("gitdir")),
			       64 * 1024, &ignored) == RG_OK &&
		    rg_str_eq(rg_str_trim(text), wanted))
			return record;
	}
	return (rg_str){NULL, 0};
}

rg_rc rg_linked_add(rg_arena *arena, rg_str root, rg_str common_dir, rg_str folder, rg_str branch,
		    rg_err *err)
{
	const char *args[] = {"-c",
			      "worktree.useRelativePaths=false",
			      "worktree",
			      "add",
			      "--quiet",
			      "--",
			      rg_arena_cstr(arena, folder),
			      rg_arena_cstr(arena, branch),
			      NULL};
	rg_git_output out;
	rg_err left;
	rg_rc rc;

	if (is_done(arena, folder, branch))
		return RG_OK;
	if ((rc = rg_linked_remove(arena, common_dir, folder, err)) < 0) /* half of one */
		return rc;
	rc = rg_git__run(&out, arena, root, args, NULL, (rg_str){NULL, 0}, ADD_MS, err);
	if (rc == RG_OK && out.exit_code != 0)
		rc = failed(&out, "cannot make the worktree", err);
	if (rc < 0 && rg_linked_remove(arena, common_dir, folder, &left) < 0)
		rg_log(RG_LOG_WARNING, "%s", left.message);
	return rc;
}

rg_rc rg_linked_remove(rg_arena *arena, rg_str common_dir, rg_str folder, rg_err *err)
{
	rg_str record = record_of(arena, common_dir, folder), above = rg_path_folder(folder);
	const char *path = rg_arena_cstr(arena, folder);
	rg_rc rc;

	if (record.ptr &&
	    ((rc = rg_fs_remove(path, err)) < 0 || (rc = rg_fs_remove(record.ptr, err)) < 0))
		return rc;
	/* What is not empty is not ours. */
	(void)rmdir(path);
	if (rg_str_ends(above, RG_STR(ENDING)))
		(void)rmdir(rg_arena_cstr(arena, above));
	return RG_OK;
}

static bool is_free(rg_arena *arena, rg_str path)
{
	const char *name = rg_arena_cstr(arena, path);
	rg_fs_stamp stamp;

	return !rg_fs_stat(&stamp, name) || (stamp.is_folder && !rg_fs_list(arena, name).n);
}

rg_str rg_linked_place(rg_arena *arena, rg_str root, rg_str main_root, rg_str branch)
{
	rg_str folder = main_root.ptr ? rg_arena_printf(arena, "%.*s" ENDING, RG_FMT(main_root))
				      : rg_path_folder(root),
	       real = rg_fs_real(arena, rg_arena_cstr(arena, folder)), first, out;
	char *name = rg_arena_cstr(arena, branch);

	for (char *c = name; *c; c++)
		if (*c == '/')
			*c = '-';
	/* A link to a larger disk is followed once, here. */
	first = rg_str_of(rg_path_join(arena, real.ptr ? real : folder, rg_str_of(name)));
	out = first;
	for (int number = 2; !is_free(arena, out); number++)
		out = rg_arena_printf(arena, "%.*s-%d", RG_FMT(first), number);
	return out;
}

rg_rc rg_linked_loose(rg_str_vec *out, rg_arena *arena, rg_str folder, rg_err *err)
{
	const char *args[] = {"status",
			      "--porcelain=v1",
			      "-z",
			      "--no-renames",
			      "--untracked-files=all",
			      "--ignore-submodules=none",
			      NULL};
	rg_git_output status;
	rg_str rest, one;
	rg_rc rc = rg_git__run(&status, arena, folder, args, NULL, (rg_str){NULL, 0}, LOOK_MS, err);

	*out = (rg_str_vec){0};
	if (rc == RG_OK && status.exit_code != 0)
		rc = failed(&status, "cannot look at the worktree", err);
	for (rest = status.out; rc == RG_OK && rg_str_part(&one, &rest, '\0');)
		if (one.len > 3) /* "XY PATH" */
			RG_PUSH(arena, out, rg_str_sub(one, 3, one.len));
	return rc;
}
