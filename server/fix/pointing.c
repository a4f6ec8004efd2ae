/* SPDX-License-Identifier: MIT */
/* pointing.c - index and history, kept up to date, and rg_locate on top of them. */
#include "fix/pointing.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/mem.h"
#include "git/history.h"
#include "os/fs.h"
#include "syntax/outline.h"
#include "trace/paths.h"

/*
 * As many commits as say something: older ones weigh next to nothing. The time is for disks that do
 * not answer; a history that it cuts off would rank otherwise on a slower machine.
 */
#define HISTORY_COMMITS 3000
#define HISTORY_MS	10000

typedef struct stamped {
	char *path; /* owned */
	rg_fs_stamp stamp;
} stamped;

struct rg_pointing {
	rg_index *index; /* owned */
	stamped *files;	 /* owned, sorted by path */
	size_t n_files;
	rg_arena *history_arena; /* owned, or NULL */
	rg_history history;
	rg_str history_head; /* the commit that it was read from */
};

rg_pointing *rg_pointing_new(void)
{
	rg_pointing *pointing = rg_calloc(1, sizeof(*pointing));

	pointing->index = rg_index_new();
	return pointing;
}

void rg_pointing_free(rg_pointing *pointing)
{
	if (!pointing)
		return;
	for (size_t i = 0; i < pointing->n_files; i++)
		free(pointing->files[i].path);
	free(pointing->files);
	rg_index_free(pointing->index);
	rg_arena_free(pointing->history_arena);
	free(pointing);
}

static bool is_indexed(rg_str path)
{
	return rg_language_of(path) != RG_LANG_NONE && !rg_path_is_installed(path);
}

static bool is_same(const rg_fs_stamp *a, const rg_fs_stamp *b)
{
	return a->size == b->size && a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns &&
	       a->inode == b->inode;
}

static void index_file(rg_pointing *pointing, const char *full, rg_str path)
{
	rg_arena *arena = rg_arena_new();
	rg_str bytes;
	rg_err err;

	if (rg_fs_read(&bytes, arena, full, RG_LIMIT_SOURCE_BYTES, &err) == RG_OK)
		rg_index_put(pointing->index, path, bytes);
	else
		rg_index_remove(pointing->index, path);
	rg_arena_free(arena);
}

/* Merges the sorted list of files into the sorted list of stamps. */
static void refresh(rg_pointing *pointing, const rg_pointing_input *input)
{
	stamped *fresh = rg_calloc(input->files->n + 1, sizeof(*fresh));
	rg_arena *arena = rg_arena_new();
	size_t n = 0, at = 0;

	for (size_t i = 0; i < input->files->n && !rg_cancel_is_set(input->cancel); i++) {
		rg_str path = input->files->items[i];
		const char *full;
		rg_fs_stamp stamp;

		if (!is_indexed(path))
			continue;
		full = rg_path_join(arena, input->root, path);
		if (!rg_fs_stat(&stamp, full) || !stamp.is_file)
			continue;
		for (; at < pointing->n_files &&
		       rg_str_cmp(rg_str_of(pointing->files[at].path), path) < 0;
		     at++) {
			rg_index_remove(pointing->index, rg_str_of(pointing->files[at].path));
			free(pointing->files[at].path);
		}
		if (at < pointing->n_files && rg_str_eq_z(path, pointing->files[at].path)) {
			fresh[n] = pointing->files[at++];
			if (!is_same(&fresh[n].stamp, &stamp))
				index_file(pointing, full, path);
		} else {
			fresh[n].path = rg_strdup(path);
			index_file(pointing, full, path);
		}
		fresh[n++].stamp = stamp;
	}
	for (; at < pointing->n_files; at++) {
		rg_index_remove(pointing->index, rg_str_of(pointing->files[at].path));
		free(pointing->files[at].path);
	}
	free(pointing->files);
	pointing->files = fresh;
	pointing->n_files = n;
	rg_arena_free(arena);
}

static void refresh_history(rg_pointing *pointing, const rg_pointing_input *input)
{
	rg_arena *arena;
	rg_repo *repo = NULL;
	rg_history history = {0};
	rg_err err;

	if (!input->head.ptr || rg_str_eq(input->head, pointing->history_head))
		return;
	arena = rg_arena_new();
	if (rg_repo_open(&repo, rg_arena_cstr(arena, input->root), &err) == RG_OK &&
	    rg_history_read(&history, arena, repo, input->head, HISTORY_COMMITS, HISTORY_MS,
			    input->cancel, &err) == RG_OK) {
		rg_arena_free(pointing->history_arena);
		pointing->history_arena = arena;
		pointing->history = history;
		pointing->history_head = rg_arena_dup(arena, input->head);
		arena = NULL;
	}
	rg_repo_close(repo);
	rg_arena_free(arena);
}

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

const rg_answer *rg_pointing_find(rg_arena *arena, rg_pointing *pointing,
				  const rg_pointing_input *input)
{
	rg_locate_input locate = {.failures = input->failures,
				  .tests = input->tests,
				  .files = input->files,
				  .index = pointing->index,
				  .history = &pointing->history,
				  .spectrum = input->spectrum,
				  .source = read_source,
				  .source_self = (void *)input};

	refresh(pointing, input);
	refresh_history(pointing, input);
	return rg_locate(arena, &locate);
}
