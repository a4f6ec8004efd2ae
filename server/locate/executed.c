/* SPDX-License-Identifier: MIT */
/*
 * executed.c - rows of the spectrum and the functions they mean. A test may run through hundreds of
 * files: only those that other signals put first are read, since they have to be parsed.
 */
#include "locate/executed.h"

#include <math.h>

rg_str rg_executed_function(const rg_executed *row)
{
	rg_str name = row->function;
	size_t at = rg_str_find_char(name, '<');

	if (at == SIZE_MAX)
		return name;
	name = rg_str_sub(name, 0, at);
	(void)rg_str_chop(&name, RG_STR("."));
	return name;
}

double rg_executed_ochiai(const rg_spectrum *spectrum, const rg_executed *row)
{
	double failing = row->n_failing, passing = row->n_passing;

	return failing > 0 ? failing / sqrt(spectrum->n_failing * (failing + passing)) : 0;
}

/* Rows are in order of path; begin is the file's first. */
static void add_file(rg_called_vec *out, rg_scene *scene, uint32_t file, size_t begin)
{
	const rg_spectrum *spectrum = scene->input->spectrum;
	rg_str path = scene->files.items[file];
	const rg_function_text_vec *texts =
		rg_source_cache_functions(scene->sources, path, rg_scene_source(scene, path));
	rg_str_map names;

	rg_str_map_init(&names, scene->arena, texts->n);
	for (uint32_t i = 0; i < texts->n;
	     i++) { /* of overloads the longest, which does something */
		rg_str name = texts->items[i].definition->name;
		uint32_t other = rg_str_map_add(&names, name, i);

		if (texts->items[other].length < texts->items[i].length)
			rg_str_map_set(&names, name, i);
	}
	for (size_t i = begin; i < spectrum->functions.n; i++) {
		const rg_executed *row = &spectrum->functions.items[i];
		uint32_t at;

		if (!rg_str_eq(row->path, path))
			break;
		at = row->n_failing ? rg_str_map_find(&names, rg_executed_function(row))
				    : RG_STR_MAP_NONE;
		if (at != RG_STR_MAP_NONE)
			RG_PUSH(scene->arena, out,
				(rg_called){&texts->items[at], file,
					    rg_executed_ochiai(spectrum, row)});
	}
}

static void find(rg_called_vec *out, rg_scene *scene)
{
	const rg_spectrum *spectrum = scene->input->spectrum;
	rg_str_map begins; /* path → its first row */

	rg_str_map_init(&begins, scene->arena, 64);
	for (size_t i = 0; i < spectrum->functions.n; i++)
		if (spectrum->functions.items[i].n_failing)
			(void)rg_str_map_add(&begins, spectrum->functions.items[i].path,
					     (uint32_t)i);
	for (size_t i = 0; i < scene->n_short_list; i++) {
		uint32_t file = scene->short_list[i];
		uint32_t begin = rg_str_map_find(&begins, scene->files.items[file]);

		if (begin != RG_STR_MAP_NONE)
			add_file(out, scene, file, begin);
	}
}

const rg_called_vec *rg_executed_functions(rg_scene *scene)
{
	if (!scene->executed) {
		rg_called_vec *out = RG_NEW(scene->arena, rg_called_vec);

		if (rg_spectrum_speaks(scene->input->spectrum))
			find(out, scene);
		scene->executed = out;
	}
	return scene->executed;
}
