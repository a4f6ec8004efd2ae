/* SPDX-License-Identifier: MIT */
/*
 * message.c - JSON-RPC 2.0 narrowed by LSP: no batches, "jsonrpc" must be there, params are an
 * object or a list. An id goes back as the bytes that came (2^53 + 1 and 1.0 keep their spelling);
 * only numbers, strings and null are ids.
 */
#include "rpc/message.h"

int rg_rpc_code(rg_rc rc)
{
	switch (rc) {
	case RG_EINVAL:
		return RG_RPC_INVALID_PARAMS;
	case RG_ECANCELLED:
		return RG_RPC_REQUEST_CANCELLED;
	case RG_ESTALE:
		return RG_RPC_CONTENT_MODIFIED;
	case RG_EBUG:
		return RG_RPC_INTERNAL_ERROR;
	default:
		return RG_RPC_REQUEST_FAILED;
	}
}

static void make_invalid(rg_message *out, int code, rg_err *err, const char *why)
{
	out->kind = RG_MESSAGE_INVALID;
	out->code = code;
	(void)rg_fail(err, RG_EINVAL, "%s", why);
}

void rg_message_parse(rg_message *out, rg_str bytes, rg_err *err)
{
	const rg_json *id, *method, *params;

	*out = (rg_message){.kind = RG_MESSAGE_INVALID, .code = RG_RPC_PARSE_ERROR, .bytes = bytes};
	if (rg_json_parse(&out->tree, bytes, err) < 0) {
		out->tree = NULL;
		return;
	}
	if (!rg_json_is_object(out->tree)) {
		make_invalid(out, RG_RPC_INVALID_REQUEST, err, "a message must be one object");
		return;
	}
	id = rg_json_get(out->tree, "id");
	method = rg_json_get(out->tree, "method");
	params = rg_json_get(out->tree, "params");
	out->id = rg_json_raw_member(bytes, "id");
	if (out->id.ptr && !rg_json_is_null(id) && !rg_json_is_number(id) &&
	    !rg_json_is_string(id)) {
		out->id = (rg_str){NULL, 0};
		make_invalid(out, RG_RPC_INVALID_REQUEST, err,
			     "an id must be a number, a string or null");
		return;
	}
	if (!rg_str_eq_z(rg_json_str(rg_json_get(out->tree, "jsonrpc")), "2.0")) {
		make_invalid(out, RG_RPC_INVALID_REQUEST, err, "\"jsonrpc\" must be \"2.0\"");
		return;
	}
	if (!method) {
		out->result = rg_json_get(out->tree, "result");
		out->error = rg_json_get(out->tree, "error");
		if (out->id.ptr && (out->error || rg_json_raw_member(bytes, "result").ptr))
			out->kind = RG_MESSAGE_RESPONSE;
		else
			make_invalid(out, RG_RPC_INVALID_REQUEST, err,
				     "neither a request nor an answer");
		return;
	}
	out->method = rg_json_str(method);
	if (rg_str_is_null(out->method)) {
		make_invalid(out, RG_RPC_INVALID_REQUEST, err, "\"method\" must be a string");
		return;
	}
	if (!rg_json_is_null(params) && !rg_json_is_object(params) && !rg_json_is_array(params)) {
		make_invalid(out, RG_RPC_INVALID_REQUEST, err,
			     "\"params\" must be an object or a list");
		return;
	}
	out->params = rg_json_is_null(params) ? NULL : params;
	out->kind = out->id.ptr ? RG_MESSAGE_REQUEST : RG_MESSAGE_NOTIFICATION;
}

void rg_message_release(rg_message *message)
{
	rg_json_free(message->tree);
	*message = (rg_message){0};
}
