/* SPDX-License-Identifier: MIT */
/* stop.h - End what is running. */
#ifndef RG_FIX_STOP_H
#define RG_FIX_STOP_H

#include "fix/args.h"
#include "fix/task.h"

/* Starts the use case of redgreen.stop (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_stop(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
