/* SPDX-License-Identifier: MIT */
/* calls_private.h - inside runner/: what reading and completing calls share. */
#ifndef RG_RUNNER_CALLS_PRIVATE_H
#define RG_RUNNER_CALLS_PRIVATE_H

#include "runner/calls.h"

/* Sorts both lists and leaves what is in them more than once. */
void rg_calls__unify(rg_calls *calls, rg_arena *arena);

#endif
