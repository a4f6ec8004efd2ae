/* SPDX-License-Identifier: MIT */
/* scene.c - which files may be candidates, and their numbers. */
#include "locate/scene.h"

#include "trace/paths.h"

static bool is_one_of(rg_str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rg_str_eq_nocase(name, rg_str_of(names[i])))
			return true;
	return false;
}

#define IS_ONE_OF(name, names) is_one_of((name), (names), sizeof(names) / sizeof(*(names)))

bool rg_path_is_source(rg_str path)
{
	static const char *const folders[] = {
		"test",	     "tests",	"testing",  "unittests", "unit_tests",	"t",
		"doc",	     "docs",	"example",  "examples",	 "benchmark",	"benchmarks",
		"asv_bench", "samples", "tutorial", "tutorials", "__pycache__",
	};
	static const char *const files[] = {"conftest.py", "setup.py",	   "test.py",	 "tests.py",
					    "noxfile.py",  "tasks.py",	   "fabfile.py", "dodo.py",
					    "_version.py", "versioneer.py"};
	rg_str name = rg_path_name(path), rest = rg_path_folder(path), folder;

	if (rg_language_of(path) == RG_LANG_NONE || rg_path_is_installed(path))
		return false;
	if (IS_ONE_OF(name, files) || rg_str_starts(name, RG_STR("test_")) ||
	    rg_str_ends(name, RG_STR("_test.py")))
		return false;
	while (rg_str_part(&folder, &rest, '/'))
		if (IS_ONE_OF(folder, folders))
			return false;
	return true;
}

static bool is_test_file(const rg_query *query, rg_str path)
{
	for (size_t i = 0; i < query->test_files.n; i++)
		if (rg_str_eq(query->test_files.items[i].path, path))
			return true;
	return false;
}

void rg_scene_make(rg_scene *out, rg_arena *arena, const rg_locate_input *input,
		   const rg_index *index, bool with_all)
{
	size_t n = input->files ? input->files->n : 0;

	*out = (rg_scene){.arena = arena, .input = input, .index = index};
	out->sources = rg_index__sources(index);
	rg_query_make(&out->query, arena, input, out->sources);
	rg_str_map_init(&out->all, arena, n);
	for (size_t i = 0; i < n; i++) {
		rg_str path = input->files->items[i];

		rg_str_map_set(&out->all, path, (uint32_t)i);
		if (with_all ? rg_language_of(path) != RG_LANG_NONE : rg_path_is_source(path))
			if (!is_test_file(&out->query, path))
				RG_PUSH(arena, &out->files, path);
	}
	rg_str_vec_sort(&out->files);
	rg_str_vec_unique(&out->files);
	rg_str_map_init(&out->by_path, arena, out->files.n);
	out->documents = RG_NEW_N(arena, uint32_t, out->files.n);
	out->n_documents = rg_index__documents(index);
	out->of_document = RG_NEW_N(arena, uint32_t, out->n_documents);
	for (size_t i = 0; i < out->n_documents; i++)
		out->of_document[i] = RG_NO_FILE;
	for (size_t i = 0; i < out->files.n; i++) {
		uint32_t document = rg_index__document(index, out->files.items[i]);

		rg_str_map_set(&out->by_path, out->files.items[i], (uint32_t)i);
		out->documents[i] = document;
		if (document != RG_NO_DOCUMENT)
			out->of_document[document] = (uint32_t)i;
	}
}

uint32_t rg_scene_file(const rg_scene *scene, rg_str path)
{
	return rg_str_map_find(&scene->by_path, path);
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
