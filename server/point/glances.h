/* SPDX-License-Identifier: MIT */
/*
 * glances.h - answers that are being made before all files were read, in any workspace. Somebody
 * waits for them, so that what works in the background lets them pass. Any thread.
 */
#ifndef RG_POINT_GLANCES_H
#define RG_POINT_GLANCES_H

#include "os/job.h"

void rg_glances_begin(void);
void rg_glances_end(void);
/* Returns when none is being made, or the job is cancelled. cancel may be NULL. */
void rg_glances_let_pass(const rg_cancel *cancel);

#endif
