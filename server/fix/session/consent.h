/* SPDX-License-Identifier: MIT */
/*
 * consent.h - whether the repository's code may run. It is asked once for a repository and once for
 * each different set of settings that execute something.
 */
#ifndef RG_FIX_SESSION_CONSENT_H
#define RG_FIX_SESSION_CONSENT_H

#include "fix/session/ground.h"

/*
 * Step: whether the repository's code, and what .redgreen.json executes, may run. Asks once and
 * remembers a yes together with what it was said to.
 */
void rg_ground_consent(rg_task *task);
bool rg_ground_needs_consent(rg_task *task);
/* ground.has_consent, and what may start by it: whether a yes was said at an earlier time.
 * Blocking.
 */
RG_MUST_CHECK rg_rc rg_consent_recall(rg_ground *ground, rg_arena *arena, rg_store *store,
				      rg_err *err);

#endif
