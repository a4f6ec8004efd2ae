/* SPDX-License-Identifier: MIT */
/*
 * executed.c - rows of the spectrum and the functions they mean. A test may run through hundreds of
 * files; those that passing tests ran through as well are left unread.
 */
#include "locate/executed.h"

#include <math.h>

#define FILES_MAX 40

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

/* A file that was executed. */
typedef struct place {
	uint32_t file;
	size_t begin; /* its first row; rows are in order of path */
	double ochiai;
} place;

static int compare(const void *a, const void *b)
{
	const place *x = a, *y = b;

	if (x->ochiai != y->ochiai)
		return x->ochiai > y->ochiai ? -1 : 1;
	return x->file < y->file ? -1 : x->file > y->file;
}

static void add_file(rg_called_vec *out, rg_scene *scene, const place *p)
{
	const rg_spectrum *spectrum = scene->input->spectrum;
	rg_str path = scene->files.items[p->file];
	const rg_function_text_vec *texts =
		rg_source_cache_functions(scene->sources, path, rg_scene_source(scene, path));
	rg_str_map names;

	rg_str_map_init(&names, scene->arena, texts->n);
	for (uint32_t i = 0; i < texts->n; i++)
		(void)rg_str_map_add(&names, texts->items[i].definition->name, i);
	for (size_t i = p->begin; i < spectrum->functions.n; i++) {
		const rg_executed *row = &spectrum->functions.items[i];
		uint32_t at;

		if (!rg_str_eq(row->path, path))
			break;
		at = row->n_failing ? rg_str_map_find(&names, rg_executed_function(row))
				    : RG_STR_MAP_NONE;
		if (at != RG_STR_MAP_NONE)
			RG_PUSH(scene->arena, out,
				(rg_called){&texts->items[at], p->file,
					    rg_executed_ochiai(spectrum, row)});
	}
}

static void find(rg_called_vec *out, rg_scene *scene)
{
	const rg_spectrum *spectrum = scene->input->spectrum;
	RG_VEC(place) places = {0};
	place *last = NULL;
	rg_str path = {NULL, 0};

	for (size_t i = 0; rg_spectrum_speaks(spectrum) && i < spectrum->functions.n; i++) {
		const rg_executed *row = &spectrum->functions.items[i];
		double value = rg_executed_ochiai(spectrum, row);

		if (!rg_str_eq(row->path, path)) {
			uint32_t file = rg_scene_file(scene, row->path);

			path = row->path;
			last = NULL;
			if (file != RG_NO_FILE) {
				last = RG_PUSH_NEW(scene->arena, &places);
				*last = (place){file, i, 0};
			}
		}
		if (last && last->ochiai < value)
			last->ochiai = value;
	}
	if (places.n)
		qsort(places.items, places.n, sizeof(*places.items), compare);
	for (size_t i = 0; i < places.n && i < FILES_MAX && places.items[i].ochiai > 0; i++)
		add_file(out, scene, &places.items[i]);
}

const rg_called_vec *rg_executed_functions(rg_scene *scene)
{
	if (!scene->executed) {
		rg_called_vec *out = RG_NEW(scene->arena, rg_called_vec);

		find(out, scene);
		scene->executed = out;
	}
	return scene->executed;
}
