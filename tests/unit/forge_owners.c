/* SPDX-License-Identifier: MIT */
/*
 * forge_owners.c - who owns a path. The files are the examples of the forges' own
 * documentation, written down again in short, and what their comments promise.
 */
#include "support/owners.h"

static const char github[] = "# This is a comment.\n"
			     "*       @global-owner1 @global-owner2\n"
			     "*.js    @js-owner #This is an inline comment.\n"
			     "*.go docs@example.com\n"
			     "*.txt @octo-org/octocats\n"
			     "/build/logs/ @doctocat\n"
			     "docs/* docs@example.com\n"
			     "apps/ @octocat\n"
			     "/docs/ @doctocat\n"
			     "/scripts/ @doctocat @octocat\n"
			     "**/logs @octocat\n"
			     "/apps2/ @octocat\n"
			     "/apps2/github\n";

static void owners_github__the_documentations_examples_hold(void **state)
{
	static const struct {
		const char *path, *owners;
	} rows[] = {
		{"README.md", "@global-owner1 @global-owner2"},
		{"deep/down/x.js", "@js-owner"},
		{"a.go", "docs@example.com"},
		{"x/y.txt", "@octo-org/octocats"},
		{"build/logs/deep/x.log", "@octocat"}, /* the later rule wins */
		{"scripts/logs/a", "@octocat"},
		{"scripts/a.js", "@doctocat @octocat"},
		{"a/docs/b.txt", "@octo-org/octocats"}, /* the one of docs is anchored */
		{"docs/build-app/t.md", "@doctocat"},
		{"x/apps/y/z.js", "@octocat"},
		{"apps2/x.js", "@octocat"},
		{"apps2/github/x.js", "-"}, /* owners left empty */
		{"apps2/github.txt", "@octocat"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(RG_OWNERS_GITHUB, github, rows[i].path, rows[i].owners);
}

static void owners_github__docs_star_is_not_about_nested_files(void **state)
{
	(void)state;
	check(RG_OWNERS_GITHUB, "docs/* @a\n", "docs/getting-started.md", "@a");
	check(RG_OWNERS_GITHUB, "docs/* @a\n", "docs/build-app/troubleshooting.md", "");
	check(RG_OWNERS_GITHUB, "/* @a\n", "setup.py", "@a");
	check(RG_OWNERS_GITHUB, "/* @a\n", "src/setup.py", "");
}

static void owners_github__what_does_not_work_there_is_left_out(void **state)
{
	(void)state;
	check(RG_OWNERS_GITHUB, "* @a\n!x.py @b\n", "x.py", "@a");
	check(RG_OWNERS_GITHUB, "* @a\n[xy].py @b\n", "x.py", "@a");
	check(RG_OWNERS_GITHUB, "* @a\n\\#x @b\n", "#x", "@a");
	check(RG_OWNERS_GITHUB, "* @a\nx.py someone\n", "x.py", "@a"); /* no owner: a bad line */
	check(RG_OWNERS_GITHUB, "*.PY @a\n", "x.py", "");	       /* case counts */
}

static void owners_github__forms_seen_in_large_repositories(void **state)
{
	static const char text[] = "conftest.py  @one\r\n"
				   "cmake/ @two\r\n"
				   "**/moreh*/ @three\r\n"
				   "tests/**/unit @four # said why\r\n"
				   "with\\ blank/ @five\r\n"
				   "models @org/six\r\n";

	(void)state;
	check(RG_OWNERS_GITHUB, text, "tests/x/conftest.py", "@one");
	check(RG_OWNERS_GITHUB, text, "a/cmake/b/c.txt", "@two");
	check(RG_OWNERS_GITHUB, text, "ops/moreh_sum/kernel.cpp", "@three");
	check(RG_OWNERS_GITHUB, text, "ops/moreh_sum",
	      ""); /* a file, and the slash wants a folder */
	check(RG_OWNERS_GITHUB, text, "tests/unit/a.py", "@four");
	check(RG_OWNERS_GITHUB, text, "tests/a/b/unit/a.py", "@four");
	check(RG_OWNERS_GITHUB, text, "with blank/x", "@five");
	check(RG_OWNERS_GITHUB, text, "a/models/b", "@org/six");
}

static const char gitlab[] = "* @default-owner\n"
			     "*.rb @ruby-owner\n"
			     "\\#file_with_pound.rb @owner-file-with-pound\n"
			     "README @group @group/with-nested/subgroup\n"
			     "/docs/ @all-docs\n"
			     "/docs/* @root-docs\n"
			     "lib/ @lib-owner\n"
			     "/config/ @config-owner\n"
			     "path\\ with\\ spaces/ @space-owner\n"
			     "\n"
			     "[Documentation]\n"
			     "ee/docs @docs\n"
			     "docs @docs\n"
			     "[Database]\n"
			     "README  @database\n"
			     "model/db @database\n"
			     "[DOCUMENTATION]\n"
			     "README.md  @docs2\n"
			     "^[Optional][2] @opt-a @opt-b\n"
			     "*.go\n"
			     "special.go @special\n";

static void owners_gitlab__sections_decide_each_for_itself(void **state)
{
	static const struct {
		const char *path, *owners;
	} rows[] = {
		{"x.c", "@default-owner"},
		{"a/b.rb", "@ruby-owner"},
		{"#file_with_pound.rb", "@owner-file-with-pound"},
		{"README", "@group @group/with-nested/subgroup | Database:@database"},
		{"README.md", "@default-owner | Documentation:@docs2"},
		{"docs/index.md", "@root-docs"},
		{"docs/projects/index.md", "@all-docs"},
		{"a/lib/b/c.rb", "@lib-owner"},
		{"config/x", "@config-owner"},
		{"a/config/x", "@default-owner"},
		{"a/path with spaces/x", "@space-owner"},
		{"a/docs", "@default-owner | Documentation:@docs"}, /* a file of that name */
		{"x.go", "@default-owner | Optional:@opt-a @opt-b"},
		{"special.go", "@default-owner | Optional:@special"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(RG_OWNERS_GITLAB, gitlab, rows[i].path, rows[i].owners);
}

static void owners_gitlab__an_exclusion_is_final_in_its_section(void **state)
{
	static const char text[] = "* @default\n!*.lock\n*.lock @late\n[Ruby]\n*.lock @ruby\n";

	(void)state;
	check(RG_OWNERS_GITLAB, text, "Gemfile.lock", "Ruby:@ruby");
	check(RG_OWNERS_GITLAB, text, "Gemfile", "@default");
}

/* "Sections", "Regular entries and sections", "Default owners": what the page promises of each. */
static void owners_gitlab__headings_in_all_their_forms(void **state)
{
	static const char text[] = "* @general-approvers\n"
				   "[Documentation] @docs-team\n"
				   "docs/\n"
				   "README.md\n"
				   "*.txt\n"
				   "[Database][2] @database-team @dba\n"
				   "model/db/\n"
				   "config/db/database-setup.md @docs-team\n"
				   "^[Go]\n"
				   "*.go @@maintainer dev@example.com\n"
				   "[Empty\n";

	(void)state;
	check(RG_OWNERS_GITLAB, text, "docs/a/b.md",
	      "@general-approvers | Documentation:@docs-team");
	check(RG_OWNERS_GITLAB, text, "model/db/CHANGELOG.txt",
	      "@general-approvers | Documentation:@docs-team | Database:@database-team @dba");
	check(RG_OWNERS_GITLAB, text, "config/db/database-setup.md",
	      "@general-approvers | Database:@docs-team");
	check(RG_OWNERS_GITLAB, text, "x/y.go",
	      "@general-approvers | Go:@@maintainer dev@example.com");
}

/* Its file, and its notes on escaping: what stands there twice is one backslash. */
static const char gitea[] = ".*\\\\.go @user1 @user2 # This is comment\n"
			    "\n"
			    "# Comment too\n"
			    "frontend/src/.*\\\\.js @org1/team1 @org1/team2 @user3\n"
			    "!frontend/src/.* @org1/team3 @user5\n"
			    "docs/(aws|google|azure)/[^/]*\\\\.(md|txt) @user8 @org1/team4\n"
			    "!/assets/.*\\\\.(bin|exe|msi) @user9\n"
			    "dir/with\\#hashtag @user1\n"
			    "path\\ with\\ space @user2\n"
			    "path/with\\\\\\\\backslash @user3\n"
			    "bare/.* user7\n"
			    "lonely\n"
			    "(bad @user1\n";

static void owners_gitea__every_rule_that_is_about_the_path_counts(void **state)
{
	(void)state;
	check(RG_OWNERS_GITEA, gitea, "deep/x.go", "@user1 @user2 | @org1/team3 @user5 | @user9");
	check(RG_OWNERS_GITEA, gitea, "frontend/src/a/x.js",
	      "@org1/team1 @org1/team2 @user3 | @user9");
	check(RG_OWNERS_GITEA, gitea, "docs/aws/a.md",
	      "@org1/team3 @user5 | @user8 @org1/team4 | @user9");
	check(RG_OWNERS_GITEA, gitea, "dir/with#hashtag", "@org1/team3 @user5 | @user9 | @user1");
	check(RG_OWNERS_GITEA, gitea, "path with space", "@org1/team3 @user5 | @user9 | @user2");
	check(RG_OWNERS_GITEA, gitea, "path/with\\backslash",
	      "@org1/team3 @user5 | @user9 | @user3");
	check(RG_OWNERS_GITEA, gitea, "bare/x", "@org1/team3 @user5 | @user9 | @user7");
	check(RG_OWNERS_GITEA, ".*\\\\.go @a\r\n", "x.go", "@a");
	check(RG_OWNERS_GITEA, "x\\.go @a\n", "x-go", "@a"); /* one backslash is Gitea's own */
	check(RG_OWNERS_GITEA, "src @a\n", "src/x", "");     /* the whole path */
}

static void owners_parse__says_line_and_whether_a_section_is_optional(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_owners owners = rg_owners_parse(arena, RG_OWNERS_GITLAB, rg_str_of(gitlab));

	(void)state;
	assert_int_equal(owners.rules.items[0].line, 1);
	assert_true(rg_str_is_null(owners.rules.items[0].section));
	assert_int_equal(owners.rules.items[owners.rules.n - 1].line, 21);
	assert_true(owners.rules.items[owners.rules.n - 1].is_optional);
	rg_arena_free(arena);
}

static void owners_parse__bytes_of_any_kind_and_size_are_survived(void **state)
{
	static const char *const texts[] = {"",	   "\n\n",   "[",    "[]",	"^[",
					    "[a",  "\\",     "a\\",  "\xff @a", "@",
					    "* @", "* @a\\", "/ @a", "// @a",	"[a][ @b\nx"};
	rg_arena *arena = rg_arena_new();
	char *huge = RG_NEW_N(arena, char, 4 * 1024 * 1024);

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		for (int d = RG_OWNERS_GITHUB; d <= RG_OWNERS_GITEA; d++) {
			rg_owners owners =
				rg_owners_parse(arena, (rg_owners_dialect)d, rg_str_of(texts[i]));

			assert_true(rg_owners_match(arena, &owners, RG_STR("a/b")).n <=
				    owners.rules.n);
		}
	}
	memset(huge, '\n', 4 * 1024 * 1024);
	memcpy(huge, "* @a", 4);
	assert_int_equal(
		rg_owners_parse(arena, RG_OWNERS_GITHUB, (rg_str){huge, 4 * 1024 * 1024}).rules.n,
		0);
	assert_int_equal(rg_owners_parse(arena, RG_OWNERS_GITHUB, (rg_str){huge, 4096}).rules.n, 1);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(owners_github__the_documentations_examples_hold),
		cmocka_unit_test(owners_github__docs_star_is_not_about_nested_files),
		cmocka_unit_test(owners_github__what_does_not_work_there_is_left_out),
		cmocka_unit_test(owners_github__forms_seen_in_large_repositories),
		cmocka_unit_test(owners_gitlab__sections_decide_each_for_itself),
		cmocka_unit_test(owners_gitlab__an_exclusion_is_final_in_its_section),
		cmocka_unit_test(owners_gitlab__headings_in_all_their_forms),
		cmocka_unit_test(owners_gitea__every_rule_that_is_about_the_path_counts),
		cmocka_unit_test(owners_parse__says_line_and_whether_a_section_is_optional),
		cmocka_unit_test(owners_parse__bytes_of_any_kind_and_size_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
