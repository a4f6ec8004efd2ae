/* SPDX-License-Identifier: MIT */
/*
 * measure_runs.c - a chain of runs: warm-up there, warm-up here, then pairs.
 * What the machine does meanwhile hits both sides alike; a drift does not help
 * the same side in each pair. How many pairs are made follows from what the
 * warm-up took and what the session has left beside the time that preparing and
 * opening the pull request need.
 *
 * The store tells the runs of one measurement by their variant, "in turns ID";
 * runs in place have all the same one, since there the two sides are never
 * measured by one command.
 */
#include "fix/runs/measure_runs.h"

#include <inttypes.h>
#include <math.h>

#include "fix/runs/measured.h"
#include "fix/runs/proof_private.h"
#include "fix/runs/reason.h"
#include "fix/session/repro.h"
#include "fix/session/session_clock.h"
#include "fix/workspace/budget.h"
#include "fix/workspace/workspace.h"
#include "git/tree.h"
#include "os/system.h"

static rg_measure_runs *runs_of(rg_task *task)
{
	return (rg_measure_runs *)rg_ground_of(task)->proof;
}

/* ---- how many
 * -------------------------------------------------------------------------------
 */

/* Seconds that the session leaves for measuring; < 0 without a limit. */
static double seconds_left(rg_task *task)
{
	const rg_ground *ground = rg_ground_of(task);
	int64_t now = rg_workspace_ports(rg_task_workspace(task))->now(), budget;

	if (!ground->has_session)
		return -1;
	budget = ground->session.budget_seconds;
	return fmax(0, (double)(rg_session_remaining(ground, now) -
				(budget - rg_budget_phase_end(RG_SESSION_FIX, budget))));
}

/* Rounds that are wanted when so many are made and the next ones take that
 * long. */
static uint32_t rounds_that_fit(rg_task *task, const rg_measure_runs *runs, uint32_t n_made)
{
	double left = seconds_left(task), more;

	if (runs->n_asked)
		return runs->n_asked;
	if (left < 0 || runs->round_seconds <= 0)
		return RG_MEASURE_RUNS;
	more = floor(left / runs->round_seconds);
	if (more > RG_MEASURE_RUNS)
		more = RG_MEASURE_RUNS;
	if (n_made + (uint32_t)more >= RG_MEASURE_RUNS)
		return RG_MEASURE_RUNS;
	return n_made + (uint32_t)more < RG_MEASURE_LEAST ? RG_MEASURE_LEAST
							  : n_made + (uint32_t)more;
}

/* "about 40 s" */
static rg_str about(rg_arena *arena, double seconds)
{
	if (seconds >= 120)
		return rg_arena_printf(arena, "about %.0f min", ceil(seconds / 60));
	return rg_arena_printf(arena, "about %.0f s", fmax(1, ceil(seconds)));
}

/* ---- one run
 * --------------------------------------------------------------------------------
 */

static bool is_usable(const rg_proof *proof)
{
	rg_outcome outcome = proof->result->outcome;

	return rg_proof_is_valid(proof) && outcome != RG_OUTCOME_NOT_RUNNABLE &&
	       outcome != RG_OUTCOME_NO_TESTS;
}

static void start(rg_task *task, bool is_before, const char *purpose, rg_str log_name,
		  uint32_t hash_seed, void (*after)(rg_task *task))
{
	rg_measure_runs *runs = runs_of(task);
	rg_proof_spec spec = runs->spec;

	spec.purpose = purpose;
	spec.log_name = log_name;
	spec.hash_seed = hash_seed;
	spec.is_measured = true;
	spec.worktree = is_before && runs->in_turns ? runs->elsewhere.folder : (rg_str){NULL, 0};
	runs->is_before = is_before;
	runs->began_ns = rg_clock_ns();
	rg_proof_make(task, &runs->proof, &spec, after);
}

/* The seconds that the run took with all that is around it. */
static double took(rg_measure_runs *runs)
{
	return (double)(rg_clock_ns() - runs->began_ns) / 1e9;
}

/* When it says nothing of the test, the task stops and this is false. */
static bool goes_on(rg_task *task)
{
	rg_measure_runs *runs = runs_of(task);

	if (is_usable(&runs->proof))
		return true;
	if (!rg_proof_stops(task, &runs->proof))
		rg_task_next(task);
	return false;
}

/* ---- in turns
 * -------------------------------------------------------------------------------
 */

static void make_next(rg_task *task);

static void made(rg_task *task)
{
	rg_measure_runs *runs = runs_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_evidence_vec *side = runs->is_before ? &runs->before : &runs->after;

	if (!goes_on(task))
		return;
	RG_PUSH(arena, side, runs->proof.evidence);
	runs->order =
		rg_arena_printf(arena, "%.*s%c", RG_FMT(runs->order), runs->is_before ? 'A' : 'B');
	runs->spent_seconds += took(runs);
	if (++runs->n_made % 2 == 0) {
		runs->round_seconds = runs->spent_seconds / (runs->n_made / 2);
		runs->n = rounds_that_fit(task, runs, runs->n_made / 2);
	}
	make_next(task);
}

static void make_next(rg_task *task)
{
	rg_measure_runs *runs = runs_of(task);
	rg_arena *arena = rg_task_arena(task);
	uint32_t pair = runs->n_made / 2, whole = 2 * runs->n;
	bool is_first = runs->n_made % 2 == 0;
	bool is_before = rg_measure_base_first(RG_MEASURED_SEED, pair) == is_first;
	double left = runs->round_seconds * (whole - runs->n_made) / 2;

	if (runs->n_made >= whole) {
		rg_elsewhere_close(task, &runs->elsewhere, runs->after_all);
		return;
	}
	rg_task_progress(task, runs->n_made, whole,
			 rg_arena_printf(arena,
					 "pair %" PRIu32 " of %" PRIu32 ", the %s, %.*s left",
					 pair + 1, runs->n, is_before ? "base" : "fix",
					 RG_FMT(about(arena, left))));
	start(task, is_before, is_before ? "before" : "after",
	      rg_arena_printf(arena, "measure_%s_%" PRIu32 ".txt", is_before ? "before" : "after",
			      pair + 1),
	      pair + 1, made);
}

static void warmed_here(rg_task *task)
{
	rg_measure_runs *runs = runs_of(task);

	if (!goes_on(task))
		return;
	runs->round_seconds += took(runs);
	runs->n = rounds_that_fit(task, runs, 0);
	make_next(task);
}

/* ---- in place
 * -------------------------------------------------------------------------------
 */

static void make_next_in_place(rg_task *task);

static void made_in_place(rg_task *task)
{
	rg_measure_runs *runs = runs_of(task);
	rg_evidence_vec *side = runs->is_before ? &runs->before : &runs->after;

	if (!goes_on(task))
		return;
	RG_PUSH(rg_task_arena(task), side, runs->proof.evidence);
	runs->spent_seconds += took(runs);
	runs->round_seconds = runs->spent_seconds / ++runs->n_made;
	runs->n = rounds_that_fit(task, runs, runs->n_made);
	make_next_in_place(task);
}

static void make_next_in_place(rg_task *task)
{
	rg_measure_runs *runs = runs_of(task);
	rg_arena *arena = rg_task_arena(task);
	const char *side = runs->only_base ? "before" : "after";

	if (runs->n_made >= runs->n) {
		runs->after_all(task);
		return;
	}
	rg_task_progress(
		task, runs->n_made, runs->n,
		rg_arena_printf(
			arena, "run %" PRIu32 " of %" PRIu32 ", in place, %.*s left",
			runs->n_made + 1, runs->n,
			RG_FMT(about(arena, runs->round_seconds * (runs->n - runs->n_made)))));
	start(task, runs->only_base, side,
	      rg_arena_printf(arena, "measure_%s_%" PRIu32 ".txt", side, runs->n_made + 1),
	      runs->n_made + 1, made_in_place);
}

static void warmed_in_place(rg_task *task)
{
	rg_measure_runs *runs = runs_of(task);

	if (!goes_on(task))
		return;
	runs->round_seconds = took(runs);
	runs->n = rounds_that_fit(task, runs, 0);
	make_next_in_place(task);
}

/* Job: whether the tree is the base, and what was measured of the base in
 * place. */
static rg_rc look_in_place(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_measure_runs *runs = runs_of(task);
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_str_vec without = rg_repro_without(arena, ground, &runs->spec.repro);
	rg_str_vec tests = rg_str_vec_dup(arena, &runs->spec.tests);
	rg_evidence_query query = {.purpose = RG_STR("before"), .only_valid = true};
	rg_evidence_vec found = {0};
	rg_repo *repo = NULL;
	rg_store *store = NULL;
	rg_str tree = {NULL, 0}, notice;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	(void)cancel;
	rg_str_vec_sort(&tests);
	query.tests = rg_str_vec_lines(arena, &tests);
	if (rc == RG_OK)
		rc = rg_tree_snapshot(&tree, arena, repo, &without, err);
	if (rc == RG_OK)
		rc = rg_tree_without(&query.tree, arena, repo, ground->session.base_oid, &without,
				     err);
	if (rc == RG_OK)
		rc = rg_repro_blobs(&query.repro, arena, repo, &runs->spec.repro, err);
	rg_repo_close(repo);
	if (rc < 0 || (rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) < 0)
		return rc;
	runs->only_base = rg_str_eq(tree, query.tree);
	if (!runs->only_base)
		rc = rg_evidence_find(&found, arena, store, &query, err);
	rg_store_close(store);
	for (size_t i = found.n; i-- > 0;)
		if (rg_str_eq_z(found.items[i].variant, RG_MEASURED_IN_PLACE))
			RG_PUSH(arena, &runs->before, found.items[i]);
	return rc;
}

static void looked_in_place(rg_task *task)
{
	rg_measure_runs *runs = runs_of(task);

	if (!runs->only_base && !runs->before.n) {
		rg_task_stop(task, "no-baseline",
			     rg_arena_printf(rg_task_arena(task),
					     "the base was not measured, and it cannot run in a "
					     "temporary worktree: %.*s",
					     RG_FMT(runs->why_in_place)),
			     RG_STR("Put your change aside (git stash), build, and run redgreen "
				    "measure: it measures the base in place. Then bring the change "
				    "back, build, and measure again."));
		return;
	}
	runs->spec.series = RG_STR(RG_MEASURED_IN_PLACE);
	start(task, runs->only_base, "warm-up", RG_STR("measure_warm_up.txt"), 0, warmed_in_place);
}

static void go_in_place(rg_task *task)
{
	runs_of(task)->in_turns = false;
	rg_task_job(task, look_in_place, looked_in_place);
}

/* ---- the beginning
 * -------------------------------------------------------------------------- */

static bool is_import_error(rg_str failure)
{
	return rg_str_starts(failure, RG_STR("ModuleNotFoundError")) ||
	       rg_str_starts(failure, RG_STR("ImportError"));
}

/*
 * What a base that is the tree's own commit but not built says in a folder of
 * its own: foreign code, code that is not there, or a collection that fails.
 * When that is the failure of the session, it is no sign.
 */
static rg_str why_not_there(const rg_ground *ground, const rg_proof *proof)
{
	const rg_evidence *e = &proof->evidence;
	rg_str words = e->failure.ptr ? e->failure : e->outcome;
	bool is_sign = rg_str_eq_z(e->outcome, "error") || rg_str_eq_z(e->outcome, "crashed") ||
		       is_import_error(e->failure);

	if (e->foreign.ptr)
		return e->foreign;
	if (e->unbuilt.ptr)
		return e->unbuilt;
	if (!is_sign || rg_reason_is_same(e->fingerprint, words, ground->session.fingerprint,
					  ground->session.failure))
		return (rg_str){NULL, 0};
	return words;
}

static void warmed_there(rg_task *task)
{
	rg_measure_runs *runs = runs_of(task);

	runs->why_in_place = why_not_there(rg_ground_of(task), &runs->proof);
	if (runs->why_in_place.ptr) {
		rg_elsewhere_close(task, &runs->elsewhere, go_in_place);
		return;
	}
	if (!goes_on(task))
		return;
	runs->round_seconds = took(runs);
	rg_task_progress(task, 0, 0, RG_STR("warming up, the fix"));
	start(task, false, "warm-up", RG_STR("measure_warm_up_after.txt"), 0, warmed_here);
}

static void warm_there(rg_task *task)
{
	rg_task_progress(task, 0, 0, RG_STR("warming up, the base"));
	start(task, true, "warm-up", RG_STR("measure_warm_up_before.txt"), 0, warmed_there);
}

void rg_measure_make(rg_task *task, rg_measure_runs *runs, const rg_proof_spec *spec,
		     void (*after)(rg_task *task))
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);

	ground->proof = &runs->proof;
	runs->spec = *spec;
	runs->spec.series = rg_arena_printf(arena, "in turns %.*s",
					    RG_FMT(rg_str_sub(rg_proof__run_id(arena), 0, 8)));
	runs->in_turns = true;
	runs->after_all = after;
	rg_elsewhere_open(task, &runs->elsewhere, ground->session.base_oid, &runs->spec.repro,
			  warm_there);
}

void rg_measure_release(rg_task *task, rg_measure_runs *runs)
{
	rg_proof_release(&runs->proof);
	rg_elsewhere_release(task, &runs->elsewhere);
}
