/* SPDX-License-Identifier: MIT */
/* scene.c - which files may be candidates, and their numbers. */
#include "locate/scene.h"

#include "locate/source_path.h"

static bool is_test_file(const rg_query *query, rg_str path)
{
	for (size_t i = 0; i < query->test_files.n; i++)
		if (rg_str_eq(query->test_files.items[i].path, path))
			return true;
	return false;
}

/* Whether path, of the input, may be a candidate. The index knows it of the files that it has. */
static bool is_wanted(const rg_scene *scene, rg_str path, uint32_t document, bool with_all)
{
	if (is_test_file(&scene->query, path))
		return false;
	if (scene->data.files.n && rg_data_files_get(&scene->data, path))
		return true;
	if (with_all)
		return rg_language_of(path) != RG_LANG_NONE;
	return document != RG_NO_DOCUMENT ? rg_index__is_source(scene->index, document)
					  : rg_path_is_source(path);
}

/* input->files by path, without doubles; mostly it is so already. */
static const rg_str_vec *sorted(rg_arena *arena, const rg_str_vec *files)
{
	rg_str_vec *copy;
	size_t i = 1;

	while (i < files->n && rg_str_cmp(files->items[i - 1], files->items[i]) < 0)
		i++;
	if (i >= files->n)
		return files;
	copy = RG_NEW(arena, rg_str_vec);
	for (i = 0; i < files->n; i++)
		RG_PUSH(arena, copy, files->items[i]);
	rg_str_vec_sort(copy);
	rg_str_vec_unique(copy);
	return copy;
}

void rg_scene_make(rg_scene *out, rg_arena *arena, const rg_locate_input *input,
		   const rg_index *index, bool with_all)
{
	static const rg_str_vec none = {NULL, 0, 0};
	const rg_str_vec *all = input->files ? sorted(arena, input->files) : &none;

	*out = (rg_scene){.arena = arena, .input = input, .index = index};
	out->sources = rg_index__sources(index);
	rg_query_make(&out->query, arena, input, out->sources);
	rg_data_files_find(&out->data, arena, input, &out->query, out->sources);
	rg_str_map_init(&out->all, arena, all->n);
	out->numbers = RG_NEW_N(arena, uint32_t, all->n);
	out->documents = RG_NEW_N(arena, uint32_t, all->n);
	out->n_documents = rg_index__documents(index);
	out->of_document = RG_NEW_N(arena, uint32_t, out->n_documents);
	for (size_t i = 0; i < out->n_documents; i++)
		out->of_document[i] = RG_NO_FILE;
	for (size_t i = 0; i < all->n; i++) {
		rg_str path = all->items[i];
		uint32_t document = rg_index__document(index, path);
		uint32_t number = (uint32_t)out->files.n;

		rg_str_map_set(&out->all, path, (uint32_t)i);
		out->numbers[i] = RG_NO_FILE;
		if (!is_wanted(out, path, document, with_all))
			continue;
		out->numbers[i] = number;
		out->documents[number] = document;
		if (document != RG_NO_DOCUMENT)
			out->of_document[document] = number;
		RG_PUSH(arena, &out->files, path);
	}
}

uint32_t rg_scene_file(const rg_scene *scene, rg_str path)
{
	uint32_t idx = rg_str_map_find(&scene->all, path);

	return idx == RG_STR_MAP_NONE ? RG_NO_FILE : scene->numbers[idx];
}

uint32_t rg_scene_frame(const rg_scene *scene, const rg_frame *frame)
{
	static const rg_str marks[] = {RG_STR_INIT("/site-packages/"),
				       RG_STR_INIT("/dist-packages/")};
	static const char *const roots[] = {"", "src/", "lib/", "python/"};

	if (frame->in_workspace)
		return rg_scene_file(scene, frame->path);
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t at = rg_str_find(frame->path, marks[i]);
		rg_str inner;

		if (at == SIZE_MAX)
			continue;
		inner = rg_str_sub(frame->path, at + marks[i].len, frame->path.len);
		for (size_t k = 0; k < sizeof(roots) / sizeof(*roots); k++) {
			uint32_t file =
				rg_scene_file(scene, rg_arena_printf(scene->arena, "%s%.*s",
								     roots[k], RG_FMT(inner)));

			if (file != RG_NO_FILE)
				return file;
		}
	}
	return RG_NO_FILE;
}

rg_str rg_scene_source(const rg_scene *scene, rg_str path)
{
	const rg_locate_input *input = scene->input;

	if (!input->source || rg_str_map_find(&scene->all, path) == RG_STR_MAP_NONE)
		return (rg_str){NULL, 0};
	return input->source(input->source_self, scene->arena, path);
}

const rg_outline *rg_scene_outline(const rg_scene *scene, rg_str path)
{
	return rg_source_cache_outline(scene->sources, path, rg_scene_source(scene, path));
}
