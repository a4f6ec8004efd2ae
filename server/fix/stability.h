/* SPDX-License-Identifier: MIT */
/* stability.h - N cold runs, each with its own hash seed; the first failure ends it. */
#ifndef RG_FIX_STABILITY_H
#define RG_FIX_STABILITY_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.checkStability (docs/commands.md); args live as long as the task.
 */
RG_MUST_CHECK rg_rc rg_fix_stability(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
