/* SPDX-License-Identifier: MIT */
/* reporting.h - writing the report of a session, for every command that ends with one. Blocking. */
#ifndef RG_FIX_DOSSIER_REPORTING_H
#define RG_FIX_DOSSIER_REPORTING_H

#include "fix/dossier/dossier.h"
#include "fix/workspace/args.h"

/*
 * Collects the dossier anew and writes outputs/YYYY-MM-DD_HH-MM-SS_<short>.md (one file of a
 * session: the newest replaces it). *path: absolute. *status: "success", "partial", "failed". The
 * session remembers it. Where the disk takes no file, *path is "" and the dossier has the text and
 * the reason. RG_EREFUSED: the folder of reports is a link out of the repository.
 */
RG_MUST_CHECK rg_rc rg_report_write(rg_str *path, rg_str *status, rg_dossier *dossier,
				    rg_arena *arena, rg_ground *ground, rg_err *err);

/*
 * Ends the session as given up for that reason and writes the report; its path is the session's,
 * where the disk takes it. after: as of rg_task_job.
 */
void rg_report_give_up(rg_task *task, rg_str reason, rg_task_after after);

/* Writes the report, then calls after; ground.report_words has what came of it. */
void rg_report_then(rg_task *task, rg_task_after after);
/* Writes the report, then the procedure says STOP with that reason; the message names the report.
 */
void rg_report_then_stop(rg_task *task, const char *code, rg_str message, rg_str next);

/*
 * Starts the use case of a command that writes the report and answers with its path and status.
 * what: for the summary, behind the status. gives_up: the session ends with the reason of the
 * arguments.
 */
RG_MUST_CHECK rg_rc rg_reporting_start(rg_task *task, const rg_fix_args *args, const char *what,
				       bool gives_up, rg_err *err);

#endif
