/* SPDX-License-Identifier: MIT */
/*
 * initialize.c - what both sides can do (LSP 3.17, "Initialize Request"). Nothing is read, run or
 * looked for here: the answer is what the user waits for when an editor starts.
 */
#include "commands/command.h"
#include "lsp/dispatch.h"
#include "lsp/roots.h"
#include "text/uri.h"

/* utf-8 where it is offered: it is what everything inside counts in. */
static rg_encoding choose_encoding(const rg_json *capabilities)
{
	const rg_json *offered =
		rg_json_get(rg_json_get(capabilities, "general"), "positionEncodings");
	bool has_utf16 = false, has_utf32 = false;

	for (const rg_json *x = rg_json_first(offered); x; x = rg_json_next(x)) {
		if (rg_str_eq_z(rg_json_str(x), "utf-8"))
			return RG_UTF8;
		has_utf16 |= rg_str_eq_z(rg_json_str(x), "utf-16");
		has_utf32 |= rg_str_eq_z(rg_json_str(x), "utf-32");
	}
	return has_utf32 && !has_utf16 ? RG_UTF32 : RG_UTF16;
}

static const char *encoding_name(rg_encoding encoding)
{
	static const char *const names[] = {"utf-8", "utf-16", "utf-32"};

	return names[encoding];
}

static bool has(const rg_json *object, const char *key)
{
	return rg_json_bool(rg_json_get(object, key), false);
}

/* textDocument.hover.contentFormat; who does not say shows plain text (LSP 3.17, "Hover"). */
static bool shows_markdown(const rg_json *document)
{
	const rg_json *formats = rg_json_get(rg_json_get(document, "hover"), "contentFormat");

	for (const rg_json *x = rg_json_first(formats); x; x = rg_json_next(x))
		if (rg_str_eq_z(rg_json_str(x), "markdown"))
			return true;
	return false;
}

static void read_client(rg_client *out, const rg_json *capabilities)
{
	const rg_json *window = rg_json_get(capabilities, "window");
	const rg_json *workspace = rg_json_get(capabilities, "workspace");
	const rg_json *document = rg_json_get(capabilities, "textDocument");
	const rg_json *action = rg_json_get(document, "codeAction");
	const rg_json *diagnostics = rg_json_get(document, "publishDiagnostics");

	*out = (rg_client){
		.encoding = choose_encoding(capabilities),
		.has_progress = has(window, "workDoneProgress"),
		.has_show_document = has(rg_json_get(window, "showDocument"), "support"),
		.has_action_literals =
			rg_json_is_object(rg_json_get(action, "codeActionLiteralSupport")),
		.has_disabled_actions = has(action, "disabledSupport"),
		.has_preferred_actions = has(action, "isPreferredSupport"),
		.has_lens_refresh = has(rg_json_get(workspace, "codeLens"), "refreshSupport"),
		.has_configuration = has(workspace, "configuration"),
		.has_related_information = has(diagnostics, "relatedInformation"),
		.has_diagnostic_versions = has(diagnostics, "versionSupport"),
		.has_markdown = shows_markdown(document),
	};
}

static void add_folder(rg_lsp *lsp, rg_str uri)
{
	rg_arena *arena = rg_arena_new();
	rg_str path = rg_uri_to_path(arena, uri);

	if (path.ptr && path.ptr[0] == '/')
		rg_roots_add_folder(lsp, path);
	rg_arena_free(arena);
}

/* workspaceFolders, else rootUri, else rootPath: the newest that the client knows. */
static void read_folders(rg_lsp *lsp, const rg_json *params)
{
	const rg_json *folders = rg_json_get(params, "workspaceFolders");
	rg_str path = rg_json_str(rg_json_get(params, "rootPath"));

	for (const rg_json *x = rg_json_first(folders); x; x = rg_json_next(x))
		add_folder(lsp, rg_json_str(rg_json_get(x, "uri")));
	if (rg_json_is_array(folders))
		return;
	if (rg_json_is_string(rg_json_get(params, "rootUri")))
		add_folder(lsp, rg_json_str(rg_json_get(params, "rootUri")));
	else if (path.len && path.ptr[0] == '/')
		rg_roots_add_folder(lsp, path);
}

static void read_options(rg_lsp *lsp, const rg_json *options)
{
	const rg_json *trusted = rg_json_get(options, "trusted");

	lsp->trust = !rg_json_is_bool(trusted)	    ? RG_TRUST_ASK
		     : rg_json_bool(trusted, false) ? RG_TRUST_GRANTED
						    : RG_TRUST_DENIED;
	lsp->client.has_status = has(options, "status");
	lsp->client.has_output = has(options, "output");
	lsp->client.has_accounts = has(options, "tokenFromEditor");
	rg_roots_set_settings(lsp, rg_json_get(options, "settings"));
}

/* ---- the answer ----------------------------------------------------------------------------- */

static rg_json *sync_options(void)
{
	rg_json *json = rg_json_object(), *save = rg_json_object();

	rg_json_set_bool(json, "openClose", true);
	rg_json_set_int(json, "change", 2); /* incremental */
	rg_json_set_bool(save, "includeText", false);
	rg_json_set_take(json, "save", save);
	return json;
}

/* Kinds are for clients that know actions which have one (LSP 3.17, "Code Action Request"). */
static rg_json *action_options(const rg_client *client)
{
	rg_json *json, *kinds;

	if (!client->has_action_literals)
		return rg_json_new_bool(true);
	json = rg_json_object();
	kinds = rg_json_set_take(json, "codeActionKinds", rg_json_array());
	rg_json_push_take(kinds, rg_json_new_str(RG_STR("quickfix")));
	rg_json_push_take(kinds, rg_json_new_str(RG_STR("source.redgreen")));
	rg_json_set_bool(json, "resolveProvider", false);
	return json;
}

static rg_json *command_options(void)
{
	rg_json *json = rg_json_object();
	rg_json *ids = rg_json_set_take(json, "commands", rg_json_array());
	size_t n;
	const rg_command *const *commands = rg_commands(&n);

	for (size_t i = 0; i < n; i++)
		rg_json_push_take(ids, rg_json_new_str(rg_str_of(commands[i]->id)));
	rg_json_set_bool(json, "workDoneProgress", true);
	return json;
}

static rg_json *workspace_options(void)
{
	rg_json *json = rg_json_object();
	rg_json *folders = rg_json_set_take(json, "workspaceFolders", rg_json_object());

	rg_json_set_bool(folders, "supported", true);
	rg_json_set_bool(folders, "changeNotifications", true);
	return json;
}

void rg_lsp_initialize(rg_lsp *lsp, const rg_message *message, rg_reply *reply)
{
	const rg_json *params = message->params;
	rg_json *result = rg_json_object(), *info = rg_json_object(), *can = rg_json_object();
	rg_json *lenses = rg_json_object();

	read_client(&lsp->client, rg_json_get(params, "capabilities"));
	read_folders(lsp, params);
	read_options(lsp, rg_json_get(params, "initializationOptions"));
	rg_lsp_watch_parent(lsp, rg_json_int(rg_json_get(params, "processId"), 0));
	lsp->phase = RG_LSP_RUNNING;

	rg_json_set_str(can, "positionEncoding", rg_str_of(encoding_name(lsp->client.encoding)));
	rg_json_set_take(can, "textDocumentSync", sync_options());
	rg_json_set_bool(can, "hoverProvider", true);
	rg_json_set_bool(can, "definitionProvider", true);
	rg_json_set_bool(lenses, "resolveProvider", false);
	rg_json_set_take(can, "codeLensProvider", lenses);
	rg_json_set_take(can, "codeActionProvider", action_options(&lsp->client));
	rg_json_set_take(can, "executeCommandProvider", command_options());
	rg_json_set_take(can, "workspace", workspace_options());
	rg_json_set_take(result, "capabilities", can);
	rg_json_set_str(info, "name", RG_STR("redgreen"));
	rg_json_set_str(info, "version", RG_STR(RG_VERSION));
	rg_json_set_take(result, "serverInfo", info);
	rg_reply_result_take(reply, result);
}
