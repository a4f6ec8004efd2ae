/* SPDX-License-Identifier: MIT */
/* sessions.h - how a session begins, and what belongs to it. */
#ifndef RG_FIX_SESSION_SESSIONS_H
#define RG_FIX_SESSION_SESSIONS_H

#include "fix/session/ground.h"

/* Fills the ground's session for these tests, from arguments and settings; not stored yet. */
void rg_session_new(rg_ground *ground, rg_arena *arena, const rg_str_vec *tests);
/* An optimisation: its branch is opt/…, and the draft needs a measured gain. */
bool rg_session_promises_gain(const rg_session_row *session);
/* An optimisation, or a failure of performance: as claims see it. */
bool rg_session_is_about_speed(rg_arena *arena, const rg_session_row *session);
/* ground.past: what can be told of the newest session, open or not. Blocking. */
RG_MUST_CHECK rg_rc rg_session_look_past(rg_ground *ground, rg_arena *arena, rg_store *store,
					 rg_err *err);
/* The same of one session. */
uint32_t rg_session_past(const rg_session_row *session);
/* "fix/prices-gap". */
rg_str rg_session_branch_name(rg_arena *arena, const rg_session_row *session);
/* Enters a later phase; an earlier one is not gone back to. */
void rg_session_enter(rg_session_row *session, rg_str phase);

#endif
