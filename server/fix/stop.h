/* SPDX-License-Identifier: MIT */
/* stop.h - End what is running. */
#ifndef RG_FIX_STOP_H
#define RG_FIX_STOP_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.stop (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_stop(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
