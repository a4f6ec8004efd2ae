/* SPDX-License-Identifier: MIT */
/*
 * measure.c - measuring with effects that the test plays: how many runs are made and in which
 * order, what is recorded of them, and what a session says of its speed afterwards.
 */
#include "support/flow.h"

#include "fix/measure.h"
#include "fix/pr/branch.h"
#include "fix/report.h"
#include "fix/stability.h"
#include "fix/start.h"
#include "fix/status.h"
#include "store/evidence.h"

static rg_fix_args about_the_test(const char *kind)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");

	return (rg_fix_args){
		.tests = {.items = &test, .n = 1}, .name = RG_STR("sum"), .kind = rg_str_of(kind)};
}

static rg_fix_args nothing(void)
{
	return (rg_fix_args){0};
}

static void fix_the_bug(flow *w)
{
	sh(w->f, "echo 'total = 2' >src/calc.py");
}

static flow *session_of(const char *kind)
{
	flow *w = flow_new();

	w->seconds = 2;
	w->fixed_seconds = 1;
	play(w, rg_fix_start, about_the_test(kind));
	play(w, rg_fix_branch, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	fix_the_bug(w);
	return w;
}

static size_t count(flow *w, const char *purpose)
{
	rg_evidence_query query = {.purpose = rg_str_of(purpose), .only_valid = true};
	rg_evidence_vec found;
	rg_store *store = NULL;
	rg_str notice;
	rg_err err;

	assert_int_equal(rg_store_open(&store, w->arena,
				       rg_arena_printf(w->arena, "%s/.git/redgreen/evidence.db",
						       rg_arena_cstr(w->arena, w->f->root))
					       .ptr,
				       &notice, &err),
			 RG_OK);
	assert_int_equal(rg_evidence_find(&found, w->arena, store, &query, &err), RG_OK);
	rg_store_close(store);
	return found.n;
}

static const rg_json *item(flow *w, const char *name)
{
	const rg_json *list;

	play(w, rg_fix_status, nothing());
	list = rg_json_get(rg_json_get(w->result, "session"), "checklist");
	for (const rg_json *x = rg_json_first(list); x; x = rg_json_next(x))
		if (rg_str_starts(rg_json_str(rg_json_get(x, "item")), rg_str_of(name)))
			return x;
	return NULL;
}

static bool is_done(flow *w, const char *name)
{
	const rg_json *x = item(w, name);

	assert_non_null(x);
	return rg_json_bool(rg_json_get(x, "done"), false);
}

#define GAIN "Faster than the base"

/* An optimisation has its tick by ten pairs that show it, and loses it by an edit. */
static void measure__ten_pairs_in_turns_make_a_claim_for_one_tree(void **state)
{
	flow *w = session_of("opt");
	rg_str order;
	size_t n_a = 0;
	int n_before;

	(void)state;
	assert_false(is_done(w, GAIN));
	n_before = w->n_elsewhere;
	play(w, rg_fix_measure, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	same(answered(w, "verdict"), S("faster"));
	order = answered(w, "order");
	assert_int_equal(order.len, 20);
	for (size_t i = 0; i < order.len; i++) {
		n_a += order.ptr[i] == 'A';
		assert_true(i % 2 == 0 || order.ptr[i] != order.ptr[i - 1]); /* pairs */
	}
	assert_int_equal(n_a, 10);
	assert_true(rg_json_bool(rg_json_get(w->result, "inTurns"), false));
	assert_int_equal(w->n_elsewhere - n_before, 11); /* with one to warm up */
	assert_int_equal(count(w, "warm-up"), 2);
	assert_int_equal(count(w, "before"), 10);
	assert_int_equal(count(w, "after"), 10);
	assert_true(is_done(w, GAIN));
	sh(w->f, "echo 'total = 2  # quicker' >src/calc.py");
	assert_false(is_done(w, GAIN));
	same(sh(w->f, "git worktree list | wc -l"), S("1"));
	flow_free(w);
}

/* The procedure's three are shown and claim nothing. */
static void measure__three_pairs_are_shown_and_claim_nothing(void **state)
{
	flow *w = session_of("opt");
	rg_fix_args three = {.runs = 3};

	(void)state;
	play(w, rg_fix_measure, three);
	same(answered(w, "verdict"), S("too few runs"));
	assert_true(rg_str_has(answered(w, "summary"), S("10 a side take about")));
	assert_false(is_done(w, GAIN));
	flow_free(w);
}

/* As many as fit beside the minutes that the pull request needs; three however little is left. */
static void measure__makes_as_many_pairs_as_the_session_has_time_for(void **state)
{
	flow *w = session_of("opt");

	(void)state;
	w->clock_offset = 12 * 60; /* of 15 minutes, of which preparing and opening need four */
	play(w, rg_fix_measure, nothing());
	same(answered(w, "verdict"), S("too few runs"));
	assert_int_equal(answered(w, "order").len, 6);
	flow_free(w);
}

/* What is as fast as before is no optimisation, whatever else it is. */
static void measure__no_difference_leaves_an_optimisation_partial(void **state)
{
	flow *w = session_of("opt");

	(void)state;
	w->fixed_seconds = w->seconds;
	play(w, rg_fix_measure, nothing());
	same(answered(w, "verdict"), S("within noise"));
	assert_false(is_done(w, GAIN));
	play(w, rg_fix_stability, nothing());
	play(w, rg_fix_report, nothing());
	same(answered(w, "status"), S("partial"));
	assert_true(rg_str_has(answered(w, "summary"), S("Improvement but not complete")));
	flow_free(w);
}

/* A wrong value fails at once, perhaps; that the fix goes on does not make it slower. */
static void measure__a_test_that_fails_by_a_wrong_value_has_no_comparable_time(void **state)
{
	flow *w = session_of("fix");

	(void)state;
	play(w, rg_fix_measure, nothing());
	same(answered(w, "verdict"), S("not comparable"));
	assert_null(item(w, GAIN));
	flow_free(w);
}

static void measure__what_cannot_run_elsewhere_is_measured_in_place(void **state)
{
	flow *w = session_of("opt");

	(void)state;
	w->fails_elsewhere = true;
	play(w, rg_fix_measure, nothing());
	same(stop_code(w), S("no-baseline"));
	sh(w->f, "echo 'total = 1  # bug' >src/calc.py");
	play(w, rg_fix_measure, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	same(answered(w, "verdict"), S("base only"));
	assert_int_equal(count(w, "before"), 10);
	fix_the_bug(w);
	play(w, rg_fix_measure, nothing());
	assert_true(rg_str_is_null(stop_code(w)));
	same(answered(w, "verdict"), S("faster"));
	assert_false(rg_json_bool(rg_json_get(w->result, "inTurns"), true));
	assert_true(rg_str_has(answered(w, "summary"), S("not in turns")));
	assert_true(is_done(w, GAIN));
	flow_free(w);
}

static void measure__cancelled_at_any_step__leaves_no_worktree(void **state)
{
	(void)state;
	for (int n = 1;; n++) {
		flow *w = session_of("opt");
		rg_fix_args one = {.runs = 1};
		rg_str before = world(w);
		bool is_over;

		play_to(w, rg_fix_measure, one, n);
		is_over = w->rc == RG_OK;
		if (!is_over)
			assert_int_equal(w->rc, RG_ECANCELLED);
		same(world(w), before);
		flow_free(w);
		if (is_over)
			break;
		assert_true(n < 100);
	}
}

/* The picture lies beside the report and is never committed; without figures there is none. */
static void report__has_a_picture_of_what_was_measured(void **state)
{
	flow *w = session_of("opt");

	(void)state;
	play(w, rg_fix_report, nothing());
	same(sh(w->f, "ls outputs | grep -c svg || true"), S("0"));
	play(w, rg_fix_measure, nothing());
	play(w, rg_fix_report, nothing());
	same(sh(w->f, "ls outputs | sed 's/.*_//' | sort"), S("sum.md\nsum.svg"));
	same(sh(w->f, "grep -c '</svg>' outputs/*.svg"), S("1"));
	same(sh(w->f, "grep -c '](.*_sum[.]svg)' outputs/*.md"), S("1"));
	sh(w->f, "echo 'total = 2  # another' >src/calc.py");
	play(w, rg_fix_report, nothing());
	same(sh(w->f, "ls outputs | grep -c svg || true"), S("0"));
	flow_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measure__ten_pairs_in_turns_make_a_claim_for_one_tree),
		cmocka_unit_test(measure__three_pairs_are_shown_and_claim_nothing),
		cmocka_unit_test(measure__makes_as_many_pairs_as_the_session_has_time_for),
		cmocka_unit_test(measure__no_difference_leaves_an_optimisation_partial),
		cmocka_unit_test(
			measure__a_test_that_fails_by_a_wrong_value_has_no_comparable_time),
		cmocka_unit_test(measure__what_cannot_run_elsewhere_is_measured_in_place),
		cmocka_unit_test(measure__cancelled_at_any_step__leaves_no_worktree),
		cmocka_unit_test(report__has_a_picture_of_what_was_measured),
	};

	return cmocka_run_group_tests(tests, NULL, remove_home);
}
