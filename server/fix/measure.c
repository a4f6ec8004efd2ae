/* SPDX-License-Identifier: MIT */
/*
 * measure.c - the base in a temporary worktree and the fix here, in turns (A B A B …), so that what
 * the machine does meanwhile hits both. Fewer than ten pairs are shown and claim nothing.
 */
#include "fix/measure.h"

#include <inttypes.h>

#include "fix/elsewhere.h"
#include "fix/measured.h"
#include "fix/proof.h"
#include "fix/sessions.h"

typedef struct measure_state {
	rg_ground ground;
	rg_proof proof;
	rg_elsewhere elsewhere;
	rg_str_vec tests, repro;
	uint32_t n_pairs, n_made; /* n_made counts runs: even ones are "before" */
	rg_evidence_vec before, after;
} measure_state;

static void make_next(rg_task *task);

static void ran(rg_task *task)
{
	measure_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	const rg_evidence *e = &state->proof.evidence;

	if (!rg_proof_is_valid(&state->proof) ||
	    state->proof.result->outcome == RG_OUTCOME_NOT_RUNNABLE ||
	    state->proof.result->outcome == RG_OUTCOME_NO_TESTS) {
		if (!rg_proof_stops(task, &state->proof))
			rg_task_next(task);
		return;
	}
	if (state->n_made % 2 == 0)
		RG_PUSH(arena, &state->before, *e);
	else
		RG_PUSH(arena, &state->after, *e);
	state->n_made++;
	if (state->n_made < 2 * state->n_pairs)
		make_next(task);
	else
		rg_elsewhere_close(task, &state->elsewhere, rg_task_next);
}

static void make_next(rg_task *task)
{
	measure_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	bool is_before = state->n_made % 2 == 0;
	rg_proof_spec spec = {.purpose = is_before ? "before" : "after",
			      .tests = state->tests,
			      .repro = state->repro,
			      .worktree = is_before ? state->elsewhere.folder : (rg_str){NULL, 0},
			      .log_name = rg_arena_printf(arena, "measure_%s_%" PRIu32 ".txt",
							  is_before ? "before" : "after",
							  state->n_made / 2 + 1)};

	rg_task_progress(task, state->n_made, 2 * state->n_pairs,
			 rg_arena_printf(arena, "run %" PRIu32 " of %" PRIu32 ", the %s",
					 state->n_made + 1, 2 * state->n_pairs,
					 is_before ? "base" : "fix"));
	rg_proof_make(task, &state->proof, &spec, ran);
}

static void measure(rg_task *task)
{
	measure_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;

	if (!ground->session.base_oid.ptr) {
		rg_task_stop(
			task, "no-baseline",
			RG_STR("there is no base to measure against: the fix branch was not made"),
			RG_STR("Create the fix branch first."));
		return;
	}
	state->tests = rg_ground_tests(task);
	state->repro = rg_proof_repro(task, &state->tests);
	state->n_pairs = (uint32_t)(ground->args->runs ? ground->args->runs : RG_MEASURE_RUNS);
	rg_elsewhere_open(task, &state->elsewhere, ground->session.base_oid, &state->repro,
			  make_next);
}

static void answer(rg_task *task)
{
	measure_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	rg_evidence_vec before = {0}, after = {0};
	rg_measured measured;

	for (size_t i = state->before.n; i-- > 0;) /* newest first, as the store gives them */
		RG_PUSH(arena, &before, state->before.items[i]);
	for (size_t i = state->after.n; i-- > 0;)
		RG_PUSH(arena, &after, state->after.items[i]);
	if (rg_measured_compare(&measured, arena, &before, &after, true)) {
		rg_measured_put(rg_task_result(task), &measured);
		rg_task_say(task, "%.*s: %.*s", RG_FMT(measured.quantities.items[0].name),
			    RG_FMT(rg_measured_text(arena, &measured)));
	}
	rg_task_next(task);
}

static void release(rg_task *task)
{
	measure_state *state = rg_task_state(task);

	rg_proof_release(&state->proof);
	rg_elsewhere_release(task, &state->elsewhere);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"asking whether to go on", rg_session_watch_time, rg_session_is_over_time},
	{"asking whether its code may run", rg_ground_consent, rg_ground_needs_consent},
	{"measuring", measure},
	{"comparing", answer},
};
static const rg_use_case use_case = {.name = "measure",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .is_exclusive = true,
				     .release = release};

rg_rc rg_fix_measure(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	measure_state *state = RG_NEW(rg_task_arena(task), measure_state);

	state->ground.args = args;
	state->ground.needs =
		RG_GROUND_REPO | RG_GROUND_COMMITS | RG_GROUND_SESSION | RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
