/* SPDX-License-Identifier: MIT */
/* report.h - The report, whatever happened. */
#ifndef RG_FIX_REPORT_H
#define RG_FIX_REPORT_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.writeReport (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_report(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
