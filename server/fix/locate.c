/* SPDX-License-Identifier: MIT */
/*
 * locate.c - candidates for the failures of a log; without one, for those that the editor shows,
 * else for those of the newest recorded run that failed; with node ids that nobody saw failing, for
 * what the tests say.
 */
#include "fix/locate.h"

#include "fix/read_log.h"
#include "fix/session/ground_look.h"
#include "fix/workspace/workspace.h"
#include "locate/words.h"
#include "os/fs.h"
#include "store/evidence.h"

typedef struct locate_state {
	rg_ground ground;
	rg_analysis analysis;
	rg_str log;
	rg_findings *findings; /* retained: what the editor shows of the tests; or NULL */
} locate_state;

static bool is_of(const rg_failure *failure, const rg_str_vec *tests)
{
	for (size_t i = 0; i < tests->n; i++)
		if (rg_test_is_of(failure->test, tests->items[i]))
			return true;
	return tests->n == 0;
}

/* Keeps the failures that were asked for; a test without one stays as a test. */
static void select_tests(rg_analysis *analysis, const rg_str_vec *wanted)
{
	rg_failure_vec kept = {0};

	for (size_t i = 0; i < analysis->failures.n; i++)
		if (is_of(&analysis->failures.items[i], wanted))
			RG_PUSH(analysis->arena, &kept, analysis->failures.items[i]);
	if (wanted->n) {
		analysis->failures = kept;
		analysis->tests = rg_str_vec_dup(analysis->arena, wanted);
	}
}

/* The log of the newest recorded run that is still there. */
static rg_rc newest_log(rg_str *out, rg_arena *arena, const rg_ground *ground, rg_err *err)
{
	rg_evidence_query query = {.max = 20};
	rg_evidence_vec found = {0};
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc;

	if (!ground->store_path || !rg_fs_is_file(ground->store_path))
		return RG_OK;
	if ((rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) == RG_OK)
		rc = rg_evidence_find(&found, arena, store, &query, err);
	rg_store_close(store);
	for (size_t i = 0; rc == RG_OK && i < found.n && !out->ptr; i++)
		if (!rg_str_eq_z(found.items[i].outcome, "passed") && found.items[i].log.ptr &&
		    rg_fs_is_file(rg_arena_cstr(arena, found.items[i].log)))
			*out = found.items[i].log;
	return rc;
}

/* Whether none of the tests that were named has a file. */
static bool is_nowhere(const rg_ground *ground, rg_arena *arena, const rg_str_vec *tests)
{
	bool is_here = tests->n == 0;

	for (size_t i = 0; i < tests->n && !is_here; i++) {
		rg_str test = tests->items[i];
		rg_str file = rg_str_sub(test, 0, rg_str_find(test, RG_STR("::")));
		const char *path = rg_path_join(arena, ground->root, file);

		is_here = rg_fs_is_file(path) || rg_fs_is_folder(path);
	}
	return !is_here;
}

static rg_rc gather(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	locate_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	const rg_fix_args *args = state->ground.args;
	rg_str complaint = {NULL, 0};
	rg_rc rc = RG_OK;

	(void)cancel;
	state->log = args->log;
	if (state->findings) {
		state->analysis.arena = rg_arena_new();
		state->analysis.failures = state->findings->failures;
		state->analysis.tests = state->findings->tests;
	} else if (!state->log.len && !args->tests.n) {
		rc = newest_log(&state->log, arena, &state->ground, err);
	}
	if (rc == RG_OK && state->log.len)
		rc = rg_log_read(&state->analysis, &complaint, &state->ground, state->log, err);
	if (rc < 0)
		return rc;
	if (!state->analysis.arena)
		state->analysis.arena = rg_arena_new();
	select_tests(&state->analysis, &args->tests);
	if (!state->analysis.failures.n && is_nowhere(&state->ground, arena, &args->tests))
		rg_ground_halt(&state->ground, "no-such-test",
			       rg_arena_printf(arena, "there is no file of the test %.*s",
					       RG_FMT(args->tests.items[0])),
			       RG_STR("Name a test of this tree, or give --log FILE."));
	else if (!state->analysis.failures.n && !state->analysis.tests.n)
		rg_ground_halt(&state->ground, "no-failures",
			       state->log.len
				       ? rg_arena_printf(arena, "no failing test was found in %.*s",
							 RG_FMT(state->log))
				       : RG_STR("there is no failure and no test to locate for"),
			       RG_STR("Run the test first, or give --log FILE or a node id."));
	return RG_OK;
}

/* The newest that the editor shows of the tests; a test that passed since shows nothing. */
static rg_findings *shown(rg_task *task, const rg_str_vec *tests)
{
	for (rg_findings *f = rg_workspace_findings(rg_task_workspace(task)); f; f = f->older) {
		for (size_t i = 0; i < f->failures.n; i++)
			if (is_of(&f->failures.items[i], tests))
				return rg_findings_retain(f);
		for (size_t i = 0; i < tests->n; i++)
			if (rg_findings_cover(f, tests->items[i]))
				return NULL;
	}
	return NULL;
}

static void look_for_failures(rg_task *task)
{
	locate_state *state = rg_task_state(task);

	if (!state->ground.args->log.len)
		state->findings = shown(task, &state->ground.args->tests);
	rg_task_job(task, gather, rg_ground_proceed);
}

/* "Most likely it is the environment: …. ", or nothing. */
static rg_str fault_sentence(rg_arena *arena, const rg_answer *answer)
{
	const char *words = rg_fault_words(answer->fault);

	return words ? rg_arena_printf(arena, "%s: %.*s. ", words, RG_FMT(answer->fault_text))
		     : RG_STR("");
}

static void show_first(rg_task *task, const rg_candidate *first)
{
	char *path = rg_path_join(rg_task_arena(task), rg_ground_of(task)->root, first->path);

	rg_task_show_line(task, rg_str_of(path),
			  first->functions.n ? first->functions.items[0].line : 1);
}

static void answer(rg_task *task)
{
	locate_state *state = rg_task_state(task);
	const rg_candidate_vec *candidates = &state->analysis.answer->candidates;
	rg_str sure = rg_confidence_words(rg_task_arena(task), state->analysis.answer);
	rg_str fault = fault_sentence(rg_task_arena(task), state->analysis.answer);

	rg_analysis_put(task, &state->analysis);
	if (candidates->n)
		show_first(task, &candidates->items[0]);
	if (candidates->n)
		rg_task_say(task, "%.*s%zu candidate%s, %.*s first%s%.*s", RG_FMT(fault),
			    candidates->n, candidates->n == 1 ? "" : "s",
			    RG_FMT(candidates->items[0].path), sure.len ? ": " : "", RG_FMT(sure));
	else
		rg_task_say(task, "%.*sno candidate: nothing in this tree is named by the failure",
			    RG_FMT(fault));
	if (state->ground.args->log.len)
		rg_analysis_publish(task, &state->analysis, (rg_str){NULL, 0}, state->log, false);
	rg_task_next(task);
}

static void point(rg_task *task)
{
	locate_state *state = rg_task_state(task);

	rg_analysis_start(task, &state->analysis, answer);
}

static void release(rg_task *task)
{
	locate_state *state = rg_task_state(task);

	rg_analysis_release(task, &state->analysis);
	rg_findings_drop(state->findings);
}

static const rg_step steps[] = {
	{"looking at the files", rg_ground_look},
	{"looking for failures", look_for_failures},
	{"looking for candidates", point},
};
static const rg_use_case use_case = {.name = "locate",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .release = release};

rg_rc rg_fix_locate(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	locate_state *state = RG_NEW(rg_task_arena(task), locate_state);

	rg_analysis_put(task, &state->analysis);
	state->ground.args = args;
	state->ground.needs = RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
