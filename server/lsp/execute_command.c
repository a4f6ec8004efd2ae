/* SPDX-License-Identifier: MIT */
/*
 * execute_command.c - a command of the one table, by id, with one object as its argument. The
 * editor's way to say where is a URI; commands take paths: that is translated here. What is not on
 * disk (a pasted log, an edited one) comes along as text.
 */
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/executions.h"
#include "os/fs.h"
#include "text/uri.h"

static rg_rc find_command(const rg_command **out, const rg_json *params, rg_err *err)
{
	rg_str id = rg_json_str(rg_json_get(params, "command"));

	*out = rg_command_find_id(id);
	if (!*out)
		return rg_fail(err, RG_EINVAL, "there is no command \"%.*s\"",
			       RG_FMT(rg_str_sub(id, 0, 100)));
	return RG_OK;
}

/* An open document is read as the editor shows it. */
static rg_rc take_document(rg_execution_options *options, const rg_document *document)
{
	options->args.log = rg_document_name(document);
	if (!document->path || document->is_edited)
		options->text = document->text;
	return RG_OK;
}

/* args.log: a path, absolute or below the root, a file URI, or the URI of an open document. */
static rg_rc resolve_log(rg_execution_options *options, rg_arena *arena, const rg_root *root,
			 rg_err *err)
{
	rg_str log = options->args.log, path = log, real;
	const rg_document *document;

	if (rg_str_is_null(log))
		return RG_OK;
	if (rg_str_eq_z(log, "-") || log.len == 0)
		return rg_fail(err, RG_EINVAL, "\"log\" must be a path or a URI, not \"%.*s\"",
			       RG_FMT(log));
	document = rg_document_find(root->lsp, log);
	if (document)
		return take_document(options, document);
	if (rg_uri_has_scheme(log, RG_STR("file"))) {
		path = rg_uri_to_path(arena, log);
		if (rg_str_is_null(path))
			return rg_fail(err, RG_EINVAL, "\"log\" is no URI of a local file: %.*s",
				       RG_FMT(log));
	} else if (rg_uri_has_scheme(log, RG_STR("untitled"))) {
		return rg_fail(err, RG_EINVAL, "\"log\": %.*s is not open", RG_FMT(log));
	}
	path = rg_str_of(rg_path_join(arena, rg_workspace_root(root->workspace), path));
	real = rg_fs_real(arena, rg_arena_cstr(arena, path));
	document = real.ptr ? rg_document_of_path(root->lsp, real) : NULL;
	if (document)
		return take_document(options, document);
	options->args.log = path;
	return RG_OK;
}

static rg_rc decode(rg_execution_options *options, rg_root **root, rg_arena *arena, rg_lsp *lsp,
		    const rg_json *params, rg_err *err)
{
	const rg_json *arguments = rg_json_get(params, "arguments");
	rg_rc rc;

	if ((rc = find_command(&options->command, params, err)) < 0)
		return rc;
	if ((!rg_json_is_null(arguments) && !rg_json_is_array(arguments)) ||
	    rg_json_count(arguments) > 1)
		return rg_fail(err, RG_EINVAL, "%s takes one object as its argument",
			       options->command->id);
	if ((rc = rg_command_decode(&options->args, arena, options->command,
				    rg_json_first(arguments), err)) < 0 ||
	    (rc = rg_roots_of_command(root, lsp, options->args.root, err)) < 0)
		return rc;
	options->args.root = rg_workspace_root((*root)->workspace);
	options->token = rg_json_get(params, "workDoneToken");
	return resolve_log(options, arena, *root, err);
}

void rg_lsp_execute_command(rg_lsp *lsp, const rg_message *message, rg_reply *reply)
{
	rg_arena *arena = rg_arena_new();
	rg_execution_options options = {0};
	rg_root *root;
	rg_err err;

	if (decode(&options, &root, arena, lsp, message->params, &err) < 0) {
		rg_reply_fail(reply, &err);
	} else {
		rg_execution_start(root, &options, reply);
	}
	rg_arena_free(arena);
}
