/* SPDX-License-Identifier: MIT */
/*
 * workflows.h - which CI workflows concern a change: the triggers of the forge's files (workflows
 * of GitHub, Gitea and Forgejo, jobs of GitLab) and the project's own table (setting `workflows`).
 * Pure: file contents come in.
 */
#ifndef RG_FORGE_WORKFLOWS_H
#define RG_FORGE_WORKFLOWS_H

#include "forge/forge.h"
#include "report/facts.h"

typedef struct rg_workflow_file {
	rg_str path, text;
} rg_workflow_file;
typedef RG_VEC(rg_workflow_file) rg_workflow_file_vec;

/*
 * The files of paths (sorted) that have to be read and have not been: ask until there are none, and
 * read them in this order, because one may name others. Each forge's own folder goes before the
 * ones of others that it reads too; without a forge (kind "local" or NULL) the first that exists.
 */
rg_str_vec rg_workflows_wanted(rg_arena *arena, const rg_forge_target *target,
			       const rg_str_vec *paths, const rg_workflow_file_vec *read);

/*
 * One line of the setting `workflows`. paths: globs (RG_GLOB_PLAIN), none for every change. The
 * workflow is named by its file, the file without extension, its path or its `name`, or by one of
 * its jobs; on GitLab it is a job.
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
	const rg_str_vec *added;	   /* those of them that are new; may be NULL */
	const rg_str_vec *paths;	   /* all of the tree, sorted; may be NULL */
	rg_str base, branch;		   /* short names */
	rg_str title;			   /* of the pull request; may be null */
	const rg_forge_target *target;	   /* NULL: as GitHub, without a project */
	const rg_str_vec *required; /* names of checks that the forge requires; NULL: not known */
	bool is_performance;	    /* the change claims speed */
} rg_workflow_input;

/*
 * Required ones first, then those of the table in its order, then the others by name: those that
 * the draft runs, those that wait until it is no draft, and for a claim of speed those that say
 * performance in their name. Two rows about one workflow give one advice. A command has every input
 * that the workflow requires; one that the table does not give reads "name=VALUE". Files that
 * cannot be read have no triggers, and what cannot be told from the files is said to be so. The
 * result borrows from input.
 */
rg_workflow_advice_vec rg_workflows_advise(rg_arena *arena, const rg_workflow_input *input);

#endif
