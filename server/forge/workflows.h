/* SPDX-License-Identifier: MIT */
/*
 * workflows.h - which CI workflows concern a change: .github/workflows (on, branches, paths, types,
 * dispatch) and the project's own table (setting `workflows`). Pure: file contents come in.
 */
#ifndef RG_FORGE_WORKFLOWS_H
#define RG_FORGE_WORKFLOWS_H

#include "report/facts.h"

typedef struct rg_workflow_file {
	rg_str path, text;
} rg_workflow_file;
typedef RG_VEC(rg_workflow_file) rg_workflow_file_vec;

/* One line of the setting `workflows`. */
typedef struct rg_workflow_path {
	rg_str_vec paths;
	rg_str workflow;
	bool is_required;
	rg_str_vec inputs; /* "name=value" */
} rg_workflow_path;
typedef RG_VEC(rg_workflow_path) rg_workflow_path_vec;

typedef struct rg_workflow_input {
	const rg_workflow_file_vec *files;
	const rg_workflow_path_vec *table; /* may be NULL */
	const rg_str_vec *changed;	   /* paths */
	rg_str base, branch;		   /* short names */
	bool is_performance;		   /* the change claims speed */
} rg_workflow_input;

/* Required ones first, then those of the table, then those that run by themselves, by name. */
rg_workflow_advice_vec rg_workflows_advise(rg_arena *arena, const rg_workflow_input *input);

#endif
