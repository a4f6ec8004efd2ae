/* SPDX-License-Identifier: MIT */
/*
 * base_rate.h - how often the reproduction test failed on the base, and how many passes in a row
 * show that the fix made a difference. A test that always failed there needs no more than the
 * setting says.
 */
#ifndef RG_FIX_RUNS_BASE_RATE_H
#define RG_FIX_RUNS_BASE_RATE_H

#include "fix/session/ground.h"
#include "store/evidence.h"

typedef struct rg_base_rate {
	uint32_t n, n_failed; /* valid runs on the base that passed or failed */
	uint32_t n_needed;    /* passes in a row; 0: it has not passed there */
} rg_base_rate;

/* Of valid runs on the base's tree with this reproduction test. Pure. */
rg_base_rate rg_base_rate_of(const rg_evidence_vec *base);
/* From the store; all 0 without a session or a base. Blocking. */
RG_MUST_CHECK rg_rc rg_base_rate_read(rg_base_rate *out, rg_arena *arena, rg_ground *ground,
				      rg_err *err);
/* How many passes in a row are asked for: the setting, or more. */
uint32_t rg_base_rate_wanted(const rg_base_rate *rate, const rg_ground *ground);
/*
 * "it failed in 3 of 10 runs on the base, so that 16 passes in a row are needed to tell the fix
 * from luck"; null when the setting's number is enough.
 */
rg_str rg_base_rate_text(rg_arena *arena, const rg_base_rate *rate, const rg_ground *ground);

#endif
