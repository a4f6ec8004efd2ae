/* SPDX-License-Identifier: MIT */
/*
 * session_time.c - warnings are thresholds of the time that has passed, so that one that fell due
 * while nobody looked (a laptop that slept, an editor that was closed) is due as well. A phase's
 * share begins where the one before it ends in the procedure's table: who is early has more.
 */
#include "fix/workspace/session_time.h"

/* Where two thirds of [begin, end) are used. */
static int64_t two_thirds(int64_t begin, int64_t end)
{
	return begin + ((end - begin) * 2 + 2) / 3;
}

/* A warning holds in [from, to) seconds of the session. */
typedef struct threshold {
	uint32_t warning;
	int64_t from, to;
} threshold;

enum { N_THRESHOLDS = 4 };

static void list_thresholds(threshold *out, const rg_session_clock *clock, int64_t total)
{
	rg_session_phase phase = clock->phase;
	int64_t begin = rg_budget_phase_begin(phase, clock->budget_seconds);
	int64_t end = rg_budget_phase_end(phase, clock->budget_seconds);
	bool is_analysis = phase == RG_SESSION_ANALYSE;

	out[0] = (threshold){RG_WARNING_PHASE << phase, two_thirds(begin, end), end};
	out[1] = (threshold){RG_WARNING_ANALYSIS_OVER, end, is_analysis ? total : end};
	out[2] = (threshold){RG_WARNING_LATE, two_thirds(0, total), total};
	out[3] = (threshold){RG_WARNING_UP, total, INT64_MAX};
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a == 0 || (b && b < a) ? b : a;
}

/* Minutes, rounded up; the last one in steps of ten seconds. */
static int64_t step_of(int64_t left)
{
	return left > 60 ? 60 : 10;
}

rg_session_time rg_session_time_of(const rg_session_clock *clock, int64_t now)
{
	int64_t elapsed = now > clock->began ? now - clock->began : 0;
	int64_t total = clock->budget_seconds + clock->extended_seconds;
	rg_session_time out = {.phase = clock->phase,
			       .elapsed = elapsed,
			       .total = total,
			       .left = elapsed < total ? total - elapsed : 0,
			       .phase_end =
				       rg_budget_phase_end(clock->phase, clock->budget_seconds)};
	threshold thresholds[N_THRESHOLDS];

	list_thresholds(thresholds, clock, total);
	for (size_t i = 0; i < N_THRESHOLDS; i++) {
		const threshold *t = &thresholds[i];

		if (t->from >= t->to)
			continue;
		if (elapsed >= t->from && elapsed < t->to)
			out.warnings |= t->warning;
		else if (elapsed < t->from)
			out.until_warning = sooner(out.until_warning, t->from - elapsed);
	}
	if (out.left)
		out.until_words = (out.left - 1) % step_of(out.left) + 1;
	return out;
}

/* ---- words ---------------------------------------------------------------------------------- */

static rg_str minutes(rg_arena *arena, int64_t seconds)
{
	return rg_arena_printf(arena, "%lld:%02lld", (long long)(seconds / 60),
			       (long long)(seconds % 60));
}

rg_str rg_session_time_lens(rg_arena *arena, const rg_session_time *time)
{
	int64_t step = step_of(time->left);
	int64_t shown = (time->left + step - 1) / step * step;
	rg_str left = time->left == 0 ? RG_STR("time is up")
		      : step == 60
			      ? rg_arena_printf(arena, "%lld min left", (long long)(shown / 60))
			      : rg_arena_printf(arena, "%lld s left", (long long)shown);

	return rg_arena_printf(arena, "Fix session, phase %d of %d: %s, %.*s", (int)time->phase + 1,
			       (int)RG_SESSION_N_PHASES, rg_session_phase_name(time->phase),
			       RG_FMT(left));
}

rg_str rg_session_time_brief(rg_arena *arena, const rg_session_time *time)
{
	return rg_arena_printf(arena, "%s %.*s left", rg_session_phase_name(time->phase),
			       RG_FMT(minutes(arena, time->left)));
}

rg_str rg_session_time_full(rg_arena *arena, const rg_session_time *time)
{
	if (time->phase == RG_SESSION_DONE)
		return rg_arena_printf(arena, "done, %.*s of %.*s used",
				       RG_FMT(minutes(arena, time->elapsed)),
				       RG_FMT(minutes(arena, time->total)));
	return rg_arena_printf(
		arena, "phase %d of %d (%s), %.*s of %.*s used, %.*s left", (int)time->phase + 1,
		(int)RG_SESSION_N_PHASES, rg_session_phase_name(time->phase),
		RG_FMT(minutes(arena, time->elapsed)), RG_FMT(minutes(arena, time->total)),
		RG_FMT(minutes(arena, time->left)));
}

/* What is to be done about it, by phase. */
static const char *const advice[RG_SESSION_N_PHASES] = {
	[RG_SESSION_ANALYSE] = ": write the hypothesis down, then create the fix branch",
	[RG_SESSION_FIX] = ": keep to the most likely fix",
};

rg_str rg_session_time_warning(rg_arena *arena, const rg_session_time *time, uint32_t warnings)
{
	const char *hint = advice[time->phase] ? advice[time->phase] : "";

	if (warnings & RG_WARNING_UP)
		return rg_arena_printf(
			arena, "the %lld minutes of this session are over; everything is kept",
			(long long)(time->total / 60));
	if (warnings & RG_WARNING_LATE)
		return rg_arena_printf(arena,
				       "two thirds of the session's time are used, %.*s left",
				       RG_FMT(minutes(arena, time->left)));
	if (warnings & RG_WARNING_ANALYSIS_OVER)
		return rg_arena_printf(arena,
				       "the analysis has had its %lld minutes: go on with the best "
				       "hypothesis, or give up with what was found",
				       (long long)(time->phase_end / 60));
	if (warnings & (RG_WARNING_PHASE << time->phase))
		return rg_arena_printf(
			arena, "two thirds of the time for \"%s\" are used, %.*s left of it%s",
			rg_session_phase_name(time->phase),
			RG_FMT(minutes(arena, time->phase_end - time->elapsed)), hint);
	return (rg_str){NULL, 0};
}
