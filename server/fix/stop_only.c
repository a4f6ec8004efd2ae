/* SPDX-License-Identifier: MIT */
/* stop_only.c - one step that stops; so that a refusal is a result like every other. */
#include "fix/stop_only.h"

typedef struct stop_state {
	const char *code;
	rg_str message, next;
} stop_state;

static void say_stop(rg_task *task)
{
	const stop_state *state = rg_task_state(task);

	rg_task_stop(task, state->code, state->message, state->next);
}

static const rg_step steps[] = {{"checking", say_stop}};
static const rg_use_case use_case = {.name = "check", .steps = steps, .n_steps = 1};

rg_rc rg_fix_stop_only(rg_task *task, const char *code, rg_str message, rg_str next, rg_err *err)
{
	stop_state *state = RG_NEW(rg_task_arena(task), stop_state);

	*state = (stop_state){code, message, next};
	return rg_task_start(task, &use_case, state, err);
}
