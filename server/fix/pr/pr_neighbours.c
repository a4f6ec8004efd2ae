/* SPDX-License-Identifier: MIT */
/*
 * pr_neighbours.c - what else the fix breaks (procedure S64 and S73): neighbouring tests are chosen
 * while planning and run on the tree of the commit. A pull request from a fix with side effects is
 * the user's choice; then its text and the report name them.
 */
#include "fix/pr/pr_private.h"

#include "point/past.h"

#define MOST_RUNS 200 /* of the newest that are looked at for what failed last */

/* Tests that failed in the newest run of just them. */
static rg_str_vec failed_last(rg_arena *arena, const rg_evidence_vec *runs)
{
	rg_str_vec seen = {0}, out = {0};

	for (size_t i = 0; i < runs->n; i++) {
		rg_str rest = runs->items[i].tests, test;

		if (rg_str_vec_has(&seen, runs->items[i].tests))
			continue;
		RG_PUSH(arena, &seen, runs->items[i].tests);
		if (rg_str_eq_z(runs->items[i].outcome, "passed"))
			continue;
		while (rg_str_line(&test, &rest))
			RG_PUSH(arena, &out, test);
	}
	return out;
}

static rg_rc find_failed(rg_str_vec *out, rg_arena *arena, const rg_ground *ground, rg_err *err)
{
	rg_evidence_query query = {.only_valid = true, .max = MOST_RUNS};
	rg_evidence_vec runs = {0};
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, arena, ground->store_path, &notice, err);

	if (rc == RG_OK)
		rc = rg_evidence_find(&runs, arena, store, &query, err);
	rg_store_close(store);
	*out = failed_last(arena, &runs);
	return rc;
}

rg_rc rg_pr__choose_neighbours(rg_pr_state *state, rg_arena *arena, rg_err *err)
{
	const rg_ground *ground = &state->ground;
	rg_str_vec tests = rg_str_vec_of_lines(arena, ground->session.tests);
	rg_str_vec changed = {0}, failed = {0};
	rg_neighbours_input input = {.root = ground->root,
				     .files = &ground->files,
				     .changed = &changed,
				     .tests = &tests,
				     .failed = &failed};
	rg_past *past;
	rg_rc rc;

	state->neighbours.chosen = (rg_neighbours){0};
	if (!ground->settings.neighbours || state->dossier.neighbours.run)
		return RG_OK;
	if ((rc = find_failed(&failed, arena, ground, err)) < 0)
		return rc;
	for (size_t i = 0; i < state->dossier.pr.changes.n; i++)
		RG_PUSH(arena, &changed, state->dossier.pr.changes.items[i].path);
	past = rg_past_new();
	rg_past_recall(past, ground->facts.private_dir, ground->facts.head_oid);
	input.history = rg_past_history(past);
	rg_neighbours_find(&state->neighbours.chosen, arena, &input);
	rg_past_free(past);
	return RG_OK;
}

bool rg_pr__has_neighbours(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);

	return state->neighbours.chosen.files.n > 0;
}

static void run(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);

	rg_neighbours_run(task, &state->neighbours, state->elsewhere.folder, &state->dossier.repro,
			  rg_task_next);
}

void rg_pr__run_neighbours(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);

	if (state->dossier.is_pr_tree_here || state->elsewhere.folder.ptr)
		run(task);
	else
		rg_elsewhere_open(task, &state->elsewhere, state->commit, &state->dossier.repro,
				  run);
}

/* ---- side effects --------------------------------------------------------------------------- */

bool rg_pr__may_break(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);

	return state->neighbours.broken.n || state->dossier.neighbours.regressions.n;
}

static rg_str names_of(rg_arena *arena, const rg_regression_vec *regressions)
{
	rg_str_vec names = {0};

	for (size_t i = 0; i < regressions->n; i++)
		RG_PUSH(arena, &names, regressions->items[i].test);
	return rg_str_vec_join(arena, &names, RG_STR(", "));
}

static void answered(rg_task *task, int choice)
{
	const rg_pr_state *state = rg_task_state(task);
	const rg_claim_vec *claims = &state->dossier.facts.regressions;
	rg_arena *arena = rg_task_arena(task);
	rg_str_vec texts = {0};

	if (choice == 1) {
		rg_task_next(task);
		return;
	}
	for (size_t i = 0; i < claims->n; i++)
		RG_PUSH(arena, &texts, claims->items[i].text);
	rg_task_stop(task, "regressions", rg_str_vec_join(arena, &texts, RG_STR("; ")),
		     RG_STR("Mend them, or take the change back and try a more targeted one. To "
			    "create the pull request all the same, marked as partial: redgreen pr "
			    "--accept regressions. Nothing was committed."));
}

static void looked(rg_task *task)
{
	static const rg_str choices[] = {RG_STR_INIT("Stop"), RG_STR_INIT("Create it, as partial")};
	const rg_pr_state *state = rg_task_state(task);
	const rg_regression_vec *regressions = &state->dossier.neighbours.regressions;
	rg_arena *arena = rg_task_arena(task);

	if (rg_ground_has_halted(task))
		return;
	if (!regressions->n || rg_fix_args_accept(state->ground.args, "regressions"))
		rg_task_next(task);
	else
		rg_task_ask(task,
			    rg_arena_printf(arena,
					    "The fix breaks something else: %.*s. Create the pull "
					    "request all the same? Its text will say so.",
					    RG_FMT(names_of(arena, regressions))),
			    choices, 2, answered);
}

void rg_pr__look_at_side_effects(rg_task *task)
{
	rg_pr__look_again(task, looked);
}
