/* SPDX-License-Identifier: MIT */
/* cancel_progress.c - the Cancel button of a progress: the command's work ends. */
#include "lsp/dispatch.h"
#include "lsp/executions.h"

void rg_lsp_cancel_progress(rg_lsp *lsp, const rg_message *message)
{
	rg_executions_cancel(lsp, rg_json_get(message->params, "token"));
}
