/* SPDX-License-Identifier: MIT */
/*
 * cancel_request.c - the request is answered with RequestCancelled at once, and its work ends, not
 * only the waiting for it. Ids are compared as the bytes that were sent.
 */
#include "lsp/dispatch.h"

void rg_lsp_cancel_request(rg_lsp *lsp, const rg_message *message)
{
	rg_str id = rg_json_raw_member(rg_json_raw_member(message->bytes, "params"), "id");

	if (id.ptr)
		rg_peer_cancel(lsp->peer, id);
}
