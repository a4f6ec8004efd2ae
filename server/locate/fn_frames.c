/* SPDX-License-Identifier: MIT */
/*
 * fn_frames.c - the functions that the call chain goes through; the innermost one says most. Where
 * an assertion failed, the chain leads to who checked, which is not who was wrong.
 */
#include "locate/function_set.h"

#define OUTER 0.4 /* of an inner frame's value, for the next one out */

static void add_chain(rg_function_set *set, const rg_exception *error, double value)
{
	if (rg_str_eq_z(error->type, "AssertionError") || rg_str_eq_z(error->type, "Failed"))
		return;
	for (size_t i = error->frames.n; i-- > 0;) {
		const rg_frame *frame = &error->frames.items[i];
		uint32_t file = rg_scene_frame(set->scene, frame);
		size_t at = file == RG_NO_FILE
				    ? SIZE_MAX
				    : rg_function_set_at(set, set->scene->files.items[file],
							 frame->line);

		if (at == SIZE_MAX)
			continue;
		if (set->functions.items[at].values[RG_FUNCTION_frame] < value)
			set->functions.items[at].values[RG_FUNCTION_frame] = value;
		value *= OUTER;
	}
}

void rg_functions__frames(rg_function_set *set)
{
	const rg_failure_vec *failures = set->scene->input->failures;

	for (size_t i = 0; failures && i < failures->n && i < RG_FAILURES_MAX; i++) {
		add_chain(set, &failures->items[i].error, 1);
		for (size_t k = 0; k < failures->items[i].chain.n; k++)
			add_chain(set, &failures->items[i].chain.items[k], 0.9);
	}
}
