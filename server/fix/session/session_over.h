/* SPDX-License-Identifier: MIT */
/* session_over.h - whether a session's time is over without a report of that. */
#ifndef RG_FIX_SESSION_SESSION_OVER_H
#define RG_FIX_SESSION_SESSION_OVER_H

#include "fix/session/ground.h"

/* ground.owes_report: its session is over, and no report was written since. Blocking. */
RG_MUST_CHECK rg_rc rg_session_over_look(rg_ground *ground, rg_arena *arena, rg_store *store,
					 rg_err *err);
/* A report of the ground's session was written at ground.now. Blocking. */
RG_MUST_CHECK rg_rc rg_session_over_note(rg_arena *arena, rg_ground *ground, rg_err *err);

#endif
