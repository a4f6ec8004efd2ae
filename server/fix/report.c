/* SPDX-License-Identifier: MIT */
/* report.c - the report as of now, whatever happened; the session goes on. */
#include "fix/report.h"

#include "fix/dossier/reporting.h"

rg_rc rg_fix_report(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	return rg_reporting_start(task, args, "The report is written", false, err);
}
