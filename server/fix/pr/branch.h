/* SPDX-License-Identifier: MIT */
/* branch.h - Branch off the fresh base and prove that the test is red there. */
#ifndef RG_FIX_PR_BRANCH_H
#define RG_FIX_PR_BRANCH_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.createFixBranch (docs/commands.md); args live as long as the
 * task. */
RG_MUST_CHECK rg_rc rg_fix_branch(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
