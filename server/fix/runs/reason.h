/* SPDX-License-Identifier: MIT */
/* reason.h - whether two failures, as evidence words them, may still be one reason. Pure. */
#ifndef RG_FIX_RUNS_REASON_H
#define RG_FIX_RUNS_REASON_H

#include "base/str.h"

/*
 * Whether two failing runs fail for one reason: equal fingerprints; where neither has one (a hang,
 * an end without a report) equal words, which are then the outcome's.
 */
bool rg_reason_is_same(rg_str fingerprint_a, rg_str words_a, rg_str fingerprint_b, rg_str words_b);

/*
 * Whether two failures ("AssertionError: assert 9 == 4") are alike but for their numbers. That
 * alone makes them no single reason (404 is not 500); it is worth another run, to see whether the
 * number varies by itself.
 */
bool rg_reason_is_alike_but_numbers(rg_str a, rg_str b);

#endif
