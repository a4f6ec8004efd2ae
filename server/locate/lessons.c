/* SPDX-License-Identifier: MIT */
/*
 * lessons.c - which commits teach something, and their documents. A commit that changed more than a
 * few files is a sweep: it says of none of them what it is about. The subject counts twice, being
 * short.
 */
#include "locate/lessons.h"

#include "locate/index.h"
#include "locate/kinship.h"
#include "locate/source_path.h"

#define FILES_MAX 6

/* A test, or what stands beside tests; no documentation, examples or set-up. */
static bool is_test(rg_str path)
{
	static const rg_str folders[] = {RG_STR_INIT("test"), RG_STR_INIT("tests"),
					 RG_STR_INIT("testing"), RG_STR_INIT("unittests")};
	rg_str rest = rg_path_folder(path), folder;

	if (rg_language_of(path) != RG_LANG_PYTHON)
		return false;
	while (rest.len && rg_str_part(&folder, &rest, '/'))
		for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
			if (rg_str_eq(folder, folders[i]))
				return true;
	return rg_kinship__is_test(path);
}

bool rg_lesson_is(rg_str_vec *sources, rg_str_vec *tests, rg_arena *arena, const rg_str_vec *paths)
{
	for (size_t i = 0; i < paths->n; i++) {
		rg_str path = paths->items[i];

		if (rg_path_is_source(path))
			RG_PUSH(arena, sources, path);
		else if (is_test(path))
			RG_PUSH(arena, tests, path);
	}
	return sources->n && sources->n <= FILES_MAX && tests->n && tests->n <= FILES_MAX;
}

rg_str rg_lesson_document(rg_arena *arena, rg_str id)
{
	return rg_arena_printf(arena, "%.*s.py", RG_FMT(id));
}

static const rg_str_vec *copy_functions(rg_arena *arena, const rg_lesson *lesson)
{
	rg_str_vec *out;

	if (!lesson->functions)
		return NULL;
	out = RG_NEW_N(arena, rg_str_vec, lesson->paths.n);
	for (size_t i = 0; i < lesson->paths.n; i++)
		out[i] = rg_str_vec_dup(arena, &lesson->functions[i]);
	return out;
}

void rg_lessons_add(rg_lessons *lessons, rg_arena *arena, rg_str id, const rg_lesson *lesson,
		    rg_str added)
{
	rg_lesson *out = RG_PUSH_NEW(arena, &lessons->items);
	rg_str subject = lesson->subject;

	out->document = rg_lesson_document(arena, id);
	out->subject = rg_arena_dup(arena, subject);
	out->paths = rg_str_vec_dup(arena, &lesson->paths);
	out->functions = copy_functions(arena, lesson);
	if (rg_index__document(lessons->index, out->document) == RG_NO_DOCUMENT)
		rg_index_put(lessons->index, out->document,
			     rg_arena_printf(arena, "%.*s\n%.*s\n%.*s", RG_FMT(subject),
					     RG_FMT(subject), RG_FMT(added)));
}
