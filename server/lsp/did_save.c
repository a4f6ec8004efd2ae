/* SPDX-License-Identifier: MIT */
/*
 * did_save.c - disk and editor agree: marks keep where they are. And a session may have begun in a
 * shell meanwhile.
 */
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/roots.h"

void rg_lsp_did_save(rg_lsp *lsp, const rg_message *message)
{
	rg_str uri = rg_json_str(rg_json_get(rg_json_get(message->params, "textDocument"), "uri"));
	rg_document *document = rg_str_is_null(uri) ? NULL : rg_document_find(lsp, uri);
	rg_root *root;
	bool was_edited;
	rg_str path;

	if (!document)
		return;
	was_edited = document->is_edited;
	document->is_edited = false;
	root = rg_roots_of_document(lsp, document);
	path = root ? rg_root_relative(root, rg_str_of(document->path)) : (rg_str){NULL, 0};
	if (rg_str_is_null(path))
		return;
	rg_marks_save(&root->marks, path);
	if (was_edited)
		rg_root_edited(root);
	rg_countdown_look(root);
	if (rg_str_eq_z(path, RG_SETTINGS_FILE))
		rg_root_check_settings(root);
}
