/* SPDX-License-Identifier: MIT */
/*
 * did_change_watched_files.c - files that changed below the editor. A branch switch changes
 * thousands at once: they are worked off a few at a time, so that hover stays quick meanwhile.
 */
#include "lsp/dispatch.h"
#include "lsp/roots.h"
#include "os/fs.h"
#include "text/uri.h"

#include <stdlib.h>

#include "base/mem.h"

/* About a millisecond's worth of small files. */
enum { FILES_PER_TURN = 10 };

typedef struct backlog {
	rg_lsp *lsp;
	rg_arena *arena;
	rg_str_vec paths; /* as the client spells them */
	size_t n_done;
} backlog;

static void tell_index(rg_lsp *lsp, rg_arena *arena, rg_str path)
{
	rg_str folder = rg_fs_real(arena, rg_arena_cstr(arena, rg_path_folder(path)));
	rg_str name = rg_path_name(path), relative;
	rg_root *root;

	if (rg_str_is_null(folder))
		return; /* it went with its folder: the index learns that when it is used */
	path = rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(folder), RG_FMT(name));
	for (root = lsp->roots; root; root = root->next) {
		relative = rg_root_relative(root, path);
		if (relative.ptr && !root->is_leaving)
			rg_workspace_file_changed(root->workspace, relative);
	}
}

static void work_off(void *data)
{
	backlog *b = data;
	size_t end = b->n_done + FILES_PER_TURN;

	for (; b->n_done < b->paths.n && b->n_done < end && !b->lsp->is_ending; b->n_done++)
		tell_index(b->lsp, b->arena, b->paths.items[b->n_done]);
	if (b->n_done < b->paths.n && !b->lsp->is_ending) {
		rg_loop_post(b->lsp->loop, work_off, b);
		return;
	}
	b->lsp->n_jobs--;
	rg_lsp_check_end(b->lsp);
	rg_arena_free(b->arena);
	free(b);
}

void rg_lsp_did_change_watched_files(rg_lsp *lsp, const rg_message *message)
{
	backlog *b = rg_calloc(1, sizeof(*b));

	b->lsp = lsp;
	b->arena = rg_arena_new();
	for (const rg_json *x = rg_json_first(rg_json_get(message->params, "changes")); x;
	     x = rg_json_next(x)) {
		rg_str path = rg_uri_to_path(b->arena, rg_json_str(rg_json_get(x, "uri")));

		if (path.ptr)
			RG_PUSH(b->arena, &b->paths, path);
	}
	lsp->n_jobs++; /* an end waits for it, as for a job */
	work_off(b);
}
