/* SPDX-License-Identifier: MIT */
/* message.h - one JSON-RPC 2.0 message as LSP uses it, classified. Pure. */
#ifndef RG_RPC_MESSAGE_H
#define RG_RPC_MESSAGE_H

#include "base/err.h"
#include "base/json.h"

/* JSON-RPC's and LSP's error codes. */
enum {
	RG_RPC_PARSE_ERROR = -32700,
	RG_RPC_INVALID_REQUEST = -32600,
	RG_RPC_METHOD_NOT_FOUND = -32601,
	RG_RPC_INVALID_PARAMS = -32602,
	RG_RPC_INTERNAL_ERROR = -32603,
	RG_RPC_NOT_INITIALIZED = -32002,
	RG_RPC_REQUEST_FAILED = -32803,
	RG_RPC_SERVER_CANCELLED = -32802,
	RG_RPC_CONTENT_MODIFIED = -32801,
	RG_RPC_REQUEST_CANCELLED = -32800
};
/* The error code that answers a request that ended with rc. */
int rg_rpc_code(rg_rc rc);

typedef enum rg_message_kind {
	RG_MESSAGE_REQUEST,
	RG_MESSAGE_NOTIFICATION,
	RG_MESSAGE_RESPONSE,
	RG_MESSAGE_INVALID /* to be answered with code and err, and the id if there is one */
} rg_message_kind;

typedef struct rg_message {
	rg_message_kind kind;
	rg_json *tree; /* owned; what is below is borrowed from it and from the bytes */
	rg_str bytes;  /* the whole message, borrowed from the caller */
	rg_str id;     /* the bytes as sent: a number, string or null; a null string without one */
	rg_str method;
	const rg_json *params; /* object, array or NULL */
	const rg_json *result; /* of a response; NULL for null and for an error */
	const rg_json *error;  /* of a response, or NULL */
	int code;	       /* of an invalid one */
} rg_message;

/* Never fails: what cannot be read is RG_MESSAGE_INVALID, with err written. */
void rg_message_parse(rg_message *out, rg_str bytes, rg_err *err);
void rg_message_release(rg_message *message);

#endif
