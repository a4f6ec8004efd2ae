/* SPDX-License-Identifier: MIT */
/* function_set.c - the files of the short list are parsed, through the cache. */
#include "locate/function_set.h"

#define FILES_MAX     20
#define FUNCTIONS_MAX 20000

rg_str rg_function__last_part(rg_str qualified)
{
	size_t dot = rg_str_rfind_char(qualified, '.');
	size_t colon = rg_str_rfind_char(qualified, ':');

	if (dot == SIZE_MAX || (colon != SIZE_MAX && colon > dot))
		dot = colon;
	return dot == SIZE_MAX ? qualified : rg_str_sub(qualified, dot + 1, qualified.len);
}

rg_str rg_function__owner(rg_str qualified)
{
	rg_str last = rg_function__last_part(qualified);
	rg_str rest = rg_str_sub(qualified, 0, qualified.len - last.len);

	while (rg_str_chop(&rest, RG_STR(".")) || rg_str_chop(&rest, RG_STR(":")))
		;
	return rest.len ? rg_function__last_part(rest) : (rg_str){NULL, 0};
}

void rg_function_set_make(rg_function_set *out, rg_scene *scene, const rg_candidate_vec *candidates)
{
	*out = (rg_function_set){.scene = scene, .candidates = candidates};
	out->n_files = candidates->n < FILES_MAX ? candidates->n : FILES_MAX;
	out->sources = RG_NEW_N(scene->arena, rg_str, out->n_files);
	out->first = RG_NEW_N(scene->arena, uint32_t, out->n_files + 1);
	for (uint32_t i = 0; i < out->n_files; i++) {
		rg_str path = candidates->items[i].path;
		const rg_function_text_vec *texts;

		out->sources[i] = rg_scene_source(scene, path);
		texts = rg_source_cache_functions(scene->sources, path, out->sources[i]);
		out->first[i] = (uint32_t)out->functions.n;
		for (size_t k = 0; k < texts->n && out->functions.n < FUNCTIONS_MAX; k++)
			RG_PUSH(scene->arena, &out->functions,
				(rg_function){.text = &texts->items[k], .candidate = i});
	}
	out->first[out->n_files] = (uint32_t)out->functions.n;
}

void rg_function_set_scale(rg_function_set *set, size_t signal)
{
	double max = 0;

	for (size_t i = 0; i < set->functions.n; i++)
		if (max < set->functions.items[i].values[signal])
			max = set->functions.items[i].values[signal];
	for (size_t i = 0; max > 0 && i < set->functions.n; i++)
		set->functions.items[i].values[signal] /= max;
}

size_t rg_function_set_file(const rg_function_set *set, rg_str path)
{
	size_t file = 0;

	while (file < set->n_files && !rg_str_eq(set->candidates->items[file].path, path))
		file++;
	return file;
}

size_t rg_function_set_at(const rg_function_set *set, rg_str path, uint32_t line)
{
	size_t found = SIZE_MAX, file = rg_function_set_file(set, path);

	if (file == set->n_files)
		return SIZE_MAX;
	for (size_t i = set->first[file]; i < set->first[file + 1]; i++) {
		const rg_definition *d = set->functions.items[i].text->definition;

		if (d->line <= line && line <= d->end_line)
			found = i;
	}
	return found;
}

void rg_function_set_merge(rg_function_set *set)
{
	rg_function *all = set->functions.items;
	uint32_t kept = 0;

	for (size_t file = 0; file < set->n_files; file++) {
		uint32_t begin = kept;
		rg_str_map seen;

		rg_str_map_init(&seen, set->scene->arena, set->first[file + 1] - set->first[file]);
		for (size_t i = set->first[file]; i < set->first[file + 1]; i++) {
			rg_function f = all[i];
			uint32_t at = rg_str_map_add(&seen, f.text->definition->name, kept);

			if (at == kept) {
				all[kept++] = f;
				continue;
			}
			for (size_t k = 0; k < RG_N_FUNCTION_SIGNALS; k++)
				if (all[at].values[k] < f.values[k])
					all[at].values[k] = f.values[k];
			if (all[at].text->length < f.text->length)
				all[at].text = f.text;
		}
		set->first[file] = begin;
	}
	set->first[set->n_files] = kept;
	set->functions.n = kept;
}
