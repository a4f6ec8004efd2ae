/* SPDX-License-Identifier: MIT */
/* lsp.h - the language server: standard input and output speak LSP until the client ends it. */
#ifndef RG_LSP_LSP_H
#define RG_LSP_LSP_H

/*
 * argv[0] is the word that chose this face. Returns the exit status: 0 after shutdown and exit, 1
 * when the client went away without them, 2 for wrong use.
 */
int rg_lsp_main(int argc, char **argv);

#endif
