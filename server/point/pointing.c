/* SPDX-License-Identifier: MIT */
/*
 * pointing.c - the index is brought up to date in three ways. At first all files are read, on two
 * threads or more, each in slices of neighbours, so that the result is the same for any number.
 * Where a watch tells what happened, those files are read and nothing else is looked at. Elsewhere
 * every file's stamp is compared with that of its version in the index.
 */
#include "point/pointing.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/mem.h"
#include "point/cache.h"
#include "point/glances.h"
#include "point/lesson_book.h"
#include "point/past.h"
#include "os/fs.h"
#include "os/parallel.h"
#include "os/system.h"
#include "syntax/outline.h"
#include "trace/paths.h"

#define SLICE_FILES	 256 /* some 4 MB; fewer where that leaves a thread without work */
#define SLICE_FILES_MIN	 8
#define THREADS_MAX	 4
#define SMALL_TREE	 3000 /* files that are read soon enough for some history beside them */
#define INDEX_VERSION	 3
#define INDEX_CACHES_MAX 8 /* one for each work tree of the repository */
#define YOUNG_NS	 INT64_C(2000000000)

struct rg_pointing {
	rg_index *index;      /* owned; NULL before the first refresh */
	uint64_t number;      /* of the list of files that it is up to date with, or 0 */
	size_t n_unwritten;   /* files that were read since the cache was */
	rg_arena *notes;      /* owned, or NULL */
	rg_str_vec noted;     /* paths to look at */
	rg_past *past;	      /* owned */
	rg_lesson_book *book; /* owned */
};

rg_pointing *rg_pointing_new(void)
{
	rg_pointing *pointing = rg_calloc(1, sizeof(*pointing));

	pointing->past = rg_past_new();
	pointing->book = rg_lesson_book_new();
	return pointing;
}

void rg_pointing_free(rg_pointing *pointing)
{
	if (!pointing)
		return;
	rg_index_free(pointing->index);
	rg_arena_free(pointing->notes);
	rg_past_free(pointing->past);
	rg_lesson_book_free(pointing->book);
	free(pointing);
}

void rg_pointing_note(rg_pointing *pointing, rg_str path)
{
	if (!pointing->notes)
		pointing->notes = rg_arena_new();
	RG_PUSH(pointing->notes, &pointing->noted, rg_arena_dup(pointing->notes, path));
}

bool rg_pointing_is_ready(const rg_pointing *pointing)
{
	return pointing->index != NULL;
}

static bool is_indexed(rg_str path)
{
	return rg_language_of(path) != RG_LANG_NONE && !rg_path_is_installed(path);
}

/* ---- stamps --------------------------------------------------------------------------------- */

/*
 * A number for what a file's metadata say; 0 when it has changed so lately that it may change again
 * without them showing it (git's technical/racy-git.txt): then it is read anew each time.
 */
static uint64_t stamp_of(const rg_fs_stamp *stamp, int64_t now_ns)
{
	uint64_t fields[] = {stamp->size, stamp->inode, (uint64_t)stamp->mtime_ns,
			     (uint64_t)stamp->ctime_ns};
	uint64_t hash = rg_hash(RG_HASH_START, (rg_str){(const char *)fields, sizeof(fields)});

	if (stamp->mtime_ns > now_ns - YOUNG_NS || stamp->ctime_ns > now_ns - YOUNG_NS)
		return 0;
	return hash ? hash : 1;
}

/* ---- reading files -------------------------------------------------------------------------- */

typedef struct slice {
	size_t begin, end;
	rg_index_part *part;
} slice;

typedef struct reading {
	rg_str root;
	const rg_str *paths;
	slice *slices;
	size_t first; /* number of the first document */
	const rg_index_filter *filter;
	int64_t now_ns;
	const rg_cancel *cancel;
} reading;

static void read_slice(void *data, size_t piece)
{
	const reading *r = data;
	slice *s = &r->slices[piece];
	rg_fs_reader *reader = rg_fs_reader_new(RG_LIMIT_SOURCE_BYTES);
	rg_arena *arena = rg_arena_new();

	s->part = rg_index_part_new(r->first + s->begin, r->filter);
	for (size_t i = s->begin; i < s->end && !rg_cancel_is_set(r->cancel); i++) {
		rg_str bytes = {NULL, 0};
		rg_fs_stamp stamp;
		bool is_there;

		if (!r->filter)
			rg_glances_let_pass(r->cancel);
		is_there = rg_fs_reader_read(&bytes, &stamp, reader,
					     rg_path_join(arena, r->root, r->paths[i]));
		rg_index_part_add(s->part, r->paths[i], bytes,
				  is_there ? stamp_of(&stamp, r->now_ns) : 0);
	}
	rg_index_part_finish(s->part);
	rg_arena_free(arena);
	rg_fs_reader_free(reader);
}

static size_t n_threads(const rg_pointing_input *input)
{
	size_t n = rg_processors();

	if (input->n_threads)
		return input->n_threads;
	return n < 2 ? 2 : n > THREADS_MAX ? THREADS_MAX : n;
}

static size_t slice_files(const rg_pointing_input *input, size_t n)
{
	size_t each = n / n_threads(input) / 2;

	return each > SLICE_FILES ? SLICE_FILES : each < SLICE_FILES_MIN ? SLICE_FILES_MIN : each;
}

/* Reads files into the index; cancelled: into none. */
static void read_files(rg_index *index, const rg_pointing_input *input, const rg_str *paths,
		       size_t n, const rg_index_filter *filter)
{
	size_t each = slice_files(input, n), n_slices = (n + each - 1) / each;
	reading r = {.root = input->root,
		     .paths = paths,
		     .slices = rg_calloc(n_slices, sizeof(slice)),
		     .first = rg_index_next(index),
		     .filter = filter,
		     .now_ns = (rg_clock_wall() + 1) * INT64_C(1000000000),
		     .cancel = input->cancel};
	rg_index_part **parts = rg_calloc(n_slices, sizeof(*parts));

	for (size_t i = 0; i < n_slices; i++) {
		r.slices[i].begin = i * each;
		r.slices[i].end = (i + 1) * each < n ? (i + 1) * each : n;
	}
	rg_parallel(n_slices, n_threads(input), read_slice, &r);
	for (size_t i = 0; i < n_slices; i++)
		parts[i] = r.slices[i].part;
	if (!rg_cancel_is_set(input->cancel))
		rg_index_put_parts(index, paths, parts, n_slices);
	for (size_t i = 0; i < n_slices; i++)
		rg_index_part_free(parts[i]);
	free(parts);
	free(r.slices);
}

/* ---- what to read --------------------------------------------------------------------------- */

typedef struct looking {
	rg_str root;
	const rg_index *index;
	const rg_str *paths;
	bool *is_changed;
	size_t n;
	int64_t now_ns;
} looking;

static void look_at_slice(void *data, size_t piece)
{
	const looking *l = data;
	rg_arena *arena = rg_arena_new();

	for (size_t i = piece * SLICE_FILES; i < (piece + 1) * SLICE_FILES && i < l->n; i++) {
		uint64_t known = rg_index_stamp(l->index, l->paths[i]);
		rg_fs_stamp stamp;

		l->is_changed[i] = !known ||
				   !rg_fs_stat(&stamp, rg_path_join(arena, l->root, l->paths[i])) ||
				   !stamp.is_file || stamp_of(&stamp, l->now_ns) != known;
	}
	rg_arena_free(arena);
}

/* The paths whose files are not as the index has them. */
static rg_str_vec changed_ones(rg_arena *arena, const rg_index *index,
			       const rg_pointing_input *input, const rg_str_vec *paths)
{
	rg_str_vec out = {0};
	looking l = {.root = input->root,
		     .index = index,
		     .paths = paths->items,
		     .is_changed = RG_NEW_N(arena, bool, paths->n),
		     .n = paths->n,
		     .now_ns = INT64_MAX};

	rg_parallel((paths->n + SLICE_FILES - 1) / SLICE_FILES, n_threads(input), look_at_slice,
		    &l);
	for (size_t i = 0; i < paths->n; i++)
		if (l.is_changed[i])
			RG_PUSH(arena, &out, paths->items[i]);
	return out;
}

/* Takes out what is in the index and not in paths (sorted). */
static void remove_others(rg_index *index, rg_arena *arena, const rg_str_vec *paths)
{
	size_t n = rg_index_next(index);
	bool *is_wanted = RG_NEW_N(arena, bool, n);
	rg_str_vec gone = {0};
	rg_str path;

	for (size_t i = 0; i < paths->n; i++) {
		size_t number = rg_index_number(index, paths->items[i]);

		if (number < n)
			is_wanted[number] = true;
	}
	for (size_t i = 0; i < n; i++)
		if (!is_wanted[i] && rg_index_path(&path, index, i))
			RG_PUSH(arena, &gone, rg_arena_dup(arena, path));
	for (size_t i = 0; i < gone.n; i++)
		rg_index_remove(index, gone.items[i]);
}

static rg_str index_cache_name(rg_arena *arena, rg_str root)
{
	rg_str hash = rg_hash_hex(arena, rg_hash(RG_HASH_START, root));

	return rg_arena_printf(arena, "index-%.*s", RG_FMT(hash));
}

static rg_index *load_index(const rg_pointing_input *input)
{
	rg_arena *arena = rg_arena_new();
	rg_str bytes = rg_cache_read(arena, input->private_dir,
				     index_cache_name(arena, input->root), INDEX_VERSION);

	if (bytes.ptr)
		return rg_index_parse_take(arena, bytes);
	rg_arena_free(arena);
	return NULL;
}

static rg_str_vec indexed_ones(rg_arena *arena, const rg_str_vec *files)
{
	rg_str_vec out = {0};

	for (size_t i = 0; i < files->n; i++)
		if (is_indexed(files->items[i]))
			RG_PUSH(arena, &out, files->items[i]);
	return out;
}

/* What was noted, each path once, of the files that are listed. */
static rg_str_vec noted_ones(rg_arena *arena, rg_pointing *pointing)
{
	rg_str_vec noted = indexed_ones(arena, &pointing->noted);

	rg_str_vec_sort(&noted);
	rg_str_vec_unique(&noted);
	return noted;
}

static void forget_notes(rg_pointing *pointing)
{
	rg_arena_free(pointing->notes);
	pointing->notes = NULL;
	pointing->noted = (rg_str_vec){0};
}

static void refresh_index(rg_pointing *pointing, const rg_pointing_input *input)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec all = {0}, changed;
	bool is_watched = pointing->index && input->number && input->number == pointing->number;

	if (is_watched) {
		changed = noted_ones(arena, pointing);
	} else {
		all = indexed_ones(arena, input->files);
		if (!pointing->index)
			pointing->index = load_index(input);
		if (pointing->index) {
			changed = changed_ones(arena, pointing->index, input, &all);
		} else {
			pointing->index = rg_index_new();
			changed = all;
		}
	}
	if (changed.n)
		read_files(pointing->index, input, changed.items, changed.n, NULL);
	if (!is_watched && !rg_cancel_is_set(input->cancel))
		remove_others(pointing->index, arena, &all);
	if (!rg_cancel_is_set(input->cancel)) {
		forget_notes(pointing);
		pointing->number = input->number;
		pointing->n_unwritten += changed.n;
	} else {
		pointing->number = 0;
	}
	rg_arena_free(arena);
}

void rg_pointing_refresh(rg_pointing *pointing, const rg_pointing_input *input)
{
	refresh_index(pointing, input);
	if (!input->head.ptr)
		return;
	rg_past_refresh(pointing->past, input->root, input->private_dir, input->head,
			input->cancel);
	rg_lesson_book_refresh(pointing->book, input->root, input->private_dir, input->head,
			       rg_past_history(pointing->past), input->cancel);
	if (input->number)
		rg_past_place(pointing->past, input->files, input->number);
}

void rg_pointing_keep(rg_pointing *pointing, const rg_pointing_input *input)
{
	size_t n = pointing->index ? rg_index_files(pointing->index) : 0;

	rg_past_keep(pointing->past, input->private_dir);
	rg_lesson_book_keep(pointing->book, input->private_dir);
	if (n && pointing->n_unwritten > 32 + n / 64 && !rg_cancel_is_set(input->cancel)) {
		rg_arena *arena = rg_arena_new();
		rg_buf bytes;

		rg_buf_init(&bytes, RG_LIMIT_CACHE_BYTES);
		rg_index_render(&bytes, pointing->index);
		if (!bytes.is_cut &&
		    rg_cache_write(input->private_dir, index_cache_name(arena, input->root),
				   INDEX_VERSION, rg_buf_str(&bytes)))
			rg_cache_trim(input->private_dir, RG_STR("index-"), INDEX_CACHES_MAX);
		pointing->n_unwritten = 0; /* nor is it tried again soon where it failed */
		rg_buf_release(&bytes);
		rg_arena_free(arena);
	}
}

/* ---- answers -------------------------------------------------------------------------------- */

static rg_str read_source(void *self, rg_arena *arena, rg_str path)
{
	const rg_pointing_input *input = self;
	rg_str bytes = {NULL, 0};
	rg_err err;

	return rg_fs_read(&bytes, arena, rg_path_join(arena, input->root, path),
			  RG_LIMIT_SOURCE_BYTES, &err) == RG_OK
		       ? bytes
		       : (rg_str){NULL, 0};
}

static rg_locate_input locate_input(const rg_pointing_input *input, const rg_index *index,
				    const rg_past *past)
{
	return (rg_locate_input){.failures = input->failures,
				 .tests = input->tests,
				 .files = input->files,
				 .number = input->number,
				 .index = index,
				 .history = input->head.ptr ? rg_past_history(past) : NULL,
				 .spectrum = input->spectrum,
				 .source = read_source,
				 .source_self = (void *)(size_t)input};
}

const rg_answer *rg_pointing_find(rg_arena *arena, rg_pointing *pointing,
				  const rg_pointing_input *input)
{
	rg_locate_input locate;

	rg_pointing_refresh(pointing, input);
	locate = locate_input(input, pointing->index, pointing->past);
	if (input->head.ptr)
		locate.lessons = rg_lesson_book_lessons(pointing->book);
	return rg_locate(arena, &locate);
}

const rg_answer *rg_pointing_glance(rg_arena *arena, const rg_pointing_input *input)
{
	rg_index *index = rg_index_new();
	rg_past *past = rg_past_new();
	rg_str_vec files = indexed_ones(arena, input->files);
	rg_locate_input locate = locate_input(input, index, past);
	const rg_answer *answer;

	rg_glances_begin();
	if (files.n <= SMALL_TREE)
		rg_past_glance(past, input->root, input->private_dir, input->head, input->cancel);
	else
		rg_past_recall(past, input->private_dir, input->head);
	read_files(index, input, files.items, files.n, rg_index_filter_make(arena, &locate));
	locate = locate_input(input, index, past);
	answer = rg_locate(arena, &locate);
	rg_glances_end();
	rg_past_free(past);
	rg_index_free(index);
	return answer;
}
