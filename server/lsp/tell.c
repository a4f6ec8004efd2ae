/* SPDX-License-Identifier: MIT */
/*
 * tell.c - few messages: one at the end of a command, none per step. What was done and why not is
 * in the client's log, where nobody is disturbed by it.
 */
#include "lsp/tell.h"

#include <stdarg.h>
#include <stdio.h>

#include "lsp/roots.h"

enum { MAX_MESSAGE = 4000 };

void rg_lsp_tell(rg_lsp *lsp, int type, rg_str message)
{
	rg_json *params = rg_json_object();

	rg_json_set_int(params, "type", type);
	rg_json_set_str(params, "message", message);
	rg_peer_notify_take(lsp->peer, "window/showMessage", params, 0);
}

void rg_lsp_note(rg_lsp *lsp, int type, const char *format, ...)
{
	char line[MAX_MESSAGE];
	va_list words;
	rg_json *params;

	if (!lsp->is_open || lsp->is_ending)
		return;
	va_start(words, format);
	vsnprintf(line, sizeof(line), format, words);
	va_end(words);
	params = rg_json_object();
	rg_json_set_int(params, "type", type);
	rg_json_set_str(params, "message", rg_utf8_cut(rg_str_of(line), MAX_MESSAGE - 4));
	rg_peer_notify_take(lsp->peer, "window/logMessage", params, 0);
}

void rg_lsp_tell_result(rg_lsp *lsp, const rg_json *result)
{
	const rg_json *stopped = rg_json_get(result, "stopped");
	rg_str summary = rg_json_str(rg_json_get(result, "summary"));
	rg_str next = rg_json_str(rg_json_get(stopped, "next"));
	rg_buf text;

	rg_buf_init(&text, MAX_MESSAGE);
	rg_buf_add(&text, summary);
	if (next.len)
		rg_buf_printf(&text, "%s%.*s", text.len ? ". " : "", RG_FMT(next));
	else if (rg_json_get(result, "plan"))
		rg_buf_add_z(&text, ". Edit and save it; \"" RG_LSP_CARRY_OUT
				    "\" over its first line carries it out");
	if (text.len)
		rg_lsp_tell(lsp, stopped ? RG_LSP_WARNING : RG_LSP_INFORMATION, rg_buf_str(&text));
	rg_buf_release(&text);
}

void rg_lsp_show(rg_lsp *lsp, rg_str path)
{
	rg_arena *arena = rg_arena_new();

	if (lsp->client.has_show_document) {
		rg_json *params = rg_json_object();

		rg_json_set_str(params, "uri", rg_roots_uri(arena, lsp, path));
		rg_json_set_bool(params, "external", false);
		/* A draft waits to be edited; a log must not take the keyboard away. */
		rg_json_set_bool(params, "takeFocus", rg_str_eq_z(rg_path_ext(path), ".md"));
		rg_peer_request_take(lsp->peer, "window/showDocument", params, NULL, NULL);
	} else {
		rg_lsp_tell(lsp, RG_LSP_INFORMATION,
			    rg_arena_printf(arena, "see %.*s", RG_FMT(path)));
	}
	rg_arena_free(arena);
}

void rg_lsp_show_line(rg_lsp *lsp, rg_str path, uint32_t line)
{
	rg_position at = {line ? line - 1 : 0, 0};
	rg_arena *arena = rg_arena_new();
	rg_json *params = rg_json_object();

	rg_json_set_str(params, "uri", rg_roots_uri(arena, lsp, path));
	rg_json_set_bool(params, "external", false);
	rg_json_set_bool(params, "takeFocus", true);
	rg_json_set_take(params, "selection", rg_lsp_encode_range((rg_range){at, at}));
	if (lsp->client.has_show_document)
		rg_peer_request_take(lsp->peer, "window/showDocument", params, NULL, NULL);
	else
		rg_json_free(params);
	rg_arena_free(arena);
}

void rg_lsp_refresh_lenses(rg_lsp *lsp)
{
	if (lsp->client.has_lens_refresh && !lsp->is_ending)
		rg_peer_request_take(lsp->peer, "workspace/codeLens/refresh", NULL, NULL, NULL);
}
