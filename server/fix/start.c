/* SPDX-License-Identifier: MIT */
/*
 * start.c - phase 1: the test must fail here; what fails and where is kept, a note is opened for
 * the person, and the clock runs. Asked again for the same tests, the session that runs is shown.
 */
#include "fix/start.h"

#include "fix/dossier/dossier.h"
#include "fix/dossier/session_end.h"
#include "fix/dossier/tamper.h"
#include "fix/runs/analysis.h"
#include "fix/runs/proof.h"
#include "fix/runs/watching.h"
#include "fix/session/acts.h"
#include "fix/session/consent.h"
#include "fix/session/ground_look.h"
#include "fix/session/repro.h"
#include "fix/session/session_clock.h"
#include "fix/session/sessions.h"
#include "fix/workspace/budget.h"
#include "fix/workspace/shapes.h"
#include "fix/workspace/workspace.h"
#include "os/fs.h"

typedef struct start_state {
	rg_ground ground;
	rg_proof proof;
	rg_watching watching;
	rg_analysis analysis;
	rg_dossier dossier;
	bool is_continued;
} start_state;

static rg_str note_path(rg_task *task)
{
	const rg_ground *ground = rg_ground_of(task);

	return rg_arena_printf(rg_task_arena(task), "%.*s/sessions/%.*s/NOTE.md",
			       RG_FMT(ground->facts.private_dir), RG_FMT(ground->session.id));
}

static void begin(rg_task *task)
{
	start_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_str_vec tests = ground->args->tests;

	if (ground->has_session) {
		rg_str_vec running = rg_str_vec_of_lines(arena, ground->session.tests);
		rg_str wanted = rg_str_vec_lines(arena, &tests);

		state->is_continued = !tests.n || rg_str_eq(wanted, ground->session.tests);
		if (state->is_continued)
			rg_task_next(task);
		else
			rg_task_stop(task, "session-active",
				     rg_arena_printf(arena, "a session for %.*s is active",
						     RG_FMT(rg_str_vec_join(arena, &running,
									    RG_STR(", ")))),
				     RG_STR("Finish it with a pull request, or give it up first."));
		return;
	}
	if (!tests.n)
		tests = rg_ground_tests(task);
	if (!tests.n) {
		rg_task_stop(
			task, "no-tests", RG_STR("no reproduction test was named"),
			RG_STR("Name it: redgreen fix tests/test_x.py::test_y, or use the lens "
			       "over the test."));
		return;
	}
	rg_session_new(ground, arena, &tests);
	rg_task_next(task);
}

static void judge(rg_task *task)
{
	start_state *state = rg_task_state(task);
	const rg_run_result *result = state->proof.result;

	/* A crash or a time-out is a failure to fix; what did not run is not. */
	if (result->outcome != RG_OUTCOME_TIMEOUT && rg_proof_stops(task, &state->proof))
		return;
	if (result->outcome == RG_OUTCOME_PASSED) {
		rg_task_stop(
			task, "passes-already",
			RG_STR("the reproduction test passes here: there is nothing to reproduce"),
			RG_STR("Check that the test shows the issue, and that this is the branch "
			       "with it."));
		return;
	}
	state->ground.session.fingerprint = state->proof.evidence.fingerprint;
	state->ground.session.failure =
		state->proof.evidence.failure.ptr ? state->proof.evidence.failure
		: result->why.ptr		  ? rg_arena_dup(rg_task_arena(task), result->why)
						  : state->proof.evidence.outcome;
	state->analysis.failures = result->trace->failures;
	state->analysis.unsound = rg_proof_unsound(&state->proof);
	state->analysis.tests = state->proof.spec.tests;
	state->analysis.arena = state->proof.arena;
	state->proof.arena = NULL;
	rg_analysis_show(task, &state->analysis, state->proof.evidence.tree,
			 state->proof.evidence.log);
	rg_task_next(task);
}

/* The whole of it. */
static int64_t analysis_ms(const rg_ground *ground)
{
	return rg_budget_phase_end(RG_SESSION_ANALYSE, ground->session.budget_seconds) * 1000;
}

static void run(rg_task *task)
{
	start_state *state = rg_task_state(task);
	rg_proof_spec spec = {
		.purpose = "run", .log_name = RG_STR("failure_log.txt"), .is_watched = true};

	spec.tests = rg_str_vec_of_lines(rg_task_arena(task), state->ground.session.tests);
	spec.repro = rg_repro_files(task, &spec.tests);
	spec.limit_ms = (uint64_t)(analysis_ms(&state->ground) -
				   rg_budget_search_ms(state->ground.session.budget_seconds));
	rg_proof_make(task, &state->proof, &spec, judge);
}

static bool is_new(rg_task *task)
{
	start_state *state = rg_task_state(task);

	return !state->is_continued;
}

static void watch(rg_task *task)
{
	start_state *state = rg_task_state(task);

	rg_watching_start(task, &state->watching, &state->proof, &state->analysis, rg_task_next);
}

static void point(rg_task *task)
{
	start_state *state = rg_task_state(task);
	const rg_ground *ground = &state->ground;
	int64_t now = rg_workspace_ports(rg_task_workspace(task))->now();
	int64_t least = rg_budget_search_ms(ground->session.budget_seconds);
	int64_t left = analysis_ms(ground) - rg_session_elapsed(ground, now) * 1000;

	state->analysis.limit_ms = (uint64_t)(left < least ? least : left);
	rg_analysis_start(task, &state->analysis, rg_task_next);
}

/* The session is one from here on: its row, its note. */
static rg_rc keep(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	start_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	const rg_failure_vec *failures = &state->analysis.failures;
	rg_rc rc;

	(void)cancel;
	if (!state->is_continued) {
		rg_str note = rg_note_render(arena, failures->n ? &failures->items[0] : NULL,
					     state->ground.session.prompt, state->analysis.answer);

		if ((rc = rg_fs_write(rg_arena_cstr(arena, note_path(task)), note, false, err)) <
			    0 ||
		    (rc = rg_tamper_keep(arena, &state->ground, state->proof.evidence.repro, err)) <
			    0 ||
		    (rc = rg_session_save(arena, &state->ground, err)) < 0)
			return rc;
	}
	return rg_dossier_collect(&state->dossier, arena, &state->ground, 0, err);
}

static void answer(rg_task *task)
{
	start_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_json *result = rg_task_result(task);
	rg_workspace *workspace = rg_task_workspace(task);
	int64_t now = rg_workspace_ports(workspace)->now();
	rg_session_time time = rg_session_time_now(ground, now);

	rg_session_show(workspace, ground);
	if (state->is_continued) {
		rg_answer known = rg_shape_parse_answer(arena, ground->session.candidates);

		rg_json_set_take(result, "failures", rg_shape_reparse(ground->session.failures));
		rg_json_set_take(result, "candidates", rg_shape_candidates(&known.candidates));
		rg_json_set_take(result, "pointing", rg_shape_pointing(&known));
		rg_task_say(task, "the session goes on: %.*s",
			    RG_FMT(rg_session_time_full(arena, &time)));
	} else {
		rg_analysis_put(task, &state->analysis);
		rg_task_say(task,
			    "red: %.*s. %sWrite the hypothesis into the note, then create the fix "
			    "branch",
			    RG_FMT(state->analysis.failures.n
					   ? rg_analysis_headline(arena, &state->analysis.failures)
					   : ground->session.failure),
			    state->analysis.is_cut ? RG_ANALYSIS_CUT " " : "");
		rg_analysis_publish(task, &state->analysis, state->proof.evidence.tree,
				    state->proof.evidence.log, false);
	}
	rg_json_set_take(result, "session", rg_dossier_shape(&state->dossier, ground, now));
	rg_json_set_str(result, "note", note_path(task));
	rg_task_show(task, note_path(task));
	rg_task_next(task);
}

static void keep_session(rg_task *task)
{
	start_state *state = rg_task_state(task);

	if (!state->is_continued) {
		state->ground.session.failures = rg_shape_text(
			rg_task_arena(task), rg_shape_failures(&state->analysis.failures));
		state->ground.session.candidates =
			rg_shape_text(rg_task_arena(task), rg_shape_answer(state->analysis.answer));
	}
	rg_task_job(task, keep, answer);
}

static void release(rg_task *task)
{
	start_state *state = rg_task_state(task);

	rg_proof_release(&state->proof);
	rg_watching_release(&state->watching);
	rg_analysis_release(task, &state->analysis);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"writing the report", rg_session_end_report, rg_session_end_owes_report},
	{"asking whether its code may run", rg_ground_consent, rg_ground_needs_consent},
	{"looking at the session", begin},
	{"running the reproduction test", run, is_new},
	{"watching which functions the test calls", watch, is_new},
	{"looking for candidates", point, is_new},
	{"opening the note", keep_session},
};
static const rg_use_case use_case = {.name = "start fix session",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .is_exclusive = true,
				     .release = release};

rg_rc rg_fix_start(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	start_state *state = RG_NEW(rg_task_arena(task), start_state);

	rg_analysis_put(task, &state->analysis);
	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_COMMITS | RG_GROUND_CALM |
			      RG_GROUND_BRANCH | RG_GROUND_STORE | RG_GROUND_WORKTREE |
			      RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
