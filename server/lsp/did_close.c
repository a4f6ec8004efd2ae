/* SPDX-License-Identifier: MIT */
/* did_close.c - from now on the disk's text counts; what was not saved is gone. */
#include "base/log.h"
#include "lsp/diagnostics.h"
#include "lsp/dispatch.h"
#include "lsp/documents.h"

void rg_lsp_did_close(rg_lsp *lsp, const rg_message *message)
{
	rg_str uri = rg_json_str(rg_json_get(rg_json_get(message->params, "textDocument"), "uri"));
	rg_document *document = rg_str_is_null(uri) ? NULL : rg_document_find(lsp, uri);
	rg_arena *arena;
	rg_root *root;
	rg_str path;

	if (!document) {
		rg_log(RG_LOG_WARNING, "didClose of %.*s, which is not open", RG_FMT(uri));
		return;
	}
	arena = rg_arena_new();
	root = rg_roots_of_document(lsp, document);
	path = root ? rg_arena_dup(arena, rg_root_relative(root, rg_str_of(document->path)))
		    : (rg_str){NULL, 0};
	rg_document_close(lsp, document);
	if (path.ptr) {
		rg_marks_close(&root->marks, path);
		rg_diagnostics_publish(root, path);
	}
	rg_arena_free(arena);
}
