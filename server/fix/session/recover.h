/* SPDX-License-Identifier: MIT */
/* recover.h - finishes the steps that a kill interrupted. Blocking. */
#ifndef RG_FIX_SESSION_RECOVER_H
#define RG_FIX_SESSION_RECOVER_H

#include "store/journal.h"

/*
 * Carries out every journaled intent of this work tree that has no outcome and whose process is
 * gone. *notice gets a sentence about it, appended to what stands there. A step that cannot be
 * finished is marked as failed and named; it is not tried again.
 */
RG_MUST_CHECK rg_rc rg_recover(rg_arena *arena, rg_store *store, rg_str root, rg_str *notice,
			       rg_err *err);

#endif
