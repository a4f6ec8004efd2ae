/* SPDX-License-Identifier: MIT */
/*
 * did_change_workspace_folders.c - one server for all folders of a window: two with the same
 * commands would collide in VS Code.
 */
#include "lsp/dispatch.h"
#include "lsp/roots.h"
#include "lsp/settings.h"
#include "text/uri.h"

static void for_each(rg_lsp *lsp, const rg_json *folders, void (*act)(rg_lsp *lsp, rg_str path))
{
	rg_arena *arena = rg_arena_new();

	for (const rg_json *x = rg_json_first(folders); x; x = rg_json_next(x)) {
		rg_str path = rg_uri_to_path(arena, rg_json_str(rg_json_get(x, "uri")));

		if (path.ptr && path.ptr[0] == '/')
			act(lsp, path);
	}
	rg_arena_free(arena);
}

void rg_lsp_did_change_workspace_folders(rg_lsp *lsp, const rg_message *message)
{
	const rg_json *event = rg_json_get(message->params, "event");

	for_each(lsp, rg_json_get(event, "added"), rg_roots_add_folder);
	for_each(lsp, rg_json_get(event, "removed"), rg_roots_remove_folder);
	if (lsp->pulls_settings)
		rg_lsp_ask_settings(lsp);
}
