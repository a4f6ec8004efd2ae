/* SPDX-License-Identifier: MIT */
/*
 * readings.h - inside lsp/ only: a log that is open is read as if its run had been made here,
 * without a word to start it: diagnostics, hover and candidates come by themselves, and go when it
 * is closed. Nothing of the workspace is run.
 */
#ifndef RG_LSP_READINGS_H
#define RG_LSP_READINGS_H

#include "lsp/roots.h"

/* A document was opened: it is read when it is a log. */
void rg_reading_begin(rg_lsp *lsp, rg_document *document);
/* Its text changed: it is looked at again as soon as the typing pauses. */
void rg_reading_touch(rg_lsp *lsp, rg_document *document);
/* The files have been read meanwhile: what was only glanced at is looked at again. */
void rg_readings_refresh(rg_lsp *lsp);
/* What was read from it, NULL when it is no log or nothing was found yet. */
rg_findings *rg_reading_findings(const rg_root *root, const rg_document *document);
/* It closes: what it showed is withdrawn. Before its document is freed. */
void rg_reading_end(rg_document *document);

#endif
