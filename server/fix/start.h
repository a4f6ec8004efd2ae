/* SPDX-License-Identifier: MIT */
/* start.h - Start the clock: the test must fail, and the failure is kept. */
#ifndef RG_FIX_START_H
#define RG_FIX_START_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.startFix (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_start(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
