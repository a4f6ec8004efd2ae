/* SPDX-License-Identifier: MIT */
/*
 * way.c - the way from red to draft with effects that the test plays: what each STOP leaves behind,
 * and what is left when the user stops a command at any of its steps.
 */
#include "support/flow.h"

#include "fix/pr/branch.h"
#include "fix/pr/pr.h"
#include "fix/report.h"
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

static void fix_the_bug(flow *w)
{
	sh(w->f, "echo 'total = 2' >src/calc.py");
}

/* The hash of a fresh plan. */
static rg_fix_args planned(flow *w)
{
	rg_fix_args args = {0};

	play(w, rg_fix_pr, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	args.plan = rg_arena_dup(w->arena,
				 rg_json_str(rg_json_get(rg_json_get(w->result, "plan"), "hash")));
	assert_int_equal(args.plan.len, 16);
	return args;
}

/* A session on its fix branch, with the fix made. */
static flow *green_session(void)
{
	flow *w = flow_new();

	play(w, rg_fix_start, about_the_test());
	play(w, rg_fix_branch, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	fix_the_bug(w);
	return w;
}

static void way__ends_with_one_commit_without_the_test(void **state)
{
	flow *w = green_session();

	(void)state;
	play(w, rg_fix_run_test, nothing());
	play(w, rg_fix_stability, nothing());
	same(answered(w, "verdict"), S("stable"));
	play(w, rg_fix_pr, planned(w));
	assert_true(rg_str_is_null(stop_code(w)));
	same(sh(w->f, "git diff --name-only main fix/sum"), S("src/calc.py"));
	same(sh(w->f, "git rev-list --count main..fix/sum"), S("1"));
	same(sh(w->f, "git status --porcelain -uall"), S("?? tests/test_calc.py"));
	same(sh(w->f, "git symbolic-ref --short HEAD"), S("fix/sum"));
	assert_true(rg_json_bool(rg_json_get(w->result, "pushed"), false));
	flow_free(w);
}

static void branch__cancelled_at_any_step__is_as_before_or_whole(void **state)
{
	(void)state;
	for (int n = 1;; n++) {
		flow *w = flow_new();
		bool is_over;
		rg_str before;

		play(w, rg_fix_start, about_the_test());
		before = world(w);
		play_to(w, rg_fix_branch, nothing(), n);
		is_over = w->rc == RG_OK;
		if (!is_over && rg_str_eq(sh(w->f, "git symbolic-ref --short HEAD"), S("dev")))
			same(world(w), before);
		else
			same(sh(w->f,
				"git symbolic-ref --short HEAD; git status --porcelain -uall"),
			     S("fix/sum\n?? tests/test_calc.py"));
		play(w, rg_fix_status, nothing()); /* whatever happened, the session is there */
		assert_true(rg_str_is_null(stop_code(w)));
		flow_free(w);
		if (is_over)
			break;
		assert_true(n < 100);
	}
}

static void pr__cancelled_at_any_step__goes_on_to_one_commit(void **state)
{
	(void)state;
	for (int n = 1;; n++) {
		flow *w = green_session();
		rg_fix_args plan = planned(w);
		bool is_over;

		play_to(w, rg_fix_pr, plan, n);
		is_over = w->rc == RG_OK;
		if (!is_over) {
			assert_int_equal(w->rc, RG_ECANCELLED);
			same(sh(w->f, "git worktree list | wc -l"), S("1"));
			same(sh(w->f, "cat src/calc.py"), S("total = 2"));
			play(w, rg_fix_pr, planned(w));
			assert_true(rg_str_is_null(stop_code(w)));
		}
		same(sh(w->f, "git rev-list --count main..fix/sum"), S("1"));
		same(sh(w->f, "git diff --name-only main fix/sum"), S("src/calc.py"));
		flow_free(w);
		if (is_over)
			break;
		assert_true(n < 100);
	}
}

static void branch__passes_on_base__user_is_back_where_they_were(void **state)
{
	flow *w = flow_new();
	rg_str before;

	(void)state;
	play(w, rg_fix_start, about_the_test());
	sh(w->f, "git checkout -q main; echo 'total = 2' >src/calc.py; git commit -qam fixed\n"
		 "git update-ref refs/remotes/origin/main main; git checkout -q dev");
	before = world(w);
	play(w, rg_fix_branch, nothing());
	same(stop_code(w), S("passes-on-base"));
	same(world(w), before);
	flow_free(w);
}

static void branch__another_number_on_base__is_another_reason(void **state)
{
	flow *w = flow_new();
	rg_str before;

	(void)state;
	play(w, rg_fix_start, about_the_test());
	sh(w->f, "git checkout -q main; echo 'total = 1  # another bug' >src/calc.py\n"
		 "git commit -qam other; git update-ref refs/remotes/origin/main main; git "
		 "checkout -q dev");
	before = world(w);
	play(w, rg_fix_branch, nothing());
	same(stop_code(w), S("other-failure-on-base"));
	same(world(w), before);
	flow_free(w);
}

static void branch__a_number_that_varies_by_itself__is_no_reason(void **state)
{
	flow *w = flow_new();

	(void)state;
	w->varies = true;
	play(w, rg_fix_start, about_the_test());
	play(w, rg_fix_branch, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	w->varies = false;
	fix_the_bug(w);
	play(w, rg_fix_pr, planned(w));
	assert_true(rg_str_is_null(stop_code(w))); /* what was proven then still counts */
	flow_free(w);
}

static void branch__base_cannot_be_fetched__nothing_without_consent(void **state)
{
	flow *w = flow_new();
	rg_str before;

	(void)state;
	play(w, rg_fix_start, about_the_test());
	w->fetch = RG_GIT_NETWORK;
	before = world(w);
	play(w, rg_fix_branch, nothing());
	same(stop_code(w), S("base-not-fetched"));
	same(world(w), before);
	w->answer = 1;
	play(w, rg_fix_branch, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	assert_false(rg_json_bool(rg_json_get(w->result, "baseIsFresh"), true));
	flow_free(w);
}

static void pr__push_rejected__claims_nothing_and_goes_on_later(void **state)
{
	flow *w = green_session();
	rg_str commit;

	(void)state;
	w->push = RG_GIT_HOOK_DECLINED;
	play(w, rg_fix_pr, planned(w));
	same(stop_code(w), S("push-rejected"));
	assert_false(rg_json_bool(rg_json_get(w->result, "pushed"), true));
	assert_true(rg_json_is_null(rg_json_get(w->result, "pr")));
	commit = sh(w->f, "git rev-parse fix/sum");
	w->push = RG_GIT_OK;
	play(w, rg_fix_pr, planned(w));
	assert_true(rg_str_is_null(stop_code(w)));
	same(answered(w, "commit"), commit); /* the same one, not another */
	flow_free(w);
}

/* The files, the reproduction test, the branch, and where it goes. */
static void pr__changed_between_plan_and_yes__is_stale(void **state)
{
	static const char *const changes[] = {
		"echo 'total = 3' >src/calc.py",
		"echo '# clearer' >>tests/test_calc.py",
		"git commit -qam mine",
		"git remote set-url origin git@github.com:ann/calc.git",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		flow *w = green_session();
		rg_fix_args plan = planned(w);
		rg_str before;

		sh(w->f, changes[i]);
		before = world(w);
		play(w, rg_fix_pr, plan);
		same(stop_code(w), S("stale-plan"));
		same(world(w), before);
		flow_free(w);
	}
}

static void pr__still_red__commits_nothing(void **state)
{
	flow *w = green_session();
	rg_str before;

	(void)state;
	sh(w->f, "echo 'total = 3  # another bug' >src/calc.py");
	before = world(w);
	play(w, rg_fix_pr, planned(w));
	same(stop_code(w), S("still-fails"));
	same(world(w), before);
	flow_free(w);
}

/* What the newest run says needs no other one: the plan says it, and the draft is not written. */
static void pr__seen_red_on_this_tree__has_no_plan(void **state)
{
	flow *w = green_session();
	rg_str before;

	(void)state;
	sh(w->f, "echo 'total = 3  # another bug' >src/calc.py");
	play(w, rg_fix_run_test, nothing());
	before = world(w);
	play(w, rg_fix_pr, nothing());
	same(stop_code(w), S("still-fails"));
	assert_true(rg_json_is_null(rg_json_get(w->result, "plan")));
	same(world(w), before);
	fix_the_bug(w);
	play(w, rg_fix_pr, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	flow_free(w);
}

static void pr__from_a_branch_with_the_fix__proves_red_and_green_first(void **state)
{
	flow *w = flow_new();
	rg_fix_args args = about_the_test();

	(void)state;
	fix_the_bug(w);
	play(w, rg_fix_pr, args);
	assert_true(rg_str_is_null(stop_code(w)));
	args.plan = rg_arena_dup(w->arena,
				 rg_json_str(rg_json_get(rg_json_get(w->result, "plan"), "hash")));
	play(w, rg_fix_pr, args);
	assert_true(rg_str_is_null(stop_code(w)));
	same(sh(w->f, "git diff --name-only main fix/sum"), S("src/calc.py"));
	same(sh(w->f, "git symbolic-ref --short HEAD; git status --porcelain -uall"),
	     S("dev\n M src/calc.py"));
	same(sh(w->f, "git worktree list | wc -l"), S("1"));
	flow_free(w);
}

static void undo__of_a_branch__restores_refs_index_and_files(void **state)
{
	flow *w = flow_new();
	rg_str before;

	(void)state;
	play(w, rg_fix_start, about_the_test());
	before = world(w);
	play(w, rg_fix_branch, nothing());
	play(w, rg_fix_undo, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	same(world(w), before);
	flow_free(w);
}

static void undo__keeps_what_was_edited(void **state)
{
	flow *w = green_session();

	(void)state;
	play(w, rg_fix_undo, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	same(sh(w->f,
		"git symbolic-ref --short HEAD; git status --porcelain -uall; cat src/calc.py"),
	     S("dev\n M src/calc.py\ntotal = 2"));
	assert_true(rg_str_has(answered(w, "summary"), S("not committed: src/calc.py; ")));
	flow_free(w);
}

static void report__follows_the_evidence_on_this_tree(void **state)
{
	flow *w = green_session();

	(void)state;
	play(w, rg_fix_report, nothing());
	same(answered(w, "status"), S("failed")); /* nothing ran on this tree */
	play(w, rg_fix_run_test, nothing());
	play(w, rg_fix_report, nothing());
	same(answered(w, "status"), S("partial"));
	play(w, rg_fix_pr, planned(w));
	play(w, rg_fix_report, nothing());
	same(answered(w, "status"), S("success"));
	flow_free(w);
}

static void run__that_hangs__ends_when_it_is_cancelled(void **state)
{
	flow *w = flow_new();

	(void)state;
	w->hangs = true;
	play_to(w, rg_fix_run_test, about_the_test(), 0 + 3);
	assert_int_equal(w->rc, RG_ECANCELLED);
	w->hangs = false;
	play(w, rg_fix_run_test, about_the_test());
	same(rg_json_str(rg_json_get(rg_json_get(w->result, "run"), "outcome")), S("failed"));
	flow_free(w);
}

/* The item of the checklist with these words. */
static const rg_json *item(const flow *w, const char *words)
{
	const rg_json *list = rg_json_get(w->result, "checklist");

	for (const rg_json *x = rg_json_first(list); x; x = rg_json_next(x))
		if (rg_str_has(rg_json_str(rg_json_get(x, "item")), rg_str_of(words)))
			return x;
	fail_msg("the checklist has no item \"%s\"", words);
	return NULL;
}

static rg_str checked(const flow *w, const char *words)
{
	return rg_json_str(rg_json_get(item(w, words), "evidence"));
}

static bool is_checked(const flow *w, const char *words)
{
	return rg_json_bool(rg_json_get(item(w, words), "done"), false);
}

static void session__over_time__stops_with_a_report(void **state)
{
	flow *w = green_session();

	(void)state;
	w->clock_offset = 16 * 60;
	play(w, rg_fix_stability, nothing());
	same(stop_code(w), S("time-is-up"));
	same(sh(w->f, "ls outputs | wc -l"), S("1"));
	w->answer = 1; /* going on is the user's choice */
	play(w, rg_fix_stability, nothing());
	same(answered(w, "verdict"), S("stable"));
	flow_free(w);
}

/* It failed in 3 of 5 runs: 7 passes in a row are chance in less than 5 % of cases. */
static void stability__flaky_on_base__needs_more_passes(void **state)
{
	flow *w = flow_new();

	(void)state;
	play(w, rg_fix_start, about_the_test());
	play(w, rg_fix_branch, nothing());
	w->n_lucky = 2;
	play(w, rg_fix_stability, nothing()); /* nothing is fixed yet */
	same(answered(w, "verdict"), S("unstable"));
	fix_the_bug(w);
	play(w, rg_fix_stability, (rg_fix_args){.runs = 5, .variant = RG_STR("none")});
	play(w, rg_fix_status, nothing());
	assert_true(rg_str_has(rg_arena_dup(w->arena, checked(w, "passes 7 of 7 times")),
			       S("it failed in 3 of 5 runs on the base")));
	assert_false(is_checked(w, "passes 7 of 7 times"));
	play(w, rg_fix_stability, nothing());
	same(answered(w, "verdict"), S("stable"));
	assert_int_equal(rg_json_int(rg_json_get(w->result, "passed"), 0), 7);
	play(w, rg_fix_status, nothing());
	assert_true(is_checked(w, "passes 7 of 7 times"));
	assert_true(rg_str_has(checked(w, "passes 7 of 7 times"), S("also passed in its file")));
	flow_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(way__ends_with_one_commit_without_the_test),
		cmocka_unit_test(branch__cancelled_at_any_step__is_as_before_or_whole),
		cmocka_unit_test(pr__cancelled_at_any_step__goes_on_to_one_commit),
		cmocka_unit_test(branch__passes_on_base__user_is_back_where_they_were),
		cmocka_unit_test(branch__another_number_on_base__is_another_reason),
		cmocka_unit_test(branch__a_number_that_varies_by_itself__is_no_reason),
		cmocka_unit_test(branch__base_cannot_be_fetched__nothing_without_consent),
		cmocka_unit_test(pr__push_rejected__claims_nothing_and_goes_on_later),
		cmocka_unit_test(pr__changed_between_plan_and_yes__is_stale),
		cmocka_unit_test(pr__still_red__commits_nothing),
		cmocka_unit_test(pr__seen_red_on_this_tree__has_no_plan),
		cmocka_unit_test(pr__from_a_branch_with_the_fix__proves_red_and_green_first),
		cmocka_unit_test(undo__of_a_branch__restores_refs_index_and_files),
		cmocka_unit_test(undo__keeps_what_was_edited),
		cmocka_unit_test(report__follows_the_evidence_on_this_tree),
		cmocka_unit_test(run__that_hangs__ends_when_it_is_cancelled),
		cmocka_unit_test(stability__flaky_on_base__needs_more_passes),
		cmocka_unit_test(session__over_time__stops_with_a_report),
	};

	return cmocka_run_group_tests(tests, NULL, remove_home);
}
