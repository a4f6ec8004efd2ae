/* SPDX-License-Identifier: MIT */
/* explain.c - a log from anywhere, read as if its run had been made here. Nothing is run. */
#include "fix/explain.h"

#include "fix/read_log.h"
#include "fix/session/ground_look.h"

typedef struct explain_state {
	rg_ground ground;
	rg_analysis analysis;
} explain_state;

/* How to call the log: below the root by its relative path, pasted text by what it is. */
static rg_str name_of(const rg_ground *ground)
{
	rg_str name = ground->args->log, rest = name;

	if (rg_str_skip(&rest, ground->root) && rg_str_skip(&rest, RG_STR("/")))
		return rest;
	return name.ptr[0] != '/' && rg_str_has(name, RG_STR(":")) ? RG_STR("the pasted log")
								   : name;
}

static rg_rc read_log(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	explain_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	rg_str complaint = {NULL, 0};
	rg_rc rc = rg_log_read(&state->analysis, &complaint, &state->ground,
			       state->ground.args->log, err);

	(void)cancel;
	if (rc == RG_OK && !state->analysis.failures.n)
		rg_ground_halt(
			&state->ground, "no-failures",
			complaint.ptr
				? rg_arena_printf(arena, "pytest did not get to the tests: %.*s",
						  RG_FMT(complaint))
				: rg_arena_printf(arena, "no failing test was found in %.*s",
						  RG_FMT(name_of(&state->ground))),
			RG_STR("Give the output of a failing pytest run, whole if you can."));
	return rc;
}

static void read_it(rg_task *task)
{
	const rg_ground *ground = rg_ground_of(task);
	rg_err err;

	if (ground->args->log.len) {
		rg_task_job(task, read_log, rg_ground_proceed);
		return;
	}
	(void)rg_fail(&err, RG_EINVAL,
		      "no log was named; give --log FILE, or - for standard input");
	rg_task_fail(task, &err);
}

static void answer(rg_task *task)
{
	explain_state *state = rg_task_state(task);
	const rg_failure_vec *failures = &state->analysis.failures;

	rg_analysis_put(task, &state->analysis);
	rg_task_say(task, "%zu failure%s. %.*s", failures->n, failures->n == 1 ? "" : "s",
		    RG_FMT(rg_analysis_headline(rg_task_arena(task), failures)));
	rg_analysis_publish(task, &state->analysis, (rg_str){NULL, 0}, state->ground.args->log,
			    false);
	rg_task_next(task);
}

static void point(rg_task *task)
{
	explain_state *state = rg_task_state(task);

	rg_analysis_show(task, &state->analysis, (rg_str){NULL, 0}, state->ground.args->log);
	rg_analysis_start(task, &state->analysis, answer);
}

static void release(rg_task *task)
{
	explain_state *state = rg_task_state(task);

	rg_analysis_release(task, &state->analysis);
}

static const rg_step steps[] = {
	{"looking at the files", rg_ground_look},
	{"reading the log", read_it},
	{"looking for candidates", point},
};
static const rg_use_case use_case = {.name = "read log",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .release = release};

rg_rc rg_fix_explain(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	explain_state *state = RG_NEW(rg_task_arena(task), explain_state);

	rg_analysis_put(task, &state->analysis);
	state->ground.args = args;
	state->ground.needs = RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
