/* SPDX-License-Identifier: MIT */
/*
 * flake.c - at most four short runs behind a failure. Order, seed and clock are the same the second
 * time; what the processor and other threads do is not, so that a round which leaves it to chance
 * may pass once before its failure is called one that nothing explains. The controls of an
 * experiment: whoever changes variant and seed at once cannot say which of them it was.
 */
#include "fix/runs/flake.h"

#include "fix/runs/stability_runs.h"
#include "fix/runs/varied_run.h"

#define MOST_REPEATS                                                                               \
	2 /* of a round that leaves something to chance: of rate 1/2 1 in 4 is missed */

/* The variant that failed: ALONE for a cold run. */
static const rg_variant *variant_of(const rg_stability_runs *runs)
{
	const rg_round *round = rg_stability_failed_round(runs);

	return round ? round->variant : rg_variant_of(RG_VARIANT_ALONE);
}

static bool is_alone(const rg_stability_runs *runs)
{
	return variant_of(runs)->id == RG_VARIANT_ALONE;
}

/* Of a cold run that passed. */
static bool has_passing_seed(const rg_stability_runs *runs)
{
	return runs->n_passed && (runs->failed_number != 1 || rg_stability_failed_round(runs));
}

static bool may_go_on(const rg_stability_runs *runs)
{
	double slice = runs->plan.slice_seconds;

	return slice < 0 || runs->seconds + runs->varied_seconds + runs->longest <= slice;
}

static void end(rg_task *task)
{
	rg_stability_runs_of(task)->after(task);
}

static bool has_failed(rg_stability_runs *runs)
{
	return rg_varied_is_red(rg_varied_run_take(runs));
}

static rg_control control_of(bool fails)
{
	return fails ? RG_CONTROL_FAILS : RG_CONTROL_PASSES;
}

static void passing_seed_ran(rg_task *task)
{
	rg_stability_runs *runs = rg_stability_runs_of(task);

	runs->flake.passing_seed = control_of(has_failed(runs));
	end(task);
}

static void try_passing_seed(rg_task *task, rg_stability_runs *runs)
{
	if (may_go_on(runs) && has_passing_seed(runs))
		rg_varied_run(task, runs, rg_variant_of(RG_VARIANT_ALONE), 0, 0, passing_seed_ran);
	else
		end(task);
}

static void same_seed_ran(rg_task *task)
{
	rg_stability_runs *runs = rg_stability_runs_of(task);

	runs->flake.same_seed = control_of(has_failed(runs));
	if (runs->flake.same_seed == RG_CONTROL_FAILS)
		try_passing_seed(task, runs);
	else
		end(task);
}

static void repeat(rg_task *task, rg_stability_runs *runs);

static void repeated(rg_task *task)
{
	rg_stability_runs *runs = rg_stability_runs_of(task);

	runs->flake.fails_again = has_failed(runs);
	if (!runs->flake.fails_again && rg_variant_leaves_to_chance(variant_of(runs)) &&
	    runs->flake.n_repeats < MOST_REPEATS && may_go_on(runs))
		repeat(task, runs);
	else if (!runs->flake.fails_again)
		end(task);
	else if (is_alone(runs))
		try_passing_seed(task, runs);
	else if (may_go_on(runs))
		rg_varied_run(task, runs, rg_variant_of(RG_VARIANT_ALONE),
			      runs->kept.spec.hash_seed, 0, same_seed_ran);
	else
		end(task);
}

static void repeat(rg_task *task, rg_stability_runs *runs)
{
	const rg_round *round = rg_stability_failed_round(runs);

	runs->flake.n_repeats++;
	rg_varied_run(task, runs, variant_of(runs), round ? round->seed : runs->kept.spec.hash_seed,
		      0, repeated);
}

/* What failed is kept for the answer, while the proof goes on to the next run. */
static void keep(rg_stability_runs *runs)
{
	rg_proof *one = (rg_proof *)(uintptr_t)runs->failed; /* of runs, which is ours */

	runs->kept = *one;
	runs->kept.others = NULL;
	runs->kept.patterns = NULL;
	one->arena = NULL;
	runs->failed = &runs->kept;
}

void rg_flake_look(rg_task *task, rg_stability_runs *runs, void (*after)(rg_task *task))
{
	runs->flake = (rg_flake){0};
	runs->after = after;
	keep(runs);
	if (may_go_on(runs))
		repeat(task, runs);
	else
		end(task);
}

const char *rg_flake_class(const rg_stability_runs *runs)
{
	const rg_flake *flake = &runs->flake;

	if (flake->n_repeats ? !flake->fails_again : is_alone(runs))
		return "random";
	if (flake->passing_seed == RG_CONTROL_FAILS)
		return "random";
	if (flake->same_seed == RG_CONTROL_FAILS)
		return rg_variant_of(RG_VARIANT_ALONE)->cause;
	return variant_of(runs)->cause;
}

rg_round rg_flake_round(const rg_stability_runs *runs)
{
	const rg_round *round = rg_stability_failed_round(runs);
	rg_round alone = {.variant = rg_variant_of(RG_VARIANT_ALONE),
			  .seed = runs->failed->spec.hash_seed};

	return round && runs->flake.same_seed != RG_CONTROL_FAILS ? *round : alone;
}
