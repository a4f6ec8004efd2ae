/* SPDX-License-Identifier: MIT */
/* What comes next, what is possible and why the rest is not, over every state that there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fix/workspace/moves.h"

#define K(known) RG_KNOWN_##known
#define SESSION	 (K(SESSION) | K(PAST))
#define BRANCH	 (SESSION | K(BRANCH) | K(UNDOABLE))

static void moves__the_next_step_is_the_procedures(void **state)
{
	static const struct {
		const char *story;
		uint32_t known;
		rg_move next;
	} rows[] = {
		{"a repository is opened", 0, RG_MOVE_RUN_TEST},
		{"nothing of it may run", K(UNTRUSTED), RG_MOVE_FREE},
		{"a test failed", K(FAILURE) | K(RED), RG_MOVE_START_FIX},
		{"a log of another machine is open", K(FAILURE), RG_MOVE_START_FIX},
		{"a command is under way", K(FAILURE) | K(BUSY), RG_MOVE_STOP},
		{"also where nothing may run", K(UNTRUSTED) | K(BUSY), RG_MOVE_STOP},
		{"the session began", SESSION | K(FAILURE) | K(RED), RG_MOVE_CREATE_BRANCH},
		{"also fixed before the branch", SESSION | K(GREEN), RG_MOVE_CREATE_BRANCH},
		{"the branch is red", BRANCH | K(FAILURE) | K(RED), RG_MOVE_RUN_TEST},
		{"something was changed", BRANCH | K(FAILURE), RG_MOVE_RUN_TEST},
		{"it passed once", BRANCH | K(GREEN), RG_MOVE_CHECK_STABILITY},
		{"it passed five times", BRANCH | K(GREEN) | K(STABLE), RG_MOVE_CREATE_PR},
		{"it is to be faster", BRANCH | K(GREEN) | K(STABLE) | K(SPEED), RG_MOVE_MEASURE},
		{"it was measured", BRANCH | K(GREEN) | K(STABLE) | K(SPEED) | K(MEASURED),
		 RG_MOVE_CREATE_PR},
		{"changed again", BRANCH | K(SPEED), RG_MOVE_RUN_TEST},
		{"the time is over", BRANCH | K(OVER) | K(RED) | K(FAILURE), RG_MOVE_GIVE_UP},
		{"over before the branch", SESSION | K(OVER), RG_MOVE_GIVE_UP},
		{"over, but proven", BRANCH | K(OVER) | K(GREEN) | K(STABLE), RG_MOVE_CREATE_PR},
		{"the pull request was made", K(PAST) | K(UNDOABLE), RG_MOVE_RUN_TEST},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rg_move_next(rows[i].known) != rows[i].next)
			fail_msg("%s: move %d, not %d", rows[i].story, rg_move_next(rows[i].known),
				 rows[i].next);
}

static void moves__what_is_not_possible_says_why(void **state)
{
	static const struct {
		rg_move move;
		uint32_t known;
		const char *word; /* NULL: possible */
	} rows[] = {
		{RG_MOVE_RUN_TEST, 0, NULL},
		{RG_MOVE_RUN_TEST, K(UNTRUSTED), "not trusted"},
		{RG_MOVE_RUN_TEST, K(BUSY), "under way"},
		{RG_MOVE_LOCATE, 0, "run the test first"},
		{RG_MOVE_LOCATE, K(FAILURE) | K(BUSY), NULL},
		{RG_MOVE_START_FIX, 0, NULL},
		{RG_MOVE_START_FIX, SESSION, "open already"},
		{RG_MOVE_CREATE_BRANCH, 0, "start one first"},
		{RG_MOVE_CREATE_BRANCH, SESSION, NULL},
		{RG_MOVE_CREATE_BRANCH, BRANCH, "made already"},
		{RG_MOVE_CHECK_STABILITY, 0, NULL},
		{RG_MOVE_CHECK_STABILITY, K(RED), NULL}, /* how often it fails is worth knowing */
		{RG_MOVE_CHECK_STABILITY, BRANCH | K(RED), "nothing was changed"},
		{RG_MOVE_CHECK_STABILITY, BRANCH, NULL},
		{RG_MOVE_MEASURE, 0, "start one first"},
		{RG_MOVE_MEASURE, SESSION, "create it first"},
		{RG_MOVE_MEASURE, BRANCH, NULL},
		{RG_MOVE_CREATE_PR, 0, NULL}, /* from a branch of one's own */
		{RG_MOVE_CREATE_PR, K(RED), "nothing was changed"},
		{RG_MOVE_WRITE_REPORT, 0, "no fix session"},
		{RG_MOVE_WRITE_REPORT, K(PAST), NULL},
		{RG_MOVE_GIVE_UP, K(PAST), "no fix session"},
		{RG_MOVE_GIVE_UP, SESSION, NULL},
		{RG_MOVE_SHOW_STATUS, 0, "no fix session"},
		{RG_MOVE_SHOW_STATUS, K(PAST) | K(BUSY), NULL},
		{RG_MOVE_UNDO, K(PAST), "take back"},
		{RG_MOVE_UNDO, K(PAST) | K(UNDOABLE), NULL},
		{RG_MOVE_UNDO, K(PAST) | K(UNDOABLE) | K(UNTRUSTED), NULL}, /* runs nothing */
		{RG_MOVE_STOP, 0, "nothing is under way"},
		{RG_MOVE_STOP, K(BUSY), NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *why = rg_move_obstacle(rows[i].move, rows[i].known);

		if (!why != !rows[i].word || (why && !strstr(why, rows[i].word)))
			fail_msg("row %zu: %s, not %s", i, why ? why : "possible",
				 rows[i].word ? rows[i].word : "possible");
	}
}

/* The files' newest run cannot have shown both. */
static bool can_be(uint32_t known)
{
	return !(known & K(RED)) || !(known & (K(GREEN) | K(STABLE) | K(MEASURED)));
}

/* What comes next is possible, and something is, in a session whose code may run. */
static void moves__in_every_state_the_next_step_is_possible(void **state)
{
	(void)state;
	for (uint32_t known = 0; known < (uint32_t)K(MEASURED) << 1; known++) {
		rg_move next = rg_move_next(known);

		if (!can_be(known))
			continue;
		assert_true(next < RG_N_MOVES);
		assert_null(rg_move_obstacle(next, known));
		assert_null(rg_move_obstacle(RG_MOVE_FREE, known));
		if (!(known & K(UNTRUSTED)) && (known & K(SESSION)))
			assert_int_not_equal(next, RG_MOVE_FREE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moves__the_next_step_is_the_procedures),
		cmocka_unit_test(moves__what_is_not_possible_says_why),
		cmocka_unit_test(moves__in_every_state_the_next_step_is_possible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
