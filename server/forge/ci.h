/* SPDX-License-Identifier: MIT */
/*
 * ci.h - inside forge/: what a forge's CI files say, whatever dialect they are written in; the
 * advice is made from this (workflows.c). A part is a workflow, on GitLab a job.
 */
#ifndef RG_FORGE_CI_H
#define RG_FORGE_CI_H

#include "base/buf.h"
#include "forge/truth.h"
#include "forge/workflows.h"

typedef struct rg_ci rg_ci;
struct rg_ci {
	void *self;
	size_t n;	      /* of parts */
	const char *place;    /* ".github/workflows", for sentences */
	rg_str_vec elsewhere; /* what they include that is not in the repository */
	/* The part of that name; SIZE_MAX when there is none. */
	size_t (*find)(const rg_ci *ci, rg_str name);
	/* Fills name, file and what the draft does with it; reason is null when it has no concern
	 * with the change. */
	void (*judge)(const rg_ci *ci, size_t at, rg_workflow_advice *out);
	/* Fills command, start, inputs and missing; given: "name=value", or NULL. */
	void (*start)(const rg_ci *ci, size_t at, rg_workflow_advice *out, const rg_str_vec *given);
	/* What a row of the table says and the files do not bear out: "; it has no …", or "". */
	rg_str (*doubt)(const rg_ci *ci, size_t at, const rg_workflow_path *row);
	/* Whether a check of this name is one of the part's, and if so whether a draft runs it. */
	bool (*has_check)(const rg_ci *ci, size_t at, rg_str check, rg_truth *runs_on_draft);
};

rg_ci rg_ci__actions(rg_arena *arena, const rg_workflow_input *input);
rg_ci rg_ci__gitlab(rg_arena *arena, const rg_workflow_input *input);

/* Appends a blank and a word for a POSIX shell. */
void rg_ci__add_word(rg_buf *out, rg_str word);

#endif
