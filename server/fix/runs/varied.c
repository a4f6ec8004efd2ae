/* SPDX-License-Identifier: MIT */
/*
 * varied.c - which round comes next, and what is made of it. A round whose test did not come to run
 * (another test of the file ended it, its time was over) says nothing and is named as left out.
 */
#include "fix/runs/varied.h"

#include "fix/runs/flake.h"
#include "fix/runs/varied_run.h"
#include "os/fs.h"
#include "os/one_cpu.h"
#include "runner/environment.h"

#define A_ZONE		   "/usr/share/zoneinfo/Etc/GMT+1"
#define LEAST_SECONDS	   20 /* for a test that takes no time; … */
#define LEAST_AGAIN	   10 /* … of them for rounds that are made again */
#define LEAST_LIMIT	   30 /* of a round of the test alone, in seconds, and … */
#define LIMIT_FACTOR	   20 /* … as a multiple of the longest cold run */
#define SHORTEST_FILE_TIME 3  /* seconds */
#define MOST_ROUNDS	   24 /* with five cold runs 29: less than 10 % */

static uint32_t n_runs(const rg_variant *variant)
{
	return variant->is_twice ? 2 : 1;
}

/* Why a round cannot be made here, or null. */
static rg_str why_not(rg_task *task, const rg_stability_runs *runs, const rg_variant *variant)
{
	const rg_ground *ground = rg_ground_of(task);
	bool has_wrapper = ground->settings.wrapper.n > 0;
	const rg_environment *environment = runs->proof.environment;

	if (variant->on_one_cpu && (has_wrapper || !rg_one_cpu_is_possible()))
		return RG_STR("the tests' processes are out of reach");
	if ((variant->zone != RG_ZONE_SAME || variant->in_other_locale) && has_wrapper)
		return RG_STR("the tests' environment is out of reach");
	if (variant->zone != RG_ZONE_SAME && environment &&
	    rg_environment_get(&environment->vars, "TZ").len)
		return RG_STR("the environment names the time zone");
	if (variant->zone != RG_ZONE_SAME && !rg_fs_is_file(A_ZONE))
		return RG_STR("this system knows no time zones");
	if (variant->is_twice && (ground->settings.jobs < 2 || !runs->can_be_beside))
		return RG_STR("tests run one at a time here (setting jobs)");
	if ((variant->scope != RG_SCOPE_TESTS || variant->threads != RG_THREADS_AS_IS) &&
	    runs->proof.result && !runs->proof.result->has_probe)
		return RG_STR("pytest does not load the probe");
	return (rg_str){NULL, 0};
}

/* ---- time ----------------------------------------------------------------------------------- */

/* What the rounds may take in all. */
static double allowed(const rg_stability_runs *runs)
{
	double least = runs->n_passes == 0 ? LEAST_SECONDS : LEAST_AGAIN;
	double seconds = runs->seconds > least ? runs->seconds : least;
	double left = runs->plan.slice_seconds - runs->seconds;

	if (runs->plan.slice_seconds >= 0 && seconds > left)
		seconds = left;
	return seconds;
}

/* What a round takes: as long as the last time; else a share of the processor makes it longer. */
static double estimate(const rg_stability_runs *runs, const rg_variant *variant)
{
	double one = runs->n_made ? runs->seconds / runs->n_made : 0;

	return runs->took[variant->id] > 0 ? runs->took[variant->id] : one * (1 + variant->n_noise);
}

static uint64_t limit_of(const rg_stability_runs *runs, const rg_variant *variant)
{
	double seconds = runs->longest * LIMIT_FACTOR;

	if (variant->scope != RG_SCOPE_TESTS) {
		seconds = allowed(runs) - runs->varied_seconds;
		if (variant->scope == RG_SCOPE_FOLDERS)
			seconds /= 2; /* something is left for others */
		if (seconds < SHORTEST_FILE_TIME)
			seconds = SHORTEST_FILE_TIME;
	} else if (seconds < LEAST_LIMIT) {
		seconds = LEAST_LIMIT;
	}
	return (uint64_t)(seconds * 1000);
}

/* ---- a round -------------------------------------------------------------------------------- */

static void make_next(rg_task *task, rg_stability_runs *runs);

static void leave_out(rg_task *task, rg_stability_runs *runs, const rg_proof *one)
{
	const rg_variant *variant = one->spec.variant;
	rg_arena *arena = rg_task_arena(task);

	runs->is_left_out[variant->id] = true;
	RG_PUSH(arena, &runs->left_out,
		one->wanted.outcome == RG_OUTCOME_STOPPED
			? rg_arena_printf(arena, "%s (takes more than %.0f s)", variant->words,
					  (double)one->spec.limit_ms / 1000)
			: rg_arena_printf(arena, "%s (it did not come to run)", variant->words));
}

static void ran(rg_task *task)
{
	rg_stability_runs *runs = rg_stability_runs_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_proof *one = rg_varied_run_take(runs);
	rg_round round = {.variant = one->spec.variant,
			  .seed = runs->proof.spec.hash_seed,
			  .outcome = one->evidence.outcome,
			  .failure = one->evidence.failure,
			  .fingerprint = one->evidence.fingerprint,
			  .log = one->evidence.log,
			  .has_passed = one->wanted.outcome == RG_OUTCOME_PASSED};

	if (one->evidence.is_stale) {
		(void)rg_proof_stops(task, one);
		return;
	}
	runs->took[round.variant->id] = one->result->seconds;
	runs->n_tests[round.variant->id] = one->result->times.n;
	if (!rg_proof_is_valid(one) || (!round.has_passed && !rg_varied_is_red(one))) {
		leave_out(task, runs, one);
	} else {
		RG_PUSH(arena, &runs->rounds, round);
		if (!round.has_passed) {
			runs->failed = one;
			if (runs->only) /* a replay */
				runs->after(task);
			else
				rg_flake_look(task, runs, runs->after);
			return;
		}
	}
	make_next(task, runs);
}

/* ---- which one ------------------------------------------------------------------------------ */

/* Where one test runs there is no order; where the files take too long, their folders do. */
static bool has_an_order(const rg_stability_runs *runs, const rg_variant *variant)
{
	size_t in_files = runs->n_tests[RG_VARIANT_FILE];

	switch (variant->scope) {
	case RG_SCOPE_TESTS:
		return true;
	case RG_SCOPE_FILES:
		return variant->id == RG_VARIANT_FILE ||
		       in_files > (variant->order == RG_ORDER_REVERSED ? 1 : 2);
	case RG_SCOPE_FOLDERS:
		return in_files > 0 && runs->n_tests[variant->id] != 1;
	}
	return false;
}

/* Whether it says something that the rounds before did not. */
static bool is_worth_it(rg_task *task, const rg_stability_runs *runs, const rg_variant *variant)
{
	if (runs->is_left_out[variant->id] || runs->rounds.n >= MOST_ROUNDS ||
	    (runs->n_passes && !rg_variant_draws(variant)) || !has_an_order(runs, variant) ||
	    why_not(task, runs, variant).ptr)
		return false;
	return runs->varied_seconds + estimate(runs, variant) <= allowed(runs);
}

static uint32_t next_seed(const rg_stability_runs *runs)
{
	uint32_t seed = runs->n_made;

	for (size_t i = 0; i < runs->rounds.n; i++)
		seed += n_runs(runs->rounds.items[i].variant);
	return seed + (uint32_t)runs->left_out.n;
}

static void make_next(rg_task *task, rg_stability_runs *runs)
{
	if (runs->only) {
		if (runs->rounds.n + runs->left_out.n < runs->n_only)
			rg_varied_run(task, runs, runs->only, runs->spec.hash_seed++, 0, ran);
		else
			runs->after(task);
		return;
	}
	for (uint32_t i = 0; i < RG_N_VARIANTS; i++) {
		const rg_variant *variant;

		if (runs->at_variant == RG_N_VARIANTS) {
			runs->at_variant = 0;
			runs->n_passes++;
		}
		variant = rg_variant_of((rg_variant_id)runs->at_variant++);
		if (is_worth_it(task, runs, variant)) {
			rg_varied_run(task, runs, variant, next_seed(runs), limit_of(runs, variant),
				      ran);
			return;
		}
	}
	runs->after(task);
}

/* ---- beginning ------------------------------------------------------------------------------ */

static void begin(rg_stability_runs *runs, void (*after)(rg_task *task))
{
	runs->rounds = (rg_round_vec){0};
	runs->left_out = (rg_str_vec){0};
	runs->at_variant = runs->n_passes = 0;
	runs->varied_seconds = 0;
	memset(runs->n_tests, 0, sizeof(runs->n_tests));
	memset(runs->is_left_out, 0, sizeof(runs->is_left_out));
	runs->only = NULL;
	runs->after = after;
}

void rg_varied_make(rg_task *task, rg_stability_runs *runs, void (*after)(rg_task *task))
{
	begin(runs, after);
	make_next(task, runs);
}

rg_rc rg_varied_make_one(rg_task *task, rg_stability_runs *runs, const rg_variant *variant,
			 uint32_t seed, uint32_t n, void (*after)(rg_task *task), rg_err *err)
{
	rg_str why = why_not(task, runs, variant);

	if (why.ptr)
		return rg_fail(err, RG_EREFUSED, "a run %s cannot be made: %.*s", variant->words,
			       RG_FMT(why));
	begin(runs, after);
	runs->only = variant;
	runs->n_only = n;
	runs->spec.hash_seed = seed;
	make_next(task, runs);
	return RG_OK;
}

/* ---- what came of it ------------------------------------------------------------------------ */

uint32_t rg_varied_n_passed(const rg_stability_runs *runs)
{
	uint32_t n = 0;

	for (size_t i = 0; i < runs->rounds.n; i++)
		if (runs->rounds.items[i].has_passed)
			n += n_runs(runs->rounds.items[i].variant);
	return n;
}
