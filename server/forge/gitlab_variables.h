/* SPDX-License-Identifier: MIT */
/*
 * gitlab_variables.h - inside forge/: what a variable holds in a pipeline that is not made yet.
 * GitLab Docs, "Predefined CI/CD variables reference". One that the files do not give may be set in
 * the project or group, where nobody can look: it is unknown.
 */
#ifndef RG_FORGE_GITLAB_VARIABLES_H
#define RG_FORGE_GITLAB_VARIABLES_H

#include "forge/gitlab_if.h"
#include "forge/gitlab_rules.h"

typedef struct rg_gitlab_place {
	rg_arena *arena;
	const rg_gitlab_config *config;
	const rg_gitlab_scene *scene;
	rg_str job;	      /* null: at the top */
	const rg_yaml *first; /* of the rule of the workflow that was chosen; or NULL */
} rg_gitlab_place;

/* For rg_gitlab_variables; self is a rg_gitlab_place. */
rg_gitlab_value rg_gitlab__variable_value(const void *self, rg_str name);

#endif
