/* SPDX-License-Identifier: MIT */
/*
 * run_test.c - one run, what its tests called, its failures and candidates. Inside of a session a
 * run after a change is an attempt, numbered, with what changed since the last; its log is
 * test_run_N.txt.
 */
#include "fix/run_test.h"

#include "fix/dossier/reporting.h"
#include "fix/dossier/session_end.h"
#include "fix/runs/analysis.h"
#include "fix/runs/attempts.h"
#include "fix/runs/proof.h"
#include "fix/runs/watching.h"
#include "fix/session/consent.h"
#include "fix/session/ground_look.h"
#include "fix/session/repro.h"

typedef struct run_state {
	rg_ground ground;
	rg_proof proof;
	rg_watching watching;
	rg_analysis analysis;
	rg_attempt_log attempts;
} run_state;

/* ---- after six failures ---------------------------------------------------------------------- */

static void gave_up(rg_task *task)
{
	rg_str report = rg_ground_of(task)->session.report;

	rg_task_say(task, "given up. Everything is kept%s%.*s",
		    report.ptr ? "; the report is " : "", RG_FMT(report));
	if (report.ptr)
		rg_task_show(task, report);
	rg_task_next(task);
}

static void on_choice(rg_task *task, int choice)
{
	const run_state *state = rg_task_state(task);

	if (choice == 1)
		rg_report_give_up(task,
				  rg_arena_printf(rg_task_arena(task),
						  "%u attempts in a row have failed",
						  state->attempts.n_failed_in_a_row),
				  gave_up);
	else
		rg_task_next(task);
}

/* Nobody's answer is no giving up. */
static void ask_whether_to_go_on(rg_task *task)
{
	static const rg_str choices[] = {RG_STR_INIT("Go on"), RG_STR_INIT("Give up")};
	const run_state *state = rg_task_state(task);

	rg_task_ask(task,
		    rg_arena_printf(rg_task_arena(task),
				    "%u attempts in a row have failed. Go on, or give up with a "
				    "report of what was tried?",
				    state->attempts.n_failed_in_a_row),
		    choices, 2, on_choice);
}

/* ---- the answer ------------------------------------------------------------------------------ */

static void answer(rg_task *task)
{
	run_state *state = rg_task_state(task);
	const rg_run_result *result = state->proof.result;
	rg_arena *arena = rg_task_arena(task);
	rg_str hint = rg_attempts_hint(arena, &state->attempts);

	rg_analysis_put(task, &state->analysis);
	if (result->outcome == RG_OUTCOME_PASSED)
		rg_task_say(task, "passed in %.1f s%s", result->seconds,
			    state->attempts.is_attempt ? ". Next: check stability" : "");
	else
		rg_task_say(task, "%.*s: %.*s%s%.*s", RG_FMT(state->proof.evidence.outcome),
			    RG_FMT(state->analysis.failures.n
					   ? rg_analysis_headline(arena, &state->analysis.failures)
				   : result->why.ptr ? result->why
						     : RG_STR("see the log")),
			    hint.len ? ". " : "", RG_FMT(hint));
	rg_analysis_publish(task, &state->analysis, state->proof.evidence.tree, result->log_path,
			    result->outcome == RG_OUTCOME_PASSED);
	if (rg_proof_stops(task, &state->proof))
		return;
	if (rg_attempts_want_choice(&state->attempts))
		ask_whether_to_go_on(task);
	else
		rg_task_next(task);
}

/* A run that did not come to the tests calls none of their functions the next time either. */
static bool is_to_watch(rg_task *task)
{
	run_state *state = rg_task_state(task);

	return state->analysis.failures.n > 0 &&
	       state->proof.result->outcome != RG_OUTCOME_NOT_RUNNABLE;
}

static void watch(rg_task *task)
{
	run_state *state = rg_task_state(task);

	state->watching.takes_older = state->ground.has_session;
	rg_watching_start(task, &state->watching, &state->proof, &state->analysis, rg_task_next);
}

/* Whether what failed can be the source's: a run that ended before the tests, and without the
 * workspace's code in its chain, says something about the set-up and nothing about a file. */
static bool is_to_point(const run_state *state)
{
	const rg_failure_vec *failures = &state->analysis.failures;

	return failures->n && (state->proof.result->outcome != RG_OUTCOME_NOT_RUNNABLE ||
			       rg_analysis_touches_workspace(failures));
}

/* Also without failures: what was shown of the tests is withdrawn, or why none ran is said. */
static void point(rg_task *task)
{
	run_state *state = rg_task_state(task);

	if (is_to_point(state))
		rg_analysis_start(task, &state->analysis, answer);
	else
		answer(task);
}

static void take_failures(rg_task *task)
{
	run_state *state = rg_task_state(task);

	rg_json_set_take(rg_task_result(task), "run", rg_proof_shape(&state->proof));
	state->analysis.failures = state->proof.result->trace->failures;
	state->analysis.unsound = rg_proof_unsound(&state->proof);
	state->analysis.tests = state->proof.spec.tests;
	state->analysis.arena = state->proof.arena; /* the run's result lies in it, too */
	state->proof.arena = NULL;
	if (state->analysis.failures.n) /* red at once; where to look takes longer */
		rg_analysis_show(task, &state->analysis, state->proof.evidence.tree,
				 state->proof.result->log_path);
	rg_task_next(task);
}

static rg_rc note_attempt(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	run_state *state = rg_task_state(task);

	(void)cancel;
	return rg_attempts_add(&state->attempts, rg_task_arena(task), &state->ground, &state->proof,
			       err);
}

static void ran(rg_task *task)
{
	run_state *state = rg_task_state(task);

	if (state->attempts.is_attempt && rg_proof_is_valid(&state->proof))
		rg_task_job(task, note_attempt, take_failures);
	else
		take_failures(task);
}

static void run(rg_task *task)
{
	run_state *state = rg_task_state(task);
	rg_proof_spec spec = {.tests = rg_ground_tests(task), .is_watched = true};

	if (!spec.tests.n) {
		rg_task_stop(
			task, "no-tests", RG_STR("no test was named, and none was run before"),
			RG_STR("Name one: redgreen run tests/test_x.py::test_y, or use the lens "
			       "over a test."));
		return;
	}
	spec.repro = rg_repro_files(task, &spec.tests);
	spec.purpose = state->attempts.is_attempt ? "attempt" : "run";
	spec.log_name = state->attempts.is_attempt
				? rg_arena_printf(rg_task_arena(task), "test_run_%u.txt",
						  state->attempts.n + 1)
				: RG_STR("last_run.txt");
	rg_proof_make(task, &state->proof, &spec, ran);
}

static rg_rc look_at_attempts(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	run_state *state = rg_task_state(task);

	(void)cancel;
	return rg_attempts_read(&state->attempts, rg_task_arena(task), &state->ground, err);
}

static void read_attempts(rg_task *task)
{
	rg_task_job(task, look_at_attempts, rg_ground_proceed);
}

static void release(rg_task *task)
{
	run_state *state = rg_task_state(task);

	rg_proof_release(&state->proof);
	rg_watching_release(&state->watching);
	rg_analysis_release(task, &state->analysis);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"looking at the clock", rg_session_watch_time},
	{"asking whether its code may run", rg_ground_consent, rg_ground_needs_consent},
	{"looking at the session", read_attempts},
	{"running the test", run},
	{"watching which functions the test calls", watch, is_to_watch},
	{"looking for candidates", point},
};
static const rg_use_case use_case = {.name = "run test",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .is_exclusive = true,
				     .release = release};

rg_rc rg_fix_run_test(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	run_state *state = RG_NEW(rg_task_arena(task), run_state);

	rg_analysis_put(task, &state->analysis);
	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_STORE | RG_GROUND_FILES |
			      (args->tests.n ? 0 : (uint32_t)RG_GROUND_WORKTREE);
	return rg_task_start(task, &use_case, state, err);
}
