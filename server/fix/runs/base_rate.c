/* SPDX-License-Identifier: MIT */
/* base_rate.c - a query for the base's tree, and Fisher's exact test (runner/stability.h). */
#include "fix/runs/base_rate.h"

#include <inttypes.h>

#include "fix/session/repro.h"
#include "git/tree.h"
#include "runner/stability.h"

static bool has_failed(rg_str outcome)
{
	return rg_str_eq_z(outcome, "failed") || rg_str_eq_z(outcome, "error") ||
	       rg_str_eq_z(outcome, "crashed") || rg_str_eq_z(outcome, "timeout");
}

rg_base_rate rg_base_rate_of(const rg_evidence_vec *base)
{
	rg_base_rate out = {0};

	for (size_t i = 0; i < base->n; i++) {
		const rg_evidence *e = &base->items[i];

		if (rg_str_eq_z(e->purpose, "varied"))
			continue;
		out.n_failed += has_failed(e->outcome);
		out.n += has_failed(e->outcome) || rg_str_eq_z(e->outcome, "passed");
	}
	if (out.n_failed < out.n)
		out.n_needed = rg_runs_to_tell(out.n_failed, out.n);
	return out;
}

rg_rc rg_base_rate_read(rg_base_rate *out, rg_arena *arena, rg_ground *ground, rg_err *err)
{
	rg_str_vec repro, without, tests;
	rg_evidence_query query = {.only_valid = true};
	rg_evidence_vec runs = {0};
	rg_store *store = NULL;
	rg_repo *repo = NULL;
	rg_str notice;
	rg_rc rc;

	*out = (rg_base_rate){0};
	if (!ground->has_session || !ground->session.base_oid.ptr)
		return RG_OK;
	repro = rg_repro_of_session(arena, &ground->session);
	without = rg_repro_without(arena, ground, &repro);
	tests = rg_str_vec_of_lines(arena, ground->session.tests);
	rg_str_vec_sort(&tests);
	query.tests = rg_str_vec_lines(arena, &tests);
	if ((rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err)) < 0)
		return rc;
	if ((rc = rg_repro_blobs(&query.repro, arena, repo, &repro, err)) < 0 ||
	    (rc = rg_tree_without(&query.tree, arena, repo, ground->session.base_oid, &without,
				  err)) < 0 ||
	    (rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) < 0 ||
	    (rc = rg_evidence_find(&runs, arena, store, &query, err)) < 0)
		goto done;
	*out = rg_base_rate_of(&runs);
done:
	rg_store_close(store);
	rg_repo_close(repo);
	return rc;
}

uint32_t rg_base_rate_wanted(const rg_base_rate *rate, const rg_ground *ground)
{
	uint32_t setting = (uint32_t)ground->settings.stability_runs;

	return rate->n_needed > setting ? rate->n_needed : setting;
}

rg_str rg_base_rate_text(rg_arena *arena, const rg_base_rate *rate, const rg_ground *ground)
{
	if (rate->n_needed <= (uint32_t)ground->settings.stability_runs)
		return (rg_str){NULL, 0};
	return rg_arena_printf(arena,
			       "it failed in %" PRIu32 " of %" PRIu32
			       " runs on the base, so that %" PRIu32
			       " passes in a row are needed to tell the fix from luck",
			       rate->n_failed, rate->n, rate->n_needed);
}
