/* SPDX-License-Identifier: MIT */
/*
 * watching.c - what is known → a run, if that is worth it → what is known now, kept.
 *
 * On Python 3.12 and later the failing run itself says what it called; before, and for the tests
 * that pass, another run is needed. It costs a person's time, so its limit follows from what the
 * test took by itself, and it is not made where it would not come far: a test of many seconds, a
 * crash, a hang. What it saw until the limit counts; the failing tests run first.
 */
#include "fix/runs/watching.h"

#include "base/log.h"
#include "fix/runs/proof_private.h"
#include "fix/session/session_clock.h"
#include "fix/workspace/budget.h"
#include "fix/workspace/workspace.h"
#include "os/fs.h"
#include "point/contrast.h"

#define LEAST_LIMIT_MS	3000
#define MOST_LIMIT_MS	20000
#define WORTH_MS	1000 /* with less nothing but pytest's own start would be seen */
#define TIMES_OWN	4    /* as long as the failing run took */
#define SLOWED_DOWN	3    /* times, by profiling before Python 3.12 */
#define WARM_PART	4    /* of the limit is for tests that come before the failing ones */
#define MOST_TEST_FILES 20
#define ENOUGH_PASSED	50 /* where tests of other files join them */

static rg_watching *watching_of(rg_task *task)
{
	return rg_ground_of(task)->watching;
}

static void finish(rg_task *task)
{
	watching_of(task)->after(task);
}

/*
 * Whether the failing tests would be through within the limit, as far as their own run tells. Of
 * the rest of that run nothing is said: where Python compiled for the first time, it takes several
 * times as long as it will the next time.
 */
static bool is_quick(const rg_run_result *result)
{
	double tests_ms = result->test_seconds > 0 ? result->test_seconds * 1000 : 0;
	double rest_ms = result->seconds * 1000 - tests_ms;

	return tests_ms * SLOWED_DOWN < MOST_LIMIT_MS && rest_ms < MOST_LIMIT_MS;
}

/* 0: not worth beginning, or no time for it. */
static uint64_t limit_of(const rg_ground *ground, const rg_run_result *result, int64_t now)
{
	double limit = result->seconds * 1000 * TIMES_OWN;

	if ((result->outcome != RG_OUTCOME_FAILED && result->outcome != RG_OUTCOME_ERROR) ||
	    !result->has_probe || !is_quick(result))
		return 0;
	if (limit < LEAST_LIMIT_MS)
		limit = LEAST_LIMIT_MS;
	if (limit > MOST_LIMIT_MS)
		limit = MOST_LIMIT_MS;
	if (ground->has_session) {
		const rg_session_row *session = &ground->session;
		bool is_analysis = rg_session_phase_of(session->phase) == RG_SESSION_ANALYSE;
		int64_t left_ms = is_analysis ? (rg_budget_phase_end(RG_SESSION_ANALYSE,
								     session->budget_seconds) -
						 rg_session_elapsed(ground, now)) *
								1000 -
							rg_budget_search_ms(session->budget_seconds)
					      : rg_session_remaining(ground, now) * 1000;

		if (limit > (double)left_ms)
			limit = (double)left_ms;
	}
	return limit < WORTH_MS ? 0 : (uint64_t)limit;
}

/* What calls were seen on: the tree does not hold the reproduction test. */
static rg_str state_of(rg_arena *arena, const rg_evidence *evidence)
{
	return rg_arena_printf(arena, "%.*s\n%.*s", RG_FMT(evidence->tree),
			       RG_FMT(evidence->repro));
}

static bool holds_all(const rg_str_vec *all, const rg_str_vec *some)
{
	for (size_t i = 0; i < some->n; i++)
		if (!rg_str_vec_has(all, some->items[i]))
			return false;
	return true;
}

/* Whether a run would say nothing new: it was made, for these tests or for others of their files.
 */
static bool is_known(const rg_watching *w)
{
	return holds_all(&w->kept.asked, &w->failing) || rg_calls_know(&w->kept.calls, &w->failing);
}

/* What was kept, as far as the run under way does not say it itself. */
static void leave_out_own(rg_calls *kept, const rg_calls *own)
{
	size_t n = 0;

	for (size_t i = 0; i < kept->tests.n; i++) {
		bool is_own = false;

		for (size_t j = 0; j < own->tests.n && !is_own; j++)
			is_own = rg_str_eq(kept->tests.items[i].test, own->tests.items[j].test);
		if (!is_own)
			kept->tests.items[n++] = kept->tests.items[i];
	}
	kept->tests.n = n;
}

static const rg_calls *own_calls(const rg_watching *w)
{
	static const rg_calls none;

	return w->proof->result->calls ? w->proof->result->calls : &none;
}

/* The spectrum of what was kept or seen now, and of what the failing run said. */
static void make_spectrum(rg_watching *w, rg_arena *arena, const rg_calls *calls)
{
	rg_calls all;

	rg_calls_merge(&all, arena, calls, own_calls(w));
	w->analysis->spectrum = rg_spectrum_make(w->analysis->arena, &all, &w->failing);
}

static rg_rc recall(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	const rg_ground *ground = rg_ground_of(task);
	rg_watching *w = watching_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_str state = state_of(arena, &w->proof->evidence);
	bool is_there = rg_watched_read(&w->kept, arena, ground, &w->failing);
	bool is_same = is_there && rg_str_eq(w->kept.state, state);

	(void)cancel, (void)err;
	w->needs_run = w->limit_ms && !(is_same && is_known(w)) && !(is_there && w->takes_older);
	if (!is_same && !w->takes_older)
		w->kept.calls = (rg_calls){0};
	if (!is_same)
		leave_out_own(&w->kept.calls, own_calls(w));
	w->kept.state = state;
	if (w->needs_run)
		w->related = rg_contrast_files(arena, ground->root, &ground->files, &w->failing);
	else
		make_spectrum(w, arena, &w->kept.calls);
	return RG_OK;
}

/* ---- the run -------------------------------------------------------------------------------- */

/* Files that the run left behind are no part of any tree, like those of the run before it. */
static rg_rc look_for_products(rg_task *task, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_str before = ground->session.products, notice;
	rg_store *store = NULL;
	rg_repo *repo = NULL;
	rg_str_vec files;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	if (rc == RG_OK && (rc = rg_repo_files(&files, arena, repo, err)) == RG_OK)
		rg_proof__take_products(ground, arena, &ground->proof->files_before, &files);
	rg_repo_close(repo);
	if (rc < 0 || !ground->has_session || rg_str_eq(ground->session.products, before))
		return rc;
	if ((rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) == RG_OK)
		rc = rg_session_put(store, &ground->session, err);
	rg_store_close(store);
	return rc;
}

static rg_rc take_in(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_watching *w = watching_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_calls kept = w->kept.calls;
	rg_err why;

	(void)cancel, (void)err;
	if (look_for_products(task, &why) < 0)
		rg_log(RG_LOG_WARNING, "behind the watched run: %s", why.message);
	if (w->result && w->result->calls) {
		leave_out_own(&kept, w->result->calls);
		rg_calls_merge(&w->kept.calls, arena, &kept, w->result->calls);
	}
	rg_calls_merge(&kept, arena, &w->kept.calls, own_calls(w));
	w->kept.calls = kept;
	w->kept.asked = w->failing;
	make_spectrum(w, arena, &kept);
	if (rg_proof_is_valid(w->proof))
		rg_watched_write(&w->kept, arena, rg_ground_of(task));
	return RG_OK;
}

static void on_run_done(void *data, const rg_run_result *result)
{
	rg_task *task = data;
	rg_watching *w = watching_of(task);

	rg_task_on_cancel(task, NULL, NULL);
	rg_task_set_run(task, (rg_str){NULL, 0});
	w->arena = rg_workspace_ports(rg_task_workspace(task))->run_take_arena(w->run);
	w->run = NULL;
	w->result = result;
	rg_log(RG_LOG_INFO, "watched %zu tests in %.1f s of at most %.1f s",
	       result->calls ? result->calls->tests.n : 0, result->seconds,
	       (double)w->limit_ms / 1000);
	if (rg_task_is_cancelled(task))
		rg_task_next(task); /* ends it */
	else
		rg_task_job(task, take_in, finish);
}

static void stop_run(void *data)
{
	rg_workspace_ports(rg_task_workspace(data))->run_stop(watching_of(data)->run);
}

static void start_run(rg_task *task)
{
	rg_watching *w = watching_of(task);
	rg_arena *arena = rg_task_arena(task);
	const rg_ports *ports = rg_workspace_ports(rg_task_workspace(task));
	rg_run_spec spec = rg_proof__run_spec(task, w->proof, rg_proof__run_id(arena));
	rg_err err;

	spec.tests = rg_watched_files(arena, &w->failing);
	if (spec.tests.n > MOST_TEST_FILES)
		spec.tests.n = MOST_TEST_FILES;
	for (size_t i = 0; i < w->related.n; i++)
		RG_PUSH(arena, &spec.tests, w->related.items[i]);
	spec.n_enough = w->related.n ? ENOUGH_PASSED : 0;
	spec.first = w->failing;
	spec.warm_ms = w->limit_ms / WARM_PART;
	spec.watch = RG_WATCH_FULL;
	spec.log_path = rg_str_of(rg_path_join(arena, spec.scratch, RG_STR("log.txt")));
	spec.timeout_ms = w->limit_ms;
	spec.done = on_run_done;
	if (ports->run_start(&w->run, rg_workspace_loop(rg_task_workspace(task)), &spec, &err) <
	    0) {
		rg_log(RG_LOG_WARNING, "the tests cannot be watched: %s", err.message);
		rg_task_job(task, take_in, finish);
		return;
	}
	rg_task_set_run(task, spec.id);
	rg_task_on_cancel(task, stop_run, task);
}

static void recalled(rg_task *task)
{
	if (watching_of(task)->needs_run)
		start_run(task);
	else
		finish(task);
}

void rg_watching_start(rg_task *task, rg_watching *watching, const rg_proof *proof,
		       rg_analysis *analysis, void (*after)(rg_task *task))
{
	rg_ground *ground = rg_ground_of(task);
	int64_t now = rg_workspace_ports(rg_task_workspace(task))->now();

	ground->watching = watching;
	watching->proof = proof;
	watching->analysis = analysis;
	watching->after = after;
	watching->failing = rg_watched_failing(rg_task_arena(task), &analysis->failures);
	watching->limit_ms = limit_of(ground, proof->result, now);
	if (!ground->settings.spectrum || !watching->failing.n || proof->spec.worktree.ptr ||
	    !rg_str_is_null(proof->evidence.foreign) || !rg_str_is_null(proof->evidence.unbuilt))
		after(task);
	else
		rg_task_job(task, recall, recalled);
}

void rg_watching_release(rg_watching *watching)
{
	rg_arena_free(watching->arena);
	watching->arena = NULL;
}
