/* SPDX-License-Identifier: MIT */
/*
 * past.c - what a commit changed never changes, so after a new head only the commits that were not
 * seen yet are compared with their parents. The cache holds every path once and the commits as
 * numbers of paths; it is one file for all work trees, of the head that was asked for last.
 */
#include "point/past.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "point/cache.h"
#include "git/history.h"

/*
 * As many commits as say something: older ones weigh next to nothing. The time is for disks that do
 * not answer; a history that it cuts off would rank otherwise on a slower machine.
 */
#define COMMITS	     10000
#define READ_MS	     20000
#define PAST_VERSION 1

static const rg_str cache_name = RG_STR_INIT("history");

struct rg_past {
	rg_arena *arena; /* owned, or NULL; holds all below */
	rg_history history;
	rg_str head;	 /* that it is of, or null */
	bool is_written; /* the cache has it */
	bool was_loaded; /* the cache was asked */
	uint64_t placed; /* number of the list of files that places are of, or 0 */
};

rg_past *rg_past_new(void)
{
	return rg_calloc(1, sizeof(rg_past));
}

void rg_past_free(rg_past *past)
{
	if (!past)
		return;
	rg_arena_free(past->arena);
	free(past);
}

const rg_history *rg_past_history(const rg_past *past)
{
	return &past->history;
}

static void forget(rg_past *past)
{
	rg_arena_free(past->arena);
	past->arena = NULL;
	past->history = (rg_history){0};
	past->head = (rg_str){NULL, 0};
	past->is_written = false;
	past->placed = 0;
}

uint64_t rg_past_placed(const rg_past *past)
{
	return past->placed;
}

static uint32_t place_of(const rg_str_vec *files, rg_str path)
{
	size_t low = 0, high = files->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = rg_str_cmp(files->items[middle], path);

		if (order == 0)
			return (uint32_t)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return RG_NO_PLACE;
}

void rg_past_place(rg_past *past, const rg_str_vec *files, uint64_t number)
{
	if (past->placed == number)
		return;
	for (size_t i = 0; i < past->history.n; i++) {
		rg_commit_change *commit = &past->history.items[i];
		uint32_t *places = (uint32_t *)(size_t)commit->places; /* our own */

		if (!places)
			commit->places = places = RG_NEW_N(past->arena, uint32_t, commit->paths.n);
		for (size_t k = 0; k < commit->paths.n; k++)
			places[k] = place_of(files, commit->paths.items[k]);
	}
	past->placed = number;
}

/* ---- the cache ------------------------------------------------------------------------------ */

typedef struct kept_head {
	char head[64]; /* hexadecimal, NUL behind it */
	uint64_t n_commits, n_mentions, n_paths, n_path_bytes;
} kept_head;

typedef struct kept_commit {
	int64_t time;
	uint8_t id[RG_COMMIT_ID_BYTES];
	uint32_t is_fix, n_paths;
} kept_commit;

static void add_padded(rg_buf *buf, const void *bytes, size_t n)
{
	rg_buf_add(buf, (rg_str){bytes, n});
	rg_buf_add(buf, (rg_str){"\0\0\0\0\0\0\0", (8 - n % 8) % 8});
}

typedef struct mention {
	rg_str path;
	uint32_t at; /* in the order of commits */
} mention;

static int by_path(const void *a, const void *b)
{
	return rg_str_cmp(((const mention *)a)->path, ((const mention *)b)->path);
}

/* numbers: of the path of each mention, in the order of the commits. */
static rg_str_vec number_paths(uint32_t *numbers, rg_arena *arena, const rg_history *history,
			       size_t n)
{
	mention *all = RG_NEW_N(arena, mention, n);
	rg_str_vec paths = {0};
	size_t at = 0;

	for (size_t i = 0; i < history->n; i++)
		for (size_t k = 0; k < history->items[i].paths.n; k++, at++)
			all[at] = (mention){history->items[i].paths.items[k], (uint32_t)at};
	if (n)
		qsort(all, n, sizeof(*all), by_path);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || !rg_str_eq(all[i].path, all[i - 1].path))
			RG_PUSH(arena, &paths, all[i].path);
		numbers[all[i].at] = (uint32_t)paths.n - 1;
	}
	return paths;
}

static void render(rg_buf *buf, const rg_past *past)
{
	const rg_history *history = &past->history;
	rg_arena *arena = rg_arena_new();
	kept_head head = {.n_commits = history->n};
	uint32_t *numbers, *lengths;
	rg_str_vec paths;

	memcpy(head.head, past->head.ptr,
	       past->head.len < sizeof(head.head) ? past->head.len : sizeof(head.head) - 1);
	for (size_t i = 0; i < history->n; i++)
		head.n_mentions += history->items[i].paths.n;
	numbers = RG_NEW_N(arena, uint32_t, head.n_mentions);
	paths = number_paths(numbers, arena, history, head.n_mentions);
	lengths = RG_NEW_N(arena, uint32_t, paths.n);
	head.n_paths = paths.n;
	for (size_t i = 0; i < paths.n; i++) {
		lengths[i] = (uint32_t)paths.items[i].len;
		head.n_path_bytes += paths.items[i].len;
	}
	add_padded(buf, &head, sizeof(head));
	for (size_t i = 0; i < history->n; i++) {
		const rg_commit_change *commit = &history->items[i];
		kept_commit kept = {.time = commit->time,
				    .is_fix = commit->is_fix,
				    .n_paths = (uint32_t)commit->paths.n};

		memcpy(kept.id, commit->id, sizeof(kept.id));
		rg_buf_add(buf, (rg_str){(const char *)&kept, sizeof(kept)});
	}
	add_padded(buf, numbers, head.n_mentions * sizeof(*numbers));
	add_padded(buf, lengths, paths.n * sizeof(*lengths));
	for (size_t i = 0; i < paths.n; i++)
		rg_buf_add(buf, paths.items[i]);
	rg_arena_free(arena);
}

static const void *take(rg_str *bytes, uint64_t n, size_t size)
{
	const char *at = bytes->ptr;
	size_t whole;

	if (n > bytes->len / size)
		return NULL;
	whole = (n * size + 7) / 8 * 8;
	if (whole > bytes->len)
		whole = bytes->len;
	*bytes = rg_str_sub(*bytes, whole, bytes->len);
	return at;
}

/* Whether bytes are those of render; forged ones give another history and no more. */
static bool parse(rg_past *out, rg_arena *arena, rg_str bytes)
{
	const kept_head *head = take(&bytes, 1, sizeof(*head));
	const kept_commit *commits;
	const uint32_t *numbers, *lengths;
	rg_str *paths;
	size_t at = 0;

	if (!head || head->head[sizeof(head->head) - 1] ||
	    !(commits = take(&bytes, head->n_commits, sizeof(*commits))) ||
	    !(numbers = take(&bytes, head->n_mentions, sizeof(*numbers))) ||
	    !(lengths = take(&bytes, head->n_paths, sizeof(*lengths))))
		return false;
	paths = RG_NEW_N(arena, rg_str, head->n_paths);
	for (size_t i = 0; i < head->n_paths; i++) {
		if (lengths[i] > bytes.len)
			return false;
		paths[i] = rg_str_sub(bytes, 0, lengths[i]);
		bytes = rg_str_sub(bytes, lengths[i], bytes.len);
	}
	for (size_t i = 0; i < head->n_commits; i++) {
		rg_commit_change *commit = RG_PUSH_NEW(arena, &out->history);

		commit->time = commits[i].time;
		commit->is_fix = commits[i].is_fix & 1;
		memcpy(commit->id, commits[i].id, sizeof(commit->id));
		if (commits[i].n_paths > head->n_mentions - at)
			return false;
		commit->paths.items = RG_NEW_N(arena, rg_str, commits[i].n_paths);
		commit->paths.n = commit->paths.cap = commits[i].n_paths;
		for (size_t k = 0; k < commit->paths.n; k++, at++) {
			if (numbers[at] >= head->n_paths)
				return false;
			commit->paths.items[k] = paths[numbers[at]];
		}
	}
	out->head = rg_str_of(head->head);
	return true;
}

static void load(rg_past *past, rg_str private_dir)
{
	rg_arena *arena;
	rg_str bytes;

	if (past->was_loaded)
		return;
	past->was_loaded = true;
	arena = rg_arena_new();
	bytes = rg_cache_read(arena, private_dir, cache_name, PAST_VERSION);
	if (bytes.ptr && parse(past, arena, bytes)) {
		past->arena = arena;
		past->is_written = true;
		return;
	}
	rg_arena_free(arena);
	past->arena = NULL;
	forget(past);
}

void rg_past_keep(rg_past *past, rg_str private_dir)
{
	rg_buf bytes;

	if (past->is_written || !past->head.len)
		return;
	rg_buf_init(&bytes, RG_LIMIT_CACHE_BYTES);
	render(&bytes, past);
	if (!bytes.is_cut)
		(void)rg_cache_write(private_dir, cache_name, PAST_VERSION, rg_buf_str(&bytes));
	past->is_written = true; /* nor is it tried again where it failed */
	rg_buf_release(&bytes);
}

/* ---- one head after the other --------------------------------------------------------------- */

void rg_past_refresh(rg_past *past, rg_str root, rg_str private_dir, rg_str head,
		     const rg_cancel *cancel)
{
	rg_history_input input = {.max = COMMITS, .max_ms = READ_MS, .cancel = cancel};
	rg_history history = {0};
	rg_repo *repo = NULL;
	rg_arena *arena;
	rg_err err;

	load(past, private_dir);
	if (rg_str_eq(head, past->head))
		return;
	arena = rg_arena_new();
	input.from = head;
	input.known = &past->history;
	input.known_from = past->head;
	if (rg_repo_open(&repo, rg_arena_cstr(arena, root), &err) == RG_OK &&
	    rg_history_read(&history, arena, repo, &input, &err) == RG_OK &&
	    !rg_cancel_is_set(cancel)) {
		rg_arena_free(past->arena);
		*past = (rg_past){.arena = arena,
				  .history = history,
				  .head = rg_arena_dup(arena, head),
				  .was_loaded = true};
		arena = NULL;
	}
	rg_repo_close(repo);
	rg_arena_free(arena);
}

void rg_past_recall(rg_past *past, rg_str private_dir, rg_str head)
{
	load(past, private_dir);
	if (!head.ptr || !rg_str_eq(head, past->head))
		forget(past);
}
