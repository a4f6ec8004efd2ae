/* SPDX-License-Identifier: MIT */
/*
 * session.c - how sessions end: the failure modes of the procedure (section 9) with their statuses
 * word for word, the clock, and tests that were made to say less, with effects that the test plays.
 */
#include "support/flow.h"

#include "fix/check.h"
#include "fix/give_up.h"
#include "fix/pr/branch.h"
#include "fix/pr/pr.h"
#include "fix/report.h"
#include "fix/run_test.h"
#include "fix/stability.h"
#include "fix/start.h"
#include "fix/status.h"

static rg_fix_args about_the_test(void)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");

	return (rg_fix_args){.tests = {.items = &test, .n = 1}, .name = RG_STR("sum")};
}

static rg_fix_args nothing(void)
{
	return (rg_fix_args){0};
}

/* A session on its fix branch; main has another test, which passes. */
static flow *session(void)
{
	flow *w = flow_new();

	sh(w->f, "git checkout -q main; mkdir -p tests\n"
		 "echo 'def test_other(): assert f(1) == 2' >tests/test_other.py\n"
		 "git add -A; git commit -qm other; git update-ref refs/remotes/origin/main main\n"
		 "git checkout -q dev; git merge -q -m merge main");
	play(w, rg_fix_start, about_the_test());
	assert_true(rg_str_is_null(stop_code(w)));
	play(w, rg_fix_branch, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	return w;
}

static void fix_the_bug(flow *w)
{
	sh(w->f, "echo 'total = 2' >src/calc.py");
}

/* The newest report. */
static rg_str report(flow *w)
{
	return sh(w->f, "cat outputs/*.md");
}

static rg_str stopped_with(flow *w)
{
	return rg_json_str(rg_json_get(rg_json_get(w->result, "stopped"), "message"));
}

static void has(rg_str text, const char *wanted)
{
	if (!rg_str_has(text, rg_str_of(wanted)))
		fail_msg("no \"%s\" in\n%.*s", wanted, RG_FMT(text));
}

static void has_not(rg_str text, const char *unwanted)
{
	if (rg_str_has(text, rg_str_of(unwanted)))
		fail_msg("\"%s\" in\n%.*s", unwanted, RG_FMT(text));
}

/* ---- failure modes -------------------------------------------------------------------------- */

static void mode_1__cannot_reproduce_on_the_new_branch(void **state)
{
	flow *w = flow_new();

	(void)state;
	play(w, rg_fix_start, about_the_test());
	sh(w->f, "git checkout -q main; echo 'total = 2' >src/calc.py; git commit -qam fixed\n"
		 "git update-ref refs/remotes/origin/main main; git checkout -q dev");
	play(w, rg_fix_branch, nothing());
	same(stop_code(w), S("passes-on-base"));
	has(stopped_with(w), ", and the report is "); /* at once, not when it is given up */
	has(report(w), "**Status**: \xE2\x9D\x8C Failed\n");
	play(w, rg_fix_give_up, nothing());
	has(report(w), "**Status**: \xE2\x9D\x8C Failed\n");
	has(report(w), "Manual investigation needed: the reproduction test passes on main");
	flow_free(w);
}

static void mode_2__cannot_identify_the_root_cause(void **state)
{
	flow *w = session();

	(void)state;
	play(w, rg_fix_give_up, nothing());
	has(report(w), "**Status**: \xE2\x9D\x8C Failed - Needs expert analysis\n");
	flow_free(w);
}

static void mode_3__the_fix_does_not_work(void **state)
{
	flow *w = session();

	(void)state;
	for (int i = 1; i <= 6; i++) {
		play(w, rg_fix_run_test, nothing());
		if (i < 3)
			has_not(answered(w, "summary"), "attempts have failed");
		else if (i < 6)
			has(answered(w, "summary"), "look at the hypothesis again");
		else
			has(answered(w, "summary"), "consider giving up");
	}
	play(w, rg_fix_give_up, nothing());
	has(report(w), "**Status**: \xE2\x9D\x8C Failed - Could not fix\n");
	has(report(w), "- **Attempt 6**");
	flow_free(w);
}

static void mode_3__the_choice_to_give_up(void **state)
{
	flow *w = session();

	(void)state;
	w->answer = 1; /* "Give up" */
	for (int i = 1; i <= 6; i++)
		play(w, rg_fix_run_test, nothing());
	has(answered(w, "summary"), "given up. Everything is kept; the report is ");
	has(report(w), "**Status**: \xE2\x9D\x8C Failed - Could not fix\n");
	has(report(w), "6 attempts in a row have failed");
	play(w, rg_fix_give_up, nothing());
	same(stop_code(w), S("no-session"));
	flow_free(w);
}

/* The hash of a fresh plan, and what to go past. */
static rg_fix_args planned(flow *w, const char *accept)
{
	rg_fix_args args = nothing();

	play(w, rg_fix_pr, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	args.plan = rg_arena_dup(w->arena,
				 rg_json_str(rg_json_get(rg_json_get(w->result, "plan"), "hash")));
	args.accept = rg_str_of(accept);
	return args;
}

static void mode_5__a_pull_request_with_the_current_progress(void **state)
{
	flow *w = session();
	rg_str before;

	(void)state;
	fix_the_bug(w);
	play(w, rg_fix_run_test, nothing());
	w->fails_anyway = true;
	before = world(w);
	play(w, rg_fix_pr, planned(w, ""));
	same(stop_code(w), S("unstable"));
	has(rg_json_str(rg_json_get(rg_json_get(w->result, "stopped"), "next")),
	    "redgreen pr --accept unstable");
	same(world(w), before);
	play(w, rg_fix_pr, planned(w, "unstable"));
	assert_true(rg_str_is_null(stop_code(w)));
	has(answered(w, "summary"), "Improvement but not complete");
	same(sh(w->f, "git diff --name-only main fix/sum"), S("src/calc.py"));
	has(sh(w->f, "cat .git/redgreen/sessions/*/PULL_REQUEST.sent.md"),
	    "- Status: \xE2\x9A\xA0\xEF\xB8\x8F Improvement but not complete\n");
	has(report(w), "With the fix it passes in 1 of 3 runs");
	has(report(w),
	    "**Status**: \xE2\x9A\xA0\xEF\xB8\x8F Partial - Improvement but not complete\n");
	flow_free(w);
}

/* STOPs with that code and its way past it; gone past, there is a pull request marked as partial.
 */
static void goes_past(flow *w, const char *code)
{
	rg_str before = world(w);

	play(w, rg_fix_pr, planned(w, ""));
	same(stop_code(w), rg_str_of(code));
	has(rg_json_str(rg_json_get(rg_json_get(w->result, "stopped"), "next")),
	    rg_arena_printf(w->arena, "redgreen pr --accept %s.", code).ptr);
	same(world(w), before);
	play(w, rg_fix_pr, planned(w, code));
	assert_true(rg_str_is_null(stop_code(w)));
	same(sh(w->f, "git diff --name-only main fix/sum"), S("src/calc.py"));
	has(sh(w->f, "cat .git/redgreen/sessions/*/PULL_REQUEST.sent.md"),
	    "- Status: \xE2\x9A\xA0\xEF\xB8\x8F Improvement but not complete\n");
	has(report(w),
	    "**Status**: \xE2\x9A\xA0\xEF\xB8\x8F Partial - Improvement but not complete\n");
}

static void mode_5__more_tests_pass_than_before(void **state)
{
	flow *w = session();

	(void)state;
	sh(w->f, "echo 'total = 3  # less of a bug' >src/calc.py");
	w->n_more_passed = 1;
	goes_past(w, "still-fails");
	has(report(w), "With the fix 1 of 2 tests pass, on main 0; what still fails: ");
	flow_free(w);
}

/* It passes, and fails so seldom without the fix that this says little yet; there is no more time.
 */
static void mode_5__not_often_enough_yet(void **state)
{
	flow *w = session();

	(void)state;
	w->n_lucky = 4;
	play(w, rg_fix_stability, nothing()); /* nothing is fixed yet */
	fix_the_bug(w);
	w->seconds = 60;
	goes_past(w, "not-stable-yet");
	has(report(w),
	    "it failed in 3 of 7 runs on the base, so that 11 passes in a row are needed");
	flow_free(w);
}

static void mode_5__nothing_better_is_no_progress(void **state)
{
	flow *w = session();
	rg_str before;

	(void)state;
	sh(w->f, "echo 'total = 3  # another bug' >src/calc.py");
	before = world(w);
	w->answer = 1; /* to a question that must not come */
	play(w, rg_fix_pr, planned(w, "still-fails,unstable"));
	same(stop_code(w), S("still-fails"));
	same(world(w), before);
	flow_free(w);
}

/* ---- attempts ------------------------------------------------------------------------------- */

static void attempts__have_their_diffs(void **state)
{
	flow *w = session();
	const rg_json *attempts;

	(void)state;
	sh(w->f, "echo 'total = 1  # bug?' >src/calc.py; echo one >src/new.py");
	play(w, rg_fix_run_test, nothing());
	sh(w->f, "echo two >src/new.py");
	play(w, rg_fix_run_test, nothing());
	fix_the_bug(w);
	sh(w->f, "rm src/new.py");
	play(w, rg_fix_run_test, nothing());
	play(w, rg_fix_status, nothing());
	attempts = rg_json_get(w->result, "attempts");
	same(rg_json_str(rg_json_at(rg_json_get(rg_json_at(attempts, 1), "changed"), 0)),
	     S("src/new.py")); /* since the attempt before */
	assert_int_equal(rg_json_count(rg_json_get(rg_json_at(attempts, 1), "changed")), 1);
	assert_int_equal(rg_json_count(rg_json_get(rg_json_at(attempts, 2), "changed")), 2);
	has(sh(w->f, "cat .git/redgreen/sessions/*/test_run_2.patch"), "+two");
	same(sh(w->f, "git stash -q -u && git apply .git/redgreen/sessions/*/test_run_2.patch &&\n"
		      "cat src/calc.py src/new.py"),
	     S("total = 1  # bug?\ntwo"));
	play(w, rg_fix_report, nothing());
	has(report(w), "ValueError: wrong sum: 0");
	has(report(w), "`test_run_2.patch`");
	flow_free(w);
}

static void mode_5__it_passes_sometimes(void **state)
{
	flow *w = session();

	(void)state;
	fix_the_bug(w);
	play(w, rg_fix_run_test, nothing());
	w->fails_anyway = true;
	play(w, rg_fix_run_test, nothing());
	play(w, rg_fix_give_up, nothing());
	has(report(w),
	    "**Status**: \xE2\x9A\xA0\xEF\xB8\x8F Partial - Improvement but not complete\n");
	flow_free(w);
}

/* ---- the clock ------------------------------------------------------------------------------ */

static void clock__two_thirds_are_said_and_the_end_is_the_end(void **state)
{
	flow *w = session();

	(void)state;
	play(w, rg_fix_run_test, nothing());
	has_not(answered(w, "summary"), "two thirds");
	w->clock_offset = 11 * 60;
	play(w, rg_fix_run_test, nothing());
	has(answered(w, "summary"), "two thirds of the session's time are used");
	play(w, rg_fix_status, nothing());
	has_not(answered(w, "summary"), "two thirds"); /* once */
	w->clock_offset = 16 * 60;
	play(w, rg_fix_run_test, nothing());
	same(stop_code(w), S("time-is-up"));
	has(rg_json_str(rg_json_get(rg_json_get(w->result, "stopped"), "message")),
	    "the 15 minutes of this session are over; everything is kept, and the report is");
	has(report(w), "**Status**: \xE2\x9D\x8C Failed - Could not fix\n");
	flow_free(w);
}

static void clock__the_analysis_has_three_minutes(void **state)
{
	flow *w = flow_new();

	(void)state;
	play(w, rg_fix_start, about_the_test());
	w->clock_offset = 200;
	play(w, rg_fix_run_test, nothing());
	has(answered(w, "summary"), "the analysis has had its 3 minutes");
	flow_free(w);
}

/* The user of a face that shows progress always sees how far the session is. */
/* It waits for what locating knows until there is no time left, and answers without. */
static void clock__the_search_ends_with_the_analysis(void **state)
{
	flow *w = flow_new();

	(void)state;
	sh(w->f, "echo .redgreen.json >>.git/info/exclude\n"
		 "echo '{\"budgetMinutes\": 1}' >.redgreen.json");
	w->search_is_busy = true;
	play(w, rg_fix_start, about_the_test());
	assert_true(rg_str_is_null(stop_code(w)));
	assert_non_null(w->pointing);
	rg_sight_return_take(rg_workspace_sight(w->workspace), w->pointing);
	has(answered(w, "summary"), "red: ValueError");
	has(answered(w, "summary"), "The time for the analysis was over before all files");
	same(rg_json_str(rg_json_get(rg_json_first(rg_json_get(w->result, "candidates")), "path")),
	     S("src/calc.py")); /* the failure names it */
	w->search_is_busy = false;
	play(w, rg_fix_run_test, nothing());
	has_not(answered(w, "summary"), "The time for the analysis");
	flow_free(w);
}

static void clock__is_told_with_all_progress(void **state)
{
	flow *w = flow_new();

	(void)state;
	play(w, rg_fix_run_test, about_the_test());
	has_not(w->message, " left");
	play(w, rg_fix_start, about_the_test());
	w->clock_offset = 30;
	play(w, rg_fix_branch, nothing());
	has(w->message, "judging the baseline \xC2\xB7 branch 14:");
	play(w, rg_fix_run_test, nothing());
	has(w->message, " \xC2\xB7 fix 14:");
	play(w, rg_fix_give_up, nothing());
	assert_null(rg_workspace_session(w->workspace));
	play(w, rg_fix_run_test, about_the_test());
	has_not(w->message, " left");
	flow_free(w);
}

/* At the end of the time whatever runs is stopped, says nothing, and the report is there. */
static void clock__stops_what_hangs(void **state)
{
	static const flow_command commands[] = {rg_fix_run_test, rg_fix_stability, rg_fix_branch};

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		flow *w = flow_new();

		play(w, rg_fix_start, about_the_test());
		w->clock_offset = 15 * 60 - 1;
		w->hangs = true;
		play(w, commands[i], nothing());
		same(stop_code(w), S("time-is-up"));
		has(stopped_with(w), ", and the report is ");
		has(report(w), "# Fix Implementation Report: ");
		has_not(report(w), "timeout");
		flow_free(w);
	}
}

static void clock__a_wall_clock_that_jumps_is_no_time(void **state)
{
	flow *w = session();

	(void)state;
	play(w, rg_fix_status, nothing());
	w->clock_offset = w->wall_jump = 3600;
	play(w, rg_fix_run_test, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	w->clock_offset = 3600 + 16 * 60;
	play(w, rg_fix_run_test, nothing());
	same(stop_code(w), S("time-is-up"));
	w->clock_offset = w->wall_jump = -3600;
	w->clock_offset += 11 * 60;
	play(w, rg_fix_run_test, nothing());
	has(answered(w, "summary"), "two thirds of the session's time are used");
	flow_free(w);
}

static void clock__a_machine_that_was_restarted(void **state)
{
	flow *w = session();

	(void)state;
	w->clock_offset = 10 * 60 + 20;
	play(w, rg_fix_status, nothing());
	has(answered(w, "summary"), "two thirds of the session's time are used, 4:");
	w->n_boots++;
	w->wall_jump =
		10 * 60 + 20 + 7200; /* its clocks begin anew, and the wall clock is behind */
	w->clock_offset = -3600;
	play(w, rg_fix_status, nothing());
	has(answered(w, "summary"), "of 15:00 used, 4:");
	has_not(answered(w, "summary"), "two thirds"); /* it is remembered, too */
	flow_free(w);
}

/* ---- tests that say less -------------------------------------------------------------------- */

static void tamper__stops_until_somebody_says_that_it_is_meant(void **state)
{
	flow *w = session();
	rg_fix_args args = nothing();
	rg_str before;

	(void)state;
	fix_the_bug(w);
	sh(w->f, "echo 'def test_other(): assert f(1)' >tests/test_other.py");
	play(w, rg_fix_check, nothing());
	same(rg_json_str(rg_json_get(rg_json_first(rg_json_get(w->result, "findings")), "rule")),
	     S("weakened-assertion"));
	before = world(w);
	play(w, rg_fix_pr, nothing());
	same(stop_code(w), S("test-tampered"));
	same(world(w), before);
	args.acknowledge = RG_STR("f may return anything true");
	play(w, rg_fix_pr, args);
	assert_true(rg_str_is_null(stop_code(w)));
	args = nothing();
	args.plan = rg_arena_dup(w->arena,
				 rg_json_str(rg_json_get(rg_json_get(w->result, "plan"), "hash")));
	play(w, rg_fix_pr, args); /* said once */
	assert_true(rg_str_is_null(stop_code(w)));
	has(sh(w->f, "cat .git/redgreen/sessions/*/PULL_REQUEST.sent.md"),
	    "Acknowledged by the author: f may return anything true");
	has(report(w), "an assertion was weakened: test_other");
	has(report(w), "f may return anything true");
	flow_free(w);
}

static void tamper__an_answer_will_do(void **state)
{
	flow *w = session();

	(void)state;
	fix_the_bug(w);
	sh(w->f, "git rm -q tests/test_other.py");
	play(w, rg_fix_pr, nothing());
	same(stop_code(w), S("test-tampered"));
	w->answer = 1;
	play(w, rg_fix_pr, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	flow_free(w);
}

static void tamper__the_reproduction_test_since_it_was_red(void **state)
{
	flow *w = session();

	(void)state;
	fix_the_bug(w);
	sh(w->f, "echo 'def test_more(): pass' >>tests/test_calc.py");
	play(w, rg_fix_pr, nothing());
	assert_true(rg_str_is_null(stop_code(w))); /* only added to */
	sh(w->f, "echo 'def test_sum(): return' >tests/test_calc.py");
	play(w, rg_fix_pr, nothing());
	same(stop_code(w), S("test-tampered"));
	has(rg_json_str(rg_json_get(rg_json_get(w->result, "stopped"), "message")),
	    "the reproduction test was changed");
	flow_free(w);
}

static void tamper__stricter_and_new_tests_are_none(void **state)
{
	flow *w = session();

	(void)state;
	fix_the_bug(w);
	sh(w->f,
	   "echo 'def test_other(): assert f(1) == 2; assert f(2) == 3' >tests/test_other.py\n"
	   "echo 'def test_new(): assert f(3)' >tests/test_new.py");
	play(w, rg_fix_pr, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	flow_free(w);
}

/* Only what leaves out tests that were there is asked about. */
static void tamper__what_is_left_out_holds_tests(void **state)
{
	flow *w = session();

	(void)state;
	fix_the_bug(w);
	sh(w->f, "mkdir tests/typing; echo 'def test_new(): pass' >tests/typing/test_types.py\n"
		 "printf '[pytest]\\nnorecursedirs = typing gone\\n' >pytest.ini");
	play(w, rg_fix_pr, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	sh(w->f, "printf '[pytest]\\nnorecursedirs = tests\\n' >pytest.ini");
	play(w, rg_fix_pr, nothing());
	same(stop_code(w), S("test-tampered"));
	has(answered(w, "summary"), "pytest.ini:2: tests are left out by the configuration");
	flow_free(w);
}

/* ---- the report ------------------------------------------------------------------------------ */

static void report__that_cannot_be_written__is_in_the_answer(void **state)
{
	flow *w = session();

	(void)state;
	sh(w->f, "echo in the way >outputs"); /* a file where the folder should be */
	play(w, rg_fix_give_up, nothing());
	has(answered(w, "summary"), "The report could not be written");
	has(answered(w, "text"), "# Fix Implementation Report: ");
	has(answered(w, "text"), "Needs expert analysis");
	same(answered(w, "path"), S(""));
	same(sh(w->f, "cat outputs"), S("in the way"));
	flow_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mode_1__cannot_reproduce_on_the_new_branch),
		cmocka_unit_test(mode_2__cannot_identify_the_root_cause),
		cmocka_unit_test(mode_3__the_fix_does_not_work),
		cmocka_unit_test(mode_3__the_choice_to_give_up),
		cmocka_unit_test(mode_5__it_passes_sometimes),
		cmocka_unit_test(mode_5__a_pull_request_with_the_current_progress),
		cmocka_unit_test(mode_5__more_tests_pass_than_before),
		cmocka_unit_test(mode_5__not_often_enough_yet),
		cmocka_unit_test(mode_5__nothing_better_is_no_progress),
		cmocka_unit_test(attempts__have_their_diffs),
		cmocka_unit_test(clock__the_search_ends_with_the_analysis),
		cmocka_unit_test(clock__is_told_with_all_progress),
		cmocka_unit_test(clock__stops_what_hangs),
		cmocka_unit_test(clock__a_wall_clock_that_jumps_is_no_time),
		cmocka_unit_test(clock__a_machine_that_was_restarted),
		cmocka_unit_test(clock__two_thirds_are_said_and_the_end_is_the_end),
		cmocka_unit_test(clock__the_analysis_has_three_minutes),
		cmocka_unit_test(tamper__stops_until_somebody_says_that_it_is_meant),
		cmocka_unit_test(tamper__an_answer_will_do),
		cmocka_unit_test(tamper__the_reproduction_test_since_it_was_red),
		cmocka_unit_test(tamper__stricter_and_new_tests_are_none),
		cmocka_unit_test(tamper__what_is_left_out_holds_tests),
		cmocka_unit_test(report__that_cannot_be_written__is_in_the_answer),
	};

	return cmocka_run_group_tests(tests, NULL, remove_home);
}
