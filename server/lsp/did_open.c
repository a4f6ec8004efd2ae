/* SPDX-License-Identifier: MIT */
/* did_open.c - from now on the client's text counts, not the disk's. A log is read; nothing runs.
 */
#include "base/log.h"
#include "lsp/diagnostics.h"
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/readings.h"

void rg_lsp_did_open(rg_lsp *lsp, const rg_message *message)
{
	const rg_json *item = rg_json_get(message->params, "textDocument");
	rg_document_item opened = {
		.uri = rg_json_str(rg_json_get(item, "uri")),
		.language = rg_json_str(rg_json_get(item, "languageId")),
		.text = rg_json_str(rg_json_get(item, "text")),
		.version = rg_json_int(rg_json_get(item, "version"), 0),
	};
	rg_document *document;
	rg_root *root;
	rg_err err;

	if (rg_str_is_null(opened.uri) || rg_str_is_null(opened.text)) {
		rg_log(RG_LOG_WARNING, "didOpen without uri or text");
		return;
	}
	if (rg_document_open(&document, lsp, &opened, &err) < 0) {
		rg_log(RG_LOG_WARNING, "didOpen: %s", err.message);
		return;
	}
	root = rg_roots_of_document(lsp, document);
	if (root && document->path)
		rg_diagnostics_publish(root, rg_root_relative(root, rg_str_of(document->path)));
	rg_reading_begin(lsp, document);
}
