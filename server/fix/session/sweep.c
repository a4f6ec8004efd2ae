/* SPDX-License-Identifier: MIT */
/*
 * sweep.c - a temporary folder's name says whose it is, so that the next command can tell one that
 * is in use, by an editor say, from one that a kill left behind. The number of a process alone
 * would not do: it is used again.
 */
#include "fix/session/sweep.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/log.h"
#include "os/fs.h"
#include "os/system.h"

rg_str rg_sweep_folder(rg_arena *arena, rg_str private_dir, const char *kind, rg_str name)
{
	return rg_arena_printf(arena, "%.*s/cache/%s-%d-%" PRId64 "-%.*s", RG_FMT(private_dir),
			       kind, (int)getpid(), rg_process_start(), RG_FMT(name));
}

static void remove_path(const char *path)
{
	rg_err err;

	if (rg_fs_remove(path, &err) < 0)
		rg_log(RG_LOG_WARNING, "%s", err.message);
}

void rg_sweep_remove(rg_arena *arena, rg_str folder, rg_str common_dir)
{
	remove_path(rg_arena_cstr(arena, folder));
	if (rg_str_starts(rg_path_name(folder), RG_STR("tree-")))
		remove_path(rg_path_join(
			arena, common_dir,
			rg_arena_printf(arena, "worktrees/%.*s", RG_FMT(rg_path_name(folder)))));
}

/* Whether a name is of ours and its process is gone. */
static bool is_orphan(rg_str name)
{
	rg_str pid, start;
	uint64_t pid_number, start_number;

	if (!rg_str_skip(&name, RG_STR("tree-")) && !rg_str_skip(&name, RG_STR("run-")))
		return false;
	return rg_str_part(&pid, &name, '-') && rg_str_part(&start, &name, '-') &&
	       rg_str_u64(&pid_number, pid, INT32_MAX) &&
	       rg_str_u64(&start_number, start, INT64_MAX) &&
	       !rg_process_is_alive((int64_t)pid_number, (int64_t)start_number);
}

void rg_sweep(rg_arena *arena, rg_str private_dir, rg_str common_dir)
{
	const char *cache = rg_path_join(arena, private_dir, RG_STR("cache"));
	rg_str_vec names = rg_fs_list(arena, cache);

	for (size_t i = 0; i < names.n; i++)
		if (is_orphan(names.items[i]))
			rg_sweep_remove(
				arena,
				rg_str_of(rg_path_join(arena, rg_str_of(cache), names.items[i])),
				common_dir);
}
