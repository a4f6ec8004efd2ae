/* SPDX-License-Identifier: MIT */
/*
 * fn_run.c - what the failing tests executed, against the passing ones (spectrum.h): Ochiai, and
 * how late it was called. "Not executed" is evidence too, but no proof: a change may belong where
 * nothing ran yet.
 */
#include <math.h>

#include "locate/executed.h"
#include "locate/function_set.h"

static void add_row(rg_function_set *set, const rg_str_map *places, const rg_executed *row)
{
	size_t file = rg_function_set_file(set, row->path);
	uint32_t at;
	double *values, value;

	if (file == set->n_files || !row->n_failing)
		return;
	at = rg_str_map_find(&places[file], rg_executed_function(row));
	if (at == RG_STR_MAP_NONE)
		return;
	values = set->functions.items[at].values;
	values[RG_FUNCTION_executed] = 1;
	value = rg_executed_ochiai(set->scene->input->spectrum, row);
	if (values[RG_FUNCTION_ochiai] < value)
		values[RG_FUNCTION_ochiai] = value;
	if (row->from_end == RG_NEVER_CALLED)
		return;
	value = 1 / sqrt(1 + (double)row->from_end);
	if (values[RG_FUNCTION_last] < value)
		values[RG_FUNCTION_last] = value;
}

void rg_functions__run(rg_function_set *set)
{
	const rg_spectrum *spectrum = set->scene->input->spectrum;
	rg_str_map *places;

	if (!rg_spectrum_speaks(spectrum))
		return;
	places = RG_NEW_N(set->scene->arena, rg_str_map, set->n_files);
	for (size_t i = 0; i < set->n_files; i++) {
		rg_str_map_init(&places[i], set->scene->arena, set->first[i + 1] - set->first[i]);
		for (uint32_t k = set->first[i]; k < set->first[i + 1]; k++)
			(void)rg_str_map_add(&places[i],
					     set->functions.items[k].text->definition->name, k);
	}
	for (size_t i = 0; i < spectrum->functions.n; i++)
		add_row(set, places, &spectrum->functions.items[i]);
}
