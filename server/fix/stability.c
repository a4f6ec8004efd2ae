/* SPDX-License-Identifier: MIT */
/*
 * stability.c - N cold processes, each with its own recorded hash seed; the first failure ends it:
 * a rule of the product, stricter than a sequential test would be. Then varied rounds. How many
 * cold runs there are is the argument's or the setting's, or what the test's failure rate on the
 * base asks for, as far as the session's time allows.
 */
#include "fix/stability.h"

#include "fix/dossier/session_end.h"
#include "fix/runs/analysis.h"
#include "fix/runs/flake.h"
#include "fix/runs/stability_runs.h"
#include "fix/runs/stability_words.h"
#include "fix/runs/varied.h"
#include "fix/session/acts.h"
#include "fix/session/consent.h"
#include "fix/session/ground_look.h"
#include "fix/session/repro.h"
#include "fix/session/sessions.h"
#include "fix/workspace/workspace.h"

typedef struct stability_state {
	rg_ground ground;
	rg_stability_runs runs;
	rg_base_rate base;
	rg_proof_spec spec;
	rg_analysis analysis;
} stability_state;

static void answer_failed(rg_task *task)
{
	stability_state *state = rg_task_state(task);
	const rg_stability_runs *runs = &state->runs;
	rg_arena *arena = rg_task_arena(task);
	rg_str headline = rg_analysis_headline(arena, &state->analysis.failures);

	rg_analysis_put(task, &state->analysis);
	rg_analysis_publish(task, &state->analysis, runs->failed->evidence.tree,
			    runs->failed->evidence.log, false);
	rg_task_stop(task,
		     runs->n_passed			? "unstable"
		     : runs->only && runs->rounds.n > 1 ? "unstable"
							: "still-fails",
		     rg_stability_failure_text(arena, runs, &state->ground, headline),
		     rg_stability_failure_next(arena, runs));
}

/* The failure, and where it points to. */
static void judge_failed(rg_task *task)
{
	stability_state *state = rg_task_state(task);
	rg_stability_runs *runs = &state->runs;
	rg_proof *failed = (rg_proof *)(uintptr_t)runs->failed; /* of runs, which is ours */
	const char *verdict = runs->only ? "failed" : runs->n_passed ? "unstable" : "fails";

	rg_stability_put(rg_task_result(task), rg_task_arena(task), runs, &state->base,
			 &state->ground, verdict);
	rg_json_set_take(rg_task_result(task), "run", rg_proof_shape(failed));
	if (!rg_stability_failed_round(runs) && rg_proof_stops(task, failed))
		return;
	state->analysis.failures = failed->result->trace->failures;
	if (rg_stability_failed_round(runs)) { /* others may have failed beside it */
		state->analysis.failures = (rg_failure_vec){0};
		if (failed->wanted.failure)
			RG_PUSH(rg_task_arena(task), &state->analysis.failures,
				*failed->wanted.failure);
	}
	state->analysis.tests = failed->spec.tests;
	state->analysis.arena = failed->arena;
	failed->arena = NULL;
	rg_analysis_start(task, &state->analysis, answer_failed);
}

static void judge_only(rg_task *task)
{
	stability_state *state = rg_task_state(task);
	const rg_stability_runs *runs = &state->runs;
	rg_arena *arena = rg_task_arena(task);

	if (runs->failed) {
		judge_failed(task);
		return;
	}
	rg_stability_put(rg_task_result(task), arena, runs, &state->base, &state->ground,
			 runs->rounds.n ? "passed" : "unknown");
	rg_task_say(task, "%.*s", RG_FMT(rg_stability_only_text(arena, runs)));
	rg_task_next(task);
}

/* What is proven to be fixed can be prepared for its pull request. */
static rg_rc enter_prepare(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);

	(void)cancel;
	rg_session_enter(&ground->session, RG_STR("prepare"));
	return rg_session_save(rg_task_arena(task), ground, err);
}

static bool has_base(rg_task *task)
{
	const stability_state *state = rg_task_state(task);

	return state->ground.has_session && state->ground.session.base_oid.ptr;
}

/* As behind a single run: what the editor shows of these tests is withdrawn. */
static void show_passed(rg_task *task, bool is_stable)
{
	stability_state *state = rg_task_state(task);
	const rg_evidence *newest = &state->runs.proof.evidence;

	state->analysis.tests = state->spec.tests;
	rg_analysis_publish(task, &state->analysis, newest->tree, newest->log, true);
	if (is_stable)
		rg_workspace_saw(rg_task_workspace(task), RG_KNOWN_STABLE);
}

static void judge_passed(rg_task *task)
{
	stability_state *state = rg_task_state(task);
	const rg_stability_runs *runs = &state->runs;
	rg_arena *arena = rg_task_arena(task);
	bool is_enough = state->ground.args->runs || runs->n_passed >= state->base.n_needed;
	rg_str summary = rg_stability_summary(arena, runs, &state->base, &state->ground);

	if (runs->failed) {
		judge_failed(task);
		return;
	}
	show_passed(task, is_enough);
	rg_stability_put(rg_task_result(task), arena, runs, &state->base, &state->ground,
			 is_enough ? "stable" : "too-few");
	if (!is_enough) {
		rg_task_stop(task, "not-stable-yet", summary,
			     RG_STR("redgreen stability makes the others, in the time that is left "
				    "or when you go on."));
		return;
	}
	rg_task_say(task, "%.*s", RG_FMT(summary));
	if (has_base(task))
		rg_task_job(task, enter_prepare, NULL);
	else
		rg_task_next(task);
}

static bool is_varied(const stability_state *state)
{
	return state->ground.settings.varied_rounds &&
	       !rg_str_eq_z(state->ground.args->variant, "none");
}

static void judge_cold(rg_task *task)
{
	stability_state *state = rg_task_state(task);
	rg_stability_runs *runs = &state->runs;

	if (runs->failed && runs->n_passed && rg_proof_is_valid(runs->failed) &&
	    runs->failed->result->outcome != RG_OUTCOME_TIMEOUT)
		rg_flake_look(task, runs, judge_failed);
	else if (runs->failed)
		judge_failed(task);
	else if (is_varied(state))
		rg_varied_make(task, runs, judge_passed);
	else
		judge_passed(task);
}

static void make_only(rg_task *task)
{
	stability_state *state = rg_task_state(task);
	const rg_fix_args *args = state->ground.args;
	const rg_variant *variant = rg_variant_find(args->variant);
	rg_err err;

	if (rg_varied_make_one(task, &state->runs, variant, (uint32_t)(args->seed ? args->seed : 1),
			       (uint32_t)(args->runs ? args->runs : 1), judge_only, &err) < 0)
		rg_task_fail(task, &err);
}

static void check(rg_task *task)
{
	stability_state *state = rg_task_state(task);
	const rg_ground *ground = &state->ground;
	rg_str variant = ground->args->variant;
	uint32_t n;

	state->spec.tests = rg_ground_tests(task);
	if (!state->spec.tests.n) {
		rg_task_stop(task, "no-tests", RG_STR("no test was named, and none was run before"),
			     RG_STR("Name one: redgreen stability tests/test_x.py::test_y."));
		return;
	}
	state->spec.repro = rg_repro_files(task, &state->spec.tests);
	if (variant.ptr && !rg_str_eq_z(variant, "none")) {
		rg_stability_look(task, &state->runs, &state->spec, make_only);
		return;
	}
	n = ground->args->runs ? (uint32_t)ground->args->runs
			       : rg_base_rate_wanted(&state->base, ground);
	rg_stability_make(task, &state->runs, &state->spec, rg_stability_plan_of(task, n),
			  judge_cold);
}

static rg_rc read_base(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	stability_state *state = rg_task_state(task);

	(void)cancel;
	return rg_base_rate_read(&state->base, rg_task_arena(task), &state->ground, err);
}

static void look_at_base(rg_task *task)
{
	rg_task_job(task, read_base, rg_ground_proceed);
}

static void release(rg_task *task)
{
	stability_state *state = rg_task_state(task);

	rg_stability_release(&state->runs);
	rg_analysis_release(task, &state->analysis);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"looking at the clock", rg_session_watch_time},
	{"asking whether its code may run", rg_ground_consent, rg_ground_needs_consent},
	{"looking at how often it failed before", look_at_base, has_base},
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
	rg_str variant = args->variant;

	if (variant.ptr && !rg_str_eq_z(variant, "none") && !rg_variant_find(variant))
		return rg_fail(err, RG_EINVAL, "there is no variant \"%.*s\": %.*s or none",
			       RG_FMT(variant), RG_FMT(rg_variant_names(rg_task_arena(task))));
	state->ground.args = args;
	state->ground.needs =
		RG_GROUND_REPO | RG_GROUND_STORE | RG_GROUND_WORKTREE | RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
