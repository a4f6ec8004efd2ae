/* SPDX-License-Identifier: MIT */
/* doctor.h - What was chosen and why. */
#ifndef RG_FIX_DOCTOR_H
#define RG_FIX_DOCTOR_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.checkSetup (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_doctor(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
