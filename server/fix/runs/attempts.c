/* SPDX-License-Identifier: MIT */
/*
 * attempts.c - an attempt is a run with a number, a log and a diff from the base. What changed
 * since the attempt before is where the two diffs differ, file by file.
 */
#include "fix/runs/attempts.h"

#include "base/limits.h"
#include "fix/session/repro.h"
#include "fix/workspace/budget.h"
#include "git/tree.h"
#include "os/fs.h"

/* "If stuck after 3-4 attempts" and "if no progress after 6 attempts": procedure S41, S63. */
#define ATTEMPTS_TO_RETHINK 3
#define ATTEMPTS_TO_GIVE_UP 6

/* git/tree.h cuts a diff there. */
#define DIFF_BYTES (4 * RG_MiB)

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

/* ---- what was changed ------------------------------------------------------------------------ */

/* "…/test_run_3.patch" for "…/test_run_3.txt". */
rg_str rg_attempt_patch(rg_arena *arena, rg_str log)
{
	rg_str stem = log;

	(void)rg_str_chop(&stem, RG_STR(".txt"));
	return rg_arena_printf(arena, "%.*s.patch", RG_FMT(stem));
}

/* Of a unified diff the part about one file, its first line included; false at the end. */
static bool next_file(rg_str *part, rg_str *rest)
{
	rg_str line, at = *rest;
	const char *begin = at.ptr;

	if (!rg_str_line(&line, &at))
		return false;
	for (rg_str ahead = at; rg_str_line(&line, &ahead); at = ahead)
		if (rg_str_starts(line, RG_STR("diff --git ")))
			break;
	*part = (rg_str){begin, rest->len - at.len};
	*rest = at;
	return true;
}

static bool has_part(rg_str diff, rg_str wanted)
{
	rg_str part;

	while (next_file(&part, &diff))
		if (rg_str_eq(part, wanted))
			return true;
	return false;
}

static rg_str path_of(rg_str part)
{
	rg_str line = {NULL, 0};

	(void)rg_str_line(&line, &part);
	return rg_str_sub(line, rg_str_find(line, RG_STR(" b/")) + 3, line.len);
}

/* The files about which the two diffs from the base say something else. */
static rg_str_vec changed_between(rg_arena *arena, rg_str before, rg_str after)
{
	rg_str diffs[] = {before, after}, part;
	rg_str_vec out = {0};

	for (size_t i = 0; i < 2; i++)
		for (rg_str rest = diffs[i]; next_file(&part, &rest);)
			if (!has_part(diffs[1 - i], part))
				RG_PUSH(arena, &out, path_of(part));
	rg_str_vec_sort(&out);
	rg_str_vec_unique(&out);
	return out;
}

static rg_str patch_before(rg_arena *arena, const rg_evidence *e, uint32_t number)
{
	rg_str path = rg_arena_printf(arena, "%.*s/test_run_%u.patch",
				      RG_FMT(rg_path_folder(e->log)), number - 1);
	rg_str text = {NULL, 0};
	rg_err none;

	if (number < 2 || rg_fs_read(&text, arena, path.ptr, DIFF_BYTES, &none) < 0)
		return RG_STR("");
	return text;
}

/*
 * Keeps the diff from the base beside the log: with it the attempt can be made again. Its trees are
 * in no object database. *changed: what is another than in the attempt before.
 */
static rg_rc keep_patch(rg_str *changed, rg_arena *arena, rg_ground *ground, const rg_proof *proof,
			uint32_t number, rg_err *err)
{
	const rg_evidence *e = &proof->evidence;
	rg_str_vec without = rg_repro_without(arena, ground, &proof->spec.repro), paths;
	rg_pr_tree now = {0};
	rg_repo *repo = NULL;
	rg_err refusal;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	if (rc < 0)
		return rc;
	rc = rg_pr_tree_make(&now, arena, repo, ground->session.base_oid, &without, NULL, false,
			     &refusal);
	rg_repo_close(repo);
	if (rc < 0 && rc != RG_EREFUSED) { /* conflicts with the base: there is no diff from it */
		*err = refusal;
		return rc;
	}
	paths = changed_between(arena, patch_before(arena, e, number), now.diff);
	*changed = rg_str_vec_lines(arena, &paths);
	return rg_fs_write(rg_arena_cstr(arena, rg_attempt_patch(arena, e->log)), now.diff, false,
			   err);
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

	if ((rc = keep_patch(&row.changed, arena, ground, proof, log->n + 1, err)) < 0 ||
	    (rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) < 0)
		goto done;
	if ((rc = rg_attempt_add(&log->n, store, &row, err)) == RG_OK) {
		/* Whoever tries again is at the fix, however done it looked. */
		if (rg_session_phase_of(ground->session.phase) < RG_SESSION_PR)
			ground->session.phase = RG_STR("fix");
		rc = rg_session_put(store, &ground->session, err);
	}
	log->n_failed_in_a_row = rg_str_eq_z(e->outcome, "passed") ? 0 : log->n_failed_in_a_row + 1;
done:
	rg_store_close(store);
	return rc;
}

bool rg_attempts_want_choice(const rg_attempt_log *log)
{
	return log->is_attempt && log->n_failed_in_a_row &&
	       log->n_failed_in_a_row % ATTEMPTS_TO_GIVE_UP == 0;
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
