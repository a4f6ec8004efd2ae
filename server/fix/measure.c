/* SPDX-License-Identifier: MIT */
/*
 * measure.c - base and fix, compared by the runs of fix/measure_runs. Fewer than ten a side are
 * shown and claim nothing; how long ten would take is said.
 */
#include "fix/measure.h"

#include <math.h>

#include "fix/dossier/dossier.h"
#include "fix/dossier/session_end.h"
#include "fix/runs/measure_runs.h"
#include "fix/runs/measured.h"
#include "fix/session/consent.h"
#include "fix/session/ground_look.h"
#include "fix/session/repro.h"
#include "fix/session/sessions.h"
#include "fix/workspace/workspace.h"

typedef struct measure_state {
	rg_ground ground;
	rg_measure_runs runs;
	uint32_t known; /* RG_KNOWN_…, of the files that were measured */
} measure_state;

static void measure(rg_task *task)
{
	measure_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_proof_spec spec = {.tests = rg_ground_tests(task)};

	if (!ground->session.base_oid.ptr) {
		rg_task_stop(
			task, "no-baseline",
			RG_STR("there is no base to measure against: the fix branch was not made"),
			RG_STR("Create the fix branch first."));
		return;
	}
	spec.repro = rg_repro_files(task, &spec.tests);
	state->runs.n_asked = (uint32_t)ground->args->runs;
	rg_measure_make(task, &state->runs, &spec, rg_task_next);
}

static rg_evidence_vec newest_first(rg_arena *arena, const rg_evidence_vec *runs)
{
	rg_evidence_vec out = {0};

	for (size_t i = runs->n; i-- > 0;)
		RG_PUSH(arena, &out, runs->items[i]);
	return out;
}

/* "; 10 a side take about 95 s: --runs 10" where fewer were made. */
static rg_str offer_more(rg_arena *arena, const rg_measure_runs *runs)
{
	if (runs->n >= RG_MEASURE_RUNS)
		return RG_STR("");
	return rg_arena_printf(arena, "; %d a side take about %.0f s: --runs %d", RG_MEASURE_RUNS,
			       ceil(runs->round_seconds * RG_MEASURE_RUNS), RG_MEASURE_RUNS);
}

static void say_base(rg_task *task, const rg_measure_runs *runs)
{
	rg_arena *arena = rg_task_arena(task);
	rg_double_vec seconds = {0};

	for (size_t i = 0; i < runs->before.n; i++) {
		const rg_evidence *e = &runs->before.items[i];

		RG_PUSH(arena, &seconds, e->test_seconds >= 0 ? e->test_seconds : e->seconds);
	}
	rg_json_set_str(rg_task_result(task), "verdict", RG_STR("base only"));
	rg_task_say(task,
		    "the base takes %.4g s (median of %zu), measured in place, as it cannot run in "
		    "a temporary worktree (%.*s); change it, then measure again",
		    rg_median(seconds.items, seconds.n), seconds.n, RG_FMT(runs->why_in_place));
}

static void put_nulls(rg_json *result)
{
	static const char *const names[] = {"before", "after", "ratio", "interval", "verdict"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		rg_json_set_null(result, names[i]);
}

static void answer(rg_task *task)
{
	measure_state *state = rg_task_state(task);
	const rg_measure_runs *runs = &state->runs;
	rg_arena *arena = rg_task_arena(task);
	rg_evidence_vec before = newest_first(arena, &runs->before);
	rg_evidence_vec after = newest_first(arena, &runs->after);
	bool is_about_speed = rg_session_is_about_speed(arena, &rg_ground_of(task)->session);
	rg_measured m;

	if (runs->only_base) {
		put_nulls(rg_task_result(task));
		say_base(task, runs);
	} else if (rg_measured_compare(&m, arena, &before, &after, is_about_speed)) {
		rg_workspace_saw(rg_task_workspace(task), RG_KNOWN_MEASURED);
		rg_measured_put(rg_task_result(task), &m);
		rg_json_set_str(rg_task_result(task), "order", runs->order);
		rg_task_say(task, "%.*s: %.*s%.*s", RG_FMT(m.quantities.items[0].name),
			    RG_FMT(rg_measured_text(arena, &m)), RG_FMT(offer_more(arena, runs)));
	}
	rg_task_next(task);
}

/* What comes next hangs on more than was measured: whether it is green, and how often. */
static rg_rc look_at_proof(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	measure_state *state = rg_task_state(task);
	rg_dossier dossier;
	rg_rc rc = rg_dossier_collect(&dossier, rg_task_arena(task), &state->ground, RG_DOSSIER_PR,
				      err);

	(void)cancel;
	if (rc == RG_OK)
		state->known = rg_dossier_known(&dossier);
	return rc;
}

static void looked_at_proof(rg_task *task)
{
	measure_state *state = rg_task_state(task);

	rg_workspace_saw(rg_task_workspace(task), state->known);
	rg_task_next(task);
}

static void look_at_what_is_proven(rg_task *task)
{
	rg_task_job(task, look_at_proof, looked_at_proof);
}

static void release(rg_task *task)
{
	rg_measure_release(task, &((measure_state *)rg_task_state(task))->runs);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"looking at the clock", rg_session_watch_time},
	{"asking whether its code may run", rg_ground_consent, rg_ground_needs_consent},
	{"measuring", measure},
	{"comparing", answer},
	{"looking at what is proven", look_at_what_is_proven},
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
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_COMMITS | RG_GROUND_SESSION |
			      RG_GROUND_WORKTREE | RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
