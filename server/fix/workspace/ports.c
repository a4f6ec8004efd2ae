/* SPDX-License-Identifier: MIT */
/* ports.c - the real effects. */
#include "fix/workspace/ports.h"

#include "os/system.h"

const rg_ports rg_real_ports = {
	.run_start = rg_run_start,
	.run_stop = rg_run_stop,
	.run_take_arena = rg_run_take_arena,
	.build_start = rg_build_start,
	.build_stop = rg_build_stop,
	.fetch = rg_git_fetch,
	.push = rg_git_push,
	.worktree_add = rg_git_worktree_add,
	.worktree_remove = rg_git_worktree_remove,
	.git_stop = rg_git_child_stop,
	.forge_start = rg_forge_start,
	.forge_account = rg_forge_account_start,
	.runs_start = rg_forge_runs_start,
	.forge_stop = rg_forge_stop,
	.now = rg_clock_wall,
	.uptime = rg_clock_uptime,
	.boot_id = rg_boot_id,
};
