/* SPDX-License-Identifier: MIT */
/*
 * stability.c - N cold processes, one after the other, each with its own recorded hash seed; the
 * first failure ends it: a rule of the product, stricter than a sequential test would be.
 */
#include "fix/stability.h"

#include <inttypes.h>

#include "fix/analysis.h"
#include "fix/proof.h"
#include "fix/sessions.h"
#include "fix/stability_runs.h"
#include "runner/stability.h"

typedef struct stability_state {
	rg_ground ground;
	rg_stability_runs runs;
	rg_analysis analysis;
} stability_state;

static void put_verdict(rg_task *task, const rg_stability_runs *runs, const char *verdict)
{
	rg_json *result = rg_task_result(task);

	rg_json_set_str(result, "verdict", rg_str_of(verdict));
	rg_json_set_int(result, "passed", runs->n_passed);
	rg_json_set_int(result, "runs", runs->n_made);
	if (runs->n_passed && runs->n_passed == runs->n_made)
		rg_json_set_number(result, "failureRateBelow",
				   rg_stability_bound_ppm(runs->n_passed) / 1e6);
	else
		rg_json_set_null(result, "failureRateBelow");
	rg_json_set_number(result, "confidence", 0.95);
}

/* What more runs would show, and how long they take. */
static rg_str offer_more(rg_arena *arena, const rg_stability_runs *runs)
{
	uint32_t wanted = rg_runs_for_bound(50000); /* 5 % */

	if (runs->n_passed >= wanted || !runs->n_passed)
		return RG_STR("");
	return rg_arena_printf(arena,
			       "; %" PRIu32 " runs (about %.0f s more) would show less than 5 %%",
			       wanted, (wanted - runs->n_passed) * runs->seconds / runs->n_made);
}

static void answer_failed(rg_task *task)
{
	stability_state *state = rg_task_state(task);
	const rg_stability_runs *runs = &state->runs;
	rg_arena *arena = rg_task_arena(task);
	rg_str headline = rg_analysis_headline(arena, &state->analysis.failures);

	rg_analysis_put(task, &state->analysis);
	rg_analysis_publish(task, &state->analysis, runs->proof.evidence.tree,
			    runs->proof.evidence.log, false);
	rg_task_stop(
		task, runs->n_passed ? "unstable" : "still-fails",
		rg_arena_printf(
			arena,
			"%s%.*s in run %" PRIu32 " of %" PRIu32 " (hash seed %" PRIu32 ")%s%.*s",
			runs->n_passed ? "unstable: " : "", RG_FMT(runs->proof.evidence.outcome),
			runs->n_made, runs->n_wanted, runs->proof.evidence.hash_seed,
			headline.len ? ": " : "", RG_FMT(headline)),
		rg_arena_printf(arena,
				"Its log is %.*s; the seed replays it: PYTHONHASHSEED=%" PRIu32 ".",
				RG_FMT(runs->proof.evidence.log), runs->proof.evidence.hash_seed));
}

static void judge(rg_task *task)
{
	stability_state *state = rg_task_state(task);
	rg_stability_runs *runs = &state->runs;
	rg_arena *arena = rg_task_arena(task);

	if (runs->n_passed == runs->n_wanted) {
		put_verdict(task, runs, "stable");
		rg_task_say(task, "%.*s%.*s",
			    RG_FMT(rg_stability_text(arena, runs->n_passed, runs->n_made)),
			    RG_FMT(offer_more(arena, runs)));
		rg_task_next(task);
		return;
	}
	put_verdict(task, runs, runs->n_passed ? "unstable" : "fails");
	rg_json_set_take(rg_task_result(task), "run", rg_proof_shape(&runs->proof));
	if (rg_proof_stops(task, &runs->proof))
		return;
	state->analysis.failures = runs->proof.result->trace->failures;
	state->analysis.tests = runs->proof.spec.tests;
	state->analysis.arena = runs->proof.arena;
	runs->proof.arena = NULL;
	rg_analysis_start(task, &state->analysis, answer_failed);
}

static void check(rg_task *task)
{
	stability_state *state = rg_task_state(task);
	const rg_ground *ground = &state->ground;
	rg_proof_spec spec = {.tests = rg_ground_tests(task)};

	if (!spec.tests.n) {
		rg_task_stop(task, "no-tests", RG_STR("no test was named, and none was run before"),
			     RG_STR("Name one: redgreen stability tests/test_x.py::test_y."));
		return;
	}
	spec.repro = rg_proof_repro(task, &spec.tests);
	rg_stability_make(task, &state->runs, &spec,
			  ground->args->runs ? ground->args->runs : ground->settings.stability_runs,
			  judge);
}

static void release(rg_task *task)
{
	stability_state *state = rg_task_state(task);

	rg_proof_release(&state->runs.proof);
	rg_analysis_release(task, &state->analysis);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"asking whether to go on", rg_session_watch_time, rg_session_is_over_time},
	{"asking whether its code may run", rg_ground_consent, rg_ground_needs_consent},
	{"running the test again and again", check},
};
static const rg_use_case use_case = {.name = "check stability",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .is_exclusive = true,
				     .release = release};

rg_rc rg_fix_stability(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	stability_state *state = RG_NEW(rg_task_arena(task), stability_state);

	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_STORE | RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
