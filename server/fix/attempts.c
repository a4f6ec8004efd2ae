/* SPDX-License-Identifier: MIT */
/*
 * attempts.c - an attempt knows its tree, and trees can be compared: what changed since the last
 * attempt is what the working files say now against the files that differed from the base then.
 */
#include "fix/attempts.h"

#include "fix/budget.h"
#include "git/tree.h"

/* "If stuck after 3-4 attempts" and "if no progress after 6 attempts": procedure S41, S63. */
#define ATTEMPTS_TO_RETHINK 3
#define ATTEMPTS_TO_GIVE_UP 6

rg_rc rg_attempts_read(rg_attempt_log *out, rg_arena *arena, rg_ground *ground, rg_err *err)
{
	rg_attempt_row_vec rows;
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc;

	*out = (rg_attempt_log){0};
	if (!ground->has_session || !ground->session.branch.ptr)
		return RG_OK;
	if ((rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) == RG_OK)
		rc = rg_attempt_list(&rows, arena, store, ground->session.id, err);
	rg_store_close(store);
	if (rc < 0)
		return rc;
	out->is_attempt = true;
	out->n = (uint32_t)rows.n;
	for (size_t i = rows.n; i-- > 0 && !rg_str_eq_z(rows.items[i].outcome, "passed");)
		out->n_failed_in_a_row++;
	return RG_OK;
}

/* The files that differ from the base: what this attempt consists of. */
static rg_rc changed_files(rg_str *out, rg_arena *arena, rg_ground *ground, const rg_proof *proof,
			   rg_err *err)
{
	rg_str_vec without = rg_proof_without(arena, ground, &proof->spec.repro), paths = {0};
	rg_change_vec changes;
	rg_repo *repo = NULL;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	if (rc == RG_OK)
		rc = rg_changes_since(&changes, arena, repo, ground->session.base_oid, &without,
				      err);
	rg_repo_close(repo);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < changes.n; i++)
		RG_PUSH(arena, &paths, changes.items[i].path);
	*out = rg_str_vec_lines(arena, &paths);
	return RG_OK;
}

rg_rc rg_attempts_add(rg_attempt_log *log, rg_arena *arena, rg_ground *ground,
		      const rg_proof *proof, rg_err *err)
{
	const rg_evidence *e = &proof->evidence;
	rg_attempt_row row = {.session = ground->session.id,
			      .run = e->id,
			      .tree = e->tree,
			      .outcome = e->outcome,
			      .log = e->log,
			      .time = e->started};
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc;

	if ((rc = changed_files(&row.changed, arena, ground, proof, err)) < 0 ||
	    (rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) < 0)
		goto done;
	if ((rc = rg_attempt_add(&log->n, store, &row, err)) == RG_OK) {
		rg_session_enter(&ground->session, RG_STR("fix"));
		rc = rg_session_put(store, &ground->session, err);
	}
	log->n_failed_in_a_row = rg_str_eq_z(e->outcome, "passed") ? 0 : log->n_failed_in_a_row + 1;
done:
	rg_store_close(store);
	return rc;
}

rg_str rg_attempts_hint(rg_arena *arena, const rg_attempt_log *log)
{
	if (!log->is_attempt || log->n_failed_in_a_row < ATTEMPTS_TO_RETHINK)
		return RG_STR("");
	if (log->n_failed_in_a_row < ATTEMPTS_TO_GIVE_UP)
		return rg_arena_printf(arena,
				       "%u attempts have failed: look at the hypothesis again, or "
				       "try another approach",
				       log->n_failed_in_a_row);
	return rg_arena_printf(arena,
			       "%u attempts have failed: consider giving up and writing down what "
			       "was found (redgreen give-up)",
			       log->n_failed_in_a_row);
}
