/* SPDX-License-Identifier: MIT */
/* forge_gitlab_push.c - a merge request by the options of a push, and what GitLab says to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "forge/forge.h"

#define VIEW "remote: \nremote: View merge request for fix/a:        \n"

static const rg_forge_target target = {.kind = RG_STR_INIT("gitlab"),
				       .host = RG_STR_INIT("git.example"),
				       .api = RG_STR_INIT("https://git.example/code/api/v4"),
				       .project = RG_STR_INIT("group/app")};

typedef struct said {
	const char *output;
	int64_t number; /* 0: there is none */
	const char *message;
} said;

static const said all[] = {
	{VIEW "remote:   https://git.example/code/group/app/-/merge_requests/12        \n", 12, ""},
	{VIEW "remote:   https://git.example/code/group/app/merge_requests/3\n", 3, ""},
	{"Writing objects: 100%\rremote: https://git.example/code/group/app/-/merge_requests/12\n",
	 12, ""},
	/* Another host, another path, no number: not to be opened. */
	{VIEW "remote:   https://git.example.evil/code/group/app/-/merge_requests/12\n", 0, ""},
	{VIEW "remote:   https://evil/git.example/code/group/app/-/merge_requests/12\n", 0, ""},
	{VIEW "remote:   https://git.example/group/app/-/merge_requests/12\n", 0, ""},
	{VIEW "remote:   http://git.example/code/group/app/-/merge_requests/12\n", 0, ""},
	{VIEW "remote:   https://git.example/code/group/app/-/merge_requests/new?x=1\n", 0, ""},
	{VIEW "remote:   https://git.example/code/group/app/-/merge_requests/0\n", 0, ""},
	{VIEW "remote:   https://git.example/code/group/app/-/issues/4\n", 0, ""},
	{VIEW "remote:   https://git.example/code/merge_requests/12x\n", 0, ""},
	{"https://git.example/code/group/app/-/merge_requests/12\n", 0, ""},
	{"remote: ====\nremote: \n"
	 "remote: WARNINGS: Error encountered with push options 'merge_request.create'        \n"
	 "remote: 'merge_request.target=main': Target branch        \n"
	 "remote: group/app:main does not exist\nremote: \nremote: ====\n",
	 0, "Target branch group/app:main does not exist"},
	{"", 0, ""},
};

static void gitlab_push__the_address_is_read_and_only_the_forges_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		rg_arena *arena = rg_arena_new();
		rg_forge_result result;

		rg_forge_read_push(&result, arena, &target, rg_str_of(all[i].output));
		if (result.number != all[i].number ||
		    (result.cause == RG_FORGE_OK) != (all[i].number > 0) ||
		    (result.url.len > 0) != (all[i].number > 0) ||
		    !rg_str_eq_z(rg_arena_dup(arena, result.message), all[i].message))
			fail_msg("%s: %lld, \"%.*s\"", all[i].output, (long long)result.number,
				 RG_FMT(result.message));
		rg_arena_free(arena);
	}
}

static void options_are(rg_forge_target at, const char *title, const char *expected)
{
	rg_arena *arena = rg_arena_new();
	rg_forge_pr pr = {.title = rg_str_of(title),
			  .body = RG_STR("two\nlines"),
			  .base = RG_STR("main"),
			  .branch = RG_STR("fix/a"),
			  .is_draft = true};
	rg_str_vec options = rg_forge_push_options(arena, &at, &pr);

	assert_string_equal(rg_arena_cstr(arena, rg_str_vec_join(arena, &options, RG_STR("\n"))),
			    expected);
	assert_int_equal(rg_forge_has_push_options(&at), options.n > 0);
	rg_arena_free(arena);
}

static void gitlab_push__a_draft_onto_the_base_of_the_project_and_one_line_each(void **state)
{
	rg_forge_target at = target;

	(void)state;
	options_are(at, "Keep it",
		    "merge_request.create\nmerge_request.target=main\n"
		    "merge_request.title=Draft: Keep it");
	at.head_project = RG_STR("ada/app");
	options_are(at, "draft: Keep it",
		    "merge_request.create\nmerge_request.target=main\n"
		    "merge_request.target_project=group/app\nmerge_request.title=draft: Keep it");
	at.kind = RG_STR("github");
	options_are(at, "Keep it", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gitlab_push__the_address_is_read_and_only_the_forges_own),
		cmocka_unit_test(
			gitlab_push__a_draft_onto_the_base_of_the_project_and_one_line_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
