/* SPDX-License-Identifier: MIT */
/* proof_private.h - inside fix/runs/: what making a run and recording it share. */
#ifndef RG_FIX_RUNS_PROOF_PRIVATE_H
#define RG_FIX_RUNS_PROOF_PRIVATE_H

#include "fix/runs/proof.h"

/* The folder that it runs in: the ground's root, or the temporary worktree. */
rg_str rg_proof__root(const rg_ground *ground, const rg_proof *proof);
/* A new run's id. */
rg_str rg_proof__run_id(rg_arena *arena);
/*
 * The run that the proof makes, but for its log, limit, patterns and callbacks: of the same tests
 * in the same environment. Borrowed from the task's arena.
 */
rg_run_spec rg_proof__run_spec(rg_task *task, const rg_proof *proof, rg_str id);
/*
 * Job, behind a run: untracked files that were not there before it join the session's products
 * (without a session they are known for the rest of the task).
 */
void rg_proof__take_products(rg_ground *ground, rg_arena *arena, const rg_str_vec *before,
			     const rg_str_vec *after);
/* Job: looks at the tree again and records the ground's proof. */
RG_MUST_CHECK rg_rc rg_proof__record(rg_task *task, const rg_cancel *cancel, rg_err *err);

#endif
