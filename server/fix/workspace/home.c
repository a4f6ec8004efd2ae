/* SPDX-License-Identifier: MIT */
/*
 * home.c - a file in the worktree's own git directory, "gitdir: DIR" in its .git
 * (gitrepository-layout(5)). Neither store nor repository has to be opened to read it, so that
 * settings can be read before either.
 */
#include "fix/workspace/home.h"

#include "os/fs.h"

#define KEPT_IN "redgreen-home"
#define MOST	(64 * 1024)

/* The git directory that a work tree's .git names; null where .git is a folder, or not there. */
static rg_str git_dir(rg_arena *arena, rg_str worktree)
{
	rg_str text, line = {NULL, 0};
	rg_err ignored;

	if (rg_fs_read(&text, arena, rg_path_join(arena, worktree, RG_STR(".git")), MOST,
		       &ignored) < 0 ||
	    !rg_str_line(&line, &text) || !rg_str_skip(&line, RG_STR("gitdir: ")))
		return (rg_str){NULL, 0};
	return rg_str_of(rg_path_join(arena, worktree, line));
}

/* The next folder at or above this one that is a work tree's root; null: none. */
static rg_str root_above(rg_arena *arena, rg_str folder)
{
	rg_fs_stamp stamp;

	while (folder.len > 1 && !rg_fs_stat(&stamp, rg_path_join(arena, folder, RG_STR(".git"))))
		folder = rg_path_folder(folder);
	return folder.len > 1 ? folder : (rg_str){NULL, 0};
}

rg_str rg_home_of(rg_arena *arena, rg_str folder)
{
	rg_str root = root_above(arena, folder), dir, home = {NULL, 0}, text;
	rg_err ignored;

	dir = root.ptr ? git_dir(arena, root) : root;
	if (!dir.ptr ||
	    rg_fs_read(&text, arena, rg_path_join(arena, dir, RG_STR(KEPT_IN)), MOST, &ignored) <
		    0 ||
	    !rg_str_line(&home, &text) || !rg_fs_is_folder(rg_arena_cstr(arena, home)))
		return folder;
	return rg_arena_printf(arena, "%.*s%.*s", RG_FMT(home),
			       RG_FMT(rg_str_sub(folder, root.len, folder.len)));
}

rg_rc rg_home_keep(rg_arena *arena, rg_str worktree, rg_str home, rg_err *err)
{
	rg_str dir = git_dir(arena, worktree);

	if (!dir.ptr)
		return rg_fail(err, RG_EBUG, "%.*s is no linked worktree", RG_FMT(worktree));
	return rg_fs_write(rg_path_join(arena, dir, RG_STR(KEPT_IN)),
			   rg_arena_printf(arena, "%.*s\n", RG_FMT(home)), false, err);
}
