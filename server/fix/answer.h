/* SPDX-License-Identifier: MIT */
/* answer.h - The answer to a question that waits, where the client itself cannot ask. */
#ifndef RG_FIX_ANSWER_H
#define RG_FIX_ANSWER_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"

/* Starts the use case of redgreen.answer (docs/commands.md); args live as long as the task. */
RG_MUST_CHECK rg_rc rg_fix_answer(rg_task *task, const rg_fix_args *args, rg_err *err);

#endif
