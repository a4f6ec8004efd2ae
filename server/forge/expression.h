/* SPDX-License-Identifier: MIT */
/*
 * expression.h - inside forge/: the `if` of a job in GitHub's workflows (Gitea and Forgejo have the
 * same), as far as the event decides it: GitHub Docs, "Evaluate expressions in workflows and
 * actions", "Contexts reference".
 */
#ifndef RG_FORGE_EXPRESSION_H
#define RG_FORGE_EXPRESSION_H

#include "base/str.h"
#include "forge/truth.h"

/* The event that a job would run for. */
typedef struct rg_scene {
	rg_str event;	      /* "pull_request", "push"; null: not known, as in a called workflow */
	bool is_request;      /* one of the events of a pull request, which was just opened */
	rg_str ref, ref_name; /* github.ref, github.ref_name */
	rg_str base, branch;  /* of the pull request */
	rg_str repository, head; /* "owner/name" of project and fork; null: not known */
	bool is_draft, has_labels;
	bool is_called; /* by another workflow, which gives the inputs */
} rg_scene;

/*
 * Whether it lets the job run, with or without ${{ }}; a null expression does. What depends on
 * secrets, variables, outputs or on syntax that is not known is RG_MAYBE. *minds_needs: a job that
 * it needs must have run, because none of always(), failure(), cancelled() is called.
 */
rg_truth rg_expression__truth(rg_str expression, const rg_scene *scene, bool *minds_needs);

#endif
