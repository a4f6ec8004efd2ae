/* SPDX-License-Identifier: MIT */
/*
 * did_change.c - edits, in the order in which they stand (LSP 3.17, "didChange"). A notification
 * with an edit that makes no sense is refused as a whole: the old text and version stay, which the
 * next full text or didOpen mends, and no half of it is ever looked at.
 */
#include "base/limits.h"
#include "base/log.h"
#include "lsp/diagnostics.h"
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/protocol.h"
#include "lsp/readings.h"

/* The whole text anew: what differs from the old one is the edit. */
static rg_rc replace_all(rg_text **text, rg_str with, rg_edit *edit, rg_err *err)
{
	rg_str old = rg_text_bytes(*text);
	size_t begin = 0, end = 0, most = old.len < with.len ? old.len : with.len;

	if (with.len > RG_LIMIT_DOCUMENT_BYTES)
		return rg_fail(err, RG_ETOOBIG, "the text has %zu bytes, above the limit of %zu",
			       with.len, (size_t)RG_LIMIT_DOCUMENT_BYTES);
	while (begin < most && old.ptr[begin] == with.ptr[begin])
		begin++;
	while (end < most - begin && old.ptr[old.len - 1 - end] == with.ptr[with.len - 1 - end])
		end++;
	*edit = (rg_edit){begin, old.len - end, with.len - end};
	rg_text_drop(*text);
	*text = rg_text_new(with);
	return RG_OK;
}

static rg_rc apply(rg_text **text, rg_encoding encoding, const rg_json *change, rg_edit *edit,
		   rg_err *err)
{
	rg_str with = rg_json_str(rg_json_get(change, "text"));
	rg_range range;
	rg_rc rc;

	if (rg_str_is_null(with))
		return rg_fail(err, RG_EINVAL, "a change without text");
	if (!rg_json_get(change, "range"))
		return replace_all(text, with, edit, err);
	if ((rc = rg_lsp_decode_range(&range, rg_json_get(change, "range"), err)) < 0)
		return rc;
	return rg_text_replace(text, range, encoding, with, RG_LIMIT_DOCUMENT_BYTES, edit, err);
}

/* Follows each edit with the marks. They are given back as they were when one is refused. */
static rg_rc apply_all(rg_lsp *lsp, rg_root *root, rg_str path, rg_text **text,
		       const rg_json *changes, bool *moved, rg_err *err)
{
	for (const rg_json *x = rg_json_first(changes); x; x = rg_json_next(x)) {
		rg_text *before = path.ptr ? rg_text_retain(*text) : NULL;
		rg_edit edit;
		rg_rc rc = apply(text, lsp->client.encoding, x, &edit, err);

		if (rc == RG_OK && before)
			*moved |= rg_marks_follow(&root->marks, path, before, *text, &edit);
		rg_text_drop(before);
		if (rc < 0)
			return rc;
	}
	return RG_OK;
}

static void change(rg_lsp *lsp, rg_document *document, const rg_json *changes, int64_t version)
{
	rg_root *root = rg_roots_of_document(lsp, document);
	rg_str path = root ? rg_root_relative(root, rg_str_of(document->path)) : (rg_str){NULL, 0};
	rg_text *before = NULL;
	rg_arena *kept = NULL;
	rg_mark_vec marks = {0};
	bool moved = false;
	rg_err err;

	if (path.ptr && !rg_marks_has_path(&root->marks, path))
		path = (rg_str){NULL, 0};
	/* One edit is refused before it changes anything; of several, the first may have. */
	if (rg_json_count(changes) > 1) {
		before = rg_text_retain(document->text);
		kept = rg_arena_new();
		for (size_t i = 0; path.ptr && i < root->marks.list.n; i++)
			RG_PUSH(kept, &marks, root->marks.list.items[i]);
	}
	if (apply_all(lsp, root, path, &document->text, changes, &moved, &err) < 0) {
		rg_log(RG_LOG_WARNING, "didChange of %s refused: %s", document->uri, err.message);
		if (before) {
			rg_text_drop(document->text);
			document->text = rg_text_retain(before);
		}
		for (size_t i = 0; i < marks.n; i++)
			root->marks.list.items[i] = marks.items[i];
	} else {
		document->version = version;
		rg_document_touch(document);
		rg_reading_touch(lsp, document);
		if (moved)
			rg_diagnostics_publish(root, path);
	}
	rg_text_drop(before);
	rg_arena_free(kept);
}

void rg_lsp_did_change(rg_lsp *lsp, const rg_message *message)
{
	const rg_json *identifier = rg_json_get(message->params, "textDocument");
	rg_str uri = rg_json_str(rg_json_get(identifier, "uri"));
	rg_document *document = rg_str_is_null(uri) ? NULL : rg_document_find(lsp, uri);

	if (!document) {
		rg_log(RG_LOG_WARNING, "didChange of %.*s, which is not open", RG_FMT(uri));
		return;
	}
	if (document->is_cut)
		return; /* only its beginning is here; it is read from disk */
	change(lsp, document, rg_json_get(message->params, "contentChanges"),
	       rg_json_int(rg_json_get(identifier, "version"), document->version));
}
