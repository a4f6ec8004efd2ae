/* SPDX-License-Identifier: MIT */
/* undo.h - Back to before the fix branch, losing nothing. */
#ifndef RG_FIX_UNDO_H
#define RG_FIX_UNDO_H

#include "fix/args.h"
#include "fix/task.h"

/* Starts the use case of redgreen.undo (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_undo(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
