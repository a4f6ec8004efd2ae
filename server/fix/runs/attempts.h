/* SPDX-License-Identifier: MIT */
/* attempts.h - the numbered runs of a session's fix phase. Blocking, but for the hint. */
#ifndef RG_FIX_RUNS_ATTEMPTS_H
#define RG_FIX_RUNS_ATTEMPTS_H

#include "fix/runs/proof.h"

typedef struct rg_attempt_log {
	bool is_attempt; /* a run now is one: the branch was made, and the session is not done */
	uint32_t n;	 /* attempts so far */
	uint32_t n_failed_in_a_row; /* of the newest ones */
} rg_attempt_log;

RG_MUST_CHECK rg_rc rg_attempts_read(rg_attempt_log *out, rg_arena *arena, rg_ground *ground,
				     rg_err *err);
/* Records a valid run as the next attempt; the session enters the fix phase. */
RG_MUST_CHECK rg_rc rg_attempts_add(rg_attempt_log *log, rg_arena *arena, rg_ground *ground,
				    const rg_proof *proof, rg_err *err);
/* The file beside an attempt's log that has its diff from the base. */
rg_str rg_attempt_patch(rg_arena *arena, rg_str log);
/* Procedure S41 and S63: after three failures look again, after six give up; "" before. */
/* S63: so many have failed in a row that the user should say whether to go on or give up. */
bool rg_attempts_want_choice(const rg_attempt_log *log);
rg_str rg_attempts_hint(rg_arena *arena, const rg_attempt_log *log);

#endif
