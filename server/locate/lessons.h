/* SPDX-License-Identifier: MIT */
/*
 * lessons.h - commits that changed tests and sources together, as documents to look similar ones up
 * in (sig_lessons.c). Whoever reads the history fills them: fix/lessons.h.
 */
#ifndef RG_LOCATE_LESSONS_H
#define RG_LOCATE_LESSONS_H

#include "locate/locate.h"

/* As many as tell: on real bugs, twice as many found nothing more. */
#define RG_LESSONS_MAX 256

/*
 * Whether a commit with these paths is one: it changed one to six sources and one to six tests.
 * Appends those to sources and tests.
 */
bool rg_lesson_is(rg_str_vec *sources, rg_str_vec *tests, rg_arena *arena, const rg_str_vec *paths);
/*
 * Appends a copy of a lesson, which is older than those before, for the commit with this id; the
 * arena is that of the items. added: the lines that the commit added to tests. One that the index
 * has already is not read again.
 */
void rg_lessons_add(rg_lessons *lessons, rg_arena *arena, rg_str id, const rg_lesson *lesson,
		    rg_str added);
/* The path of a commit's document in lessons->index; in the arena. */
rg_str rg_lesson_document(rg_arena *arena, rg_str id);

#endif
