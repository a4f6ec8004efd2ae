/* SPDX-License-Identifier: MIT */
/*
 * workflow.h - inside forge/: one file of .github/workflows, read. Source of every rule: GitHub
 * Docs, "Workflow syntax for GitHub Actions" and "Events that trigger workflows".
 */
#ifndef RG_FORGE_WORKFLOW_H
#define RG_FORGE_WORKFLOW_H

#include "base/vec.h"

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
	rg_str_vec types; /* empty: the default ones, "opened" among them */
} rg_trigger;

typedef struct rg_dispatch_input {
	rg_str name;
	bool is_required; /* and has no default */
} rg_dispatch_input;
typedef RG_VEC(rg_dispatch_input) rg_dispatch_input_vec;

typedef struct rg_workflow {
	rg_str name; /* null when the file gives none */
	rg_trigger push, pull_request, pull_request_target;
	bool has_dispatch;
	rg_dispatch_input_vec inputs;
	uint32_t n_jobs, n_jobs_without_drafts; /* whose `if` asks that the request is no draft */
} rg_workflow;

/* What cannot be read is left out: a broken file has no triggers. Borrows nothing. */
rg_workflow rg_workflow__read(rg_arena *arena, rg_str text);
/*
 * Whether a name passes: the last pattern that matches it decides. An empty filter lets all pass.
 */
bool rg_filter__passes(const rg_filter *filter, rg_str name);
/* Whether any of the paths passes; the first one goes to *which, which may be NULL. */
bool rg_filter__passes_any(const rg_filter *filter, const rg_str_vec *paths, rg_str *which);

#endif
