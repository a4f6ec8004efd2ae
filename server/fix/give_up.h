/* SPDX-License-Identifier: MIT */
/* give_up.h - End gracefully: the hand-over report. */
#ifndef RG_FIX_GIVE_UP_H
#define RG_FIX_GIVE_UP_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.giveUp (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_give_up(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
