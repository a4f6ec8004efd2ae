/* SPDX-License-Identifier: MIT */
/* status.h - Where the fix session stands. */
#ifndef RG_FIX_STATUS_H
#define RG_FIX_STATUS_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.showStatus (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_status(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
