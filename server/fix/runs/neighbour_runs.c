/* SPDX-License-Identifier: MIT */
/*
 * neighbour_runs.c - fix, base, then the tests that tell them apart one by one: each run hands over
 * to the next on the loop. A run that says nothing (not runnable, foreign code, time over) ends it;
 * what was recorded by then is what can be claimed.
 */
#include "fix/runs/neighbour_runs.h"

#include "fix/session/session_clock.h"
#include "fix/workspace/workspace.h"
#include "os/fs.h"

#define MOST_SECONDS  120
#define LEAST_SECONDS 20
#define MOST_BROKEN   5 /* each costs two runs; the others are told of by their number */
#define MOST_FAILED   500

/* The proof is the first member, so that the task's proof leads to the runs. */
static rg_neighbour_runs *runs_of(rg_task *task)
{
	return (rg_neighbour_runs *)rg_ground_of(task)->proof;
}

static int64_t seconds_left(rg_task *task, const rg_neighbour_runs *runs)
{
	return runs->ends - rg_workspace_ports(rg_task_workspace(task))->now();
}

static void make(rg_task *task, rg_str worktree, rg_str_vec tests, const char *log,
		 void (*after)(rg_task *task))
{
	rg_neighbour_runs *runs = runs_of(task);
	int64_t left = seconds_left(task, runs);
	rg_proof_spec spec = {
		.purpose = "neighbours",
		.log_name = rg_str_of(log),
		.tests = tests,
		.repro = runs->repro,
		.but = rg_str_vec_of_lines(rg_task_arena(task), rg_ground_of(task)->session.tests),
		.worktree = worktree,
		.limit_ms = (uint64_t)(left > 1 ? left : 1) * 1000};

	rg_proof_make(task, &runs->proof, &spec, after);
}

static bool says_something(const rg_neighbour_runs *runs)
{
	rg_outcome outcome = runs->proof.result->outcome;

	return rg_proof_is_valid(&runs->proof) && outcome != RG_OUTCOME_NOT_RUNNABLE &&
	       outcome != RG_OUTCOME_NO_TESTS && outcome != RG_OUTCOME_STOPPED;
}

/* ---- one by one ----------------------------------------------------------------------------- */

static void left(rg_task *task)
{
	runs_of(task)->after(task);
}

static void leave(rg_task *task)
{
	rg_elsewhere_close(task, &runs_of(task)->base, left);
}

static void next_alone(rg_task *task);

static void ran_alone_on_base(rg_task *task)
{
	runs_of(task)->at++;
	next_alone(task);
}

static rg_str_vec one_test(rg_task *task)
{
	rg_neighbour_runs *runs = runs_of(task);
	rg_str_vec out = {0};

	RG_PUSH(rg_task_arena(task), &out, runs->broken.items[runs->at]);
	return out;
}

static void ran_alone_on_fix(rg_task *task)
{
	rg_neighbour_runs *runs = runs_of(task);

	if (runs->proof.result->outcome == RG_OUTCOME_PASSED || !says_something(runs)) {
		ran_alone_on_base(task); /* it fails by itself, or through others */
		return;
	}
	make(task, runs->base.folder, one_test(task), "neighbour_on_base.txt", ran_alone_on_base);
}

static void next_alone(rg_task *task)
{
	rg_neighbour_runs *runs = runs_of(task);

	if (runs->at >= runs->broken.n || runs->at >= MOST_BROKEN || seconds_left(task, runs) <= 0)
		leave(task);
	else
		make(task, runs->worktree, one_test(task), "neighbour.txt", ran_alone_on_fix);
}

/* ---- all of them ---------------------------------------------------------------------------- */

static bool has_passed(const rg_run_result *result, rg_str test)
{
	for (size_t i = 0; i < result->times.n; i++)
		if (result->times.items[i].has_passed &&
		    rg_str_eq(result->times.items[i].test, test))
			return true;
	return false;
}

static bool has_failed(const rg_run_result *result, rg_str test)
{
	for (size_t i = 0; i < result->trace->failures.n; i++)
		if (rg_str_eq(result->trace->failures.items[i].test, test))
			return true;
	return false;
}

static void ran_on_base(rg_task *task)
{
	rg_neighbour_runs *runs = runs_of(task);
	const rg_run_result *result = runs->proof.result;

	for (size_t i = 0; says_something(runs) && i < runs->failed.n; i++)
		if (has_passed(result, runs->failed.items[i]) &&
		    !has_failed(result, runs->failed.items[i]))
			RG_PUSH(rg_task_arena(task), &runs->broken, runs->failed.items[i]);
	next_alone(task);
}

/* A new test file is not on the base; nothing in it passed there. */
static void run_on_base(rg_task *task)
{
	rg_neighbour_runs *runs = runs_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_str_vec files = {0};

	for (size_t i = 0; i < runs->failed.n; i++) {
		rg_str file = rg_str_sub(runs->failed.items[i], 0,
					 rg_str_find(runs->failed.items[i], RG_STR("::")));

		if (!rg_str_vec_has(&files, file) &&
		    rg_fs_is_file(rg_path_join(arena, runs->base.folder, file)))
			RG_PUSH(arena, &files, file);
	}
	if (files.n && seconds_left(task, runs) > 0)
		make(task, runs->base.folder, files, "neighbours_on_base.txt", ran_on_base);
	else
		leave(task);
}

static void ran_on_fix(rg_task *task)
{
	rg_neighbour_runs *runs = runs_of(task);
	const rg_failure_vec *failures = &runs->proof.result->trace->failures;
	rg_arena *arena = rg_task_arena(task);

	for (size_t i = 0; i < failures->n && runs->failed.n < MOST_FAILED; i++)
		if (!rg_str_vec_has(&runs->failed, failures->items[i].test))
			RG_PUSH(arena, &runs->failed, rg_arena_dup(arena, failures->items[i].test));
	if (!runs->failed.n || !says_something(runs))
		runs->after(task);
	else
		rg_elsewhere_open(task, &runs->base, rg_ground_of(task)->session.base_oid,
				  &runs->repro, run_on_base);
}

void rg_neighbours_run(rg_task *task, rg_neighbour_runs *runs, rg_str worktree,
		       const rg_str_vec *repro, void (*after)(rg_task *task))
{
	rg_ground *ground = rg_ground_of(task);
	int64_t now = rg_workspace_ports(rg_task_workspace(task))->now(), limit = MOST_SECONDS;

	if (ground->has_session && rg_session_remaining(ground, now) / 3 < limit)
		limit = rg_session_remaining(ground, now) / 3;
	if (limit < LEAST_SECONDS)
		limit = LEAST_SECONDS;
	runs->ends = now + limit;
	runs->worktree = worktree;
	runs->repro = *repro;
	runs->failed = runs->broken = (rg_str_vec){0};
	runs->at = 0;
	runs->after = after;
	ground->proof = &runs->proof;
	make(task, worktree, runs->chosen.files, "neighbours.txt", ran_on_fix);
}

void rg_neighbours_release(rg_task *task, rg_neighbour_runs *runs)
{
	rg_proof_release(&runs->proof);
	rg_elsewhere_release(task, &runs->base);
}
