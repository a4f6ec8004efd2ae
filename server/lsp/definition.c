/* SPDX-License-Identifier: MIT */
/*
 * definition.c - from a line of an open log to the file that it names, as it is here: another
 * machine's paths lead nowhere in an editor. Of source files others know more; nothing is said.
 */
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/log_lines.h"
#include "lsp/protocol.h"
#include "lsp/readings.h"
#include "os/fs.h"

/* The innermost frame in the workspace; NULL for none. */
static const rg_frame *failing_frame(const rg_exception *exception)
{
	for (size_t i = exception->frames.n; i-- > 0;)
		if (exception->frames.items[i].in_workspace && exception->frames.items[i].line)
			return &exception->frames.items[i];
	return NULL;
}

static rg_json *location(const rg_root *root, const rg_frame *frame)
{
	rg_position at = {frame->line - 1, 0};
	rg_arena *arena = rg_arena_new();
	char *path = rg_path_join(arena, rg_workspace_root(root->workspace), frame->path);
	rg_json *json = rg_json_object();

	rg_json_set_str(json, "uri", rg_roots_uri(arena, root->lsp, rg_str_of(path)));
	rg_json_set_take(json, "range", rg_lsp_encode_range((rg_range){at, at}));
	rg_arena_free(arena);
	return json;
}

/* NULL when the line names nothing that is here. */
static rg_json *find(const rg_root *root, const rg_document *document, uint32_t line)
{
	const rg_findings *findings = rg_reading_findings(root, document);
	const rg_frame *frame;
	rg_log_place place;

	if (!findings || !rg_log_line_names(&place, findings, document->text, line))
		return NULL;
	frame = place.frame ? place.frame : failing_frame(place.exception);
	return frame && frame->in_workspace && frame->line ? location(root, frame) : NULL;
}

void rg_lsp_definition(rg_lsp *lsp, const rg_message *message, rg_reply *reply)
{
	rg_document *document;
	rg_position at;
	rg_root *root;
	rg_err err;

	if (rg_document_decode_cursor(&document, &at, lsp, message->params, &err) < 0) {
		rg_reply_fail(reply, &err);
		return;
	}
	root = document && document->is_log ? rg_roots_of_document(lsp, document) : NULL;
	rg_reply_result_take(reply, root ? find(root, document, at.line) : NULL);
}
