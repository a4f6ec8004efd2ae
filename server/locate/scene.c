/* SPDX-License-Identifier: MIT */
/* scene.c - which files may be candidates, and their numbers. */
#include "locate/scene.h"

#include <string.h>

#include "locate/kinship.h"
#include "locate/native.h"
#include "locate/source_path.h"

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

/*
 * What is the same for all answers about one list of files and one state of the index; the index
 * keeps it from one answer to the next.
 */
typedef struct base {
	rg_arena *arena; /* owned when the index keeps it */
	uint64_t number, generation;
	const rg_str_vec *all;
	rg_str_map map; /* path → its place in all */
	uint32_t *documents;
	rg_str *stems;
	bool *is_source, *is_named_test, *is_python, *is_native;
} base;

static void free_base(void *data)
{
	rg_arena_free(((base *)data)->arena);
}

/* Each path is judged once, in the order of the paths. */
static base *make_base(rg_arena *arena, const rg_str_vec *files, const rg_index *index)
{
	base *out = RG_NEW(arena, base);

	out->all = sorted(arena, files);
	rg_str_map_init(&out->map, arena, out->all->n);
	out->documents = RG_NEW_N(arena, uint32_t, out->all->n);
	out->stems = RG_NEW_N(arena, rg_str, out->all->n);
	out->is_source = RG_NEW_N(arena, bool, out->all->n);
	out->is_named_test = RG_NEW_N(arena, bool, out->all->n);
	out->is_python = RG_NEW_N(arena, bool, out->all->n);
	out->is_native = RG_NEW_N(arena, bool, out->all->n);
	for (size_t i = 0; i < out->all->n; i++) {
		rg_str path = out->all->items[i];
		uint32_t document = rg_index__document(index, path);

		rg_str_map_set(&out->map, path, (uint32_t)i);
		out->documents[i] = document;
		out->stems[i] = rg_kinship__stem(path);
		out->is_named_test[i] = rg_kinship__is_test(path);
		out->is_python[i] = rg_language_of(path) == RG_LANG_PYTHON;
		out->is_native[i] = rg_native_is(path);
		/* The index knows it of the files that it has. */
		out->is_source[i] = document != RG_NO_DOCUMENT
					    ? rg_index__is_source(index, document)
					    : rg_path_is_source(path);
	}
	return out;
}

static const base *get_base(rg_arena *arena, const rg_locate_input *input, const rg_index *index)
{
	static const rg_str_vec none = {NULL, 0, 0};
	const rg_str_vec *files = input->files ? input->files : &none;
	base *kept = rg_index__kept(index);

	if (!input->number)
		return make_base(arena, files, index);
	if (kept && kept->number == input->number &&
	    kept->generation == rg_index__generation(index))
		return kept;
	arena = rg_arena_new();
	kept = make_base(arena, files, index);
	kept->arena = arena;
	kept->number = input->number;
	kept->generation = rg_index__generation(index);
	rg_index__keep_take(index, kept, free_base);
	return kept;
}

static void mark(bool *marks, const rg_str_map *map, rg_str path)
{
	uint32_t place = rg_str_map_find(map, path);

	if (place != RG_STR_MAP_NONE)
		marks[place] = true;
}

/* Where the history says which places its paths have in the list of files, nothing is hashed. */
static uint32_t *files_of_history(const rg_scene *scene)
{
	const rg_history *history = scene->input->history;
	bool has_places = history && history->placed && history->placed == scene->input->number;
	size_t n = history ? history->paths.n : 0;
	uint32_t *out = RG_NEW_N(scene->arena, uint32_t, n);

	for (size_t i = 0; i < n; i++) {
		uint32_t place = has_places ? history->places[i]
					    : rg_str_map_find(&scene->all, history->paths.items[i]);

		out[i] = place == RG_NO_PLACE ? RG_NO_FILE : scene->numbers[place];
	}
	return out;
}

void rg_scene_make(rg_scene *out, rg_arena *arena, const rg_locate_input *input,
		   const rg_index *index, bool with_all)
{
	const base *b = get_base(arena, input, index);
	size_t n = b->all->n;
	bool *is_test = RG_NEW_N(arena, bool, n), *is_data = RG_NEW_N(arena, bool, n);
	bool *is_native = RG_NEW_N(arena, bool, n);
	rg_str *stems = RG_NEW_N(arena, rg_str, n);

	*out = (rg_scene){.arena = arena, .input = input, .index = index, .all = b->map};
	out->sources = rg_index__sources(index);
	out->all_files = b->all;
	out->all_documents = b->documents;
	out->is_named_test = b->is_named_test;
	out->is_python = b->is_python;
	out->stems = stems;
	out->is_native = is_native;
	rg_query_make(&out->query, arena, input, out->sources);
	rg_data_files_find(&out->data, arena, input, &out->query, out->sources);
	for (size_t i = 0; i < out->query.test_files.n; i++)
		mark(is_test, &b->map, out->query.test_files.items[i].path);
	for (size_t i = 0; i < out->data.files.n; i++)
		mark(is_data, &b->map, out->data.files.items[i].path);
	out->numbers = RG_NEW_N(arena, uint32_t, n);
	out->texts = RG_NEW_N(arena, rg_str, n);
	out->documents = RG_NEW_N(arena, uint32_t, n);
	out->files.items = RG_NEW_N(arena, rg_str, n);
	out->files.cap = n;
	out->n_documents = rg_index__documents(index);
	out->of_document = RG_NEW_N(arena, uint32_t, out->n_documents);
	memset(out->of_document, 0xff, out->n_documents * sizeof(*out->of_document));
	for (size_t i = 0; i < n; i++) {
		uint32_t number = (uint32_t)out->files.n;

		out->numbers[i] = RG_NO_FILE;
		if (is_test[i] ||
		    (!is_data[i] && !(with_all ? rg_language_of(b->all->items[i]) != RG_LANG_NONE
					       : b->is_source[i])))
			continue;
		out->numbers[i] = number;
		out->documents[number] = b->documents[i];
		if (b->documents[i] != RG_NO_DOCUMENT)
			out->of_document[b->documents[i]] = number;
		stems[number] = b->stems[i];
		is_native[number] = b->is_native[i];
		out->files.items[out->files.n++] = b->all->items[i];
	}
	out->of_path = files_of_history(out);
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
	uint32_t place = rg_str_map_find(&scene->all, path);

	if (!input->source || place == RG_STR_MAP_NONE)
		return (rg_str){NULL, 0};
	if (!scene->texts[place].ptr)
		scene->texts[place] = input->source(input->source_self, scene->arena, path);
	return scene->texts[place];
}

const rg_outline *rg_scene_outline(const rg_scene *scene, rg_str path)
{
	return rg_source_cache_outline(scene->sources, path, rg_scene_source(scene, path));
}
