/* SPDX-License-Identifier: MIT */
/* hooks.c - the user's hooks of a commit: named as not run, or run on request (runHooks). */
#include "support/flow.h"

#include "fix/pr/branch.h"
#include "fix/pr/pr.h"
#include "fix/start.h"

static rg_fix_args nothing(void)
{
	return (rg_fix_args){0};
}

/* A fix that is to become a commit, and a hook of that name. */
static flow *fixed(const char *settings, const char *name, const char *script)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");
	flow *w = flow_new();

	sh(w->f, rg_arena_printf(w->arena,
				 "echo '{\"stabilityRuns\": 1, \"variedRounds\": false%s}' "
				 ">.redgreen.json; echo .redgreen.json >.git/info/exclude\n"
				 "printf '#!/bin/sh\\n%s\\n' >.git/hooks/%s; chmod +x "
				 ".git/hooks/%s",
				 settings, script, name, name)
			 .ptr);
	play(w, rg_fix_start,
	     (rg_fix_args){.tests = {.items = &test, .n = 1}, .name = RG_STR("sum")});
	play(w, rg_fix_branch, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	sh(w->f, "echo 'total = 2' >src/calc.py");
	return w;
}

static rg_fix_args planned(flow *w)
{
	rg_fix_args args = {0};

	play(w, rg_fix_pr, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	args.plan = rg_arena_dup(w->arena,
				 rg_json_str(rg_json_get(rg_json_get(w->result, "plan"), "hash")));
	return args;
}

static bool plan_says(const flow *w, const char *what)
{
	const rg_json *steps = rg_json_get(rg_json_get(w->result, "plan"), "steps");

	for (const rg_json *x = rg_json_first(steps); x; x = rg_json_next(x))
		if (rg_str_eq_z(rg_json_str(rg_json_get(x, "what")), what))
			return true;
	return false;
}

static void without_runHooks__they_are_named_and_not_run(void **state)
{
	flow *w = fixed("", "pre-commit", "touch ../ran; exit 1");
	rg_fix_args plan = planned(w);

	(void)state;
	assert_true(plan_says(w, "without hooks"));
	play(w, rg_fix_pr, plan);
	assert_true(rg_str_is_null(stop_code(w)));
	same(sh(w->f, "ls ../ran 2>&1 | grep -c cannot"), S("1"));
	same(sh(w->f, "grep -rlc 'pre-commit hook was not run' .git/redgreen/sessions/*/"
		      "PULL_REQUEST.sent.md | wc -l"),
	     S("1"));
	flow_free(w);
}

static void a_no__stops_before_the_branch_moves(void **state)
{
	flow *w = fixed(", \"runHooks\": true", "pre-commit", "echo no tabs please; exit 1");
	rg_fix_args plan = planned(w);
	rg_str before = world(w);

	(void)state;
	assert_false(plan_says(w, "without hooks"));
	play(w, rg_fix_pr, plan);
	same(stop_code(w), S("hook-declined"));
	same(world(w), before);
	same(sh(w->f, "cat .git/redgreen/sessions/*/hook_output.txt; git worktree list | wc -l"),
	     S("no tabs please\n1"));
	flow_free(w);
}

static void a_change__is_refused(void **state)
{
	flow *w = fixed(", \"runHooks\": true", "pre-commit", "echo x >>src/calc.py");
	rg_fix_args plan = planned(w);
	rg_str before = world(w);

	(void)state;
	play(w, rg_fix_pr, plan);
	same(stop_code(w), S("hook-declined"));
	same(world(w), before);
	flow_free(w);
}

static void a_message__is_taken(void **state)
{
	flow *w = fixed(", \"runHooks\": true", "commit-msg", "echo Change-Id: I1 >>$1");

	(void)state;
	play(w, rg_fix_pr, planned(w));
	assert_true(rg_str_is_null(stop_code(w)));
	same(sh(w->f, "git log -1 --format=%B fix/sum | grep Change-Id; git rev-list --count "
		      "main..fix/sum"),
	     S("Change-Id: I1\n1"));
	flow_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_runHooks__they_are_named_and_not_run),
		cmocka_unit_test(a_no__stops_before_the_branch_moves),
		cmocka_unit_test(a_change__is_refused),
		cmocka_unit_test(a_message__is_taken),
	};

	return RUN_TESTS(tests);
}
