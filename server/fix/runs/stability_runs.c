/* SPDX-License-Identifier: MIT */
/*
 * stability_runs.c - each wave of runs starts from what the one before said. A wave is as many runs
 * as may be made at the same time; they end together, so that the tree is named once for all.
 */
#include "fix/runs/stability_runs.h"

#include <inttypes.h>

#include "fix/session/session_clock.h"
#include "fix/workspace/workspace.h"
#include "os/fs.h"
#include "runner/stability.h"

#define SLICE_PART                                                                                 \
	5 /* three minutes of fifteen, the stability slice of facts and procedure S42              \
	   */

rg_stability_runs *rg_stability_runs_of(rg_task *task)
{
	return (rg_stability_runs *)rg_ground_of(task)->proof;
}

void rg_stability_release(rg_stability_runs *runs)
{
	rg_proof_release(&runs->proof);
	rg_proof_release(&runs->kept);
}

rg_stability_plan rg_stability_plan_of(rg_task *task, uint32_t n)
{
	const rg_ground *ground = rg_ground_of(task);
	rg_stability_plan plan = {
		.n = n, .least = (uint32_t)ground->settings.stability_runs, .slice_seconds = -1};

	if (ground->has_session) {
		int64_t now = rg_workspace_ports(rg_task_workspace(task))->now();
		int64_t left = rg_session_remaining(ground, now);
		int64_t slice = ground->session.budget_seconds / SLICE_PART;

		plan.slice_seconds = (double)(left < slice ? left : slice);
	}
	return plan;
}

static void make_next(rg_task *task, rg_stability_runs *runs);

/* How many are to be made in all, now that it is known how long they take. */
static uint32_t n_wanted(const rg_stability_runs *runs)
{
	return runs->n_made
		       ? rg_runs_that_fit(runs->plan.n, runs->plan.least,
					  runs->seconds / runs->n_made, runs->plan.slice_seconds)
		       : runs->plan.n;
}

static void ran(rg_task *task)
{
	rg_stability_runs *runs = rg_stability_runs_of(task);
	double longest = 0;

	for (size_t i = 0; i < runs->proof.n; i++) {
		const rg_proof *one = rg_proof_at(&runs->proof, i);

		runs->n_made++;
		if (one->result->seconds > longest)
			longest = one->result->seconds;
		if (one->result->outcome == RG_OUTCOME_PASSED && rg_proof_is_valid(one)) {
			runs->n_passed++;
		} else if (!runs->failed) {
			runs->failed = one;
			runs->failed_number = runs->n_made;
		}
	}
	runs->seconds += longest;
	if (longest > runs->longest)
		runs->longest = longest;
	if (runs->failed || runs->n_made >= n_wanted(runs))
		runs->after(task);
	else
		make_next(task, runs);
}

static void make_next(rg_task *task, rg_stability_runs *runs)
{
	rg_arena *arena = rg_task_arena(task);
	rg_proof_spec specs[RG_PROOF_AT_ONCE];
	size_t jobs = (size_t)rg_ground_of(task)->settings.jobs, n = 1;
	uint32_t wanted = n_wanted(runs);

	if (runs->can_be_beside)
		n = jobs < RG_PROOF_AT_ONCE ? jobs : RG_PROOF_AT_ONCE;
	if (n > wanted - runs->n_made)
		n = wanted - runs->n_made;
	for (size_t i = 0; i < n; i++) {
		specs[i] = runs->spec;
		specs[i].hash_seed = runs->n_made + (uint32_t)i;
		specs[i].log_name = rg_arena_printf(arena, "stability_run_%" PRIu32 ".txt",
						    specs[i].hash_seed + 1);
		specs[i].follows = runs->n_made > 0;
	}
	rg_task_progress(
		task, runs->n_made, wanted,
		rg_arena_printf(arena, "%" PRIu32 "/%" PRIu32 " passed", runs->n_passed, wanted));
	rg_proof_make_several(task, &runs->proof, specs, n, ran);
}

static rg_rc look(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_stability_runs *runs = rg_stability_runs_of(task);
	const rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_run_spec spec = {
		.root = ground->root,
		.cwd = rg_str_of(rg_path_join(arena, ground->root, ground->settings.cwd)),
		.env = ground->settings.env,
		.pytest_args = ground->settings.pytest_args,
		.wrapper = ground->settings.wrapper};

	(void)cancel, (void)err;
	if (!ground->settings.cwd.len)
		spec.cwd = ground->root;
	runs->can_be_beside = rg_run_can_be_beside(arena, &spec);
	return RG_OK;
}

void rg_stability_look(rg_task *task, rg_stability_runs *runs, const rg_proof_spec *spec,
		       void (*next)(rg_task *task))
{
	runs->spec = *spec;
	runs->spec.purpose = "stability";
	runs->spec.is_seeded = true;
	rg_ground_of(task)->proof = &runs->proof;
	if (rg_ground_of(task)->settings.jobs > 1)
		rg_task_job(task, look, next);
	else
		next(task);
}

static void begin(rg_task *task)
{
	make_next(task, rg_stability_runs_of(task));
}

void rg_stability_make(rg_task *task, rg_stability_runs *runs, const rg_proof_spec *spec,
		       rg_stability_plan plan, void (*after)(rg_task *task))
{
	runs->plan = plan;
	runs->n_made = runs->n_passed = runs->failed_number = 0;
	runs->failed = NULL;
	runs->seconds = runs->longest = 0;
	runs->after = after;
	rg_stability_look(task, runs, spec, begin);
}

const rg_round *rg_stability_failed_round(const rg_stability_runs *runs)
{
	const rg_round *last = runs->rounds.n ? &runs->rounds.items[runs->rounds.n - 1] : NULL;

	return last && !last->has_passed ? last : NULL;
}
