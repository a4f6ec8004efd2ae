/* SPDX-License-Identifier: MIT */
/*
 * session_time.h - how far a fix session is. Whoever shows its time, warns of it or ends it asks
 * the one function below. Pure: clock and time are arguments.
 */
#ifndef RG_FIX_WORKSPACE_SESSION_TIME_H
#define RG_FIX_WORKSPACE_SESSION_TIME_H

#include "base/arena.h"
#include "fix/workspace/budget.h"

/* What it is told from. Times are seconds on any clock, as long as it is the same for both. */
typedef struct rg_session_clock {
	rg_session_phase phase;
	int64_t began;
	int64_t budget_seconds;
	int64_t extended_seconds; /* that the user added at the end */
} rg_session_clock;

/* What is said once in a session, when it begins to hold; those that weigh more are higher. */
enum {
	RG_WARNING_PHASE = 1 << 0, /* of phase p: << p; two thirds of its time are used */
	RG_WARNING_ANALYSIS_OVER = 1 << RG_SESSION_N_PHASES,
	RG_WARNING_LATE = RG_WARNING_ANALYSIS_OVER << 1, /* two thirds of the whole are used */
	RG_WARNING_UP = RG_WARNING_LATE << 1,		 /* STOP */
};

typedef struct rg_session_time {
	rg_session_phase phase;
	int64_t elapsed, left, total; /* seconds, none below 0; elapsed may exceed the total */
	int64_t phase_end;	      /* seconds of the session at which the phase has to be over */
	uint32_t warnings;	      /* RG_WARNING_…: those that hold now */
	int64_t until_warning;	      /* seconds to the next that will; 0: none any more */
	int64_t until_words; /* seconds until rg_session_time_lens says something else; 0: never */
} rg_session_time;

rg_session_time rg_session_time_of(const rg_session_clock *clock, int64_t now);

/* "Fix session, phase 3 of 6: fix, 9 min left"; whole minutes, so that it holds for a while. */
rg_str rg_session_time_lens(rg_arena *arena, const rg_session_time *time);
/* "fix 8:40 left": behind what is happening just now. */
rg_str rg_session_time_brief(rg_arena *arena, const rg_session_time *time);
/* "phase 3 of 6 (fix), 6:20 of 15:00 used, 8:40 left"; behind the end "done, 6:20 of 15:00 used".
 */
rg_str rg_session_time_full(rg_arena *arena, const rg_session_time *time);
/* What the weightiest of these warnings says, without a final dot; null for none. */
rg_str rg_session_time_warning(rg_arena *arena, const rg_session_time *time, uint32_t warnings);

/* What can be done at the end. */
#define RG_TIME_IS_UP_NEXT                                                                         \
	"To go on, ask again and say so (--accept time-is-up in the shell); to end it, give up."

#endif
