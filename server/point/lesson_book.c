/* SPDX-License-Identifier: MIT */
/*
 * lesson_book.c - which commits are lessons follows from the history; what they added to tests is
 * in an index, a document for each, which is what the cache holds, and a line for each that names
 * the functions that it changed. Subjects are read each time, being quick to find. A history
 * without ids, as that of a shallow clone, has no lessons.
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

#define VERSION 3

/* Of what one commit adds to tests: a new suite is like everything. */
#define ADDED_BYTES (64 * RG_KiB)
/* Of the names of the functions that one commit changes. */
#define FUNCTIONS_BYTES (16 * RG_KiB)

static const rg_str cache_name = RG_STR_INIT("lessons");

struct rg_lesson_book {
	rg_arena *arena; /* owned, or NULL; holds head and the items */
	rg_arena *lines; /* owned; holds functions */
	/*
	 * "DOCUMENT<tab>f,g<tab>h": of each of the commit's sources, in order, the functions that
	 * it changed. From the cache, and what was read since.
	 */
	rg_str_vec functions;
	rg_lessons lessons;
	rg_str head;
	size_t n_unwritten;
	bool was_loaded; /* the cache was asked */
};

rg_lesson_book *rg_lesson_book_new(void)
{
	rg_lesson_book *book = rg_calloc(1, sizeof(*book));

	book->lines = rg_arena_new();
	return book;
}

void rg_lesson_book_free(rg_lesson_book *book)
{
	if (!book)
		return;
	rg_index_free(book->lessons.index);
	rg_arena_free(book->arena);
	rg_arena_free(book->lines);
	free(book);
}

const rg_lessons *rg_lesson_book_lessons(const rg_lesson_book *book)
{
	return &book->lessons;
}

/* ---- the functions of each lesson ----------------------------------------------------------- */

/* The line of the document, or null. */
static rg_str find_line(const rg_lesson_book *book, rg_str document)
{
	for (size_t i = 0; i < book->functions.n; i++) {
		rg_str rest = book->functions.items[i];

		if (rg_str_skip(&rest, document) && rg_str_starts(rest, RG_STR("\t")))
			return book->functions.items[i];
	}
	return (rg_str){NULL, 0};
}

static void keep_functions(rg_lesson_book *book, rg_str document, const rg_lesson *lesson)
{
	rg_buf line;

	rg_buf_init(&line, FUNCTIONS_BYTES);
	rg_buf_add(&line, document);
	for (size_t i = 0; i < lesson->paths.n; i++) {
		rg_buf_add_char(&line, '\t');
		rg_buf_add(&line, rg_str_vec_join(book->lines, &lesson->functions[i], RG_STR(",")));
	}
	if (!line.is_cut)
		RG_PUSH(book->lines, &book->functions,
			rg_arena_dup(book->lines, rg_buf_str(&line)));
	rg_buf_release(&line);
}

/* By source of the lesson; NULL where nothing was kept for it. */
static const rg_str_vec *kept_functions(const rg_lesson_book *book, rg_arena *arena,
					rg_str document, size_t n_sources)
{
	rg_str rest = find_line(book, document), part, name;
	rg_str_vec *out;

	if (!rest.ptr)
		return NULL;
	out = RG_NEW_N(arena, rg_str_vec, n_sources);
	(void)rg_str_part(&part, &rest, '\t');
	for (size_t i = 0; i < n_sources && rg_str_part(&part, &rest, '\t'); i++)
		while (part.len && rg_str_part(&name, &part, ','))
			RG_PUSH(arena, &out[i], name);
	return out;
}

/* ---- the cache: the length of the lines, the lines, the index at a multiple of 8 ------------- */

static size_t padded(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

/* The index in the bytes, and the lines; NULL for other bytes. The arena becomes the index's. */
static rg_index *parse_take(rg_lesson_book *book, rg_arena *arena, rg_str bytes)
{
	rg_str lines, line;
	uint64_t size;

	if (bytes.len < sizeof(size)) {
		rg_arena_free(arena);
		return NULL;
	}
	memcpy(&size, bytes.ptr, sizeof(size));
	bytes = rg_str_sub(bytes, sizeof(size), bytes.len);
	if (size > bytes.len)
		size = bytes.len;
	lines = rg_arena_dup(book->lines, rg_str_sub(bytes, 0, size));
	while (rg_str_line(&line, &lines))
		RG_PUSH(book->lines, &book->functions, line);
	return rg_index_parse_take(arena, rg_str_sub(bytes, padded(size), bytes.len));
}

static void render(rg_buf *bytes, const rg_lesson_book *book)
{
	rg_arena *scratch = rg_arena_new();
	rg_str_vec lines = {0};
	uint64_t size = 0;
	rg_str text;

	for (size_t i = 0; i < book->lessons.items.n; i++) {
		rg_str line = find_line(book, book->lessons.items.items[i].document);

		if (line.ptr)
			RG_PUSH(scratch, &lines, line);
	}
	text = rg_str_vec_lines(scratch, &lines);
	size = text.len;
	rg_buf_add(bytes, (rg_str){(const char *)&size, sizeof(size)});
	rg_buf_add(bytes, text);
	while (bytes->len % 8)
		rg_buf_add_char(bytes, '\n');
	rg_arena_free(scratch);
	rg_index_render(bytes, book->lessons.index);
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
		book->lessons.index = parse_take(book, arena, bytes);
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

static void read_commit(rg_lesson_book *book, rg_repo *repo, const rg_history *history,
			const rg_commit_change *commit)
{
	rg_arena *scratch = rg_arena_new();
	rg_str id = id_text(scratch, commit->id), document = rg_lesson_document(scratch, id);
	rg_str_vec paths = rg_history_paths(scratch, history, commit), tests = {0};
	rg_lesson lesson = {0};
	rg_added_input input = {commit->id, &tests, &lesson.paths};
	rg_added read;
	bool is_new;
	rg_buf added;
	rg_err err;

	rg_buf_init(&added, ADDED_BYTES);
	if (rg_lesson_is(&lesson.paths, &tests, scratch, &paths)) {
		lesson.functions = kept_functions(book, scratch, document, lesson.paths.n);
		is_new = !lesson.functions ||
			 rg_index_number(book->lessons.index, document) == SIZE_MAX;
		if (rg_added_read(&read, is_new ? &added : NULL, scratch, repo, &input, &err) ==
		    RG_OK) {
			lesson.subject = read.subject;
			if (is_new) {
				lesson.functions = read.functions;
				keep_functions(book, document, &lesson);
			}
			rg_lessons_add(&book->lessons, book->arena, id, &lesson,
				       rg_buf_str(&added));
			book->n_unwritten += is_new;
		}
	}
	rg_buf_release(&added);
	rg_arena_free(scratch);
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
		if (rg_index_path(&path, index, i) && !rg_str_vec_has_sorted(&known, path))
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
	for (size_t i = 0; i < history->commits.n && book->lessons.items.n < RG_LESSONS_MAX; i++)
		if (memcmp(history->commits.items[i].id, no_id, sizeof(no_id)) != 0 &&
		    !rg_cancel_is_set(cancel))
			read_commit(book, repo, history, &history->commits.items[i]);
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
	render(&bytes, book);
	if (!bytes.is_cut)
		(void)rg_cache_write(private_dir, cache_name, VERSION, rg_buf_str(&bytes));
	book->n_unwritten = 0; /* nor is it tried again where it failed */
	rg_buf_release(&bytes);
}
