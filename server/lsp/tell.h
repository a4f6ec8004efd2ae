/* SPDX-License-Identifier: MIT */
/* tell.h - inside lsp/ only: what the server says to the user through the client. */
#ifndef RG_LSP_TELL_H
#define RG_LSP_TELL_H

#include "lsp/protocol.h"
#include "lsp/server.h"

/* What carries a plan out, over the first line of its draft. */
#define RG_LSP_CARRY_OUT "Create this draft PR"

/* window/showMessage; type is one of RG_LSP_ERROR … RG_LSP_INFORMATION. */
void rg_lsp_tell(rg_lsp *lsp, int type, rg_str message);
/*
 * window/logMessage: a line in the output that a user opens to see what was done, and why not.
 * Nothing before the client is ready. No secret, no output of a test.
 */
void rg_lsp_note(rg_lsp *lsp, int type, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The summary of a command's result, and what to do next: with a draft, or where the procedure said
 * STOP. */
void rg_lsp_tell_result(rg_lsp *lsp, const rg_json *result);
/*
 * Opens a file; its answer is never awaited (clients that handle one message at a time would
 * wait for us, and we for them). A client that cannot is told the path.
 */
void rg_lsp_show(rg_lsp *lsp, rg_str path);
/* Leads the user to a line of a file (1-based), where the client can; else nothing. */
void rg_lsp_show_line(rg_lsp *lsp, rg_str path, uint32_t line);
/* Asks the client to ask for lenses again, where it can be asked. */
void rg_lsp_refresh_lenses(rg_lsp *lsp);

#endif
