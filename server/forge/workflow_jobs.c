/* SPDX-License-Identifier: MIT */
/*
 * workflow_jobs.c - which jobs an event runs. Each workflow is judged once for a scene, whoever
 * calls it, so that files which call each other in circles or in crowds cost no more than their
 * length.
 */
#include "forge/workflow.h"

#define MAX_LEVELS 10 /* "You can connect up to ten levels of workflows" */

typedef struct judge {
	rg_arena *arena;
	const rg_workflow_vec *all;
	rg_scene scene;
	rg_job_count *counts; /* a workflow each, as called by another */
	bool *is_judged;
} judge;

static size_t find(const rg_workflow_vec *all, rg_str path)
{
	for (size_t i = 0; i < all->n; i++)
		if (rg_str_eq(all->items[i].path, path))
			return i;
	return SIZE_MAX;
}

/* A job sinks to what the jobs that it needs are at. Truths only sink, so this ends. */
static void sink(const rg_workflow *w, rg_truth *runs, const bool *minds_needs)
{
	bool is_moving = true;

	while (is_moving) {
		is_moving = false;
		for (size_t i = 0; i < w->jobs.n; i++)
			for (size_t k = 0; minds_needs[i] && k < w->jobs.items[i].n_needs; k++) {
				rg_truth need = runs[w->jobs.items[i].needs[k]];

				is_moving |= need < runs[i];
				runs[i] = rg_truth_and(runs[i], need);
			}
	}
}

static rg_job_count count(judge *j, size_t at, int level);

/* Whether the workflow that a job calls has anything to run. */
static rg_truth called(judge *j, rg_str path, int level)
{
	size_t at = find(j->all, path);

	if (at == SIZE_MAX || level >= MAX_LEVELS)
		return RG_MAYBE;
	if (!j->is_judged[at]) {
		j->is_judged[at] = true; /* a circle sees nothing in it, and so may run */
		j->counts[at] = count(j, at, level + 1);
	}
	if (j->counts[at].n == j->counts[at].n_no)
		return j->counts[at].n ? RG_NO : RG_MAYBE;
	return j->counts[at].n == j->counts[at].n_no + j->counts[at].n_maybe ? RG_MAYBE : RG_YES;
}

static rg_job_count count(judge *j, size_t at, int level)
{
	const rg_workflow *w = &j->all->items[at];
	rg_job_count out = {.n = w->jobs.n, .runs = RG_NEW_N(j->arena, rg_truth, w->jobs.n + 1)};
	bool *minds_needs = RG_NEW_N(j->arena, bool, w->jobs.n + 1);
	rg_scene scene = j->scene;

	scene.is_called = level > 0;
	for (size_t i = 0; i < out.n; i++) {
		const rg_workflow_job *job = &w->jobs.items[i];

		out.runs[i] = rg_expression__truth(job->condition, &scene, &minds_needs[i]);
		if (out.runs[i] != RG_NO && job->uses.ptr)
			out.runs[i] = rg_truth_and(out.runs[i], called(j, job->uses, level));
	}
	sink(w, out.runs, minds_needs);
	for (size_t i = 0; i < out.n; i++) {
		out.n_no += out.runs[i] == RG_NO;
		out.n_maybe += out.runs[i] == RG_MAYBE;
	}
	return out;
}

rg_job_count rg_workflow__jobs(rg_arena *arena, const rg_workflow_vec *all, size_t at,
			       const rg_scene *scene)
{
	judge j = {.arena = arena,
		   .all = all,
		   .scene = *scene,
		   .counts = RG_NEW_N(arena, rg_job_count, all->n + 1),
		   .is_judged = RG_NEW_N(arena, bool, all->n + 1)};

	return count(&j, at, 0);
}

/* ---- names of checks ------------------------------------------------------------------------- */

/* Whether text is the name, in which ${{ … }} stands for anything; *rest is what is behind it. */
static bool begins_with_name(rg_str name, rg_str text, rg_str *rest)
{
	size_t hole = rg_str_find(name, RG_STR("${{"));
	rg_str begin = rg_str_sub(name, 0, hole);

	if (!rg_str_skip(&text, begin))
		return false;
	*rest = hole == SIZE_MAX ? text : (rg_str){0};
	return true;
}

bool rg_workflow__is_check(const rg_workflow_job *job, rg_str check)
{
	rg_str rest;

	if (!begins_with_name(job->name.len ? job->name : job->id, check, &rest))
		return false;
	return !rest.len || rg_str_starts(rest, RG_STR(" (")) || rg_str_starts(rest, RG_STR(" / "));
}
