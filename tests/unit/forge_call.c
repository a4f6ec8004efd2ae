/* SPDX-License-Identifier: MIT */
/*
 * forge_call.c - the server's side of redgreen-forge: what it hands over, and what it makes of any
 * answer. The program is played by shell scripts; the real one is tested end to end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/played_helper.h"

#define TOKEN "ghp_t0ken-of-the-editor"

typedef struct fixture {
	played_helper helper;
	rg_forge_pr pr;
	rg_str token;
	rg_forge_call *call;
	int n_done;
	rg_forge_result result; /* copied */
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));

	if (open_played_helper(&f->helper) < 0)
		return -1;
	f->pr = (rg_forge_pr){.title = RG_STR("T \"q\""),
			      .body = RG_STR("B\r\n\xC3\xBC"),
			      .base = RG_STR("main"),
			      .branch = RG_STR("fix/a"),
			      .head_oid = RG_STR("4f2a"),
			      .is_draft = true};
	RG_PUSH(f->helper.arena, &f->pr.labels, RG_STR("bug"));
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

static void done(void *data, const rg_forge_result *result)
{
	fixture *f = data;

	f->n_done++;
	f->result = *result;
	f->result.message = rg_arena_dup(f->helper.arena, result->message);
	f->result.url = rg_arena_dup(f->helper.arena, result->url);
	rg_loop_stop(f->helper.loop);
}

static rg_rc start(fixture *f, uint64_t timeout_ms)
{
	return rg_forge_start(&f->call, f->helper.loop, &f->helper.target, &f->pr, f->token,
			      RG_STR("/work tree"), f->helper.path, timeout_ms, done, f,
			      &f->helper.err);
}

static void run(fixture *f, const char *text)
{
	play(&f->helper, text);
	assert_int_equal(start(f, 0), RG_OK);
	rg_loop_run(f->helper.loop);
	assert_int_equal(f->n_done, 1);
}

#define OK                                                                                         \
	"'{\"cause\":\"ok\",\"message\":\"\",\"url\":\"https://github.com/octo/app/pull/7\","      \
	"\"number\":7,\"draft\":true,\"wasThere\":false}'"

static void forge_start__the_request_says_all_and_the_answer_is_read(void **state)
{
	fixture *f = *state;
	rg_json *request;

	run(f, "cat >request; echo " OK);
	assert_int_equal(f->result.cause, RG_FORGE_OK);
	assert_true(rg_str_eq_z(f->result.url, "https://github.com/octo/app/pull/7"));
	assert_int_equal(f->result.number, 7);
	assert_true(f->result.is_draft);
	assert_false(f->result.was_there);

	assert_int_equal(rg_json_parse(&request, written(&f->helper, "request"), &f->helper.err),
			 RG_OK);
	assert_true(rg_str_eq_z(rg_json_str(rg_json_get(request, "project")), "octo/app"));
	assert_true(rg_str_eq_z(rg_json_str(rg_json_get(request, "root")), "/work tree"));
	assert_true(rg_json_is_null(rg_json_get(request, "headProject")));
	assert_true(rg_json_is_null(rg_json_get(request, "token")));
	assert_int_equal(rg_json_int(rg_json_get(request, "timeoutMs"), 0), 60000);
	assert_true(rg_str_eq(rg_json_str(rg_json_get(rg_json_get(request, "pr"), "body")),
			      f->pr.body));
	assert_true(rg_str_eq_z(
		rg_json_str(rg_json_at(rg_json_get(rg_json_get(request, "pr"), "labels"), 0)),
		"bug"));
	rg_json_free(request);
}

static void forge_start__the_token_is_in_the_request_alone(void **state)
{
	fixture *f = *state;
	rg_json *request;

	f->token = RG_STR(TOKEN);
	run(f, "cat >request; env >env; echo \"$0 $*\" >argv; echo " OK);
	assert_int_equal(rg_json_parse(&request, written(&f->helper, "request"), &f->helper.err),
			 RG_OK);
	assert_true(rg_str_eq_z(rg_json_str(rg_json_get(request, "token")), TOKEN));
	rg_json_free(request);
	assert_false(rg_str_has(written(&f->helper, "env"), RG_STR(TOKEN)));
	assert_false(rg_str_has(written(&f->helper, "argv"), RG_STR(TOKEN)));
}

static void forge_start__every_cause_comes_back_with_its_message(void **state)
{
	fixture *f = *state;

	for (int cause = RG_FORGE_NO_ACCOUNT; cause <= RG_FORGE_OTHER; cause++) {
		f->n_done = 0;
		run(f, rg_arena_printf(f->helper.arena,
				       "echo '{\"cause\":\"%s\",\"message\":\"do this\"}'; exit 1",
				       rg_forge_cause_name((rg_forge_cause)cause))
			       .ptr);
		assert_int_equal(f->result.cause, cause);
		assert_true(rg_str_eq_z(f->result.message, "do this"));
	}
}

static void forge_start__what_is_no_answer_is_said(void **state)
{
	static const char *const scripts[] = {
		"exit 3",
		"echo nonsense",
		"echo '{}'",
		"echo '{\"cause\": 3}'",
		"echo '{\"cause\": \"ok\"}'", /* without a pull request */
		"echo '{\"cause\":\"ok\",\"url\":\"javascript:x\",\"number\":7}'",
		"echo '{\"cause\":\"ok\",\"url\":\"https://a b\",\"number\":7}'",
		"echo '{\"cause\":\"ok\",\"url\":\"https://a\",\"number\":0}'",
		"kill -9 $$",
		"yes | head -c 5000000",
		"printf '\\377\\000'",
	};
	fixture *f = *state;

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		f->n_done = 0;
		run(f, scripts[i]);
		if (f->result.cause != RG_FORGE_OTHER || !f->result.message.len)
			fail_msg("%s: %s", scripts[i], rg_forge_cause_name(f->result.cause));
	}
	f->n_done = 0;
	run(f, "echo 'libcurl.so.4: not found' >&2; exit 127");
	assert_true(rg_str_has(f->result.message, RG_STR("status 127): libcurl.so.4: not found")));
}

static void stop(void *data)
{
	rg_forge_stop(((fixture *)data)->call);
}

static void forge_stop__ends_it_and_done_comes_once(void **state)
{
	fixture *f = *state;

	play(&f->helper, "exec sleep 600");
	assert_int_equal(start(f, 0), RG_OK);
	rg_loop_post(f->helper.loop, stop, f);
	rg_loop_run(f->helper.loop);
	assert_int_equal(f->n_done, 1);
	assert_int_equal(f->result.cause, RG_FORGE_STOPPED);
	rg_forge_stop(NULL);
}

static void forge_start__what_cannot_be_asked_is_refused_at_once(void **state)
{
	fixture *f = *state;

	play(&f->helper, "echo " OK);
	f->helper.target.project = (rg_str){0};
	assert_int_equal(start(f, 0), RG_EINVAL);
	assert_non_null(strstr(f->helper.err.message, "forge.project"));
	f->helper.target.project = RG_STR("octo/app");
	f->helper.target.kind = RG_STR("local");
	assert_int_equal(start(f, 0), RG_EINVAL);
	f->helper.target.kind = RG_STR("github");
	f->token = RG_STR("a\nb");
	assert_int_equal(start(f, 0), RG_EINVAL);
	f->token = RG_STR("a\"b");
	assert_int_equal(start(f, 0), RG_EINVAL);
	f->token = (rg_str){0};
	f->helper.path = rg_arena_printf(f->helper.arena, "%s/missing", f->helper.folder.ptr);
	assert_int_equal(start(f, 0), RG_ENOTFOUND);
	assert_int_equal(f->n_done, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(forge_start__the_request_says_all_and_the_answer_is_read),
		TEST(forge_start__the_token_is_in_the_request_alone),
		TEST(forge_start__every_cause_comes_back_with_its_message),
		TEST(forge_start__what_is_no_answer_is_said),
		TEST(forge_stop__ends_it_and_done_comes_once),
		TEST(forge_start__what_cannot_be_asked_is_refused_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
