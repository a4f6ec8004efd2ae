/* SPDX-License-Identifier: MIT */
/*
 * did_change_configuration.c - settings arrive with the notification, or have to be asked for when
 * it carries none (VS Code sends null to clients of the pull model). Neovim sends an empty object
 * right after initialize: that is no word about ours, and leaves what initialize brought.
 */
#include "lsp/dispatch.h"
#include "lsp/roots.h"
#include "lsp/settings.h"

static void on_section(void *data, const rg_json *result, const rg_json *error)
{
	const rg_json *section = rg_json_first(result);

	(void)error;
	if (rg_json_is_array(result) && rg_json_is_object(section))
		rg_roots_set_settings(data, section);
}

void rg_lsp_ask_settings(rg_lsp *lsp)
{
	rg_json *params = rg_json_object();
	rg_json *items = rg_json_set_take(params, "items", rg_json_array());

	rg_json_set_str(rg_json_push_take(items, rg_json_object()), "section", RG_STR("redgreen"));
	rg_peer_request_take(lsp->peer, "workspace/configuration", params, on_section, lsp);
}

void rg_lsp_did_change_configuration(rg_lsp *lsp, const rg_message *message)
{
	const rg_json *section = rg_json_get(rg_json_get(message->params, "settings"), "redgreen");

	if (rg_json_is_object(section))
		rg_roots_set_settings(lsp, section);
	else if (lsp->client.has_configuration)
		rg_lsp_ask_settings(lsp);
}
