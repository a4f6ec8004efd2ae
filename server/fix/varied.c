/* SPDX-License-Identifier: MIT */
/*
 * varied.c - which round comes next, and what is made of it. A round whose test did not come to run
 * (another test of the file ended it, its time was over) says nothing and is named as left out.
 */
#include "fix/varied.h"

#include <inttypes.h>

#include "fix/workspace.h"
#include "os/fs.h"
#include "os/one_cpu.h"
#include "runner/environment.h"

#define A_ZONE		   "/usr/share/zoneinfo/Etc/GMT+1"
#define LEAST_SECONDS	   15 /* for a test that takes no time */
#define LEAST_LIMIT	   30 /* of a round of the test alone, in seconds, and … */
#define LIMIT_FACTOR	   20 /* … as a multiple of the longest cold run */
#define SHORTEST_FILE_TIME 3  /* seconds */
#define MOST_ROUNDS	   24 /* with five cold runs 29: less than 10 % */

static bool is_red(rg_outcome outcome)
{
	return outcome == RG_OUTCOME_FAILED || outcome == RG_OUTCOME_ERROR ||
	       outcome == RG_OUTCOME_CRASHED || outcome == RG_OUTCOME_TIMEOUT;
}

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
	if (variant->scope != RG_SCOPE_TESTS && runs->proof.result &&
	    !runs->proof.result->has_probe)
		return RG_STR("pytest does not load the probe");
	return (rg_str){NULL, 0};
}

/* ---- time ----------------------------------------------------------------------------------- */

/* What the rounds may take in all. */
static double allowed(const rg_stability_runs *runs, bool is_first_pass)
{
	double seconds = runs->seconds, left = runs->plan.slice_seconds - runs->seconds;

	if (is_first_pass && seconds < LEAST_SECONDS)
		seconds = LEAST_SECONDS;
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

	if (runs->only)
		return 0;
	if (variant->scope != RG_SCOPE_TESTS) {
		seconds = allowed(runs, runs->n_passes == 0) - runs->varied_seconds;
		if (seconds < SHORTEST_FILE_TIME)
			seconds = SHORTEST_FILE_TIME;
	} else if (seconds < LEAST_LIMIT) {
		seconds = LEAST_LIMIT;
	}
	return (uint64_t)(seconds * 1000);
}

/* ---- a round -------------------------------------------------------------------------------- */

static void make_next(rg_task *task, rg_stability_runs *runs);

static void make(rg_task *task, rg_stability_runs *runs, const rg_variant *variant, uint32_t seed,
		 void (*after)(rg_task *task))
{
	rg_arena *arena = rg_task_arena(task);
	rg_proof_spec specs[2];
	size_t n = variant && variant->is_twice ? 2 : 1;

	for (size_t i = 0; i < n; i++) {
		specs[i] = runs->spec;
		specs[i].purpose = "varied";
		specs[i].variant = variant ? variant : rg_variant_of(RG_VARIANT_ALONE);
		specs[i].hash_seed = seed + (uint32_t)i;
		specs[i].limit_ms = variant ? limit_of(runs, variant) : 0;
		specs[i].may_be_left = variant && variant->scope != RG_SCOPE_TESTS && !runs->only;
		specs[i].follows = runs->proof.result != NULL;
		specs[i].log_name =
			rg_arena_printf(arena, "varied_%s_%" PRIu32 ".txt",
					variant ? variant->name : "alone", specs[i].hash_seed);
	}
	rg_task_progress(task, 0, 0,
			 rg_arena_printf(arena, "running it %s", specs[0].variant->words));
	rg_proof_make_several(task, &runs->proof, specs, n, after);
}

/* The first of those made at the same time that did not pass, else the first. */
static rg_proof *worst(rg_proof *proof)
{
	for (size_t i = 0; i < proof->n; i++)
		if (is_red(rg_proof_at(proof, i)->wanted.outcome))
			return rg_proof_at(proof, i);
	return proof;
}

/* What failed is kept for the answer, while the proof goes on to the next run. */
static void keep(rg_stability_runs *runs, rg_proof *one)
{
	runs->kept = *one;
	runs->kept.others = NULL;
	runs->kept.patterns = NULL;
	one->arena = NULL;
	runs->failed = &runs->kept;
}

static void repeated(rg_task *task)
{
	rg_stability_runs *runs = rg_stability_runs_of(task);

	runs->was_repeated = true;
	runs->fails_again = is_red(worst(&runs->proof)->wanted.outcome);
	runs->after(task);
}

static void leave_out(rg_task *task, rg_stability_runs *runs, const rg_proof *one)
{
	const rg_variant *variant = one->spec.variant;
	rg_arena *arena = rg_task_arena(task);

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
	rg_proof *one = worst(&runs->proof);
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
	runs->varied_seconds += one->result->seconds;
	runs->took[round.variant->id] = one->result->seconds;
	runs->n_tests[round.variant->id] = one->result->times.n;
	if (!rg_proof_is_valid(one) || (!round.has_passed && !is_red(one->wanted.outcome))) {
		leave_out(task, runs, one);
	} else {
		RG_PUSH(arena, &runs->rounds, round);
		if (!round.has_passed) {
			keep(runs, one);
			make(task, runs, round.variant, round.seed, repeated);
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
		return variant->id == RG_VARIANT_FILE || in_files > 1;
	case RG_SCOPE_FOLDERS:
		return in_files > 0 && runs->n_tests[variant->id] != 1;
	}
	return false;
}

/* Whether it says something that the rounds before did not. */
static bool is_worth_it(rg_task *task, const rg_stability_runs *runs, const rg_variant *variant)
{
	for (size_t i = 0; i < runs->left_out.n; i++)
		if (rg_str_starts(runs->left_out.items[i], rg_str_of(variant->words)))
			return false;
	if (!has_an_order(runs, variant) || why_not(task, runs, variant).ptr ||
	    runs->rounds.n >= MOST_ROUNDS)
		return false;
	return runs->n_passes == 0
		       ? runs->varied_seconds + estimate(runs, variant) <= allowed(runs, true)
		       : runs->varied_seconds + estimate(runs, variant) < allowed(runs, false);
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
			make(task, runs, runs->only, runs->spec.hash_seed++, ran);
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
			make(task, runs, variant, next_seed(runs), ran);
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
	runs->was_repeated = runs->fails_again = false;
	memset(runs->n_tests, 0, sizeof(runs->n_tests));
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

void rg_varied_repeat_cold(rg_task *task, rg_stability_runs *runs, void (*after)(rg_task *task))
{
	begin(runs, after);
	keep(runs, (rg_proof *)(uintptr_t)runs->failed);
	make(task, runs, NULL, runs->kept.evidence.hash_seed, repeated);
}

/* ---- what came of it ------------------------------------------------------------------------ */

const rg_round *rg_varied_failed(const rg_stability_runs *runs)
{
	const rg_round *last = runs->rounds.n ? &runs->rounds.items[runs->rounds.n - 1] : NULL;

	return last && !last->has_passed ? last : NULL;
}

uint32_t rg_varied_n_passed(const rg_stability_runs *runs)
{
	uint32_t n = 0;

	for (size_t i = 0; i < runs->rounds.n; i++)
		if (runs->rounds.items[i].has_passed)
			n += n_runs(runs->rounds.items[i].variant);
	return n;
}

const char *rg_varied_class(const rg_stability_runs *runs, const rg_round *round)
{
	const rg_variant *variant =
		round && round->variant ? round->variant : rg_variant_of(RG_VARIANT_ALONE);

	/* Order, seed and time are the same the second time; what the system does is not. */
	if (runs->was_repeated && !runs->fails_again && !variant->on_one_cpu && !variant->is_twice)
		return "random";
	return variant->cause;
}

/* As a shell takes it for one word. */
static rg_str shell_word(rg_arena *arena, rg_str text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-./:@%+=,";
	rg_buf quoted;
	rg_str out;
	size_t n = 0;

	while (n < text.len && memchr(plain, text.ptr[n], sizeof(plain) - 1))
		n++;
	if (n == text.len && n)
		return text;
	rg_buf_init(&quoted, 4 * text.len + 2);
	rg_buf_add_char(&quoted, '\'');
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '\'')
			rg_buf_add(&quoted, RG_STR("'\\''"));
		else
			rg_buf_add_char(&quoted, text.ptr[i]);
	rg_buf_add_char(&quoted, '\'');
	out = rg_arena_dup(arena, rg_buf_str(&quoted));
	rg_buf_release(&quoted);
	return out;
}

rg_str rg_varied_command(rg_arena *arena, const rg_round *round, const rg_str_vec *tests)
{
	rg_str_vec words = {0};

	for (size_t i = 0; i < tests->n; i++)
		RG_PUSH(arena, &words, shell_word(arena, tests->items[i]));
	return rg_arena_printf(arena, "redgreen stability --variant %s --seed %" PRIu32 " %.*s",
			       round->variant ? round->variant->name : "alone", round->seed,
			       RG_FMT(rg_str_vec_join(arena, &words, RG_STR(" "))));
}
