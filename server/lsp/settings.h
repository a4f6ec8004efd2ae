/* SPDX-License-Identifier: MIT */
/* settings.h - inside lsp/ only: the client's redgreen section, which comes in three ways. */
#ifndef RG_LSP_SETTINGS_H
#define RG_LSP_SETTINGS_H

#include "lsp/server.h"

/* Asks the client, which can be asked, for its section and those of its folders. */
void rg_lsp_ask_settings(rg_lsp *lsp);

#endif
