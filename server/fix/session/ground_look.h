/* SPDX-License-Identifier: MIT */
/* ground_look.h - how a use case comes to know its ground. */
#ifndef RG_FIX_SESSION_GROUND_LOOK_H
#define RG_FIX_SESSION_GROUND_LOOK_H

#include "fix/session/ground.h"

/* Step: reads all of it in a job. */
void rg_ground_look(rg_task *task);
/*
 * From a job: what follows stands in the session's worktree, which must have been made. One that is
 * gone halts the ground.
 */
RG_MUST_CHECK rg_rc rg_ground_move(rg_ground *ground, rg_arena *arena, rg_err *err);

#endif
