/* SPDX-License-Identifier: MIT */
/*
 * diagnostics.h - inside lsp/ only: the failures as the client's problem list. Pushed, for open
 * and closed files: an Error on the failing line, an Information on every other line of the chain.
 */
#ifndef RG_LSP_DIAGNOSTICS_H
#define RG_LSP_DIAGNOSTICS_H

#include "lsp/roots.h"

/* The failures of the root changed: marks anew, their lines are read by a job, then all is told. */
void rg_diagnostics_rebuild(rg_root *root);
/* Tells the state of one file again; path is relative. */
void rg_diagnostics_publish(rg_root *root, rg_str path);
/* Takes everything back. */
void rg_diagnostics_withdraw(rg_root *root);
/* The range of a mark's line: from its first to its last character that is no space. */
rg_range rg_diagnostics_range(const rg_root *root, const rg_mark *mark);
/* The failing test's node id, or "a traceback" where the log names no test. */
rg_str rg_diagnostics_test(const rg_failure *failure);
/* "ci.log", or "a pasted log", of a log's findings. */
rg_str rg_diagnostics_log_name(const rg_findings *findings);
/* A failure on one line: "ValueError: invalid literal", cut to what a list can show. */
rg_str rg_diagnostics_headline(rg_arena *arena, const rg_exception *exception);

#endif
