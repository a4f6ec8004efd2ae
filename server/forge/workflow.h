/* SPDX-License-Identifier: MIT */
/*
 * workflow.h - inside forge/: one file of .github/workflows, read; Gitea and Forgejo have the same.
 * Source of every rule: GitHub Docs, "Workflow syntax for GitHub Actions" and "Events that trigger
 * workflows".
 */
#ifndef RG_FORGE_WORKFLOW_H
#define RG_FORGE_WORKFLOW_H

#include "forge/expression.h"
#include "forge/workflows.h"

/* Patterns of `branches` and the like. Both lists cannot be given at once. */
typedef struct rg_filter {
	rg_str_vec only;   /* `branches`, `paths`; in order, "!" takes out again */
	rg_str_vec ignore; /* `branches-ignore`, `paths-ignore` */
} rg_filter;

/* One of the events push, pull_request and pull_request_target. */
typedef struct rg_trigger {
	bool is_there;
	bool only_tags; /* push with `tags` alone: no branch runs it */
	rg_filter branches, paths;
	rg_str_vec types; /* empty: the default ones, opened, synchronize and reopened */
} rg_trigger;

typedef struct rg_dispatch_input {
	rg_str name;
	bool is_required;   /* and has no default */
	rg_str_vec options; /* of a choice */
} rg_dispatch_input;
typedef RG_VEC(rg_dispatch_input) rg_dispatch_input_vec;

typedef struct rg_workflow_job {
	rg_str id, name;  /* name: null when it has none */
	rg_str condition; /* `if`, or null */
	size_t *needs;	  /* indices of jobs */
	size_t n_needs;
	rg_str uses; /* ".github/workflows/x.yml" of a local workflow that it calls, or null */
} rg_workflow_job;
typedef RG_VEC(rg_workflow_job) rg_workflow_job_vec;

typedef struct rg_workflow {
	rg_str path;
	rg_str name;	   /* null when the file gives none */
	rg_str unreadable; /* why the file has no triggers, or null */
	rg_trigger push, pull_request, pull_request_target;
	bool has_dispatch, has_merge_group;
	rg_dispatch_input_vec inputs;
	rg_workflow_job_vec jobs;
} rg_workflow;
typedef RG_VEC(rg_workflow) rg_workflow_vec;

/* What cannot be read is left out: a broken file has no triggers. Borrows the path alone. */
rg_workflow rg_workflow__read(rg_arena *arena, rg_str path, rg_str text);
/*
 * Whether a name passes: the last pattern that matches it decides. An empty filter lets all pass.
 */
bool rg_filter__passes(const rg_filter *filter, rg_str name);
/* Whether any of the paths passes; the first one goes to *which, which may be NULL. */
bool rg_filter__passes_any(const rg_filter *filter, const rg_str_vec *paths, rg_str *which);

/* How many of a workflow's jobs an event runs. A job whose needs do not run does not run either,
 * and one that calls a workflow runs what that one's jobs run. */
typedef struct rg_job_count {
	size_t n, n_no, n_maybe;
	rg_truth *runs; /* a job each */
} rg_job_count;
rg_job_count rg_workflow__jobs(rg_arena *arena, const rg_workflow_vec *all, size_t at,
			       const rg_scene *scene);
/* What the check of a job is called, or the beginning of it, as "build (3.12)" and "call / build"
 * are: whether that may be the check of that name. */
bool rg_workflow__is_check(const rg_workflow_job *job, rg_str check);

#endif
