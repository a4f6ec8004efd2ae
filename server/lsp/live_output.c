/* SPDX-License-Identifier: MIT */
/*
 * live_output.c - pieces go out as they come, each a message that a newer one may replace while it
 * waits: a client that does not keep up with a flood misses some of it, and nothing grows. The
 * whole of it is in the run's log. A character that a pipe has cut in two is sent when it is whole.
 */
#include "lsp/live_output.h"

#include <string.h>

/* How many bytes at the end of s begin a character that is longer (Unicode 15, table 3-6). */
static size_t cut_off(rg_str s)
{
	for (size_t n = 1; n <= 3 && n <= s.len; n++) {
		unsigned char byte = (unsigned char)s.ptr[s.len - n];
		size_t wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;

		if (byte < 0x80 || byte >= 0xC0)
			return wanted > n ? n : 0;
	}
	return 0;
}

void rg_live_output_tell(rg_live_output *output, const rg_root *root, rg_str piece)
{
	rg_lsp *lsp = root->lsp;
	rg_json *params;
	rg_buf text;
	rg_str whole;

	if (!lsp->client.has_output || root->is_leaving || lsp->is_ending)
		return;
	rg_buf_init(&text, sizeof(output->begun) + piece.len);
	rg_buf_add(&text, (rg_str){output->begun, output->n_begun});
	rg_buf_add(&text, piece);
	whole = rg_buf_str(&text);
	output->n_begun = cut_off(whole);
	whole.len -= output->n_begun;
	memcpy(output->begun, whole.ptr + whole.len, output->n_begun);
	if (whole.len) {
		params = rg_json_object();
		rg_json_set_str(params, "root", rg_workspace_root(root->workspace));
		rg_json_set_str(params, "text", whole);
		/* A place in memory that is not the root's (redgreen/status), nor a small number.
		 */
		rg_peer_notify_take(lsp->peer, "redgreen/output", params, (uintptr_t)output);
	}
	rg_buf_release(&text);
}
