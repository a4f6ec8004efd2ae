/* SPDX-License-Identifier: MIT */
/* measure.h - Compare the speed of base and fix. */
#ifndef RG_FIX_MEASURE_H
#define RG_FIX_MEASURE_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.measure (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_measure(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
