/* SPDX-License-Identifier: MIT */
/*
 * initialized.c - what only a running client can be asked: its settings. And what nobody shall wait
 * for begins: the files of its folders are read.
 */
#include "lsp/dispatch.h"
#include "lsp/roots.h"
#include "lsp/settings.h"

void rg_lsp_initialized(rg_lsp *lsp, const rg_message *message)
{
	(void)message;
	if (lsp->client.has_configuration && !lsp->settings)
		rg_lsp_ask_settings(lsp);
	rg_roots_open(lsp);
}
