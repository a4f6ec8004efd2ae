/* SPDX-License-Identifier: MIT */
/* locate.h - Rank the files that likely need changing. */
#ifndef RG_FIX_LOCATE_H
#define RG_FIX_LOCATE_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.locate (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_locate(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
