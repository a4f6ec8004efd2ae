/* SPDX-License-Identifier: MIT */
/*
 * lessons.c - which commits teach something, and their documents. A commit that changed more than a
 * few files is a sweep: it says of none of them what it is about. The subject counts twice, being
 * short.
 */
#include "locate/lessons.h"

#include "locate/index.h"
#include "locate/source_path.h"

#define FILES_MAX 6

bool rg_lesson_is(rg_str_vec *sources, rg_str_vec *tests, rg_arena *arena, const rg_str_vec *paths)
{
	for (size_t i = 0; i < paths->n; i++) {
		rg_str path = paths->items[i];

		if (rg_path_is_source(path))
			RG_PUSH(arena, sources, path);
		else if (rg_language_of(path) == RG_LANG_PYTHON)
			RG_PUSH(arena, tests, path);
	}
	return sources->n && sources->n <= FILES_MAX && tests->n && tests->n <= FILES_MAX;
}

rg_str rg_lesson_document(rg_arena *arena, rg_str id)
{
	return rg_arena_printf(arena, "%.*s.py", RG_FMT(id));
}

void rg_lessons_add(rg_lessons *lessons, rg_arena *arena, rg_str id, rg_str subject,
		    const rg_str_vec *sources, rg_str added)
{
	rg_lesson *lesson = RG_PUSH_NEW(arena, &lessons->items);

	lesson->document = rg_lesson_document(arena, id);
	lesson->subject = rg_arena_dup(arena, subject);
	lesson->paths = rg_str_vec_dup(arena, sources);
	if (rg_index__document(lessons->index, lesson->document) == RG_NO_DOCUMENT)
		rg_index_put(lessons->index, lesson->document,
			     rg_arena_printf(arena, "%.*s\n%.*s\n%.*s", RG_FMT(subject),
					     RG_FMT(subject), RG_FMT(added)));
}
