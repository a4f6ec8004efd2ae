/* SPDX-License-Identifier: MIT */
/* forge_choose.c - from a remote's URL and the settings to a forge and its addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "forge/forge.h"

typedef struct row {
	const char *kind, *url, *project, *remote;
	const char *expected; /* "kind host api project head-project", "-" for null; or an error */
} row;

static const char *word(rg_arena *arena, rg_str s)
{
	return s.len ? rg_arena_cstr(arena, s) : "-";
}

static rg_str text_of(rg_arena *arena, const row *r)
{
	rg_forge_target t;
	rg_err err = {0};

	if (rg_forge_choose(&t, arena, rg_str_of(r->kind), rg_str_of(r->url), rg_str_of(r->project),
			    rg_str_of(r->remote), &err) < 0) {
		assert_int_equal(err.code, RG_EINVAL);
		return rg_arena_dup(arena, rg_str_of(err.message));
	}
	return rg_arena_printf(arena, "%s %s %s %s %s", word(arena, t.kind), word(arena, t.host),
			       word(arena, t.api), word(arena, t.project),
			       word(arena, t.head_project));
}

static void check(const row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		rg_arena *arena = rg_arena_new();
		rg_str got = text_of(arena, &rows[i]);

		if (!rg_str_has(got, rg_str_of(rows[i].expected)))
			fail_msg("%s: \"%.*s\" instead of \"%s\"", rows[i].remote, RG_FMT(got),
				 rows[i].expected);
		rg_arena_free(arena);
	}
}
#define CHECK(rows) check((rows), sizeof(rows) / sizeof((rows)[0]))

#define GITHUB "github github.com https://api.github.com "

static void forge_choose__github_is_known_by_every_form_of_its_address(void **state)
{
	static const row rows[] = {
		{NULL, NULL, NULL, "https://github.com/o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "https://github.com/o/r", GITHUB "o/r -"},
		{NULL, NULL, NULL, "https://github.com/o/r/", GITHUB "o/r -"},
		{NULL, NULL, NULL, "HTTPS://GitHub.com:443/O/r.git", GITHUB "O/r -"},
		{NULL, NULL, NULL, "https://user:p%40ss@github.com/o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "https://x@y@github.com/o/r", GITHUB "o/r -"},
		{NULL, NULL, NULL, "ssh://git@github.com/o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "ssh://git@github.com:22/o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "ssh://git@ssh.github.com:443/o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "git+ssh://git@github.com/o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "git@github.com:o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "github.com:o/r", GITHUB "o/r -"},
		{NULL, NULL, NULL, "git@github.com:/o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "[git@github.com:22]:o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "git@[github.com:22]:o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "git@github.com-work:o/r.git", GITHUB "o/r -"},
		{NULL, NULL, "up/r", "git@github.com-work:me/r.git", GITHUB "up/r me/r"},
		{NULL, NULL, NULL, "git://github.com/o/r.git", GITHUB "o/r -"},
		{NULL, NULL, NULL, "git@github.com:o/my.repo-x_1.git", GITHUB "o/my.repo-x_1 -"},
		{NULL, NULL, NULL, "https://acme.ghe.com/o/r",
		 "github acme.ghe.com https://api.acme.ghe.com o/r -"},
	};

	(void)state;
	CHECK(rows);
}

static void forge_choose__what_only_looks_like_github_is_local(void **state)
{
	static const row rows[] = {
		{NULL, NULL, NULL, "https://github.com.evil.example/o/r", "local - - - -"},
		{NULL, NULL, NULL, "https://notgithub.com/o/r", "local - - - -"},
		{NULL, NULL, NULL, "https://github.com-evil.example/o/r", "local - - - -"},
		{NULL, NULL, NULL, "https://github.com-work:8443/o/r", "local - - - -"},
		{NULL, NULL, NULL, "https://github.com@evil.example/o/r", "local - - - -"},
		{NULL, NULL, NULL, "https://evil.example/github.com/o/r", "local - - - -"},
		{NULL, NULL, NULL, "https://github.com:8443/o/r", "local - - - -"},
		{NULL, NULL, NULL, "https://a.b.ghe.com/o/r", "local - - - -"},
		{NULL, NULL, NULL, "https://ghe.com/o/r", "local - - - -"},
		{NULL, NULL, NULL, "git@git.corp.example:o/r.git", "local - - - -"},
		{NULL, NULL, NULL, "https://[::1]:8080/o/r", "local - - - -"},
		{NULL, NULL, NULL, "/srv/git/github.com:o/r.git", "local - - - -"},
		{NULL, NULL, NULL, "../remote repository", "local - - - -"},
		{NULL, NULL, NULL, "./a:b", "local - - - -"},
		{NULL, NULL, NULL, "file:///srv/github.com/r.git", "local - - - -"},
		{NULL, NULL, NULL, "", "local - - - -"},
		{NULL, NULL, NULL, NULL, "local - - - -"},
		{NULL, NULL, NULL, "https://", "local - - - -"},
		{NULL, NULL, NULL, "https:///o/r", "local - - - -"},
		{NULL, NULL, NULL, "ext::sh -c id", "local - - - -"},
		{NULL, NULL, NULL,
		 "https://gith\xC3\xBC"
		 "b.com/o/r",
		 "local - - - -"},
	};

	(void)state;
	CHECK(rows);
}

#define GITLAB	 "gitlab gitlab.com https://gitlab.com/api/v4 "
#define CODEBERG "forgejo codeberg.org https://codeberg.org/api/v1 "

static void forge_choose__homes_of_the_others(void **state)
{
	static const row rows[] = {
		{NULL, NULL, NULL, "https://gitlab.com/g/p.git", GITLAB "g/p -"},
		{NULL, NULL, NULL, "git@gitlab.com:g/sub/deep/p.git", GITLAB "g/sub/deep/p -"},
		{NULL, NULL, NULL, "ssh://git@altssh.gitlab.com:443/g/p.git", GITLAB "g/p -"},
		{NULL, NULL, "up/sub/p", "git@gitlab.com:me/p.git", GITLAB "up/sub/p me/p"},
		{NULL, NULL, NULL, "https://gitlab.corp.example:8443/g/p",
		 "gitlab gitlab.corp.example:8443 https://gitlab.corp.example:8443/api/v4 g/p -"},
		{NULL, NULL, NULL, "https://codeberg.org/o/r", CODEBERG "o/r -"},
		{NULL, NULL, NULL, "git@codeberg.org:o/r.git", CODEBERG "o/r -"},
		{NULL, NULL, NULL, "https://gitea.com/o/r",
		 "gitea gitea.com https://gitea.com/api/v1 o/r -"},
		{NULL, NULL, NULL, "ssh://git@gitea.corp.example:2222/o/r",
		 "gitea gitea.corp.example https://gitea.corp.example/api/v1 o/r -"},
		{NULL, NULL, NULL, "https://forgejo.corp.example/o/r",
		 "forgejo forgejo.corp.example https://forgejo.corp.example/api/v1 o/r -"},
		{NULL, NULL, NULL, "https://mygitlab.com/g/p", "local - - - -"},
		{NULL, NULL, NULL, "https://gitlab-evil.example/g/p", "local - - - -"},
		{NULL, NULL, NULL, "https://gitlab/g/p", "local - - - -"},
		{NULL, NULL, NULL, "https://codeberg.org.evil.example/o/r", "local - - - -"},
		{NULL, NULL, NULL, "https://codeberg.org/a/b/c", CODEBERG "- -"},
	};

	(void)state;
	CHECK(rows);
}

static void forge_choose__servers_below_a_path(void **state)
{
	static const row rows[] = {
		{"gitlab", "https://git.corp.example/gitlab", NULL,
		 "https://git.corp.example/gitlab/g/p.git",
		 "gitlab git.corp.example https://git.corp.example/gitlab/api/v4 g/p -"},
		{"gitlab", "https://git.corp.example/gitlab/api/v4", NULL,
		 "git@git.corp.example:g/p.git",
		 "gitlab git.corp.example https://git.corp.example/gitlab/api/v4 g/p -"},
		{"gitlab", "https://git.corp.example/api/v4", NULL, "git@alias:g/p.git",
		 "gitlab git.corp.example https://git.corp.example/api/v4 g/p -"},
		{"gitea", "https://h.example:3000/code/forge", "o/r", "x",
		 "gitea h.example:3000 https://h.example:3000/code/forge/api/v1 o/r -"},
		{"gitlab", "https://h.example/a/../b", "o/r", "x", "forge.url has the path"},
		{"gitlab", "https://h.example/a%2fb", "o/r", "x", "forge.url has the path"},
		{"gitea", "https://h.example/a//b", "o/r", "x", "forge.url has the path"},
		{"forgejo", "http://127.0.0.1:3000", "o/r", "x",
		 "forgejo 127.0.0.1:3000 http://127.0.0.1:3000/api/v1 o/r -"},
		{"gitlab", NULL, "g/p", "/srv/x.git", GITLAB "g/p -"},
		{"gitea", NULL, "o/r", "/srv/x.git", "set forge.url"},
	};

	(void)state;
	CHECK(rows);
}

static void forge_choose__settings_decide(void **state)
{
	static const row rows[] = {
		{"local", NULL, NULL, "https://github.com/o/r", "local github.com - o/r -"},
		{"github", NULL, NULL, "git@git.corp.example:o/r.git",
		 "github git.corp.example https://git.corp.example/api/v3 o/r -"},
		{"github", NULL, NULL, "ssh://git@git.corp.example:2222/o/r.git",
		 "github git.corp.example https://git.corp.example/api/v3 o/r -"},
		{"github", NULL, NULL, "https://git.corp.example:8443/o/r.git",
		 "github git.corp.example:8443 https://git.corp.example:8443/api/v3 o/r -"},
		{"github", "https://git.corp.example:8443/", NULL, "git@alias:o/r.git",
		 "github git.corp.example:8443 https://git.corp.example:8443/api/v3 o/r -"},
		{"github", "https://git.corp.example/api/v3", "p/q", "/srv/x.git",
		 "github git.corp.example https://git.corp.example/api/v3 p/q -"},
		{"github", "https://api.github.com", "p/q", "/srv/x.git", GITHUB "p/q -"},
		{"github", NULL, "p/q", "/srv/x.git", GITHUB "p/q -"},
		{NULL, "https://github.com", NULL, "git@gh-work:o/r.git", GITHUB "o/r -"},
		{"github", "http://127.0.0.1:8080", NULL, "http://127.0.0.1:9090/o/r.git",
		 "github 127.0.0.1:8080 http://127.0.0.1:8080/api/v3 o/r -"},
		{"github", "http://localhost:80", "o/r", "x",
		 "github localhost http://localhost/api/v3 o/r -"},
		{NULL, NULL, "up/stream", "git@github.com:me/fork.git", GITHUB "up/stream me/fork"},
		{NULL, NULL, "Up/Stream", "git@github.com:up/stream.git", GITHUB "Up/Stream -"},
	};

	(void)state;
	CHECK(rows);
}

static void forge_choose__bad_settings_are_said_with_the_next_step(void **state)
{
	static const row rows[] = {
		{"gitbub", NULL, NULL, "x",
		 "it can be \"github\", \"gitlab\", \"gitea\", "
		 "\"forgejo\", \"local\""},
		{"github", "git.corp.example", NULL, "x", "is no web address"},
		{"github", "ssh://git@h/x", NULL, "x", "is no web address"},
		{"github", "http://git.corp.example", NULL, "x", "use https"},
		{"github", "http://127.0.0.1.evil.example", NULL, "x", "use https"},
		{"github", "http://localhost.evil.example", NULL, "x", "use https"},
		{"github", "https://git.corp.example/o/r", NULL, "x", "forge.project"},
		{NULL, "https://git.corp.example", NULL, "x", "set forge.kind"},
		{"github", NULL, "just-a-name", "x", "owner/name"},
		{"github", NULL, "a/b/c", "x", "owner/name"},
		{"github", NULL, "../x", "x", "owner/name"},
		{"gitlab", NULL, "a/../c", "x", "group/name"},
		{"gitlab", NULL, "a", "x", "group/name"},
		{"gitea", "https://h.example", "a/b/c", "x", "owner/name"},
		{"gitlab", "http://git.corp.example", NULL, "x", "use https"},
		{"github", NULL, "a/b?c", "x", "owner/name"},
	};

	(void)state;
	CHECK(rows);
}

#define NEW  "/-/merge_requests/new?merge_request%5Bsource_branch%5D="
#define ONTO "&merge_request%5Btarget_branch%5D=main"

static void forge_compare_url__is_what_a_person_opens(void **state)
{
	static const struct {
		row setting;
		const char *branch, *url;
	} rows[] = {
		{{NULL, NULL, NULL, "git@github.com:o/r.git", NULL},
		 "fix/a",
		 "https://github.com/o/r/compare/main...fix/a?expand=1"},
		{{NULL, NULL, NULL, "git@github.com:o/r.git", NULL},
		 "fix/a#b c",
		 "https://github.com/o/r/compare/main...fix/a%23b%20c?expand=1"},
		{{NULL, NULL, "up/r", "git@github.com:me/r.git", NULL},
		 "fix/a",
		 "https://github.com/up/r/compare/main...me:fix/a?expand=1"},
		{{"github", "http://127.0.0.1:81", "o/r", "x", NULL},
		 "b",
		 "http://127.0.0.1:81/o/r/compare/main...b?expand=1"},
		{{"local", NULL, NULL, "git@github.com:o/r.git", NULL},
		 "b",
		 "https://github.com/o/r/compare/main...b?expand=1"},
		{{NULL, NULL, NULL, "https://gitlab.com/g/sub/p.git", NULL},
		 "b",
		 "https://gitlab.com/g/sub/p" NEW "b" ONTO},
		{{NULL, NULL, "up/p", "https://gitlab.com/me/p.git", NULL},
		 "b c",
		 "https://gitlab.com/me/p" NEW "b%20c" ONTO},
		{{"local", NULL, NULL, "git@gitlab.corp.example:g/p.git", NULL},
		 "b",
		 "https://gitlab.corp.example/g/p" NEW "b" ONTO},
		{{"gitlab", "https://h.example/lab", "g/p", "x", NULL},
		 "b",
		 "https://h.example/lab/g/p" NEW "b" ONTO},
		{{NULL, NULL, NULL, "https://codeberg.org/o/r.git", NULL},
		 "b",
		 "https://codeberg.org/o/r/compare/main...b"},
		{{NULL, NULL, "up/r", "https://codeberg.org/me/r.git", NULL},
		 "b",
		 "https://codeberg.org/up/r/compare/main...me:b"},
		{{NULL, NULL, NULL, "/srv/r.git", NULL}, "b", ""},
		{{NULL, NULL, NULL, "git@unknown.example:o/r.git", NULL}, "b", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_arena *arena = rg_arena_new();
		const row *r = &rows[i].setting;
		rg_forge_target target;
		rg_err err = {0};
		rg_str url;

		assert_int_equal(rg_forge_choose(&target, arena, rg_str_of(r->kind),
						 rg_str_of(r->url), rg_str_of(r->project),
						 rg_str_of(r->remote), &err),
				 RG_OK);
		url = rg_forge_compare_url(arena, &target, RG_STR("main"),
					   rg_str_of(rows[i].branch));
		if (!rg_str_eq_z(url, rows[i].url))
			fail_msg("\"%.*s\" instead of \"%s\"", RG_FMT(url), rows[i].url);
		rg_arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forge_choose__github_is_known_by_every_form_of_its_address),
		cmocka_unit_test(forge_choose__what_only_looks_like_github_is_local),
		cmocka_unit_test(forge_choose__homes_of_the_others),
		cmocka_unit_test(forge_choose__servers_below_a_path),
		cmocka_unit_test(forge_choose__settings_decide),
		cmocka_unit_test(forge_choose__bad_settings_are_said_with_the_next_step),
		cmocka_unit_test(forge_compare_url__is_what_a_person_opens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
