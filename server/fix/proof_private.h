/* SPDX-License-Identifier: MIT */
/* proof_private.h - inside fix/: what making a run and recording it share. */
#ifndef RG_FIX_PROOF_PRIVATE_H
#define RG_FIX_PROOF_PRIVATE_H

#include "fix/proof.h"

/* The folder that it runs in: the ground's root, or the temporary worktree. */
rg_str rg_proof__root(const rg_ground *ground, const rg_proof *proof);
/* Job: looks at the tree again and records the ground's proof. */
RG_MUST_CHECK rg_rc rg_proof__record(rg_task *task, const rg_cancel *cancel, rg_err *err);

#endif
