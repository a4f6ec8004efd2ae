/* SPDX-License-Identifier: MIT */
/*
 * neighbour_claims.c - a run of all neighbours names files, a run of one test its node id. Nothing
 * is remembered but the runs, so that an edit of the tree takes the claims away by itself.
 */
#include "fix/dossier/neighbour_claims.h"

#include <inttypes.h>

static bool is_alone(const rg_evidence *e)
{
	return rg_str_has(e->tests, RG_STR("::"));
}

static bool has_passed(const rg_evidence *e)
{
	return rg_str_eq_z(e->outcome, "passed");
}

static bool has_failed(const rg_evidence *e)
{
	return rg_str_eq_z(e->outcome, "failed") || rg_str_eq_z(e->outcome, "error") ||
	       rg_str_eq_z(e->outcome, "crashed") || rg_str_eq_z(e->outcome, "timeout");
}

static const rg_evidence *newest_of_all(const rg_evidence_vec *runs)
{
	for (size_t i = 0; i < runs->n; i++)
		if (!is_alone(&runs->items[i]) &&
		    (has_passed(&runs->items[i]) || has_failed(&runs->items[i])))
			return &runs->items[i];
	return NULL;
}

static const rg_evidence *newest_of(const rg_evidence_vec *runs, rg_str test)
{
	for (size_t i = 0; i < runs->n; i++)
		if (rg_str_eq(runs->items[i].tests, test))
			return &runs->items[i];
	return NULL;
}

static void find_regressions(rg_neighbour_claims *out, rg_arena *arena, const rg_evidence_vec *here,
			     const rg_evidence_vec *base)
{
	for (size_t i = 0; i < here->n; i++) {
		const rg_evidence *e = &here->items[i], *there;

		if (!is_alone(e) || !has_failed(e) || newest_of(here, e->tests) != e)
			continue;
		there = newest_of(base, e->tests);
		if (there && has_passed(there))
			RG_PUSH(arena, &out->regressions,
				(rg_regression){.test = e->tests,
						.failure = e->failure.ptr ? e->failure : e->outcome,
						.on_fix = e->id,
						.on_base = there->id});
	}
}

static rg_str files_of(rg_arena *arena, const rg_evidence *e)
{
	rg_str_vec files = rg_str_vec_of_lines(arena, e->tests);

	return rg_str_vec_join(arena, &files, RG_STR(", "));
}

static rg_str render(rg_arena *arena, const rg_neighbour_claims *known, const rg_evidence *on_base,
		     rg_str base)
{
	const rg_evidence *e = known->run;
	bool is_one = e->n_passed == 1;
	rg_str text = rg_arena_printf(arena, "%" PRIu32 " neighbouring test%s pass%s with the fix",
				      e->n_passed, is_one ? "" : "s", is_one ? "es" : "");

	if (e->n_failed)
		text = rg_arena_printf(arena, "%.*s and %" PRIu32 " fail%s", RG_FMT(text),
				       e->n_failed, e->n_failed == 1 ? "s" : "");
	text = rg_arena_printf(arena, "%.*s (%.*s)", RG_FMT(text), RG_FMT(files_of(arena, e)));
	if (!e->is_complete)
		text = rg_arena_printf(arena, "%.*s; the run did not come to its end",
				       RG_FMT(text));
	if (known->regressions.n)
		text = rg_arena_printf(arena, "%.*s; %zu of those that fail pass%s on %.*s",
				       RG_FMT(text), known->regressions.n,
				       known->regressions.n == 1 ? "es" : "", RG_FMT(base));
	else if (e->n_failed && on_base)
		text = rg_arena_printf(arena, "%.*s; on %.*s %" PRIu32 " of the same files fail%s",
				       RG_FMT(text), RG_FMT(base), on_base->n_failed,
				       on_base->n_failed == 1 ? "s" : "");
	else if (e->n_failed)
		text = rg_arena_printf(arena, "%.*s; they were not run on %.*s", RG_FMT(text),
				       RG_FMT(base));
	return text;
}

rg_rc rg_neighbours_known(rg_neighbour_claims *out, rg_arena *arena, rg_store *store, rg_str tree,
			  rg_str base_tree, rg_str base, rg_err *err)
{
	rg_evidence_query query = {
		.purpose = RG_STR("neighbours"), .tree = tree, .only_valid = true};
	rg_evidence_vec here = {0}, there = {0};
	const rg_evidence *on_base;
	rg_rc rc;

	*out = (rg_neighbour_claims){0};
	if (!tree.ptr || !base_tree.ptr || rg_str_eq(tree, base_tree))
		return RG_OK;
	if ((rc = rg_evidence_find(&here, arena, store, &query, err)) < 0)
		return rc;
	query.tree = base_tree;
	if ((rc = rg_evidence_find(&there, arena, store, &query, err)) < 0)
		return rc;
	out->run = newest_of_all(&here);
	find_regressions(out, arena, &here, &there);
	if (!out->run)
		return RG_OK;
	on_base = newest_of_all(&there);
	out->is_clear = out->run->is_complete && !out->regressions.n &&
			(!out->run->n_failed || (on_base && on_base->is_complete &&
						 out->run->n_failed <= on_base->n_failed));
	out->is_open = out->run->n_failed && !out->regressions.n && !on_base;
	out->text = render(arena, out, on_base, base);
	return RG_OK;
}

static rg_str command_of(rg_arena *arena, rg_str tests)
{
	rg_str_vec ids = rg_str_vec_of_lines(arena, tests);

	return rg_arena_printf(arena, "pytest %.*s",
			       RG_FMT(rg_str_vec_join(arena, &ids, RG_STR(" "))));
}

void rg_neighbours_claim(rg_session_facts *facts, rg_arena *arena, const rg_neighbour_claims *known,
			 rg_str base)
{
	rg_claim *claim;

	for (size_t i = 0; i < known->regressions.n; i++) {
		const rg_regression *one = &known->regressions.items[i];

		claim = RG_PUSH_NEW(arena, &facts->regressions);
		claim->text =
			rg_arena_printf(arena, "%.*s passes on %.*s and fails with the fix: %.*s",
					RG_FMT(one->test), RG_FMT(base), RG_FMT(one->failure));
		claim->command = command_of(arena, one->test);
		RG_PUSH(arena, &claim->runs, one->on_base);
		RG_PUSH(arena, &claim->runs, one->on_fix);
	}
	if (!known->run)
		return;
	claim = RG_PUSH_NEW(arena, &facts->testing);
	claim->text = known->text;
	claim->command = command_of(arena, known->run->tests);
	RG_PUSH(arena, &claim->runs, known->run->id);
}
