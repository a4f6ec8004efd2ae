/* SPDX-License-Identifier: MIT */
/*
 * time_is_up.c - the session's time is up at any step of any command, and from there on neither a
 * test nor the network, git or the forge says anything any more: each time the command ends, with
 * STOP, the report and the user's files as they were. Where nothing was under way, whoever looks
 * next writes the report, once.
 */
#include "support/flow.h"

#include "fix/check.h"
#include "fix/measure.h"
#include "fix/pr/branch.h"
#include "fix/pr/pr.h"
#include "fix/report.h"
#include "fix/run_test.h"
#include "fix/stability.h"
#include "fix/start.h"
#include "fix/status.h"
#include "fix/undo.h"

/* What the user wrote, wherever they are. */
#define SOURCES "cat src/calc.py tests/test_calc.py"

static rg_fix_args nothing(void)
{
	return (rg_fix_args){0};
}

static void do_it(flow *w, flow_command command, rg_fix_args args)
{
	play(w, command, args);
	assert_true(rg_str_is_null(stop_code(w)));
}

/* A session on the user's own branch, a neighbouring test, a forge; the base is not known yet. */
static flow *session(void)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");
	flow *w = flow_new();

	sh(w->f,
	   "git checkout -q main; mkdir -p tests; echo .redgreen.json >>.git/info/exclude\n"
	   "printf 'from src import calc\\n\\ndef test_other(): pass\\n' >tests/test_side.py\n"
	   "git add -A; git commit -qm side; git update-ref refs/remotes/origin/main main\n"
	   "git checkout -q dev; git merge -q main -m merged\n"
	   "echo '{\"forge\": {\"kind\": \"github\", \"url\": \"https://forge.test\","
	   " \"project\": \"octo/calc\"}}' >.redgreen.json");
	w->seconds = 2;
	do_it(w, rg_fix_start, (rg_fix_args){.tests = {&test, 1, 1}, .name = RG_STR("sum")});
	return w;
}

static flow *on_the_fix_branch(void)
{
	flow *w = session();

	do_it(w, rg_fix_branch, nothing());
	return w;
}

static flow *fixed(void)
{
	flow *w = on_the_fix_branch();

	sh(w->f, "echo 'total = 2' >src/calc.py");
	return w;
}

/* Everything is left to prove: red in a worktree, green, the neighbours. */
static flow *fixed_by_hand(void)
{
	flow *w = session();

	sh(w->f, "git checkout -q main; echo >src/new.py; git add -A; git commit -qm newer\n"
		 "git update-ref refs/remotes/origin/main main; git checkout -q dev\n"
		 "echo 'total = 2' >src/calc.py");
	return w;
}

static rg_fix_args planned(flow *w)
{
	rg_fix_args args = nothing();

	do_it(w, rg_fix_pr, nothing());
	args.plan = rg_arena_dup(w->arena,
				 rg_json_str(rg_json_get(rg_json_get(w->result, "plan"), "hash")));
	return args;
}

/* Of a command that was stopped by the session's end. */
static void ended_well(flow *w, int n)
{
	if (!rg_str_eq(stop_code(w), S("time-is-up")) ||
	    !rg_str_has(answered(w, "summary"), S("and the report is ")))
		fail_msg("at %d (%.*s): %.*s", n, RG_FMT(w->message),
			 RG_FMT(answered(w, "summary")));
	same(sh(w->f, "grep -c '^# Fix Implementation Report' outputs/*.md"), S("1"));
	same(sh(w->f, "find . -name '*.lock'; git worktree list | wc -l"), S("1"));
	w->is_up = false;
	do_it(w, rg_fix_status, nothing());
}

/* Every step-th of the steps at which it can be up; the last one is that it was not. */
static void at_any_step(flow *(*make)(void), flow_command command, bool has_plan, int step)
{
	bool is_reading = !has_plan && command != rg_fix_branch;

	for (int n = 1;; n += step) {
		flow *w = make();
		rg_fix_args args = has_plan ? planned(w) : nothing();
		rg_str before = world(w), files = sh(w->f, SOURCES);
		bool is_over;

		w->up_at = n;
		play(w, command, args);
		is_over = !w->is_up || rg_str_starts(w->message, S("writing the report"));
		if (!is_over)
			ended_well(w, n);
		same(sh(w->f, SOURCES), files);
		if (is_reading)
			same(world(w), before);
		flow_free(w);
		if (is_over)
			break;
		assert_true(n < 300);
	}
}

static void run__ends(void **state)
{
	(void)state;
	at_any_step(on_the_fix_branch, rg_fix_run_test, false, 1);
}

static void branch__ends(void **state)
{
	(void)state;
	at_any_step(session, rg_fix_branch, false, 1);
}

static void stability__ends(void **state)
{
	(void)state;
	at_any_step(fixed, rg_fix_stability, false, 4);
}

static void measure__ends(void **state)
{
	(void)state;
	at_any_step(fixed, rg_fix_measure, false, 11);
}

static void plan__ends(void **state)
{
	(void)state;
	at_any_step(fixed_by_hand, rg_fix_pr, false, 1);
}

static void pr__ends(void **state)
{
	(void)state;
	at_any_step(fixed_by_hand, rg_fix_pr, true, 2);
}

/* ---- a program that signs and does not come back ----------------------------------------------
 */

static bool is_signing(flow *w)
{
	return rg_fs_is_file(rg_path_join(w->arena, w->f->root, S(".git/signer")));
}

static void cancel(flow *w)
{
	rg_task_cancel(w->task);
}

typedef struct waiting_for_signer {
	flow *w;
	void (*then)(flow *w);
} waiting_for_signer;

static void look_for_signer(void *data)
{
	waiting_for_signer *wait = data;

	if (is_signing(wait->w))
		wait->then(wait->w);
	else
		rg_timer_start(wait->w->loop, 10, look_for_signer, wait);
}

/* The signature has a minute; neither the session's end nor the user waits for that. */
static void sign_without_end(void (*then)(flow *w))
{
	flow *w = fixed_by_hand();
	waiting_for_signer wait = {w, then};
	rg_fix_args args = planned(w);
	rg_str files = sh(w->f, SOURCES);
	int64_t began = rg_clock_uptime();

	sh(w->f,
	   "printf '#!/bin/sh\\ntrap \"\" INT TERM\\necho $$ >.git/pid; mv .git/pid .git/signer\\n"
	   "sleep 600\\n' >.git/sign; chmod +x .git/sign\n"
	   "git config commit.gpgsign true; git config gpg.program \"$PWD/.git/sign\"");
	rg_timer_start(w->loop, 10, look_for_signer, &wait);
	play_to(w, rg_fix_pr, args, 0);
	assert_true(is_signing(w));
	assert_true(rg_clock_uptime() - began < 300);
	same(sh(w->f, "for i in $(seq 3000); do kill -0 $(cat .git/signer) 2>/dev/null || break\n"
		      "sleep 0.1; done; test $i = 3000 || echo gone"),
	     S("gone")); /* whoever its parent was has to take notice */
	same(sh(w->f, SOURCES), files);
	same(sh(w->f, "git branch --list 'fix/*'"), S(""));
	if (then == cancel)
		assert_int_equal(w->rc, RG_ECANCELLED);
	else
		ended_well(w, 0);
	flow_free(w);
}

static void signing__ends_with_the_session(void **state)
{
	(void)state;
	sign_without_end(be_up);
}

static void signing__ends_when_the_user_stops(void **state)
{
	(void)state;
	sign_without_end(cancel);
}

/* ---- nothing was under way ------------------------------------------------------------------- */

static rg_rc session_end(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	(void)args;
	return rg_fix_session_end(task, err);
}

static rg_str report(flow *w)
{
	return sh(w->f, "cat outputs/*.md | sed 's/^\\*\\*\\(Generated\\|Duration\\).*//'");
}

static rg_str files_of_report(flow *w)
{
	return sh(w->f, "ls -i outputs; stat -c %y outputs/*.md");
}

static bool tells_end(const flow *w)
{
	return rg_str_has(answered(w, "summary"),
			  S("the 15 minutes of this session are over; everything is kept, and the "
			    "report is "));
}

static void finds_nothing_owed(flow *w)
{
	rg_str written = files_of_report(w);

	do_it(w, session_end, nothing());
	same(answered(w, "summary"), S(""));
	same(files_of_report(w), written);
}

/* Asked anything, it is said and done; from then on it is not again, whoever asks. */
static void finds_it_over(flow_command command)
{
	static const flow_command others[] = {rg_fix_status, rg_fix_check, session_end};
	flow *w = session();
	rg_str written;

	w->clock_offset = 16 * 60;
	play(w, command, nothing());
	assert_true(tells_end(w));
	same(sh(w->f, "grep -c '^# Fix Implementation Report' outputs/*.md"), S("1"));
	written = files_of_report(w);
	w->n_boots++; /* behind a restart of the machine, too */
	w->wall_jump = w->clock_offset;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		do_it(w, others[i], nothing());
		assert_false(tells_end(w));
		same(files_of_report(w), written);
	}
	flow_free(w);
}

static void status_finds_it_over__the_report_is_written_once(void **state)
{
	(void)state;
	finds_it_over(rg_fix_status);
}

static void check_finds_it_over__the_report_is_written_once(void **state)
{
	(void)state;
	finds_it_over(rg_fix_check);
}

static void start_finds_it_over__the_report_is_written_once(void **state)
{
	(void)state;
	finds_it_over(rg_fix_start);
}

static void undo_finds_it_over__the_report_is_written(void **state)
{
	flow *w = on_the_fix_branch();

	(void)state;
	w->clock_offset = 16 * 60;
	do_it(w, rg_fix_undo, nothing());
	assert_true(tells_end(w));
	same(sh(w->f, "grep -c '^# Fix Implementation Report' outputs/*.md"), S("1"));
	flow_free(w);
}

static void face_finds_it_over__stop_with_the_report_once(void **state)
{
	flow *w = session();
	rg_str written;

	(void)state;
	do_it(w, session_end, nothing());
	same(answered(w, "summary"), S("")); /* not yet */
	w->clock_offset = 15 * 60;
	play(w, session_end, nothing());
	same(stop_code(w), S("time-is-up"));
	assert_true(tells_end(w));
	finds_nothing_owed(w);
	written = report(w);
	assert_true(written.len > 500);
	do_it(w, rg_fix_report, nothing()); /* whoever asks for it gets the same, there */
	same(report(w), written);
	same(sh(w->f, "ls outputs | wc -l"), S("1"));
	flow_free(w);
}

static void more_time__has_an_end_of_its_own(void **state)
{
	flow *w = on_the_fix_branch();

	(void)state;
	w->clock_offset = 15 * 60;
	do_it(w, rg_fix_report, nothing());
	finds_nothing_owed(w);
	w->answer = 1;
	do_it(w, rg_fix_run_test, nothing());
	w->answer = -1;
	w->clock_offset += 5 * 60 + 1;
	play(w, session_end, nothing());
	same(stop_code(w), S("time-is-up"));
	same(sh(w->f, "ls outputs | wc -l"), S("1"));
	flow_free(w);
}

/* The question whether to go on may stay without an answer. */
static void question__comes_behind_the_report(void **state)
{
	flow *w = session();

	(void)state;
	w->clock_offset = 16 * 60;
	w->cancels_at_question = true;
	play_to(w, rg_fix_run_test, nothing(), 0);
	assert_int_equal(w->rc, RG_ECANCELLED);
	same(sh(w->f, "grep -c '^# Fix Implementation Report' outputs/*.md"), S("1"));
	flow_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run__ends),
		cmocka_unit_test(branch__ends),
		cmocka_unit_test(stability__ends),
		cmocka_unit_test(measure__ends),
		cmocka_unit_test(plan__ends),
		cmocka_unit_test(pr__ends),
		cmocka_unit_test(signing__ends_with_the_session),
		cmocka_unit_test(signing__ends_when_the_user_stops),
		cmocka_unit_test(status_finds_it_over__the_report_is_written_once),
		cmocka_unit_test(check_finds_it_over__the_report_is_written_once),
		cmocka_unit_test(start_finds_it_over__the_report_is_written_once),
		cmocka_unit_test(undo_finds_it_over__the_report_is_written),
		cmocka_unit_test(face_finds_it_over__stop_with_the_report_once),
		cmocka_unit_test(more_time__has_an_end_of_its_own),
		cmocka_unit_test(question__comes_behind_the_report),
	};

	return cmocka_run_group_tests(tests, NULL, remove_home);
}
