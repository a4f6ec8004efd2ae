/* SPDX-License-Identifier: MIT */
/* What a workspace knows after each command, and what comes next by that (fix/workspace/moves.h).
 */
#include "support/flow.h"

#include "fix/give_up.h"
#include "fix/measure.h"
#include "fix/pr/branch.h"
#include "fix/run_test.h"
#include "fix/stability.h"
#include "fix/start.h"
#include "fix/status.h"
#include "fix/undo.h"

static rg_fix_args about_the_test(void)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");

	return (rg_fix_args){.tests = {.items = &test, .n = 1}, .name = RG_STR("sum")};
}

static rg_fix_args nothing(void)
{
	return (rg_fix_args){0};
}

static rg_move next(const flow *w)
{
	return rg_move_next(rg_workspace_known(w->workspace));
}

/* The menus' order is what the commands left behind, and an edit takes it back. */
static void next__follows_what_was_recorded(void **state)
{
	flow *w = flow_new();
	rg_workspace *workspace = w->workspace;

	(void)state;
	assert_int_equal(next(w), RG_MOVE_RUN_TEST);
	play(w, rg_fix_run_test, about_the_test());
	assert_int_equal(next(w), RG_MOVE_START_FIX);
	assert_non_null(rg_move_obstacle(RG_MOVE_UNDO, rg_workspace_known(workspace)));
	play(w, rg_fix_start, about_the_test());
	assert_int_equal(next(w), RG_MOVE_CREATE_BRANCH);
	play(w, rg_fix_branch, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	assert_int_equal(next(w), RG_MOVE_RUN_TEST);
	assert_null(rg_move_obstacle(RG_MOVE_UNDO, rg_workspace_known(workspace)));
	assert_non_null(rg_move_obstacle(RG_MOVE_CREATE_PR, rg_workspace_known(workspace)));
	sh(w->f, "echo 'total = 2' >src/calc.py");
	rg_workspace_edited(workspace);
	assert_int_equal(next(w), RG_MOVE_RUN_TEST);
	assert_null(rg_move_obstacle(RG_MOVE_CREATE_PR, rg_workspace_known(workspace)));
	play(w, rg_fix_run_test, nothing());
	assert_int_equal(next(w), RG_MOVE_CHECK_STABILITY);
	play(w, rg_fix_stability, nothing());
	assert_int_equal(next(w), RG_MOVE_CREATE_PR);
	/* Another process has seen none of this, and reads it from the evidence. */
	rg_workspace_edited(workspace);
	assert_int_equal(next(w), RG_MOVE_RUN_TEST);
	play(w, rg_fix_status, nothing());
	assert_int_equal(next(w), RG_MOVE_CREATE_PR);
	rg_workspace_edited(workspace);
	play(w, rg_fix_measure, (rg_fix_args){.runs = 1});
	assert_true(rg_str_is_null(stop_code(w)));
	assert_int_equal(next(w), RG_MOVE_CREATE_PR);
	sh(w->f, "echo 'total = 3' >src/calc.py");
	rg_workspace_edited(workspace);
	play(w, rg_fix_status, nothing());
	assert_int_equal(next(w), RG_MOVE_RUN_TEST);
	play(w, rg_fix_give_up, nothing());
	assert_int_equal(rg_workspace_known(workspace) &
				 (RG_KNOWN_SESSION | RG_KNOWN_PAST | RG_KNOWN_UNDOABLE),
			 RG_KNOWN_PAST | RG_KNOWN_UNDOABLE);
	play(w, rg_fix_undo, nothing());
	play(w, rg_fix_status, nothing()); /* an editor looks by itself */
	assert_non_null(rg_move_obstacle(RG_MOVE_UNDO, rg_workspace_known(workspace)));
	flow_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next__follows_what_was_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, remove_home);
}
