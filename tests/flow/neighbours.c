/* SPDX-License-Identifier: MIT */
/*
 * neighbours.c - a fix that breaks another test: it is named before anything is committed, and a
 * pull request that is made all the same says so. Effects are the test's (support/flow.h).
 */
#include "support/flow.h"

#include "fix/check.h"
#include "fix/pr/branch.h"
#include "fix/pr/pr.h"
#include "fix/report.h"
#include "fix/start.h"

#define SIDE "tests/test_side.py::test_other"

/* A session on its fix branch, with a neighbouring test on main; base and fix: src/calc.py. */
static flow *session(const char *base, const char *fix)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");
	flow *w = flow_new();

	sh(w->f, "git checkout -q main\n"
		 "mkdir -p tests; printf 'from src import calc\n\ndef test_other(): pass\n' "
		 ">tests/test_side.py");
	sh(w->f, base);
	sh(w->f, "git add -A; git commit -qm side; git update-ref refs/remotes/origin/main main\n"
		 "git checkout -q dev; git merge -q main -m merged");
	play(w, rg_fix_start, (rg_fix_args){.tests = {&test, 1, 1}, .name = RG_STR("sum")});
	assert_true(rg_str_is_null(stop_code(w)));
	play(w, rg_fix_branch, (rg_fix_args){0});
	assert_true(rg_str_is_null(stop_code(w)));
	sh(w->f, fix);
	return w;
}

static rg_fix_args planned(flow *w)
{
	rg_fix_args args = {0};

	play(w, rg_fix_pr, args);
	assert_true(rg_str_is_null(stop_code(w)));
	args.plan = rg_arena_dup(w->arena,
				 rg_json_str(rg_json_get(rg_json_get(w->result, "plan"), "hash")));
	return args;
}

static bool plans_neighbours(const flow *w)
{
	const rg_json *step = rg_json_first(rg_json_get(rg_json_get(w->result, "plan"), "steps"));

	for (; step; step = rg_json_next(step))
		if (rg_str_eq_z(rg_json_str(rg_json_get(step, "what")), "run neighbouring tests"))
			return rg_str_starts(rg_json_str(rg_json_get(step, "detail")),
					     RG_STR("1 test of tests/test_side.py"));
	return false;
}

static rg_str sent_text(flow *w)
{
	return sh(w->f, "cat .git/redgreen/sessions/*/PULL_REQUEST.sent.md");
}

static void neighbours__that_pass__are_claimed(void **state)
{
	flow *w = session("true", "echo 'total = 2' >src/calc.py");
	rg_fix_args plan = planned(w);

	(void)state;
	assert_true(plans_neighbours(w));
	play(w, rg_fix_pr, plan);
	assert_true(rg_str_is_null(stop_code(w)));
	assert_true(rg_str_has(sent_text(w), RG_STR("1 neighbouring test passes with the fix "
						    "(tests/test\\_side.py)")) ||
		    rg_str_has(sent_text(w), RG_STR("1 neighbouring test passes with the fix "
						    "(tests/test_side.py)")));
	play(w, rg_fix_report, (rg_fix_args){0});
	same(answered(w, "status"), S("success"));
	flow_free(w);
}

static void neighbours__that_break__stop_before_the_commit(void **state)
{
	flow *w = session("true", "echo 'total = 2  # side' >src/calc.py");
	rg_str before;
	rg_fix_args plan = planned(w);

	(void)state;
	before = world(w);
	play(w, rg_fix_pr, plan);
	same(stop_code(w), S("regressions"));
	assert_true(
		rg_str_has(rg_json_str(rg_json_get(rg_json_get(w->result, "stopped"), "message")),
			   RG_STR(SIDE " passes on main and fails with the fix")));
	same(world(w), before);
	play(w, rg_fix_report, (rg_fix_args){0});
	same(answered(w, "status"), S("partial"));
	assert_true(rg_str_has(sh(w->f, "cat outputs/*.md"), RG_STR("Fix causes regressions")));
	flow_free(w);
}

static void neighbours__that_break__are_in_a_text_that_was_wanted_all_the_same(void **state)
{
	flow *w = session("true", "echo 'total = 2  # side' >src/calc.py");
	rg_fix_args plan = planned(w);

	(void)state;
	plan.accept = RG_STR("regressions");
	play(w, rg_fix_pr, plan);
	assert_true(rg_str_is_null(stop_code(w)));
	same(sh(w->f, "git rev-list --count main..fix/sum"), S("1"));
	assert_true(rg_str_has(sent_text(w), RG_STR("The fix breaks something else")));
	assert_true(rg_str_has(sent_text(w), RG_STR("passes on main and fails with the fix")));
	play(w, rg_fix_report, (rg_fix_args){0});
	same(answered(w, "status"), S("partial"));
	flow_free(w);
}

static void neighbours__that_break__are_the_users_choice(void **state)
{
	flow *w = session("true", "echo 'total = 2  # side' >src/calc.py");

	(void)state;
	w->answer = 1;
	play(w, rg_fix_pr, planned(w));
	assert_true(rg_str_is_null(stop_code(w)));
	assert_true(rg_str_has(sent_text(w), RG_STR("The fix breaks something else")));
	flow_free(w);
}

static void neighbours__that_fail_on_the_base__are_no_side_effect(void **state)
{
	flow *w = session("echo 'total = 1  # bug side' >src/calc.py",
			  "echo 'total = 2  # side' >src/calc.py");

	(void)state;
	play(w, rg_fix_pr, planned(w));
	assert_true(rg_str_is_null(stop_code(w)));
	assert_false(rg_str_has(sent_text(w), RG_STR("breaks something else")));
	assert_true(rg_str_has(sent_text(w), RG_STR("0 neighbouring tests pass with the fix and 1 "
						    "fails")));
	play(w, rg_fix_report, (rg_fix_args){0});
	same(answered(w, "status"), S("success"));
	flow_free(w);
}

static void neighbours__that_break__are_findings_until_an_edit(void **state)
{
	flow *w = session("true", "echo 'total = 2  # side' >src/calc.py");
	const rg_json *finding;

	(void)state;
	play(w, rg_fix_pr, planned(w));
	same(stop_code(w), S("regressions"));
	play(w, rg_fix_check, (rg_fix_args){0});
	finding = rg_json_first(rg_json_get(w->result, "findings"));
	same(rg_json_str(rg_json_get(finding, "rule")), S("regression"));
	same(rg_json_str(rg_json_get(finding, "path")), S("tests/test_side.py"));
	assert_int_equal(rg_json_int(rg_json_get(finding, "line"), 0), 3);
	sh(w->f, "echo 'total = 3' >src/calc.py");
	play(w, rg_fix_check, (rg_fix_args){0});
	assert_null(rg_json_first(rg_json_get(w->result, "findings")));
	flow_free(w);
}

static void neighbours__cancelled_at_any_step__leave_no_worktree(void **state)
{
	(void)state;
	for (int n = 1;; n += 3) {
		flow *w = session("true", "echo 'total = 2  # side' >src/calc.py");
		rg_fix_args plan = planned(w);
		bool is_over;

		plan.accept = RG_STR("regressions");
		play_to(w, rg_fix_pr, plan, n);
		is_over = w->rc == RG_OK;
		same(sh(w->f, "git worktree list | wc -l"), S("1"));
		same(sh(w->f, "cat src/calc.py"), S("total = 2  # side"));
		flow_free(w);
		if (is_over)
			break;
		assert_true(n < 300);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours__that_pass__are_claimed),
		cmocka_unit_test(neighbours__that_break__stop_before_the_commit),
		cmocka_unit_test(
			neighbours__that_break__are_in_a_text_that_was_wanted_all_the_same),
		cmocka_unit_test(neighbours__that_break__are_the_users_choice),
		cmocka_unit_test(neighbours__that_fail_on_the_base__are_no_side_effect),
		cmocka_unit_test(neighbours__that_break__are_findings_until_an_edit),
		cmocka_unit_test(neighbours__cancelled_at_any_step__leave_no_worktree),
	};

	return cmocka_run_group_tests(tests, NULL, remove_home);
}
