/* SPDX-License-Identifier: MIT */
/* fix_session_time.c - what the clock of a session says at its edges, to the user and to us. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fix/workspace/session_time.h"

/* Begun at 1000 on its clock, with the procedure's 15 minutes. */
static rg_session_time at(rg_session_phase phase, int64_t elapsed)
{
	rg_session_clock clock = {.phase = phase, .began = 1000, .budget_seconds = 900};

	return rg_session_time_of(&clock, 1000 + elapsed);
}

static void same(rg_str a, const char *expected)
{
	if (!rg_str_eq_z(a, expected))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(a), expected);
}

static void left__ends_at_nothing(void **state)
{
	(void)state;
	assert_int_equal(at(RG_SESSION_FIX, 0).left, 900);
	assert_int_equal(at(RG_SESSION_FIX, 899).left, 1);
	assert_int_equal(at(RG_SESSION_FIX, 900).left, 0);
	assert_int_equal(at(RG_SESSION_FIX, 7200).left, 0); /* the laptop slept */
	assert_int_equal(at(RG_SESSION_FIX, 7200).elapsed, 7200);
	assert_int_equal(at(RG_SESSION_FIX, -5).left, 900); /* the clock was set back */
	assert_int_equal(at(RG_SESSION_FIX, -5).elapsed, 0);
}

/* A session that is older than the machine's start began before its clock did. */
static void left__of_a_session_of_another_start(void **state)
{
	rg_session_clock clock = {
		.phase = RG_SESSION_FIX, .began = -660 + 30, .budget_seconds = 900};
	rg_session_time time = rg_session_time_of(&clock, 30);

	(void)state;
	assert_int_equal(time.elapsed, 660);
	assert_int_equal(time.left, 240);
}

static void left__with_what_the_user_added(void **state)
{
	rg_session_clock clock = {.phase = RG_SESSION_FIX,
				  .began = 0,
				  .budget_seconds = 900,
				  .extended_seconds = 400};
	rg_session_time time = rg_session_time_of(&clock, 1000);

	(void)state;
	assert_int_equal(time.total, 1300);
	assert_int_equal(time.left, 300);
	assert_int_equal(time.warnings, RG_WARNING_LATE); /* no phase of the table is left */
}

/* Each warning begins to hold at its second, and is announced up to there. */
static void warnings__fall_due_at_two_thirds_and_at_the_end(void **state)
{
	static const struct {
		rg_session_phase phase;
		int64_t at;
		uint32_t warning;
	} rows[] = {
		{RG_SESSION_ANALYSE, 120, RG_WARNING_PHASE << RG_SESSION_ANALYSE},
		{RG_SESSION_ANALYSE, 180, RG_WARNING_ANALYSIS_OVER},
		{RG_SESSION_BRANCH, 160, RG_WARNING_PHASE << RG_SESSION_BRANCH},
		{RG_SESSION_FIX, 500, RG_WARNING_PHASE << RG_SESSION_FIX},
		{RG_SESSION_FIX, 600, RG_WARNING_LATE},
		{RG_SESSION_PREPARE, 740, RG_WARNING_PHASE << RG_SESSION_PREPARE},
		{RG_SESSION_PR, 860, RG_WARNING_PHASE << RG_SESSION_PR},
		{RG_SESSION_PR, 900, RG_WARNING_UP},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_false(at(rows[i].phase, rows[i].at - 1).warnings & rows[i].warning);
		assert_int_equal(at(rows[i].phase, rows[i].at - 1).until_warning, 1);
		assert_true(at(rows[i].phase, rows[i].at).warnings & rows[i].warning);
	}
}

static void warnings__of_the_end_alone(void **state)
{
	(void)state;
	assert_int_equal(at(RG_SESSION_ANALYSE, 900).warnings, RG_WARNING_UP);
	assert_int_equal(at(RG_SESSION_ANALYSE, 900).until_warning, 0);
	assert_int_equal(at(RG_SESSION_FIX, 0).until_warning, 500);
	assert_int_equal(at(RG_SESSION_PREPARE, 10).until_warning, 590); /* it is early */
}

static void warnings__say_the_weightiest(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_session_time time = at(RG_SESSION_FIX, 620);

	(void)state;
	same(rg_session_time_warning(arena, &time, time.warnings),
	     "two thirds of the session's time are used, 4:40 left");
	same(rg_session_time_warning(arena, &time, RG_WARNING_PHASE << RG_SESSION_FIX),
	     "two thirds of the time for \"fix\" are used, 0:40 left of it: keep to the most "
	     "likely fix");
	time = at(RG_SESSION_ANALYSE, 200);
	same(rg_session_time_warning(arena, &time, time.warnings),
	     "the analysis has had its 3 minutes: go on with the best hypothesis, or give up with "
	     "what was found");
	time = at(RG_SESSION_ANALYSE, 1000);
	same(rg_session_time_warning(arena, &time, time.warnings),
	     "the 15 minutes of this session are over; everything is kept");
	assert_null(rg_session_time_warning(arena, &time, 0).ptr);
	rg_arena_free(arena);
}

/* What the lens says holds until it is asked again. */
static void lens__changes_at_minutes_and_in_the_last_one_at_tens(void **state)
{
	static const struct {
		int64_t elapsed;
		const char *words;
		int64_t until;
	} rows[] = {
		{0, "Fix session, phase 3 of 6: fix, 15 min left", 60},
		{1, "Fix session, phase 3 of 6: fix, 15 min left", 59},
		{59, "Fix session, phase 3 of 6: fix, 15 min left", 1},
		{60, "Fix session, phase 3 of 6: fix, 14 min left", 60},
		{839, "Fix session, phase 3 of 6: fix, 2 min left", 1},
		{840, "Fix session, phase 3 of 6: fix, 60 s left", 10},
		{855, "Fix session, phase 3 of 6: fix, 50 s left", 5},
		{899, "Fix session, phase 3 of 6: fix, 10 s left", 1},
		{900, "Fix session, phase 3 of 6: fix, time is up", 0},
		{9000, "Fix session, phase 3 of 6: fix, time is up", 0},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_session_time time = at(RG_SESSION_FIX, rows[i].elapsed);

		same(rg_session_time_lens(arena, &time), rows[i].words);
		assert_int_equal(time.until_words, rows[i].until);
	}
	rg_arena_free(arena);
}

static void words__for_progress_and_status(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_session_time time = at(RG_SESSION_FIX, 380);

	(void)state;
	same(rg_session_time_brief(arena, &time), "fix 8:40 left");
	same(rg_session_time_full(arena, &time),
	     "phase 3 of 6 (fix), 6:20 of 15:00 used, 8:40 left");
	time = at(RG_SESSION_DONE, 380);
	same(rg_session_time_full(arena, &time), "done, 6:20 of 15:00 used");
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(left__ends_at_nothing),
		cmocka_unit_test(left__of_a_session_of_another_start),
		cmocka_unit_test(left__with_what_the_user_added),
		cmocka_unit_test(warnings__fall_due_at_two_thirds_and_at_the_end),
		cmocka_unit_test(warnings__of_the_end_alone),
		cmocka_unit_test(warnings__say_the_weightiest),
		cmocka_unit_test(lens__changes_at_minutes_and_in_the_last_one_at_tens),
		cmocka_unit_test(words__for_progress_and_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
