/* SPDX-License-Identifier: MIT */
/* gitlab_rules.h - inside forge/: what may become of a job of GitLab CI in one kind of pipeline. */
#ifndef RG_FORGE_GITLAB_RULES_H
#define RG_FORGE_GITLAB_RULES_H

#include "forge/gitlab_config.h"

/* A pipeline that would be made: of the merge request, or of the push of the branch. */
typedef struct rg_gitlab_scene {
	const rg_workflow_input *input;
	bool is_request, is_draft;
} rg_gitlab_scene;

enum { RG_GITLAB_NOT = 1, RG_GITLAB_RUNS = 2, RG_GITLAB_MANUAL = 4 };

typedef struct rg_gitlab_outcome {
	unsigned may_be; /* one bit: certain */
	rg_str path;	 /* the changed file that a rule was about, or null */
	rg_str unknown;	 /* "$NAME" or what else it depends on, or null */
} rg_gitlab_outcome;

rg_gitlab_outcome rg_gitlab__outcome(rg_arena *arena, const rg_gitlab_config *config, rg_str job,
				     const rg_gitlab_scene *scene);

#endif
