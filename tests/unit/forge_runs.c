/* SPDX-License-Identifier: MIT */
/*
 * forge_runs.c - the server's side of asking for a branch's CI: what it hands over, and what it
 * makes of any answer. The program is played by shell scripts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "forge/runs.h"
#include "support/played_helper.h"

typedef struct fixture {
	played_helper helper;
	rg_forge_branch_ci ci;
	rg_forge_call *call;
	int n_done;
	rg_forge_cause cause;
	rg_str message, first_name, first_state, first_url, first_required, first_started;
	size_t n_runs;
	bool is_required_known;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	rg_forge_start_wish wish = {.name = RG_STR("a b.yml")};

	if (open_played_helper(&f->helper) < 0)
		return -1;
	RG_PUSH(f->helper.arena, &wish.inputs, RG_STR("n=\"1\""));
	f->ci = (rg_forge_branch_ci){
		.base = RG_STR("main"), .branch = RG_STR("fix/a"), .head_oid = RG_STR("4f2a")};
	RG_PUSH(f->helper.arena, &f->ci.starts, wish);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	int rc = close_played_helper(&f->helper);

	free(f);
	return rc;
}

static void done(void *data, const rg_forge_runs *runs)
{
	fixture *f = data;

	f->n_done++;
	f->cause = runs->cause;
	f->message = rg_arena_dup(f->helper.arena, runs->message);
	f->n_runs = runs->runs.n;
	f->is_required_known = runs->is_required_known;
	if (runs->runs.n) {
		f->first_name = rg_arena_dup(f->helper.arena, runs->runs.items[0].name);
		f->first_state = rg_arena_dup(f->helper.arena, runs->runs.items[0].state);
		f->first_url = rg_arena_dup(f->helper.arena, runs->runs.items[0].url);
	}
	if (runs->required.n)
		f->first_required = rg_arena_dup(f->helper.arena, runs->required.items[0]);
	if (runs->started.n)
		f->first_started = rg_arena_dup(f->helper.arena, runs->started.items[0].message);
	rg_loop_stop(f->helper.loop);
}

static void run(fixture *f, const char *text)
{
	play(&f->helper, text);
	assert_int_equal(rg_forge_runs_start(&f->call, f->helper.loop, &f->helper.target, &f->ci,
					     (rg_str){0}, RG_STR("/work tree"), f->helper.path, 0,
					     done, f, &f->helper.err),
			 RG_OK);
	rg_loop_run(f->helper.loop);
	assert_int_equal(f->n_done, 1);
}

static void forge_runs__the_request_says_all_and_the_answer_is_read(void **state)
{
	fixture *f = *state;
	rg_json *request;
	const rg_json *ci, *start;

	run(f, "cat >request; echo '{\"cause\":\"invalid\",\"message\":\"no\","
	       "\"runs\":[{\"name\":\"T\",\"file\":\"t.yml\",\"event\":\"push\","
	       "\"state\":\"passed\",\"url\":\"https://github.com/octo/app/actions/runs/1\"}],"
	       "\"required\":[\"build\"],"
	       "\"started\":[{\"name\":\"a b.yml\",\"cause\":\"invalid\",\"message\":\"no\"}]}'");
	assert_int_equal(f->cause, RG_FORGE_INVALID);
	assert_int_equal(f->n_runs, 1);
	assert_true(rg_str_eq_z(f->first_state, "passed"));
	assert_true(rg_str_eq_z(f->first_url, "https://github.com/octo/app/actions/runs/1"));
	assert_true(f->is_required_known);
	assert_true(rg_str_eq_z(f->first_required, "build"));
	assert_true(rg_str_eq_z(f->first_started, "no"));
	assert_int_equal(rg_json_parse(&request, written(&f->helper, "request"), &f->helper.err),
			 RG_OK);
	ci = rg_json_get(request, "ci");
	start = rg_json_first(rg_json_get(ci, "start"));
	assert_true(rg_str_eq_z(rg_json_str(rg_json_get(ci, "headOid")), "4f2a"));
	assert_true(rg_str_eq_z(rg_json_str(rg_json_get(start, "name")), "a b.yml"));
	assert_true(
		rg_str_eq_z(rg_json_str(rg_json_first(rg_json_get(start, "inputs"))), "n=\"1\""));
	assert_null(rg_json_get(request, "pr"));
	rg_json_free(request);
}

static void forge_runs__what_the_forge_does_not_tell_is_not_known(void **state)
{
	fixture *f = *state;

	run(f, "cat >request; echo '{\"cause\":\"ok\",\"message\":\"\",\"runs\":[],"
	       "\"required\":null,\"started\":[]}'");
	assert_int_equal(f->cause, RG_FORGE_OK);
	assert_false(f->is_required_known);
}

static void forge_runs__an_answer_in_other_words_is_none(void **state)
{
	fixture *f = *state;

	run(f, "cat >request; echo '{\"cause\":\"ok\",\"message\":\"\",\"runs\":[{\"name\":\"T\","
	       "\"state\":\"on fire\"}]}'");
	assert_int_equal(f->cause, RG_FORGE_OTHER);
	assert_int_equal(f->n_runs, 0);
	assert_non_null(strstr(f->message.ptr, "gave no answer"));
}

static void forge_runs__an_address_that_is_none_is_left_out(void **state)
{
	fixture *f = *state;

	run(f, "cat >request; echo '{\"cause\":\"ok\",\"message\":\"\",\"runs\":[{\"name\":\"T\","
	       "\"state\":\"failed\",\"url\":\"file:///etc/passwd\"}]}'");
	assert_int_equal(f->n_runs, 1);
	assert_int_equal(f->first_url.len, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(forge_runs__the_request_says_all_and_the_answer_is_read),
		TEST(forge_runs__what_the_forge_does_not_tell_is_not_known),
		TEST(forge_runs__an_answer_in_other_words_is_none),
		TEST(forge_runs__an_address_that_is_none_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
