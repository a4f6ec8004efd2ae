/* SPDX-License-Identifier: MIT */
/* give_up.c - an end like any other: the reason, everything that was tried, and the report. */
#include "fix/give_up.h"

#include "fix/dossier/reporting.h"

rg_rc rg_fix_give_up(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	return rg_reporting_start(task, args, "Everything is kept; the report has what was tried",
				  true, err);
}
