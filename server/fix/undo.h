/* SPDX-License-Identifier: MIT */
/* undo.h - Back to before the fix branch, losing nothing. */
#ifndef RG_FIX_UNDO_H
#define RG_FIX_UNDO_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.undo (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_undo(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
