/* SPDX-License-Identifier: MIT */
/*
 * initialized.c - what only a running client can be asked: to tell about files that change below
 * it (a branch switch, a generator), which the token index follows.
 */
#include "lsp/dispatch.h"
#include "lsp/settings.h"

static rg_json *watch_sources(void)
{
	rg_json *params = rg_json_object(), *registration = rg_json_object();
	rg_json *options = rg_json_object(), *watcher = rg_json_object();

	rg_json_set_str(watcher, "globPattern",
			RG_STR("**/*.{py,pyi,pyx,c,cc,cpp,cxx,h,hh,hpp,cu,cuh}"));
	rg_json_push_take(rg_json_set_take(options, "watchers", rg_json_array()), watcher);
	rg_json_set_str(registration, "id", RG_STR("redgreen-sources"));
	rg_json_set_str(registration, "method", RG_STR("workspace/didChangeWatchedFiles"));
	rg_json_set_take(registration, "registerOptions", options);
	rg_json_push_take(rg_json_set_take(params, "registrations", rg_json_array()), registration);
	return params;
}

void rg_lsp_initialized(rg_lsp *lsp, const rg_message *message)
{
	(void)message;
	if (lsp->client.can_watch_files)
		rg_peer_request_take(lsp->peer, "client/registerCapability", watch_sources(), NULL,
				     NULL);
	if (lsp->client.has_configuration && !lsp->settings)
		rg_lsp_ask_settings(lsp);
}
