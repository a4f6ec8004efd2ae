/* SPDX-License-Identifier: MIT */
/* stop_only.h - the use case of a command that may not begin: it says STOP and why. */
#ifndef RG_FIX_STOP_ONLY_H
#define RG_FIX_STOP_ONLY_H

#include "fix/workspace/task.h"

/* message and next must lie in the task's arena or be static. */
RG_MUST_CHECK rg_rc rg_fix_stop_only(rg_task *task, const char *code, rg_str message, rg_str next,
				     rg_err *err);

#endif
