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

/*
 * One line of the setting `workflows`. paths: globs (RG_GLOB_PLAIN), none for every change. The
 * workflow is named by its file, the file without extension, its path or its `name`.
 */
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

/*
 * Required ones first, then those of the table in its order, then the others by name: those that
 * the draft runs, those that wait until it is no draft, and for a claim of speed those that say
 * performance in their name. Two rows about one workflow give one advice. A command has every input
 * that the workflow requires; one that the table does not give reads "name=VALUE". Files that
 * cannot be read have no triggers. The result borrows from input.
 */
rg_workflow_advice_vec rg_workflows_advise(rg_arena *arena, const rg_workflow_input *input);

#endif
