/* SPDX-License-Identifier: MIT */
/* explain.h - Read a log as if its run had been made here. */
#ifndef RG_FIX_EXPLAIN_H
#define RG_FIX_EXPLAIN_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.explainLog (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_explain(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
