/* SPDX-License-Identifier: MIT */
/*
 * gitlab_if.h - inside forge/: the conditions of GitLab CI's `rules:if` and `only:variables`.
 * GitLab Docs, "CI/CD variable expressions": ==, !=, =~, !~, &&, ||, parentheses, texts, null,
 * $VARIABLE.
 */
#ifndef RG_FORGE_GITLAB_IF_H
#define RG_FORGE_GITLAB_IF_H

#include "base/arena.h"
#include "forge/truth.h"

typedef enum rg_gitlab_known {
	RG_GITLAB_UNKNOWN, /* may be anything, or not there */
	RG_GITLAB_SET,	   /* there and not empty; nobody knows with what, but not with text */
	RG_GITLAB_NULL,	   /* not there */
	RG_GITLAB_TEXT
} rg_gitlab_known;

typedef struct rg_gitlab_value {
	rg_gitlab_known known;
	rg_str text;
} rg_gitlab_value;

typedef struct rg_gitlab_variables {
	rg_gitlab_value (*get)(const void *self, rg_str name);
	const void *self;
} rg_gitlab_variables;

/* What is no expression is RG_MAYBE. A variable that kept it from being decided goes to *unknown
 * (borrowed from the expression), which else stays as it is. */
rg_truth rg_gitlab__if(rg_arena *arena, rg_str expression, const rg_gitlab_variables *variables,
		       rg_str *unknown);
/* Whether "/pattern/" or "/pattern/i" is found in text. */
rg_truth rg_gitlab__pattern(rg_arena *arena, rg_str pattern, rg_str text);

#endif
