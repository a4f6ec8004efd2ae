/* SPDX-License-Identifier: MIT */
/*
 * glance.h - whether a fix session is open, for a face that stays while nobody asks for anything:
 * one that began in another process, and what its clock has to say. Changes nothing in the
 * repository and makes no store. Blocking.
 */
#ifndef RG_FIX_GLANCE_H
#define RG_FIX_GLANCE_H

#include "fix/session/ground.h"

/* ground: zeroed but for root, now, uptime and boot_id; then has what rg_session_show wants.
 * *warning: what is to be said now, and once in the session; null for nothing. */
RG_MUST_CHECK rg_rc rg_glance(rg_str *warning, rg_ground *ground, rg_arena *arena, rg_err *err);

#endif
