/* SPDX-License-Identifier: MIT */
/*
 * lesson_book.c - which commits are lessons follows from the history; what they added to tests is
 * in an index, a document for each, which is what the cache holds. Subjects are read each time,
 * being quick to find. A history without ids, as that of a shallow clone, has no lessons.
 */
#include "point/lesson_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "point/cache.h"
#include "git/added.h"
#include "locate/lessons.h"

#define VERSION 2

/* Of what one commit adds to tests: a new suite is like everything. */
#define ADDED_BYTES (64 * RG_KiB)

static const rg_str cache_name = RG_STR_INIT("lessons");

struct rg_lesson_book {
	rg_arena *arena; /* owned, or NULL; holds head and the items */
	rg_lessons lessons;
	rg_str head;
	size_t n_unwritten;
	bool was_loaded; /* the cache was asked */
};

rg_lesson_book *rg_lesson_book_new(void)
{
	return rg_calloc(1, sizeof(rg_lesson_book));
}

void rg_lesson_book_free(rg_lesson_book *book)
{
	if (!book)
		return;
	rg_index_free(book->lessons.index);
	rg_arena_free(book->arena);
	free(book);
}

const rg_lessons *rg_lesson_book_lessons(const rg_lesson_book *book)
{
	return &book->lessons;
}

static void load(rg_lesson_book *book, rg_str private_dir)
{
	rg_arena *arena;
	rg_str bytes;

	if (book->was_loaded)
		return;
	book->was_loaded = true;
	arena = rg_arena_new();
	bytes = rg_cache_read(arena, private_dir, cache_name, VERSION);
	if (bytes.ptr)
		book->lessons.index = rg_index_parse_take(arena, bytes);
	else
		rg_arena_free(arena);
	if (!book->lessons.index)
		book->lessons.index = rg_index_new();
}

static rg_str id_text(rg_arena *arena, const uint8_t *id)
{
	static const char digits[] = "0123456789abcdef";
	char *text = rg_arena_alloc(arena, RG_COMMIT_ID_BYTES * 2);

	for (size_t i = 0; i < RG_COMMIT_ID_BYTES; i++) {
		text[2 * i] = digits[id[i] >> 4];
		text[2 * i + 1] = digits[id[i] & 15];
	}
	return (rg_str){text, RG_COMMIT_ID_BYTES * 2};
}

static void read_commit(rg_lesson_book *book, rg_repo *repo, const rg_commit_change *commit)
{
	rg_arena *scratch = rg_arena_new();
	rg_str_vec sources = {0}, tests = {0};
	rg_str id = id_text(scratch, commit->id), subject;
	bool is_new;
	rg_buf added;
	rg_err err;

	rg_buf_init(&added, ADDED_BYTES);
	if (rg_lesson_is(&sources, &tests, scratch, &commit->paths)) {
		is_new = rg_index_number(book->lessons.index, rg_lesson_document(scratch, id)) ==
			 SIZE_MAX;
		if (rg_added_read(&subject, is_new ? &added : NULL, scratch, repo, commit->id,
				  &tests, &err) == RG_OK) {
			rg_lessons_add(&book->lessons, book->arena, id, subject, &sources,
				       rg_buf_str(&added));
			book->n_unwritten += is_new;
		}
	}
	rg_buf_release(&added);
	rg_arena_free(scratch);
}

static int by_text(const void *a, const void *b)
{
	return rg_str_cmp(*(const rg_str *)a, *(const rg_str *)b);
}

/* Takes out what is no lesson of this head. */
static void forget_others(rg_lesson_book *book)
{
	rg_index *index = book->lessons.index;
	rg_arena *scratch = rg_arena_new();
	rg_str_vec known = {0}, others = {0};
	rg_str path;

	for (size_t i = 0; i < book->lessons.items.n; i++)
		RG_PUSH(scratch, &known, book->lessons.items.items[i].document);
	rg_str_vec_sort(&known);
	for (size_t i = 0; i < rg_index_next(index); i++)
		if (rg_index_path(&path, index, i) &&
		    (!known.n || !bsearch(&path, known.items, known.n, sizeof(path), by_text)))
			RG_PUSH(scratch, &others, rg_arena_dup(scratch, path));
	for (size_t i = 0; i < others.n; i++)
		rg_index_remove(index, others.items[i]);
	rg_arena_free(scratch);
}

void rg_lesson_book_refresh(rg_lesson_book *book, rg_str root, rg_str private_dir, rg_str head,
			    const rg_history *history, const rg_cancel *cancel)
{
	static const uint8_t no_id[RG_COMMIT_ID_BYTES];
	rg_repo *repo = NULL;
	rg_err err;

	load(book, private_dir);
	if (book->arena && rg_str_eq(head, book->head))
		return;
	rg_arena_free(book->arena);
	book->arena = rg_arena_new();
	book->head = rg_arena_dup(book->arena, head);
	memset(&book->lessons.items, 0, sizeof(book->lessons.items));
	if (!head.ptr || rg_repo_open(&repo, rg_arena_cstr(book->arena, root), &err) != RG_OK)
		return;
	for (size_t i = 0; i < history->n && book->lessons.items.n < RG_LESSONS_MAX; i++)
		if (memcmp(history->items[i].id, no_id, sizeof(no_id)) != 0 &&
		    !rg_cancel_is_set(cancel))
			read_commit(book, repo, &history->items[i]);
	rg_repo_close(repo);
	if (rg_cancel_is_set(cancel))
		book->head = (rg_str){NULL, 0}; /* again next time */
	else
		forget_others(book);
}

void rg_lesson_book_keep(rg_lesson_book *book, rg_str private_dir)
{
	rg_buf bytes;

	if (!book->n_unwritten)
		return;
	rg_buf_init(&bytes, RG_LIMIT_CACHE_BYTES);
	rg_index_render(&bytes, book->lessons.index);
	if (!bytes.is_cut)
		(void)rg_cache_write(private_dir, cache_name, VERSION, rg_buf_str(&bytes));
	book->n_unwritten = 0; /* nor is it tried again where it failed */
	rg_buf_release(&bytes);
}
