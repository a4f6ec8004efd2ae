/* SPDX-License-Identifier: MIT */
/*
 * live_output.h - inside lsp/ only: what a run prints, while it prints it (redgreen/output of
 * docs/protocol.md), for clients that asked for it. The others have its newest lines in the hover.
 */
#ifndef RG_LSP_LIVE_OUTPUT_H
#define RG_LSP_LIVE_OUTPUT_H

#include "lsp/roots.h"

/* Between two pieces: the beginning of a character whose rest has not come yet. Zeroed at first. */
typedef struct rg_live_output {
	char begun[3];
	size_t n_begun;
} rg_live_output;

/* Sends a piece of the root's run; piece is borrowed, of any bytes. */
void rg_live_output_tell(rg_live_output *output, const rg_root *root, rg_str piece);

#endif
