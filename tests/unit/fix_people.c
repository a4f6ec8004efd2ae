/* SPDX-License-Identifier: MIT */
/* fix_people.c - whom a change is asked about, out of real repositories. */
#include "support/git_repo.h"

#include "fix/dossier/old_lines.h"
#include "fix/dossier/people.h"

/* commit NAME ACCOUNT MESSAGE: an hour after the one before. */
#define COMMIT                                                                                     \
	"now=1700000000\n"                                                                         \
	"commit() { now=$((now+3600)); git add -A; GIT_COMMITTER_DATE=@$now "                      \
	"GIT_COMMITTER_NAME=\"$1\" GIT_COMMITTER_EMAIL=\"$2\" GIT_AUTHOR_DATE=@$now "              \
	"GIT_AUTHOR_NAME=\"$1\" GIT_AUTHOR_EMAIL=\"$2\" git commit -qm \"$3\"; }\n"

#define SHOP                                                                                       \
	COMMIT "mkdir -p shop .github; seq 9 >'shop/a ü.py'; seq 3 >shop/b.py\n"                  \
	       "printf '* @org/all\\n/shop/ @bo @org/shop\\n' >.github/CODEOWNERS\n"               \
	       "commit 'Ann Lee' ann@x start\n"                                                    \
	       "sed -i 's/^5$/five/' shop/a*; commit 'Bo Ek' 7+bo@users.noreply.github.com five\n" \
	       "sed -i 's/^1$/one/' shop/b.py; commit 'Cy Dee' cy@x one\n"                         \
	       "seq 4 >shop/c.py; commit 'x[bot]' x@y bot\n"

/* "name: role: reason" a line. */
static rg_str asked(fixture *f, const char *diff, const char *author, rg_owners_dialect dialect)
{
	rg_people_question question = {.commit = sh(f, "git rev-parse HEAD"),
				       .lines = rg_old_lines(f->arena, rg_str_of(diff)),
				       .author = {NONE, rg_str_of(author)},
				       .dialect = dialect,
				       .max_ms = 600000};
	rg_people_answer answer = {0};
	rg_str out = S("");

	for (size_t i = 0; i < question.lines.n; i++)
		RG_PUSH(f->arena, &question.changed, question.lines.items[i].path);
	ok(f, rg_people_find(&answer, f->arena, opened(f), &question, &f->err));
	for (size_t i = 0; i < answer.people.n; i++) {
		const rg_person *one = &answer.people.items[i];

		out = rg_arena_printf(f->arena, "%.*s%.*s: %.*s: %.*s\n", RG_FMT(out),
				      RG_FMT(one->name), RG_FMT(one->role), RG_FMT(one->reason));
	}
	return rg_str_trim(out);
}

#define CHANGE "--- \"a/shop/a \\303\\274.py\"\n+++ \"b/shop/a \\303\\274.py\"\n@@ -4,3 +4,3 @@\n"

static void owners_and_those_who_know_the_lines(void **state)
{
	fixture *f = *state;

	sh(f, SHOP);
	same(asked(f, CHANGE, "", RG_OWNERS_GITHUB),
	     S("@bo: code owner: owns /shop/ (CODEOWNERS line 2); 1 of 3 lines around the change; "
	       "1 commit to these files, \"five\"\n"
	       "@org/shop: code owner: owns /shop/ (CODEOWNERS line 2)\n"
	       "Ann Lee: wrote the lines that change: 2 of 3 lines around the change; 1 commit to "
	       "these files, \"start\"\n"
	       "Cy Dee: changed files beside these: 1 commit beside these files"));
	/* The author of the fix is none of them, under no name. */
	assert_false(rg_str_has(asked(f, CHANGE, "7+bo@users.noreply.github.com", RG_OWNERS_GITHUB),
				S("bo")));
}

/* What the forge reads is the base's file, in the forge's own place. */
static void codeowners_of_the_commit_counts(void **state)
{
	fixture *f = *state;

	sh(f, SHOP "echo '* @mallory' >.github/CODEOWNERS; echo '* @mallory' >CODEOWNERS");
	assert_true(rg_str_starts(asked(f, CHANGE, "", RG_OWNERS_GITHUB), S("@bo: code owner")));
	assert_true(rg_str_starts(asked(f, CHANGE, "", RG_OWNERS_GITLAB), S("Ann Lee")));
	sh(f, COMMIT
	   "now=1700900000; git rm -qf .github/CODEOWNERS\n"
	   "printf '[Shop][2] @group/shop\\n/shop/\\n^[Docs]\\n* docs@x.org\\n' >CODEOWNERS\n"
	   "commit 'Ann Lee' ann@x owners");
	assert_true(rg_str_starts(
		asked(f, CHANGE, "", RG_OWNERS_GITLAB),
		S("@group/shop: code owner: owns /shop/ (CODEOWNERS line 2, section Shop, 2 "
		  "approvals needed)\ndocs: code owner: owns * (CODEOWNERS line 4, optional "
		  "section "
		  "Docs)\n")));
}

/* A team that stands on every line says nothing about this change. */
static void who_owns_less_comes_first(void **state)
{
	fixture *f = *state;

	sh(f, COMMIT
	   "mkdir shop; seq 9 >'shop/a ü.py'\n"
	   "printf '* @all\\nx @all\\n/shop/ @all @shop\\n' >CODEOWNERS; commit A a@x start");
	assert_true(rg_str_starts(asked(f, CHANGE, "", RG_OWNERS_GITHUB),
				  S("@shop: code owner: owns /shop/ (CODEOWNERS line 3)\n@all")));
}

static void a_shallow_clone_says_what_it_knows(void **state)
{
	fixture *f = *state;

	sh(f, SHOP "seq 5 >shop/d.py; commit 'Di Eff' di@x d\n"
		   "git clone -q --depth 2 \"file://$PWD\" ../clone");
	f->root = rg_arena_printf(f->arena, "%.*s/clone", RG_FMT(f->folder));
	same(asked(f, CHANGE, "", RG_OWNERS_GITLAB),
	     S("Di Eff: changed files beside these: 1 commit beside these files"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(owners_and_those_who_know_the_lines),
		TEST(codeowners_of_the_commit_counts),
		TEST(who_owns_less_comes_first),
		TEST(a_shallow_clone_says_what_it_knows),
	};

	return RUN_TESTS(tests);
}
