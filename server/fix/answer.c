/* SPDX-License-Identifier: MIT */
/*
 * answer.c - a choice by its own words, so that one that was meant for a question before this one
 * answers nothing.
 */
#include "fix/answer.h"

#include "fix/workspace/workspace.h"

static void answer(rg_task *task)
{
	const rg_fix_args *args = rg_task_state(task);
	rg_task *asking = rg_workspace_asking(rg_task_workspace(task));
	const rg_question *question = asking ? rg_task_question(asking) : NULL;
	size_t at = 0;
	rg_err err;

	while (question && at < question->n_choices &&
	       !rg_str_eq(question->choices[at], args->choice))
		at++;
	if (question && at == question->n_choices) {
		(void)rg_fail(&err, RG_EINVAL, "\"%.*s\" is no answer to: %.*s",
			      RG_FMT(args->choice), RG_FMT(question->text));
		rg_task_fail(task, &err);
		return;
	}
	if (question) {
		rg_task_say(task, "answered: %.*s", RG_FMT(args->choice));
		rg_task_answer(asking, (int)at);
	} else {
		rg_task_say(task, "nothing is asked any more");
	}
	rg_task_next(task);
}

static const rg_step steps[] = {{"answering", answer}};
static const rg_use_case use_case = {.name = "answer", .steps = steps, .n_steps = 1};

rg_rc rg_fix_answer(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	rg_fix_args *state = RG_NEW(rg_task_arena(task), rg_fix_args);

	*state = *args;
	return rg_task_start(task, &use_case, state, err);
}
