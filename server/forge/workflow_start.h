/* SPDX-License-Identifier: MIT */
/* workflow_start.h - inside forge/: how a workflow is started by hand. */
#ifndef RG_FORGE_WORKFLOW_START_H
#define RG_FORGE_WORKFLOW_START_H

#include "forge/workflow.h"

/*
 * Fills command, start, inputs and missing of the advice. given: "name=value" of the table, or
 * NULL; what the workflow does not know is left out. The command is null when the workflow has no
 * workflow_dispatch, or the change adds the file: forges start what the default branch has.
 */
void rg_workflow__start(rg_workflow_advice *out, rg_arena *arena, const rg_workflow_input *input,
			const rg_workflow *workflow, const rg_str_vec *given);
/* "name" of "name=value". */
rg_str rg_workflow__input_name(rg_str input);
/* NULL when the workflow has none of that name. */
const rg_dispatch_input *rg_workflow__input(const rg_workflow *workflow, rg_str name);

#endif
