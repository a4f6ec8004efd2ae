/* SPDX-License-Identifier: MIT */
/*
 * shutdown.c - answers at once and begins to end what runs; exit waits for that. A client counts
 * two seconds for each of the two before it kills (vscode-languageclient 10).
 */
#include "lsp/dispatch.h"
#include "lsp/roots.h"

void rg_lsp_shutdown(rg_lsp *lsp, const rg_message *message, rg_reply *reply)
{
	(void)message;
	lsp->phase = RG_LSP_SHUT_DOWN;
	rg_roots_cancel_all(lsp);
	rg_reply_result_take(reply, NULL);
}
