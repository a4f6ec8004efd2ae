/* SPDX-License-Identifier: MIT */
/* pr.h - From a proven fix to a draft pull request, plan first. */
#ifndef RG_FIX_PR_PR_H
#define RG_FIX_PR_PR_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.createDraftFixPr (docs/commands.md); args live as long as the
 * task. */
RG_MUST_CHECK rg_rc rg_fix_pr(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
