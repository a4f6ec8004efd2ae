/* SPDX-License-Identifier: MIT */
/* exit.c - 0 when shutdown came before, else 1 (LSP 3.17, "Exit Notification"). */
#include "lsp/dispatch.h"

void rg_lsp_exit(rg_lsp *lsp, const rg_message *message)
{
	(void)message;
	rg_lsp_end(lsp, lsp->phase == RG_LSP_SHUT_DOWN ? 0 : 1);
}
