/* SPDX-License-Identifier: MIT */
/*
 * session_end.h - the end of a session's time (procedure S67): what is under way is stopped, the
 * report is written, and the user may go on. Where nothing is under way, whoever finds the session
 * over writes the report: a face that stays at once, else the next command. It is written once for
 * an end; time that the user adds has an end of its own.
 */
#ifndef RG_FIX_DOSSIER_SESSION_END_H
#define RG_FIX_DOSSIER_SESSION_END_H

#include "fix/session/ground.h"

/*
 * Step: when the time is up, asks whether to go on; a yes adds a third of the budget and the report
 * says so, anything else is STOP. From here on the task is stopped at the session's end, whatever
 * it is at, and the report is written.
 */
void rg_session_watch_time(rg_task *task);
/* The latter alone, for a session that begins in this task. */
void rg_session_start_clock(rg_task *task);

/* Step, and whether it is needed: the report that is owed; the summary begins with that. */
void rg_session_end_report(rg_task *task);
bool rg_session_end_owes_report(rg_task *task);
/* Use case of that alone: STOP, and where the report is. Nothing, where none is owed (any more). */
RG_MUST_CHECK rg_rc rg_fix_session_end(rg_task *task, rg_err *err);

#endif
