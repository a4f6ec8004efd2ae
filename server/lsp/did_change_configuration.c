/* SPDX-License-Identifier: MIT */
/*
 * did_change_configuration.c - settings arrive with the notification, or have to be asked for when
 * it carries none (VS Code sends null to clients of the pull model). Neovim sends an empty object
 * right after initialize: that is no word about ours, and leaves what initialize brought.
 */
#include "lsp/dispatch.h"
#include "lsp/roots.h"
#include "lsp/settings.h"
#include "text/uri.h"

static void on_sections(void *data, const rg_json *result, const rg_json *error)
{
	const rg_json *section = rg_json_first(result);
	rg_lsp *lsp = data;

	(void)error;
	lsp->settings_id = 0;
	if (rg_json_is_array(result) && rg_json_is_object(section))
		rg_roots_set_folder_settings(lsp, section, rg_json_next(section));
}

/* One section for everything, and one for each folder: a newer question replaces the older one. */
void rg_lsp_ask_settings(rg_lsp *lsp)
{
	rg_json *params = rg_json_object();
	rg_json *items = rg_json_set_take(params, "items", rg_json_array());
	rg_arena *arena = rg_arena_new();

	rg_json_set_str(rg_json_push_take(items, rg_json_object()), "section", RG_STR("redgreen"));
	for (const rg_folder *f = lsp->folders; f; f = f->next) {
		rg_json *item = rg_json_push_take(items, rg_json_object());

		rg_json_set_str(item, "scopeUri", rg_uri_of_path(arena, rg_str_of(f->path)));
		rg_json_set_str(item, "section", RG_STR("redgreen"));
	}
	if (lsp->settings_id)
		rg_peer_forget(lsp->peer, lsp->settings_id);
	lsp->pulls_settings = true;
	lsp->settings_id = rg_peer_request_take(lsp->peer, "workspace/configuration", params,
						on_sections, lsp);
	rg_arena_free(arena);
}

void rg_lsp_did_change_configuration(rg_lsp *lsp, const rg_message *message)
{
	const rg_json *section = rg_json_get(rg_json_get(message->params, "settings"), "redgreen");

	if (rg_json_is_object(section))
		rg_roots_set_settings(lsp, section);
	else if (lsp->client.has_configuration)
		rg_lsp_ask_settings(lsp);
}
