/* SPDX-License-Identifier: MIT */
/*
 * ports.h - the effects that take time or leave the machine, as functions that a test can play: a
 * run of pytest, the git program, a forge, the clock. libgit2 and the store are called directly,
 * from jobs: their tests use real repositories.
 */
#ifndef RG_FIX_WORKSPACE_PORTS_H
#define RG_FIX_WORKSPACE_PORTS_H

#include "forge/runs.h"
#include "git/program.h"
#include "runner/build.h"
#include "runner/environment.h"
#include "runner/run.h"

typedef struct rg_ports {
	rg_rc (*run_start)(rg_run **out, rg_loop *loop, const rg_run_spec *spec, rg_err *err);
	void (*run_stop)(rg_run *run);
	rg_arena *(*run_take_arena)(rg_run *run);
	rg_rc (*build_start)(rg_build **out, rg_loop *loop, const rg_build_spec *spec, rg_err *err);
	void (*build_stop)(rg_build *build);
	rg_rc (*fetch)(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec, rg_str remote,
		       rg_str branch, rg_err *err);
	rg_rc (*push)(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec, rg_str remote,
		      rg_str commit, rg_str branch, rg_str expected, rg_err *err);
	rg_rc (*worktree_add)(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec,
			      rg_str folder, rg_str commit, rg_err *err);
	rg_rc (*worktree_remove)(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec,
				 rg_str folder, rg_err *err);
	void (*git_stop)(rg_git_child *child);
	rg_rc (*forge_start)(rg_forge_call **out, rg_loop *loop, const rg_forge_target *target,
			     const rg_forge_pr *pr, rg_str token, rg_str root, rg_str helper,
			     uint64_t timeout_ms, rg_forge_done done, void *data, rg_err *err);
	rg_rc (*forge_account)(rg_forge_call **out, rg_loop *loop, const rg_forge_target *target,
			       rg_str root, rg_str helper, uint64_t timeout_ms, rg_forge_done done,
			       void *data, rg_err *err);
	rg_rc (*runs_start)(rg_forge_call **out, rg_loop *loop, const rg_forge_target *target,
			    const rg_forge_branch_ci *ci, rg_str token, rg_str root, rg_str helper,
			    uint64_t timeout_ms, rg_forge_runs_done done, void *data, rg_err *err);
	void (*forge_stop)(rg_forge_call *call); /* of each */
	int64_t (*now)(void);			 /* seconds since the epoch */
	int64_t (*uptime)(void); /* seconds since the machine's start, sleep included */
	rg_str (*boot_id)(void); /* names that start */
} rg_ports;

extern const rg_ports rg_real_ports;

#endif
