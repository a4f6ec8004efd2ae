/* SPDX-License-Identifier: MIT */
/* stability_words.c - bounds are runner/stability's; here they become sentences. */
#include "fix/runs/stability_words.h"

#include <inttypes.h>

#include "fix/runs/flake.h"
#include "fix/runs/reason.h"
#include "fix/runs/stability_runs.h"
#include "fix/runs/varied_run.h"
#include "runner/stability.h"

rg_str rg_stability_list(rg_arena *arena, const rg_str_vec *words)
{
	rg_str_vec once = {0}, all_but_last;

	for (size_t i = 0; i < words->n; i++)
		if (!rg_str_vec_has(&once, words->items[i]))
			RG_PUSH(arena, &once, words->items[i]);
	if (once.n == 0)
		return RG_STR("");
	all_but_last = once;
	all_but_last.n--;
	if (!all_but_last.n)
		return once.items[0];
	return rg_arena_printf(arena, "%.*s and %.*s",
			       RG_FMT(rg_str_vec_join(arena, &all_but_last, RG_STR(", "))),
			       RG_FMT(once.items[once.n - 1]));
}

/* ---- it passed ------------------------------------------------------------------------------ */

/* "It also passed in its file and under load; …" */
static rg_str rounds_text(rg_arena *arena, const rg_stability_runs *runs)
{
	uint32_t n = rg_varied_n_passed(runs), all = n + runs->n_passed;
	rg_str_vec words = {0};

	for (size_t i = 0; i < runs->rounds.n; i++)
		RG_PUSH(arena, &words, rg_str_of(runs->rounds.items[i].variant->words));
	if (!n)
		return RG_STR("");
	return rg_arena_printf(arena,
			       ". It also passed %.*s; by all %" PRIu32
			       " runs together it fails in less than %.*s",
			       RG_FMT(rg_stability_list(arena, &words)), all,
			       RG_FMT(rg_ppm_text(arena, rg_stability_bound_ppm(all))));
}

static rg_str left_out_text(rg_arena *arena, const rg_stability_runs *runs)
{
	if (!runs->left_out.n)
		return RG_STR("");
	return rg_arena_printf(arena, ". Left out: %.*s",
			       RG_FMT(rg_stability_list(arena, &runs->left_out)));
}

static double seconds_each(const rg_stability_runs *runs)
{
	return runs->n_made ? runs->seconds / runs->n_made : 0;
}

/* What more runs would show, and how long they take. */
static rg_str offer_more(rg_arena *arena, const rg_stability_runs *runs)
{
	static const struct {
		uint32_t ppm;
		const char *words;
	} bounds[] = {{100000, "10 %"}, {50000, "5 %"}, {10000, "1 %"}};

	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		uint32_t wanted = rg_runs_for_bound(bounds[i].ppm);

		if (runs->n_passed < wanted)
			return rg_arena_printf(arena,
					       ". %" PRIu32 " runs (--runs %" PRIu32
					       ", about %.0f s more) would show less than %s",
					       wanted, wanted,
					       (wanted - runs->n_passed) * seconds_each(runs),
					       bounds[i].words);
	}
	return RG_STR("");
}

static rg_str too_few_text(rg_arena *arena, const rg_stability_runs *runs)
{
	if (runs->n_passed >= runs->plan.n)
		return RG_STR("");
	return rg_arena_printf(arena,
			       ". The session's time for it (%.0f s) is over after %" PRIu32
			       " of %" PRIu32 " runs; the others take about %.0f s",
			       runs->plan.slice_seconds, runs->n_passed, runs->plan.n,
			       (runs->plan.n - runs->n_passed) * seconds_each(runs));
}

rg_str rg_stability_summary(rg_arena *arena, const rg_stability_runs *runs,
			    const rg_base_rate *rate, const rg_ground *ground)
{
	rg_str base = rg_base_rate_text(arena, rate, ground);
	rg_str too_few = too_few_text(arena, runs);

	return rg_arena_printf(arena, "%.*s%.*s%.*s%s%.*s%.*s%.*s",
			       RG_FMT(rg_stability_text(arena, runs->n_passed, runs->n_made)),
			       RG_FMT(rounds_text(arena, runs)), RG_FMT(left_out_text(arena, runs)),
			       base.len ? ". Before the fix " : "", RG_FMT(base), RG_FMT(too_few),
			       RG_FMT(too_few.len ? RG_STR("") : offer_more(arena, runs)));
}

rg_str rg_stability_only_text(rg_arena *arena, const rg_stability_runs *runs)
{
	uint32_t first = runs->rounds.n ? runs->rounds.items[0].seed : 0;

	if (!runs->rounds.n)
		return rg_arena_printf(arena, "nothing is known: left out %.*s",
				       RG_FMT(rg_stability_list(arena, &runs->left_out)));
	if (runs->rounds.n == 1)
		return rg_arena_printf(arena, "passed %s (hash seed %" PRIu32 ")",
				       runs->only->words, first);
	return rg_arena_printf(arena, "passed %zu times %s (hash seeds from %" PRIu32 " on)",
			       runs->rounds.n, runs->only->words, first);
}

/* ---- it failed ------------------------------------------------------------------------------ */

static rg_str words_of(const rg_evidence *e)
{
	return e->failure.ptr ? e->failure : e->outcome;
}

static bool is_same_failure(const rg_stability_runs *runs, const rg_ground *ground)
{
	const rg_evidence *e = &runs->failed->evidence;

	return rg_reason_is_same(e->fingerprint, words_of(e), ground->session.fingerprint,
				 ground->session.failure);
}

static bool knows_failure_before(const rg_ground *ground)
{
	return ground->has_session && ground->session.failure.ptr;
}

/* "; it failed again when it was repeated like that; alone with the same hash seed it passed" */
static rg_str flake_text(rg_arena *arena, const rg_stability_runs *runs)
{
	const rg_flake *flake = &runs->flake;
	rg_str_vec parts = {0};

	if (flake->n_repeats)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "; it %s when it was repeated like that",
					flake->fails_again	? "failed again"
					: flake->n_repeats == 1 ? "passed"
								: "passed twice"));
	if (flake->same_seed)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena, "; alone with the same hash seed it %s",
					flake->same_seed == RG_CONTROL_FAILS ? "failed, too"
									     : "passed"));
	if (flake->passing_seed == RG_CONTROL_PASSES)
		RG_PUSH(arena, &parts, RG_STR("; alone with hash seed 0 it passed"));
	if (flake->passing_seed == RG_CONTROL_FAILS)
		RG_PUSH(arena, &parts,
			RG_STR("; alone with hash seed 0 it fails now, and had passed: chance, or "
			       "something that a run left behind"));
	return rg_str_vec_join(arena, &parts, RG_STR(""));
}

/* " (timing; it fails again when it is repeated; a new failure)" */
static rg_str class_text(rg_arena *arena, const rg_stability_runs *runs, const rg_ground *ground)
{
	rg_str same = RG_STR("");

	if (knows_failure_before(ground))
		same = is_same_failure(runs, ground)
			       ? RG_STR("; the same failure as before the fix")
			       : RG_STR("; not the failure before the fix");
	return rg_arena_printf(arena, " (%s%.*s%.*s)", rg_flake_class(runs),
			       RG_FMT(flake_text(arena, runs)), RG_FMT(same));
}

rg_str rg_stability_failure_text(rg_arena *arena, const rg_stability_runs *runs,
				 const rg_ground *ground, rg_str headline)
{
	const rg_round *round = rg_stability_failed_round(runs);
	const rg_evidence *e = &runs->failed->evidence;
	const char *colon = headline.len ? ": " : "";
	rg_str kind = round || runs->n_passed ? class_text(arena, runs, ground) : RG_STR("");

	if (round && runs->only)
		return rg_arena_printf(arena, "%.*s %s (hash seed %" PRIu32 ")%s%.*s",
				       RG_FMT(e->outcome), runs->only->words, e->hash_seed, colon,
				       RG_FMT(headline));
	if (round)
		return rg_arena_printf(
			arena,
			"unstable: %" PRIu32 " of %" PRIu32 " passed alone, %.*s %s%.*s%s%.*s",
			runs->n_passed, runs->n_made, RG_FMT(e->outcome), round->variant->words,
			RG_FMT(kind), colon, RG_FMT(headline));
	return rg_arena_printf(
		arena, "%s%.*s in run %" PRIu32 " of %" PRIu32 " (hash seed %" PRIu32 ")%.*s%s%.*s",
		runs->n_passed ? "unstable: " : "", RG_FMT(e->outcome), runs->failed_number,
		runs->plan.n, e->hash_seed, RG_FMT(kind), colon, RG_FMT(headline));
}

rg_str rg_stability_failure_next(rg_arena *arena, const rg_stability_runs *runs)
{
	rg_round round = rg_flake_round(runs);
	rg_str log = runs->failed->evidence.log;

	if (!runs->n_passed && !rg_stability_failed_round(runs)) /* nothing special is needed */
		return rg_arena_printf(arena, "Its log is %.*s.", RG_FMT(log));
	return rg_arena_printf(arena, "%.*s runs it like that once more. Its log is %.*s.",
			       RG_FMT(rg_varied_command(arena, &round, &runs->failed->spec.tests)),
			       RG_FMT(log));
}

/* ---- for programs --------------------------------------------------------------------------- */

static void put_varied(rg_json *result, rg_arena *arena, const rg_stability_runs *runs)
{
	rg_json *list = rg_json_set_take(result, "varied", rg_json_array());

	for (size_t i = 0; i < runs->rounds.n; i++) {
		const rg_round *round = &runs->rounds.items[i];
		rg_json *one = rg_json_push_take(list, rg_json_object());

		rg_json_set_str(one, "variant", rg_str_of(round->variant->name));
		rg_json_set_str(one, "outcome", round->outcome);
		rg_json_set_int(one, "seed", round->seed);
		rg_json_set_str(one, "command", rg_varied_command(arena, round, &runs->spec.tests));
		rg_json_set_str(one, "log", round->log);
	}
}

void rg_stability_put(rg_json *result, rg_arena *arena, const rg_stability_runs *runs,
		      const rg_base_rate *rate, const rg_ground *ground, const char *verdict)
{
	bool is_unstable = runs->failed && (runs->n_passed || rg_stability_failed_round(runs));

	rg_json_set_str(result, "verdict", rg_str_of(verdict));
	rg_json_set_int(result, "passed", runs->n_passed);
	rg_json_set_int(result, "runs", runs->n_made);
	if (runs->n_passed && runs->n_passed == runs->n_made)
		rg_json_set_number(result, "failureRateBelow",
				   rg_stability_bound_ppm(runs->n_passed) / 1e6);
	else
		rg_json_set_null(result, "failureRateBelow");
	rg_json_set_number(result, "confidence", 0.95);
	rg_json_set_int(result, "needed", rg_base_rate_wanted(rate, ground));
	put_varied(result, arena, runs);
	if (is_unstable && !runs->only)
		rg_json_set_str(result, "class", rg_str_of(rg_flake_class(runs)));
	else
		rg_json_set_null(result, "class");
	if (is_unstable && knows_failure_before(ground))
		rg_json_set_bool(result, "sameFailure", is_same_failure(runs, ground));
	else
		rg_json_set_null(result, "sameFailure");
}
