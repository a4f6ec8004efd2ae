/* SPDX-License-Identifier: MIT */
/*
 * initialized.c - what only a running client can be asked: its settings. And what nobody shall wait
 * for begins: the files of its folders are read.
 */
#include <unistd.h>

#include "lsp/dispatch.h"
#include "lsp/roots.h"
#include "lsp/settings.h"
#include "lsp/tell.h"

void rg_lsp_initialized(rg_lsp *lsp, const rg_message *message)
{
	(void)message;
	lsp->is_open = true;
	rg_lsp_note(lsp, RG_LSP_INFORMATION, "redgreen " RG_VERSION ", process %ld",
		    (long)getpid());
	if (lsp->client.has_configuration && !lsp->settings)
		rg_lsp_ask_settings(lsp);
	rg_roots_open(lsp);
}
