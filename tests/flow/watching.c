/* SPDX-License-Identifier: MIT */
/*
 * watching.c - the run that only watches what the tests call: when it is made and when not, that
 * it is no evidence, and that it ends when the command does.
 */
#include "support/flow.h"

#include "fix/run_test.h"
#include "fix/start.h"

static rg_fix_args about_the_test(void)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");

	return (rg_fix_args){.tests = {.items = &test, .n = 1}, .name = RG_STR("sum")};
}

static rg_fix_args nothing(void)
{
	return (rg_fix_args){0};
}

/* The candidates as the command answered them. */
static rg_str candidates_of(flow *w)
{
	rg_buf text;
	rg_str out;

	rg_buf_init(&text, 100000);
	rg_json_render(&text, rg_json_get(w->result, "candidates"));
	out = rg_arena_dup(w->arena, rg_buf_str(&text));
	rg_buf_release(&text);
	return out;
}

/* How many runs that only watch one command makes. */
static int watched_by(flow *w, flow_command command, rg_fix_args args)
{
	int before = w->n_watched;

	play(w, command, args);
	assert_true(rg_str_is_null(stop_code(w)));
	assert_true(answered(w, "summary").len > 0);
	return w->n_watched - before;
}

static void watched__once_per_tree(void **state)
{
	flow *w = flow_new();
	rg_str first;

	(void)state;
	assert_int_equal(watched_by(w, rg_fix_run_test, about_the_test()), 1);
	first = candidates_of(w);
	assert_int_equal(watched_by(w, rg_fix_run_test, about_the_test()), 0);
	assert_true(rg_str_eq(candidates_of(w), first)); /* at no cost, and nothing less is known */
	sh(w->f, "echo '# another' >>src/calc.py");
	assert_int_equal(watched_by(w, rg_fix_run_test, about_the_test()), 1);
	sh(w->f, "echo '# another' >>tests/test_calc.py");
	assert_int_equal(watched_by(w, rg_fix_run_test, about_the_test()), 1);
	flow_free(w);
}

static void watched__once_per_session(void **state)
{
	flow *w = flow_new();

	(void)state;
	assert_int_equal(watched_by(w, rg_fix_start, about_the_test()), 1);
	sh(w->f, "echo '# an attempt' >>src/calc.py");
	assert_int_equal(watched_by(w, rg_fix_run_test, nothing()), 0);
	assert_int_equal(watched_by(w, rg_fix_start, nothing()), 0); /* it goes on */
	flow_free(w);
}

static void watched__not_when_the_setting_forbids_it(void **state)
{
	flow *w = flow_new();

	(void)state;
	sh(w->f, "echo '{\"spectrum\": false}' >.redgreen.json");
	assert_int_equal(watched_by(w, rg_fix_run_test, about_the_test()), 0);
	flow_free(w);
}

static void watched__not_when_the_test_passes(void **state)
{
	flow *w = flow_new();

	(void)state;
	sh(w->f, "echo 'total = 2' >src/calc.py");
	assert_int_equal(watched_by(w, rg_fix_run_test, about_the_test()), 0);
	flow_free(w);
}

static void watched__not_when_the_test_is_slow(void **state)
{
	flow *w = flow_new();

	(void)state;
	w->seconds = 15;
	assert_int_equal(watched_by(w, rg_fix_run_test, about_the_test()), 0);
	w->seconds = 2;
	assert_int_equal(watched_by(w, rg_fix_run_test, about_the_test()), 1);
	assert_int_equal(w->limit_ms, 8000);
	flow_free(w);
}

static void watched__with_a_limit_that_fits_the_analysis(void **state)
{
	flow *w = flow_new();

	(void)state;
	w->seconds = 9;
	sh(w->f, "echo '{\"budgetMinutes\": 1}' >.redgreen.json"); /* 12 s for the analysis */
	assert_int_equal(watched_by(w, rg_fix_start, about_the_test()), 1);
	assert_in_range(w->limit_ms, 1000, 12000);
	flow_free(w);
}

static void watched__is_no_evidence(void **state)
{
	flow *w = flow_new();

	(void)state;
	play(w, rg_fix_run_test, about_the_test());
	assert_int_equal(w->n_runs, 2);
	same(sh(w->f, "python3 -c \"import sqlite3 as s; print(s.connect("
		      "'.git/redgreen/evidence.db').execute('select count(*) from "
		      "evidence').fetchone()[0])\""),
	     S("1"));
	same(sh(w->f, "git status --porcelain -uall"), S(""));
	flow_free(w);
}

static void watched__damaged__is_made_again(void **state)
{
	flow *w = flow_new();

	(void)state;
	play(w, rg_fix_run_test, about_the_test());
	sh(w->f, "for f in .git/redgreen/cache/calls-*; do echo x >>$f; done");
	assert_int_equal(watched_by(w, rg_fix_run_test, about_the_test()), 1);
	assert_int_equal(watched_by(w, rg_fix_run_test, about_the_test()), 0);
	flow_free(w);
}

static void watched__stopped_at_any_step__changes_nothing(void **state)
{
	(void)state;
	for (int n = 1;; n++) {
		flow *w = flow_new();
		rg_str before = world(w);
		bool is_over;

		play_to(w, rg_fix_run_test, about_the_test(), n);
		is_over = w->rc == RG_OK;
		assert_true(is_over || w->rc == RG_ECANCELLED);
		same(world(w), before);
		play(w, rg_fix_run_test, about_the_test());
		assert_int_equal(w->n_watched, 1);
		flow_free(w);
		if (is_over)
			break;
		assert_true(n < 100);
	}
}

static void watched__stopped_while_it_hangs__ends(void **state)
{
	static const flow_command commands[] = {rg_fix_run_test, rg_fix_start};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		flow *w = flow_new();
		rg_str before = world(w);

		w->stops_watched = true;
		play_to(w, commands[i], about_the_test(), 0);
		assert_int_equal(w->rc, RG_ECANCELLED);
		assert_int_equal(w->n_watched, 1);
		same(world(w), before);
		w->stops_watched = false;
		assert_int_equal(watched_by(w, commands[i], about_the_test()), 1);
		flow_free(w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(watched__once_per_tree),
		cmocka_unit_test(watched__once_per_session),
		cmocka_unit_test(watched__not_when_the_setting_forbids_it),
		cmocka_unit_test(watched__not_when_the_test_passes),
		cmocka_unit_test(watched__not_when_the_test_is_slow),
		cmocka_unit_test(watched__with_a_limit_that_fits_the_analysis),
		cmocka_unit_test(watched__is_no_evidence),
		cmocka_unit_test(watched__damaged__is_made_again),
		cmocka_unit_test(watched__stopped_at_any_step__changes_nothing),
		cmocka_unit_test(watched__stopped_while_it_hangs__ends),
	};

	return cmocka_run_group_tests(tests, NULL, remove_home);
}
