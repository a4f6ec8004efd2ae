/* SPDX-License-Identifier: MIT */
/* ci.h - the CI of the change: what will run, what to start, how the runs stand; starts on request.
 */
#ifndef RG_FIX_CI_H
#define RG_FIX_CI_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.showWorkflows (docs/commands.md); args live as long as the task.
 */
RG_MUST_CHECK rg_rc rg_fix_ci(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
