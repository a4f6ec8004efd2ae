/* SPDX-License-Identifier: MIT */
/* run_test.h - Run the test under the cursor once and show why it fails. */
#ifndef RG_FIX_RUN_TEST_H
#define RG_FIX_RUN_TEST_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.runTest (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_run_test(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
