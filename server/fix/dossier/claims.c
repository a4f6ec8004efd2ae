/* SPDX-License-Identifier: MIT */
/*
 * claims.c - what the recorded runs say about the base, the tree and the speed. A run counts for a
 * claim when it is valid (own code, nothing changed meanwhile), ran the same reproduction test,
 * byte for byte, and ran on exactly that tree. Everything that states an outcome is written here.
 */
#include "fix/dossier/dossier.h"

#include <inttypes.h>

#include "base/limits.h"
#include "fix/runs/measured.h"
#include "fix/runs/reason.h"
#include "fix/runs/stability_words.h"
#include "fix/session/sessions.h"
#include "os/fs.h"
#include "runner/stability.h"

static bool is_red(const rg_evidence *e)
{
	return rg_str_eq_z(e->outcome, "failed") || rg_str_eq_z(e->outcome, "error") ||
	       rg_str_eq_z(e->outcome, "crashed") || rg_str_eq_z(e->outcome, "timeout");
}

/* "pytest tests/test_x.py::test_y", as a person would type it. */
static rg_str command_of(rg_arena *arena, rg_str tests)
{
	rg_str_vec ids = rg_str_vec_of_lines(arena, tests);

	return rg_arena_printf(arena, "pytest %.*s",
			       RG_FMT(rg_str_vec_join(arena, &ids, RG_STR(" "))));
}

static rg_str sorted_tests(rg_arena *arena, rg_str tests)
{
	rg_str_vec ids = rg_str_vec_of_lines(arena, tests);

	rg_str_vec_sort(&ids);
	return rg_str_vec_lines(arena, &ids);
}

static rg_claim *add_claim(rg_claim_vec *claims, rg_arena *arena, const rg_evidence *e)
{
	rg_claim *claim = RG_PUSH_NEW(arena, claims);

	claim->command = command_of(arena, e->tests);
	RG_PUSH(arena, &claim->runs, e->id);
	return claim;
}

/* ---- red ------------------------------------------------------------------------------------ */

/* " in 3 of 10 runs", where it did not always fail. */
static rg_str rate_text(rg_arena *arena, const rg_base_rate *rate)
{
	if (!rate->n_needed)
		return RG_STR("");
	return rg_arena_printf(arena, " in %" PRIu32 " of %" PRIu32 " runs", rate->n_failed,
			       rate->n);
}

static void judge_base(rg_dossier *d, rg_arena *arena, const rg_ground *ground,
		       const rg_evidence_vec *runs)
{
	for (size_t i = 0; i < runs->n && !d->red; i++) {
		const rg_evidence *e = &runs->items[i];

		if (is_red(e) &&
		    rg_reason_is_same(e->fingerprint, e->failure.ptr ? e->failure : e->outcome,
				      ground->session.fingerprint, ground->session.failure))
			d->red = e;
		else if (!d->other_red)
			d->other_red = e;
	}
	d->base = rg_base_rate_of(runs);
	if (d->red)
		add_claim(&d->facts.testing, arena, d->red)->text = rg_arena_printf(
			arena, "Fails on %.*s at %.*s%.*s with %.*s",
			RG_FMT(ground->session.base_branch),
			RG_FMT(rg_str_sub(ground->session.base_oid, 0, 10)),
			RG_FMT(rate_text(arena, &d->base)),
			RG_FMT(d->red->failure.ptr ? d->red->failure : d->red->outcome));
}

/* ---- green ---------------------------------------------------------------------------------- */

static rg_str passing_output(rg_arena *arena, const rg_evidence *e)
{
	rg_str text = {NULL, 0};
	rg_err err;

	if (e->log.ptr &&
	    rg_fs_read_ends(&text, arena, rg_arena_cstr(arena, e->log), 4 * RG_KiB, &err) == RG_OK)
		return text;
	return (rg_str){NULL, 0};
}

/* "also passed in its file, under load and on one CPU (3 runs)" */
static void add_varied(rg_dossier *d, rg_arena *arena, const rg_str_vec *variants, rg_claim *claim)
{
	uint32_t all = d->n_green + (uint32_t)variants->n;
	rg_str_vec in_order = {0};

	if (!variants->n)
		return;
	for (size_t i = variants->n; i-- > 0;) /* newest first, as the store gives them */
		RG_PUSH(arena, &in_order, variants->items[i]);
	d->facts.varied_text =
		rg_arena_printf(arena,
				"also passed %.*s (%zu run%s); by all %" PRIu32
				" runs together it fails in less than %.*s",
				RG_FMT(rg_stability_list(arena, &in_order)), variants->n,
				variants->n == 1 ? "" : "s", all,
				RG_FMT(rg_ppm_text(arena, rg_stability_bound_ppm(all))));
	claim->text = rg_arena_printf(arena, "With the fix it %.*s", RG_FMT(d->facts.varied_text));
	RG_PUSH(arena, &d->facts.testing, *claim);
}

/* "; 2 earlier runs on the same tree failed (in its file in reversed order)" */
static rg_str failed_before_text(rg_arena *arena, const rg_dossier *d, const rg_str_vec *variants)
{
	if (!d->n_failed_before)
		return RG_STR("");
	return rg_arena_printf(arena, "; %" PRIu32 " earlier run%s on the same tree failed%s%.*s%s",
			       d->n_failed_before, d->n_failed_before == 1 ? "" : "s",
			       variants->n ? " (" : "", RG_FMT(rg_stability_list(arena, variants)),
			       variants->n ? ")" : "");
}

/* Whether as many passes as the base's rate asks for are there. */
static rg_str needed_text(rg_arena *arena, const rg_dossier *d, const rg_ground *ground)
{
	rg_str text = rg_base_rate_text(arena, &d->base, ground);

	if (!text.len)
		return text;
	return rg_arena_printf(arena, "; %.*s%s", RG_FMT(text),
			       d->n_green >= d->base.n_needed ? "" : ", and that is not shown yet");
}

static void judge_tree(rg_dossier *d, rg_arena *arena, const rg_ground *ground,
		       const rg_evidence_vec *runs)
{
	rg_session_facts *facts = &d->facts;
	rg_str_vec passed_variants = {0}, failed_variants = {0};
	rg_claim claim = {0}, varied = {0};
	uint32_t n_cold = 0, n_cold_passed = 0;
	bool is_newest = true;

	for (size_t i = 0; i < runs->n; i++) {
		const rg_evidence *e = &runs->items[i];
		bool is_varied = rg_str_eq_z(e->purpose, "varied");
		bool has_passed = rg_str_eq_z(e->outcome, "passed");

		d->n_runs_here++;
		d->n_passed_here += has_passed;
		if (!d->failing_here && (is_red(e) || (!has_passed && is_newest)))
			d->failing_here = e;
		if (rg_str_eq_z(e->purpose, "stability")) {
			n_cold++;
			n_cold_passed += has_passed;
		}
		if (is_newest && !is_varied) {
			d->passes_here = has_passed;
			d->fails_here = is_red(e);
			is_newest = false;
		}
		if (is_red(e)) {
			d->n_failed_before++;
			if (is_varied)
				RG_PUSH(arena, &failed_variants, e->variant);
		} else if (has_passed && !d->n_failed_before) {
			rg_claim *to = is_varied ? &varied : &claim;

			if (!is_varied && !facts->test_output.ptr)
				facts->test_output = passing_output(arena, e);
			if (is_varied) {
				RG_PUSH(arena, &passed_variants, e->variant);
			} else if (rg_str_eq_z(e->purpose, "stability")) {
				d->n_green++;
			} else {
				continue;
			}
			RG_PUSH(arena, &to->runs, e->id);
			to->command = command_of(arena, e->tests);
		}
	}
	d->is_green = d->n_green >= rg_base_rate_wanted(&d->base, ground);
	if (!d->n_green) {
		facts->stability_passed = n_cold_passed;
		facts->stability_runs = n_cold;
		return;
	}
	facts->stability_passed = facts->stability_runs = d->n_green;
	facts->stability_text = rg_arena_printf(
		arena, "%.*s%.*s%.*s", RG_FMT(rg_stability_text(arena, d->n_green, d->n_green)),
		RG_FMT(failed_before_text(arena, d, &failed_variants)),
		RG_FMT(needed_text(arena, d, ground)));
	claim.text = rg_arena_printf(arena,
				     "With the fix, in cold processes with different hash seeds: "
				     "%.*s",
				     RG_FMT(facts->stability_text));
	RG_PUSH(arena, &facts->testing, claim);
	add_varied(d, arena, &passed_variants, &varied);
}

/* ---- better than the base, and not there yet (procedure S65) -------------------------------- */

static rg_str failure_of(const rg_evidence *e)
{
	return e->failure.ptr ? e->failure : e->outcome;
}

/* The most tests that passed in one run on the base. */
static uint32_t most_passed(const rg_evidence_vec *runs)
{
	uint32_t most = 0;

	for (size_t i = 0; i < runs->n; i++)
		if (runs->items[i].n_passed > most)
			most = runs->items[i].n_passed;
	return most;
}

static rg_str progress_text(const rg_dossier *d, rg_arena *arena, const rg_ground *ground,
			    const rg_evidence_vec *base)
{
	const rg_evidence *e = d->failing_here;
	uint32_t n = e ? e->n_passed + e->n_failed : 0;

	if (!d->failing_here && d->n_green && d->n_green < d->base.n_needed)
		return rg_arena_printf(arena,
				       "With the fix it passes, and %" PRIu32 " passes in a row "
				       "do not tell it from luck yet (%" PRIu32 " do)",
				       d->n_green, d->base.n_needed);
	if (!e || d->is_green)
		return (rg_str){NULL, 0};
	if (d->n_passed_here)
		return rg_arena_printf(arena,
				       "With the fix it passes in %" PRIu32 " of %" PRIu32
				       " runs; the newest that does not: %.*s",
				       d->n_passed_here, d->n_runs_here, RG_FMT(failure_of(e)));
	if (d->red && e->is_complete && e->n_passed > most_passed(base))
		return rg_arena_printf(arena,
				       "With the fix %" PRIu32 " of %" PRIu32
				       " tests pass, on %.*s %" PRIu32 "; what still fails: %.*s",
				       e->n_passed, n, RG_FMT(ground->session.base_branch),
				       most_passed(base), RG_FMT(failure_of(e)));
	if (d->facts.is_faster)
		return rg_arena_printf(arena, "With the fix it is faster, and still fails: %.*s",
				       RG_FMT(failure_of(e)));
	return (rg_str){NULL, 0};
}

static void claim_progress(rg_dossier *d, rg_arena *arena, const rg_ground *ground,
			   const rg_evidence_vec *base)
{
	rg_session_facts *facts = &d->facts;

	facts->progress = progress_text(d, arena, ground, base);
	if (facts->progress.ptr && d->failing_here) /* else the passes are claimed already */
		add_claim(&facts->testing, arena, d->failing_here)->text = facts->progress;
}

/* ---- all ------------------------------------------------------------------------------------ */

static rg_rc find_runs(rg_evidence_vec *out, rg_arena *arena, rg_store *store, const rg_dossier *d,
		       const rg_ground *ground, rg_str tree, rg_err *err)
{
	rg_evidence_query query = {.tests = sorted_tests(arena, ground->session.tests),
				   .repro = d->repro_blobs,
				   .tree = tree,
				   .only_valid = true};

	*out = (rg_evidence_vec){0};
	return tree.ptr ? rg_evidence_find(out, arena, store, &query, err) : RG_OK;
}

/* What each attempt failed with. */
static void take_failures(rg_dossier *d, const rg_evidence_vec *own)
{
	for (size_t i = 0; i < d->attempts.n; i++)
		for (size_t j = 0; j < own->n; j++)
			if (rg_str_eq(own->items[j].id, d->attempts.items[i].run))
				d->facts.attempts.items[i].failure = own->items[j].failure;
}

rg_rc rg_dossier__claims(rg_dossier *d, rg_arena *arena, rg_ground *ground, rg_store *store,
			 rg_err *err)
{
	rg_evidence_vec base = {0}, tree = {0}, own = {0};
	rg_evidence_query query = {.session = ground->session.id, .only_valid = true};
	rg_rc rc;

	if ((rc = find_runs(&base, arena, store, d, ground, d->base_tree, err)) < 0 ||
	    (rc = find_runs(&tree, arena, store, d, ground, d->tree, err)) < 0 ||
	    (rc = rg_evidence_find(&own, arena, store, &query, err)) < 0)
		return rc;
	take_failures(d, &own);
	for (size_t i = 0; i < own.n; i++) { /* newest first */
		if (!is_red(&own.items[i]) || !rg_str_eq_z(own.items[i].purpose, "run"))
			continue;
		if (!d->red_here)
			d->red_here = &own.items[i];
		d->red_repro = own.items[i].repro;
	}
	judge_base(d, arena, ground, &base);
	if (!d->base_tree.ptr || !rg_str_eq(d->base_tree, d->tree))
		judge_tree(d, arena, ground, &tree);
	d->facts.is_about_speed =
		rg_session_promises_gain(&ground->session) ||
		(d->facts.failure && d->facts.failure->kind == RG_KIND_PERFORMANCE);
	if ((rc = rg_neighbours_known(&d->neighbours, arena, store, d->tree, d->base_tree,
				      ground->session.base_branch, err)) < 0)
		return rc;
	rg_neighbours_claim(&d->facts, arena, &d->neighbours, ground->session.base_branch);
	rg_measured_claims(&d->facts, arena, &base, &tree);
	claim_progress(d, arena, ground, &base);
	return RG_OK;
}
