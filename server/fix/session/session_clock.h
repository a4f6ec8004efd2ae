/* SPDX-License-Identifier: MIT */
/*
 * session_clock.h - the time of a fix session. It is told by the clock of the machine's start,
 * which nobody sets: a wall clock that jumps neither ends a session nor gives it more time. Behind
 * a restart of the machine the wall clock has to do, but never less time has passed than before it.
 */
#ifndef RG_FIX_SESSION_SESSION_CLOCK_H
#define RG_FIX_SESSION_SESSION_CLOCK_H

#include "fix/session/ground.h"
#include "fix/workspace/session_time.h"

/* Seconds since the session's start at `now` (ports.now), or at its end. */
int64_t rg_session_elapsed(const rg_ground *ground, int64_t now);
/* Seconds left of it, what the user added included; never below 0. */
int64_t rg_session_remaining(const rg_ground *ground, int64_t now);
/* How far it is, by `now` (ports.now). */
rg_session_time rg_session_time_now(const rg_ground *ground, int64_t now);
/*
 * Those of the warnings (RG_WARNING_…) that hold and were not said in this session, whoever
 * asked, but for the end's (fix/dossier/session_end.h): from now on they were. *out: what the
 * weightiest of them says, or null. Blocking.
 */
RG_MUST_CHECK rg_rc rg_session_warn(rg_str *out, rg_arena *arena, rg_store *store,
				    const rg_ground *ground, rg_err *err);

/* The workspace shows the ground's session from now on, or none when that has ended. */
void rg_session_show(rg_workspace *workspace, const rg_ground *ground);

/* Reads how the wall clock stands to the session's time, and keeps it. Blocking. */
RG_MUST_CHECK rg_rc rg_session_clock_read(rg_ground *ground, rg_arena *arena, rg_store *store,
					  rg_err *err);

#endif
