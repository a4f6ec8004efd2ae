/* SPDX-License-Identifier: MIT */
/* check.h - Debug leftovers in added lines. */
#ifndef RG_FIX_CHECK_H
#define RG_FIX_CHECK_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.checkChanges (docs/commands.md); args live as long as the task.
 */
RG_MUST_CHECK rg_rc rg_fix_check(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
