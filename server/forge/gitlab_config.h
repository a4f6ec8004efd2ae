/* SPDX-License-Identifier: MIT */
/*
 * gitlab_config.h - inside forge/: .gitlab-ci.yml and what it includes from the repository, as one
 * set of jobs. Source: GitLab Docs, "CI/CD YAML syntax reference" (include, extends, default
 * keywords), "Optimize GitLab CI/CD configuration files" (anchors, extends, !reference).
 */
#ifndef RG_FORGE_GITLAB_CONFIG_H
#define RG_FORGE_GITLAB_CONFIG_H

#include "forge/workflows.h"
#include "forge/yaml_tree.h"

#define RG_GITLAB_FILE ".gitlab-ci.yml"

/* What one file says of a name at its top. */
typedef struct rg_gitlab_definition {
	rg_str name;
	size_t file;
	const rg_yaml *node;
} rg_gitlab_definition;

typedef struct rg_gitlab_config {
	RG_VEC(const rg_yaml *) files; /* what counts first is first: the file itself */
	rg_str_vec jobs;	       /* names, in order */
	rg_str_vec job_paths;	       /* the file of each */
	rg_str_vec elsewhere; /* what is included and is not of this repository: "template X" */
	RG_VEC(rg_gitlab_definition) definitions; /* sorted by name, then file */
	size_t *budget; /* keys that may still be looked at: no real file needs as many */
} rg_gitlab_config;

rg_gitlab_config rg_gitlab__config(rg_arena *arena, const rg_workflow_file_vec *files);
/* The local files that are included and not read yet; wildcards are those of paths (sorted). */
rg_str_vec rg_gitlab__includes(rg_arena *arena, const rg_str_vec *paths,
			       const rg_workflow_file_vec *read);

/* A keyword at the top, of the first file that has it; NULL. */
const rg_yaml *rg_gitlab__global(const rg_gitlab_config *config, const char *key);
/*
 * A keyword of a job, its own or one that it gets by `extends` or "<<"; NULL. *is_lost: it may come
 * from a job that is not in these files.
 */
const rg_yaml *rg_gitlab__keyword(const rg_gitlab_config *config, rg_str job, const char *key,
				  bool *is_lost);
/* A variable of the job, then of the top; NULL. */
const rg_yaml *rg_gitlab__variable(const rg_gitlab_config *config, rg_str job, rg_str name);
/*
 * The items of a list, with lists in it and !reference [job, keyword] replaced by what they hold;
 * of anything else the node itself. Items that lead nowhere become NULL.
 */
typedef RG_VEC(const rg_yaml *) rg_yaml_vec;
rg_yaml_vec rg_gitlab__flat(rg_arena *arena, const rg_gitlab_config *config, const rg_yaml *node);

#endif
