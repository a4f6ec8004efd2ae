/* SPDX-License-Identifier: MIT */
/*
 * pr_prove.c - what a plan lacks in evidence: the test red on the base, in a temporary worktree,
 * and green in cold runs on the tree of the commit, here when the work tree is that tree.
 */
#include "fix/pr/pr_private.h"

#include "fix/dossier/reporting.h"
#include "fix/runs/reason.h"
#include "fix/runs/stability_words.h"
#include "fix/workspace/shapes.h"

static rg_rc remember_base(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	const rg_pr_state *state = rg_task_state(task);

	(void)cancel;
	return rg_dossier_remember_base(rg_task_arena(task), &state->ground, state->passes_on_base,
					err);
}

static void stop_for_base(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);

	rg_report_then_stop(task, "passes-on-base", state->passes_on_base,
			    RG_STR("There is nothing to fix there; look at what your branch or "
				   "environment does differently."));
}

static void judge_red(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	rg_session_row *session = &state->ground.session;
	const rg_evidence *e = &state->runs.proof.evidence;
	rg_arena *arena = rg_task_arena(task);

	if (state->runs.proof.result->outcome != RG_OUTCOME_TIMEOUT &&
	    rg_proof_stops(task, &state->runs.proof))
		return;
	if (rg_str_eq_z(e->outcome, "passed")) {
		state->passes_on_base = rg_arena_printf(
			arena, "the reproduction test passes on %.*s at %.*s",
			RG_FMT(session->base_branch), RG_FMT(rg_str_sub(session->base_oid, 0, 10)));
		rg_task_job(task, remember_base, stop_for_base);
		return;
	}
	if (session->failure.ptr &&
	    !rg_reason_is_same(e->fingerprint, e->failure.ptr ? e->failure : e->outcome,
			       session->fingerprint, session->failure)) {
		rg_task_stop(
			task, "other-failure-on-base",
			rg_arena_printf(arena,
					"the test fails on %.*s for another reason: %.*s; here "
					"it was %.*s",
					RG_FMT(session->base_branch), RG_FMT(e->failure),
					RG_FMT(session->failure)),
			RG_STR("Mend the test, so that it fails for the same reason on both."));
		return;
	}
	if (!session->fingerprint
		     .ptr) { /* the bug was fixed by hand: this is what it looked like */
		session->fingerprint = e->fingerprint;
		session->failure = e->failure.ptr ? e->failure : e->outcome;
		session->failures = rg_shape_text(
			arena, rg_shape_failures(&state->runs.proof.result->trace->failures));
	}
	rg_task_next(task);
}

static void run_red(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	rg_proof_spec spec = {
		.purpose = "baseline",
		.log_name = RG_STR("baseline_failure.txt"),
		.worktree = state->elsewhere.folder,
		.tests = rg_str_vec_of_lines(rg_task_arena(task), state->ground.session.tests),
		.repro = state->dossier.repro};

	rg_proof_make(task, &state->runs.proof, &spec, judge_red);
}

void rg_pr__prove_red(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);

	rg_elsewhere_open(task, &state->elsewhere, state->ground.session.base_oid,
			  &state->dossier.repro, run_red);
}

void rg_pr__leave(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);

	rg_elsewhere_close(task, &state->elsewhere, rg_task_next);
}

/* ---- not all of it, but better than the base (procedure S65) -------------------------------- */

static const char *partial_code(const rg_pr_state *state)
{
	return !state->runs.failed	      ? "not-stable-yet"
	       : state->dossier.n_passed_here ? "unstable"
					      : "still-fails";
}

static void stop_partial(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);
	const rg_stability_runs *runs = &state->runs;
	const rg_evidence *e = runs->failed ? &runs->failed->evidence : NULL;
	const char *code = partial_code(state);
	rg_arena *arena = rg_task_arena(task);
	rg_str log = e ? rg_arena_printf(arena, "Its log is %.*s. ", RG_FMT(e->log)) : RG_STR("");
	rg_str go_on =
		state->dossier.facts.progress.ptr || !e
			? rg_arena_printf(arena,
					  " To create the pull request with the current "
					  "progress, marked as partial: redgreen pr --accept %s.",
					  code)
			: RG_STR("");

	rg_task_stop(
		task, code,
		e ? rg_arena_printf(arena, "the reproduction test %.*s in run %u of %u: %.*s",
				    RG_FMT(e->outcome), runs->failed_number, runs->plan.n,
				    RG_FMT(e->failure.ptr ? e->failure : RG_STR("see the log")))
		  : rg_stability_summary(arena, runs, &state->dossier.base, &state->ground),
		rg_arena_printf(arena, "%.*sNothing was committed.%.*s", RG_FMT(log),
				RG_FMT(go_on)));
}

static void on_partial(rg_task *task, int choice)
{
	rg_pr_state *state = rg_task_state(task);

	state->is_partial = choice == 1;
	if (state->is_partial)
		rg_task_next(task);
	else
		stop_partial(task);
}

static void judge_progress(rg_task *task)
{
	static const rg_str choices[] = {RG_STR_INIT("Stop"), RG_STR_INIT("Create it, as partial")};
	const rg_pr_state *state = rg_task_state(task);
	rg_str progress = state->dossier.facts.progress;
	rg_arena *arena = rg_task_arena(task);

	if (rg_ground_has_halted(task))
		return;
	if (state->runs.failed && !progress.ptr)
		stop_partial(task);
	else if (rg_fix_args_accept(state->ground.args, partial_code(state)))
		on_partial(task, 1);
	else
		rg_task_ask(task,
			    rg_arena_printf(
				    arena,
				    "The fix is not complete. %.*s. Create the pull request with "
				    "the current progress? Its text will say so.",
				    RG_FMT(progress.ptr ? progress
							: rg_stability_summary(arena, &state->runs,
									       &state->dossier.base,
									       &state->ground))),
			    choices, 2, on_partial);
}

static void judge_green(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	const rg_stability_runs *runs = &state->runs;

	if (!runs->failed && runs->n_passed >= state->dossier.base.n_needed)
		rg_task_next(task);
	else if (!runs->failed || !rg_proof_stops(task, runs->failed))
		rg_pr__look_again(task, judge_progress);
}

static void run_green(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	rg_proof_spec spec = {
		.worktree = state->elsewhere.folder,
		.tests = rg_str_vec_of_lines(rg_task_arena(task), state->ground.session.tests),
		.repro = state->dossier.repro};

	rg_stability_make(task, &state->runs, &spec,
			  rg_stability_plan_of(
				  task, rg_base_rate_wanted(&state->dossier.base, &state->ground)),
			  judge_green);
}

void rg_pr__prove_green(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);

	if (state->dossier.is_pr_tree_here)
		run_green(task);
	else
		rg_elsewhere_open(task, &state->elsewhere, state->commit, &state->dossier.repro,
				  run_green);
}
