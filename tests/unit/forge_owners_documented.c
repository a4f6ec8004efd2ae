/* SPDX-License-Identifier: MIT */
/*
 * forge_owners_documented.c - every example of the forges' pages on CODEOWNERS, with what the page
 * says of it: GitHub Docs, "About code owners"; GitLab Docs, "Syntax of CODEOWNERS file" and
 * "Advanced CODEOWNERS configuration"; Gitea Docs, "Code Owners". In the words of the pages where
 * they name a path, else with a path that the sentence is about.
 */
#include "support/owners.h"

typedef struct row {
	const char *text, *path, *owners;
} row;

static void check_all(rg_owners_dialect dialect, const row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check(dialect, rows[i].text, rows[i].path, rows[i].owners);
}
#define CHECK_ALL(dialect, rows) check_all(dialect, rows, sizeof(rows) / sizeof((rows)[0]))

/* ---- GitHub: "About code owners" --------------------------------------------------------------
 */

#define ORDER                                                                                      \
	"*       @global-owner1 @global-owner2\n*.js    @js-owner #This is an inline comment.\n"

static void github__about_code_owners(void **state)
{
	static const row rows[] = {
		{"# This is a comment.\n", "README.md", ""},
		/* "the default owners for everything in the repo" */
		{ORDER, "README.md", "@global-owner1 @global-owner2"},
		{ORDER, "deep/down/.hidden", "@global-owner1 @global-owner2"},
		/* "only @js-owner and not the global owner(s)" */
		{ORDER, "app/x.js", "@js-owner"},
		{"*.go docs@example.com\n", "cmd/main.go", "docs@example.com"},
		{"*.txt @octo-org/octocats\n", "notes/a.txt", "@octo-org/octocats"},
		/* "any files in the build/logs directory at the root … and any of its
		 * subdirectories" */
		{"/build/logs/ @doctocat\n", "build/logs/a.log", "@doctocat"},
		{"/build/logs/ @doctocat\n", "build/logs/deep/a.log", "@doctocat"},
		{"/build/logs/ @doctocat\n", "x/build/logs/a.log", ""},
		/* "will match files like docs/getting-started.md but not further nested files" */
		{"docs/* docs@example.com\n", "docs/getting-started.md", "docs@example.com"},
		{"docs/* docs@example.com\n", "docs/build-app/troubleshooting.md", ""},
		/* "any file in an apps directory anywhere in your repository" */
		{"apps/ @octocat\n", "apps/a", "@octocat"},
		{"apps/ @octocat\n", "x/y/apps/z/a", "@octocat"},
		/* "in the root of your repository and any of its subdirectories" */
		{"/docs/ @doctocat\n", "docs/a/b.md", "@doctocat"},
		{"/docs/ @doctocat\n", "x/docs/b.md", ""},
		{"/scripts/ @doctocat @octocat\n", "scripts/a.sh", "@doctocat @octocat"},
		/* "such as /build/logs, /scripts/logs, and /deeply/nested/logs" */
		{"**/logs @octocat\n", "build/logs/a", "@octocat"},
		{"**/logs @octocat\n", "scripts/logs/b/c", "@octocat"},
		{"**/logs @octocat\n", "deeply/nested/logs/a", "@octocat"},
		{"**/logs @octocat\n", "logs/a", "@octocat"},
		/* "except for the /apps/github subdirectory, as its owners are left empty" */
		{"/apps/ @octocat\n/apps/github\n", "apps/a", "@octocat"},
		{"/apps/ @octocat\n/apps/github\n", "apps/github/a", "-"},
		/* "@doctocat owns … the /apps/github subdirectory" */
		{"/apps/ @octocat\n/apps/github @doctocat\n", "apps/a", "@octocat"},
		{"/apps/ @octocat\n/apps/github @doctocat\n", "apps/github/b/a", "@doctocat"},
		/* branch protection */
		{"/apps/ @doctocat @octocat\n", "apps/x/y", "@doctocat @octocat"},
		{"/apps/ @example-org/content-team\n", "apps/x", "@example-org/content-team"},
		/* "syntax rules for gitignore files that do not work" */
		{"* @all\n\\#notes @a\n", "#notes", "@all"},
		{"* @all\n!a.py @a\n", "b.py", "@all"},
		{"* @all\n[ab].py @a\n", "a.py", "@all"},
		/* "that line will be skipped" */
		{"* @all\n*.py no-owner\n", "a.py", "@all"},
		/* "paths are case sensitive" */
		{"/Docs/ @a\n", "docs/x", ""},
	};

	(void)state;
	CHECK_ALL(RG_OWNERS_GITHUB, rows);
}

/* ---- GitLab: "Syntax of CODEOWNERS file" ------------------------------------------------------
 */

#define EXAMPLES                                                                                   \
	"* @default-owner\n"                                                                       \
	"README.md @doc-team @tech-lead\n"                                                         \
	"*.rb @ruby-owner\n"                                                                       \
	"LICENSE @legal janedoe@gitlab.com\n"                                                      \
	"README @group @group/with-nested/subgroup\n"                                              \
	"/docs/ @all-docs\n"                                                                       \
	"/docs/* @root-docs\n"                                                                     \
	"/docs/**/*.md @markdown-docs  # Match specific file types in any subdirectory\n"          \
	"/db/**/index.md @index-docs   # Match a specific file name in any subdirectory\n"         \
	"[Documentation]\n"                                                                        \
	"ee/docs    @docs\n"                                                                       \
	"docs       @docs\n"                                                                       \
	"/config/ @@maintainer\n"
#define READMES                                                                                    \
	"* @admin\n[README Owners]\nREADME.md @user1 @user2\ninternal/README.md @user4\n"          \
	"[README other owners]\nREADME.md @user3\n"
#define DEFAULTS                                                                                   \
	"[Documentation] @docs-team\ndocs/\nREADME.md\n[Database] @database-team @agarcia\n"       \
	"model/db/\nconfig/db/database-setup.md @docs-team\n"
#define EXCLUDED "* @username\n!pom.xml\n[Ruby]\n*.rb @ruby-team\n!/config/**/*.rb\n"
#define RUBY_AND_CONFIG                                                                            \
	"[Ruby]\n*.rb @ruby-team\n!/config/**/*.rb        # Config Ruby files\n"                   \
	"[Config]\n/config/ @ops-team      # Config files still require\n"
#define GENERATED                                                                                  \
	"* @default-owner\n!package-lock.json\n!yarn.lock\n!**/generated/          # Any files\n"  \
	"!.gitlab-ci.yml\n"

static void gitlab__syntax_of_codeowners_file(void **state)
{
	static const row rows[] = {
		{EXAMPLES, "a/b.c", "@default-owner"},
		{EXAMPLES, "README.md", "@doc-team @tech-lead"},
		{EXAMPLES, "x/y.rb", "@ruby-owner"},
		{EXAMPLES, "LICENSE", "@legal janedoe@gitlab.com"},
		{EXAMPLES, "README", "@group @group/with-nested/subgroup"},
		{EXAMPLES, "docs/a/b.txt", "@all-docs"},
		{EXAMPLES, "docs/b.txt", "@root-docs"},
		{EXAMPLES, "docs/a/b.md", "@markdown-docs"},
		{EXAMPLES, "db/a/b/index.md", "@index-docs"},
		{EXAMPLES, "ee/docs", "@default-owner | Documentation:@docs"},
		{EXAMPLES, "config/x", "@default-owner | Documentation:@@maintainer"},
		/* "Any Code Owners listed in a comment are parsed." */
		{"*.md @a # ask @b first\n", "x.md", "@a @b"},
		/* "Sections" */
		{READMES, "README.md",
		 "@admin | README Owners:@user1 @user2 | README other owners:@user3"},
		{READMES, "internal/README.md",
		 "@admin | README Owners:@user4 | README other owners:@user3"},
		/* "Section headings and names" */
		{"[Section name]\n* @a\n", "x", "Section name:@a"},
		{"^[Section name]\n* @a\n", "x", "Section name:@a"},
		{"[Section name][5]\n* @a\n", "x", "Section name:@a"},
		{"[Section name] @username\n*\n", "x", "Section name:@username"},
		{"[Section name][2] @group @subgroup\n*\n", "x", "Section name:@group @subgroup"},
		/* "Set default Code Owner for a section" */
		{DEFAULTS, "docs/x", "Documentation:@docs-team"},
		{DEFAULTS, "README.md", "Documentation:@docs-team"},
		{DEFAULTS, "model/db/x", "Database:@database-team @agarcia"},
		{DEFAULTS, "config/db/database-setup.md", "Database:@docs-team"},
		/* "Optional sections" */
		{"[Documentation]\n*.md @root\n[Ruby]\n*.rb @root\n^[Go]\n*.go @root\n", "x.go",
		 "Go:@root"},
		/* "Add a role", "Add a group" */
		{"file.md @@developer @@maintainer\n", "file.md", "@@developer @@maintainer"},
		{"file.md @group-x @group-x/subgroup-y\n", "file.md",
		 "@group-x @group-x/subgroup-y"},
		{"[Maintainers]\n* @gitlab-org/maintainers/group-name\n", "a/b",
		 "Maintainers:@gitlab-org/maintainers/group-name"},
		/* "Absolute paths" */
		{"/README.md @u\n", "README.md", "@u"},
		{"/README.md @u\n", "docs/README.md", ""},
		{"/docs/README.md @u\n", "docs/README.md", "@u"},
		{"/docs/README.md @u\n", "docs/x/README.md", ""},
		/* "Relative paths" */
		{"README.md @u\n", "README.md", "@u"},
		{"README.md @u\n", "internal/README.md", "@u"},
		{"README.md @u\n", "app/lib/README.md", "@u"},
		{"internal/README.md @u\n", "internal/README.md", "@u"},
		{"internal/README.md @u\n", "docs/internal/README.md", "@u"},
		{"internal/README.md @u\n", "docs/api/internal/README.md", "@u"},
		/* "Directory paths" */
		{"/docs/ @u\n", "docs/x", "@u"},
		{"/docs/ @u\n", "docs/a/b/x", "@u"},
		{"/docs/ @u\n", "docs", ""},
		/* "Wildcard paths" */
		{"/docs/*.md @u\n", "docs/a.md", "@u"},
		{"/docs/*.md @u\n", "docs/a/b.md", ""},
		{"/docs/index.* @u\n", "docs/index.md", "@u"},
		{"/docs/index.* @u\n", "docs/index.html", "@u"},
		{"/docs/index.* @u\n", "docs/index.xml", "@u"},
		{"/docs/*spec* @u\n", "docs/qa_specs.rb", "@u"},
		{"/docs/*spec* @u\n", "docs/spec_helpers.rb", "@u"},
		{"/docs/*spec* @u\n", "docs/runtime.spec", "@u"},
		{"/docs/*/README.md @u\n", "docs/api/README.md", "@u"},
		{"/docs/*/README.md @u\n", "docs/README.md", ""},
		{"/docs/*/README.md @u\n", "docs/a/b/README.md", ""},
		/* "Globstar paths" */
		{"/docs/**/index.md @u\n", "docs/index.md", "@u"},
		{"/docs/**/index.md @u\n", "docs/api/index.md", "@u"},
		{"/docs/**/index.md @u\n", "docs/api/graphql/index.md", "@u"},
		/* "Exclusion patterns" */
		{EXCLUDED, "a.java", "@username"},
		{EXCLUDED, "pom.xml", ""},
		{EXCLUDED, "x.rb", "@username | Ruby:@ruby-team"},
		{EXCLUDED, "config/a/x.rb", "@username"},
		{"* @default-owner\n!*.rb                      # Excludes all Ruby files.\n"
		 "/special/*.rb @ruby-owner  # This won't take effect\n",
		 "special/x.rb", ""},
		{"[Ruby]\n*.rb @ruby-team\n!/config/**/*.rb\n/config/routes.rb @ops\n",
		 "config/routes.rb", ""},
		{RUBY_AND_CONFIG, "config/x.rb", "Config:@ops-team"},
		{RUBY_AND_CONFIG, "lib/x.rb", "Ruby:@ruby-team"},
		{GENERATED, "package-lock.json", ""},
		{GENERATED, "a/yarn.lock", ""},
		{GENERATED, "src/generated/x/y.c", ""},
		{GENERATED, ".gitlab-ci.yml", ""},
		{GENERATED, "src/x.c", "@default-owner"},
		/* "Entry owners" */
		{"/path/to/entry.rb @group @group/subgroup @user\n", "path/to/entry.rb",
		 "@group @group/subgroup @user"},
	};

	(void)state;
	CHECK_ALL(RG_OWNERS_GITLAB, rows);
}

/* ---- GitLab: "Advanced CODEOWNERS configuration" ----------------------------------------------
 */

#define GENERAL                                                                                    \
	"* @general-approvers\n[Documentation] @docs-team\ndocs/\nREADME.md\n*.txt\n"              \
	"[Database] @database-team\nmodel/db/\nconfig/db/database-setup.md @docs-team\n"
#define COMBINED                                                                                   \
	"[Documentation]\nee/docs/    @docs\ndocs/       @docs\n[Database]\nREADME.md  "           \
	"@database\n"                                                                              \
	"model/db/   @database\n[DOCUMENTATION]\nREADME.md  @docs\n"
#define UNPARSABLE	 "* @group\n[Section name\ndocs/ @docs_group\n"
#define UNPARSABLE_LATER "[Docs]\ndocs/**/* @group\n[Section name\ndocs/ @docs_group\n"

static void gitlab__advanced_configuration(void **state)
{
	static const row rows[] = {
		/* "Pattern matching" */
		{"* @u\n", ".gitignore", "@u"},
		{"/*.c @u\n", "a/b.c", ""},
		{"**/*.rb @u\n", "config/database.rb", "@u"},
		{"**/*.rb @u\n", "app/controllers/users/stars_controller.rb", "@u"},
		/* "Default Code Owners and optional sections" */
		{"[Documentation][2] @docs-team\ndocs/\nREADME.md\n^[Database] @database-team\n"
		 "model/db/\nconfig/db/database-setup.md @docs-team\n",
		 "model/db/x", "Database:@database-team"},
		/* "Regular entries and sections" */
		{GENERAL, "x.c", "@general-approvers"},
		{GENERAL, "config/db/database-setup.md",
		 "@general-approvers | Database:@docs-team"},
		{GENERAL, "model/db/CHANGELOG.txt",
		 "@general-approvers | Documentation:@docs-team | Database:@database-team"},
		/* "Sections with duplicate names": "using the case of the first section" */
		{COMBINED, "README.md", "Database:@database | Documentation:@docs"},
		{COMBINED, "ee/docs/x", "Documentation:@docs"},
		/* "Define Code Owners for specific files or directories" */
		{"*.md @doc-team\nterms.md @legal-team\n", "terms.md", "@legal-team"},
		/* "Require multiple approvals from Code Owners" */
		{"[Documentation][2]\n*.md @tech-writer-team\n[Ruby]\n*.rb @dev-team\n", "x.md",
		 "Documentation:@tech-writer-team"},
		/* "Entries with spaces" */
		{"path\\ with\\ spaces/*.md @owner\n", "path with spaces/x.md", "@owner"},
		{"folder with spaces/*.md @group\n", "folder", "@group"},
		/* "Unparsable sections" */
		{UNPARSABLE, "docs/x", "@docs_group"},
		{UNPARSABLE, "x", "@group"},
		{UNPARSABLE_LATER, "docs/x", "Docs:@docs_group"},
		{UNPARSABLE_LATER, "x", ""},
		/* "Malformed owners": "owned by @group and @user_with_at_symbol" */
		{"/path/* @group user_without_at_symbol @user_with_at_symbol\n", "path/x",
		 "@group @user_with_at_symbol"},
		/* "Inaccessible or incorrect owners": nobody knows here who can be reached */
		{"* @group @grou @username @i_left example@gitlab.com\n", "x",
		 "@group @grou @username @i_left example@gitlab.com"},
		/* "Zero owners" */
		{"* @a\nx.c\n", "x.c", "-"},
	};

	(void)state;
	CHECK_ALL(RG_OWNERS_GITLAB, rows);
}

/* "Invalid values for n are treated as 1", "one of them is marked as optional and the other isn't,
 * the section is required". */
static void gitlab__approvals_and_optional_sections(void **state)
{
	static const struct {
		const char *text;
		uint32_t approvals;
		bool is_optional;
	} rows[] = {
		{"* @a\n", 1, false},
		{"[S]\n* @a\n", 1, false},
		{"[S][3]\n* @a\n", 3, false},
		{"[S][0]\n* @a\n", 1, false},
		{"[S][x]\n* @a\n", 1, false},
		{"^[S][2]\n* @a\n", 2, true},
		{"^[S]\n* @a\n", 1, true},
		{"^[S]\n* @a\n[s]\n*.c @b\n", 1, false},
		{"[S]\n*.c @b\n^[s]\n* @a\n", 1, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_arena *arena = rg_arena_new();
		rg_owners owners =
			rg_owners_parse(arena, RG_OWNERS_GITLAB, rg_str_of(rows[i].text));
		rg_owner_match_vec found = rg_owners_match(arena, &owners, RG_STR("x"));

		assert_int_equal(found.n, 1);
		assert_int_equal(found.items[0]->approvals, rows[i].approvals);
		assert_int_equal(found.items[0]->is_optional, rows[i].is_optional);
		rg_arena_free(arena);
	}
}

/* ---- Gitea: "Code Owners" ---------------------------------------------------------------------
 */

static void gitea__code_owners(void **state)
{
	static const row rows[] = {
		{".*\\\\.go @user1 @user2 # This is comment\n", "a/b.go", "@user1 @user2"},
		{".*\\\\.go @user1 @user2 # This is comment\n", "a/bgo", ""},
		{"frontend/src/.*\\\\.js @org1/team1 @org1/team2 @user3\n", "frontend/src/a/b.js",
		 "@org1/team1 @org1/team2 @user3"},
		/* "negative rules - match all files except specified" */
		{"!frontend/src/.* @org1/team3 @user5\n", "backend/a.go", "@org1/team3 @user5"},
		{"!frontend/src/.* @org1/team3 @user5\n", "frontend/src/a.js", ""},
		{"docs/(aws|google|azure)/[^/]*\\\\.(md|txt) @user8 @org1/team4\n", "docs/aws/a.md",
		 "@user8 @org1/team4"},
		{"docs/(aws|google|azure)/[^/]*\\\\.(md|txt) @user8 @org1/team4\n",
		 "docs/azure/b.txt", "@user8 @org1/team4"},
		{"docs/(aws|google|azure)/[^/]*\\\\.(md|txt) @user8 @org1/team4\n",
		 "docs/aws/x/a.md", ""},
		{"!/assets/.*\\\\.(bin|exe|msi) @user9\n", "a.c", "@user9"},
		/* "Escaping" */
		{"dir/with\\#hashtag @user1\n", "dir/with#hashtag", "@user1"},
		{"path\\ with\\ space @user2\n", "path with space", "@user2"},
		{"path/with\\\\\\\\backslash @user3\n", "path/with\\backslash", "@user3"},
		{"path/\\\\.with\\\\.dots @u\n", "path/.with.dots", "@u"},
		{"path/with\\\\+plus @u\n", "path/with+plus", "@u"},
		/* models/issues/pull.go: the @ may be missing, a team has one slash, a line without
		 * an owner or with a bad expression is skipped */
		{"x user1\n", "x", "@user1"},
		{"x @a/b/c @user1\n", "x", "@user1"},
		{"x @a/b/c\n", "x", ""},
		{"x\n", "x", ""},
		{"( @user1\n", "(", ""},
	};

	(void)state;
	CHECK_ALL(RG_OWNERS_GITEA, rows);
}

/* ---- places ------------------------------------------------------------------------------------
 */

/* "in the .github/, root, or docs/ directory"; "./CODEOWNERS, ./docs/CODEOWNERS,
 * ./.gitlab/CODEOWNERS"; "in the following locations in this order", and Forgejo's own behind. */
static void places__in_the_pages_order(void **state)
{
	static const char *const places[][5] = {
		[RG_OWNERS_GITHUB] = {".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"},
		[RG_OWNERS_GITLAB] = {"CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"},
		[RG_OWNERS_GITEA] = {"CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS",
				     ".forgejo/CODEOWNERS"},
	};

	(void)state;
	for (int dialect = RG_OWNERS_GITHUB; dialect <= RG_OWNERS_GITEA; dialect++) {
		const char *const *got = rg_owners_places((rg_owners_dialect)dialect);
		size_t i = 0;

		for (; places[dialect][i]; i++)
			assert_string_equal(got[i], places[dialect][i]);
		assert_null(got[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(github__about_code_owners),
		cmocka_unit_test(gitlab__syntax_of_codeowners_file),
		cmocka_unit_test(gitlab__advanced_configuration),
		cmocka_unit_test(gitlab__approvals_and_optional_sections),
		cmocka_unit_test(gitea__code_owners),
		cmocka_unit_test(places__in_the_pages_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
