/* SPDX-License-Identifier: MIT */
/*
 * lesson_book.h - the lessons (locate/lessons.h) of one head at a time: read commit by commit once,
 * kept in the cache, brought up to date by the new commits alone. Blocking; one job at a time.
 */
#ifndef RG_POINT_LESSON_BOOK_H
#define RG_POINT_LESSON_BOOK_H

#include "locate/locate.h"
#include "os/job.h"

typedef struct rg_lesson_book rg_lesson_book;

rg_lesson_book *rg_lesson_book_new(void);
/* NULL is accepted. */
void rg_lesson_book_free(rg_lesson_book *book);
/* Becomes that of a history and its head (an id, or null). What cannot be read teaches nothing. */
void rg_lesson_book_refresh(rg_lesson_book *book, rg_str root, rg_str private_dir, rg_str head,
			    const rg_history *history, const rg_cancel *cancel);
/* Writes the cache when there are new ones. */
void rg_lesson_book_keep(rg_lesson_book *book, rg_str private_dir);
/* Never NULL; borrowed until the next call. */
const rg_lessons *rg_lesson_book_lessons(const rg_lesson_book *book);

#endif
