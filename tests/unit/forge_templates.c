/* SPDX-License-Identifier: MIT */
/* forge_templates.c - pull request templates among a repository's files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "forge/templates.h"

static void check(const char *kind, const char *const *files, const char *expected)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec vec = {0}, found;
	rg_str got;

	for (; *files; files++)
		RG_PUSH(arena, &vec, rg_str_of(*files));
	found = rg_templates_find(arena, &vec, rg_str_of(kind));
	got = rg_str_vec_join(arena, &found, RG_STR(" "));
	if (!rg_str_eq_z(got, expected))
		fail_msg("\"%.*s\" instead of \"%s\"", RG_FMT(got), expected);
	rg_arena_free(arena);
}
#define CHECK_ON(kind, expected, ...)                                                              \
	check((kind), (const char *const[]){__VA_ARGS__, NULL}, (expected))
#define CHECK(expected, ...) CHECK_ON("local", (expected), __VA_ARGS__)

static void templates__every_documented_place_and_any_case(void **state)
{
	(void)state;
	CHECK(".github/PULL_REQUEST_TEMPLATE.md", "src/a.py", ".github/PULL_REQUEST_TEMPLATE.md");
	CHECK("pull_request_template", "pull_request_template");
	CHECK("Docs/Pull_Request_Template.TXT", "Docs/Pull_Request_Template.TXT");
	CHECK(".gitea/PULL_REQUEST_TEMPLATE.md", ".gitea/PULL_REQUEST_TEMPLATE.md");
	CHECK(".gitlab/merge_request_templates/Default.md",
	      ".gitlab/merge_request_templates/Default.md");
}

static void templates__the_default_one_comes_first_and_none_twice(void **state)
{
	(void)state;
	CHECK(".github/pull_request_template.md pull_request_template.md "
	      "docs/pull_request_template.md .github/PULL_REQUEST_TEMPLATE/a.md "
	      ".github/PULL_REQUEST_TEMPLATE/b.md",
	      ".github/PULL_REQUEST_TEMPLATE/b.md", "docs/pull_request_template.md",
	      "pull_request_template.md", ".github/PULL_REQUEST_TEMPLATE/a.md",
	      ".github/pull_request_template.md");
	CHECK(".gitlab/merge_request_templates/default.md .gitlab/merge_request_templates/Bug.md",
	      ".gitlab/merge_request_templates/Bug.md",
	      ".gitlab/merge_request_templates/default.md");
}

static void templates__those_of_the_forge_itself_come_before_all_others(void **state)
{
#define FILES                                                                                      \
	".github/pull_request_template.md", ".gitlab/merge_request_templates/Bug.md",              \
		".gitea/pull_request_template.md", ".forgejo/pull_request_template.md"
	(void)state;
	CHECK_ON("github",
		 ".github/pull_request_template.md .forgejo/pull_request_template.md "
		 ".gitea/pull_request_template.md .gitlab/merge_request_templates/Bug.md",
		 FILES);
	CHECK_ON("gitlab",
		 ".gitlab/merge_request_templates/Bug.md .github/pull_request_template.md "
		 ".forgejo/pull_request_template.md .gitea/pull_request_template.md",
		 FILES);
	CHECK_ON("gitea",
		 ".gitea/pull_request_template.md .github/pull_request_template.md "
		 ".forgejo/pull_request_template.md .gitlab/merge_request_templates/Bug.md",
		 FILES);
#undef FILES
}

static void templates__other_files_are_none(void **state)
{
	(void)state;
	CHECK("", "src/pull_request_template.md", ".github/ISSUE_TEMPLATE/bug.md",
	      ".github/pull_request_template.yml", "pull_request_templates.md");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(templates__every_documented_place_and_any_case),
		cmocka_unit_test(templates__the_default_one_comes_first_and_none_twice),
		cmocka_unit_test(templates__those_of_the_forge_itself_come_before_all_others),
		cmocka_unit_test(templates__other_files_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
