/* SPDX-License-Identifier: MIT */
/*
 * proof_record.c - behind a run: the tree is named again, files that the run made are set apart,
 * and everything that a claim may ask for goes into one row. Nothing here says what the run means.
 */
#include "fix/runs/proof.h"

#include "fix/runs/proof_private.h"
#include "fix/runs/unbuilt.h"
#include "fix/session/repro.h"
#include "git/tree.h"

static rg_str numbers_json(rg_arena *arena, const rg_number_vec *numbers)
{
	rg_json *list = rg_json_array();
	rg_buf text;
	rg_str out = {NULL, 0};

	rg_buf_init(&text, 64 * 1024);
	for (size_t i = 0; i < numbers->n; i++) {
		const rg_number *number = &numbers->items[i];
		rg_json *one = rg_json_push_take(list, rg_json_object());

		rg_json_set_str(one, "name", number->name);
		rg_json_set_number(one, "value", number->value);
		rg_json_set_str(one, "unit", number->unit);
		rg_json_set_bool(one, "more", number->direction == RG_MORE_IS_BETTER);
		rg_json_set_str(one, "source", rg_str_of(rg_number_source_name(number->source)));
	}
	rg_json_render(&text, list);
	if (numbers->n && !text.is_cut)
		out = rg_arena_dup(arena, rg_buf_str(&text));
	rg_buf_release(&text);
	rg_json_free(list);
	return out;
}

static rg_str argv_json(rg_arena *arena, const rg_str_vec *argv)
{
	rg_json *list = rg_json_array();
	rg_buf text;
	rg_str out;

	rg_buf_init(&text, 1024 * 1024);
	for (size_t i = 0; i < argv->n; i++)
		rg_json_push_take(list, rg_json_new_str(argv->items[i]));
	rg_json_render(&text, list);
	out = rg_arena_dup(arena, rg_buf_str(&text));
	rg_buf_release(&text);
	rg_json_free(list);
	return out;
}

/* "ValueError: invalid literal …", the first line only. */
static rg_str failure_text(rg_arena *arena, const rg_failure *failure)
{
	rg_str rest = failure->error.message, line = {NULL, 0};

	(void)rg_str_line(&line, &rest);
	line = rg_utf8_cut(line, 300);
	if (!failure->error.type.len)
		return rg_arena_dup(arena, line);
	return line.len ? rg_arena_printf(arena, "%.*s: %.*s", RG_FMT(failure->error.type),
					  RG_FMT(line))
			: rg_arena_dup(arena, failure->error.type);
}

/* Of the wanted tests alone, where others ran around them. */
static rg_wanted find_wanted(const rg_ground *ground, const rg_proof *proof)
{
	const rg_run_result *result = proof->result;
	const rg_failure_vec *failures = &result->trace->failures;
	rg_wanted out = {.outcome = result->outcome,
			 .failure = failures->n ? &failures->items[0] : NULL};

	if (proof->spec.variant && proof->spec.variant->scope != RG_SCOPE_TESTS)
		out = rg_wanted_find(result, &proof->spec.tests, rg_proof__root(ground, proof));
	if (proof->spec.may_be_left && result->outcome == RG_OUTCOME_TIMEOUT)
		out.outcome = RG_OUTCOME_STOPPED;
	return out;
}

/* All texts go into the task's arena: the run's is freed by the next run of the same task. */
static void fill_evidence(rg_evidence *e, rg_arena *arena, const rg_ground *ground,
			  const rg_proof *proof)
{
	const rg_run_result *result = proof->result;
	rg_str_vec tests = rg_str_vec_dup(arena, &proof->spec.tests);

	rg_str_vec_sort(&tests);
	e->session = ground->has_session ? ground->session.id : (rg_str){NULL, 0};
	e->purpose = rg_str_of(proof->spec.purpose);
	e->variant =
		proof->spec.variant ? rg_str_of(proof->spec.variant->words) : proof->spec.series;
	e->tests = rg_str_vec_lines(arena, &tests);
	e->argv = argv_json(arena, &result->argv);
	e->environment = proof->environment->fingerprint;
	e->python = rg_arena_dup(arena, result->python_version);
	e->pytest = rg_arena_dup(arena, result->pytest_version);
	e->plugins = rg_str_vec_lines(arena, &result->plugins);
	e->outcome = rg_str_of(rg_outcome_name(proof->wanted.outcome));
	e->why = rg_arena_dup(arena, result->why);
	if (proof->wanted.failure) {
		e->fingerprint = rg_arena_dup(arena, proof->wanted.failure->fingerprint);
		e->failure = failure_text(arena, proof->wanted.failure);
	}
	e->provenance = rg_provenance_json(arena, &result->provenance);
	e->unbuilt = rg_unbuilt_find(arena, ground, rg_proof__root(ground, proof), result,
				     &ground->proof->files_before);
	e->foreign = proof->unheld.ptr ? proof->unheld : rg_arena_dup(arena, result->foreign_text);
	e->log = rg_arena_dup(arena, result->log_path);
	e->numbers = numbers_json(arena, &result->numbers);
	e->started = result->started;
	e->seconds = result->seconds;
	e->test_seconds = result->test_seconds;
	e->hash_seed = result->hash_seed;
	e->n_passed = result->n_passed;
	e->n_failed = result->n_failed + result->n_errors;
	e->is_complete = result->is_complete;
}

void rg_proof__take_products(rg_ground *ground, rg_arena *arena, const rg_str_vec *before,
			     const rg_str_vec *after)
{
	rg_str_vec products = rg_str_vec_of_lines(arena, ground->session.products);

	for (size_t i = 0, j = 0; i < after->n; i++) {
		while (j < before->n && rg_str_cmp(before->items[j], after->items[i]) < 0)
			j++;
		if ((j == before->n || !rg_str_eq(before->items[j], after->items[i])) &&
		    !rg_str_vec_has(&products, after->items[i]))
			RG_PUSH(arena, &products, after->items[i]);
	}
	ground->session.products = rg_str_vec_lines(arena, &products);
}

static rg_rc look_again(rg_ground *ground, rg_proof *proof, rg_arena *arena, rg_err *err)
{
	rg_repo *repo = NULL;
	rg_str tree = {NULL, 0}, blobs = {NULL, 0};
	rg_str_vec without = rg_repro_without(arena, ground, &proof->spec.repro), files;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, rg_proof__root(ground, proof)), err);

	if (rc == RG_OK)
		rc = rg_tree_snapshot(&tree, arena, repo, &without, err);
	if (rc == RG_OK && !rg_str_eq(tree, proof->evidence.tree)) {
		if ((rc = rg_repo_files(&files, arena, repo, err)) == RG_OK) {
			rg_proof__take_products(ground, arena, &proof->files_before, &files);
			proof->files_before = files;
			without = rg_repro_without(arena, ground, &proof->spec.repro);
			rc = rg_tree_snapshot(&tree, arena, repo, &without, err);
		}
	}
	if (rc == RG_OK)
		rc = rg_repro_blobs(&blobs, arena, repo, &proof->spec.repro, err);
	if (rc == RG_OK)
		proof->evidence.is_stale = !rg_str_eq(tree, proof->evidence.tree) ||
					   !rg_str_eq(blobs, proof->evidence.repro);
	rg_repo_close(repo);
	return rc;
}

rg_rc rg_proof__record(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_proof *proof = rg_ground_of(task)->proof;
	rg_arena *arena = rg_task_arena(task);
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc;

	(void)cancel;
	if ((rc = look_again(ground, proof, arena, err)) < 0 ||
	    (rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) < 0)
		goto done;
	for (size_t i = 0; rc == RG_OK && i < proof->n; i++) {
		rg_proof *one = rg_proof_at(proof, i);

		one->wanted = find_wanted(ground, one);
		fill_evidence(&one->evidence, arena, ground, one);
		one->evidence.is_stale = proof->evidence.is_stale;
		rc = rg_evidence_add(store, &one->evidence, err);
	}
	if (rc == RG_OK && ground->has_session && ground->session.products.len)
		rc = rg_session_put(store, &ground->session, err);
done:
	rg_store_close(store);
	return rc;
}
