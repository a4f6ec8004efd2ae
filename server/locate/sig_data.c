/* SPDX-License-Identifier: MIT */
/* sig_data.c - data and configuration that the failing code reads (data_files.h). */
#include "locate/signal.h"

static void *score(double *values, rg_scene *scene)
{
	for (size_t i = 0; i < scene->data.files.n; i++) {
		const rg_data_file *file = &scene->data.files.items[i];
		uint32_t number = rg_scene_file(scene, file->path);

		if (number != RG_NO_FILE)
			values[number] = file->name->weight;
	}
	return NULL;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const rg_data_file *data = rg_data_files_get(&scene->data, scene->files.items[file]);

	(void)state;
	return data ? data->name->why : RG_STR("");
}

const rg_signal rg_signal_data = {"data", score, text};
