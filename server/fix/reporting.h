/* SPDX-License-Identifier: MIT */
/* reporting.h - writing the report of a session, for every command that ends with one. Blocking. */
#ifndef RG_FIX_REPORTING_H
#define RG_FIX_REPORTING_H

#include "fix/dossier.h"

/*
 * Collects the dossier anew and writes outputs/YYYY-MM-DD_HH-MM-SS_<short>.md (one file of a
 * session: the newest replaces it). *path: absolute. *status: "success", "partial", "failed". The
 * session remembers it. RG_EREFUSED: the folder of reports is a link out of the repository.
 */
RG_MUST_CHECK rg_rc rg_report_write(rg_str *path, rg_str *status, rg_dossier *dossier,
				    rg_arena *arena, rg_ground *ground, rg_err *err);

#endif
