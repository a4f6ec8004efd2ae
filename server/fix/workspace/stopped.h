/* SPDX-License-Identifier: MIT */
/* stopped.h - the codes with which the procedure says STOP (stopped.def). */
#ifndef RG_FIX_WORKSPACE_STOPPED_H
#define RG_FIX_WORKSPACE_STOPPED_H

#include <stdbool.h>
#include <stddef.h>

typedef struct rg_stopped_code {
	const char *code;
	const char *meaning;
} rg_stopped_code;

const rg_stopped_code *rg_stopped_codes(size_t *n);
bool rg_stopped_is_known(const char *code);

#endif
