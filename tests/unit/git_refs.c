/* SPDX-License-Identifier: MIT */
/* git_refs.c - refs move only from the value that was seen; commits are what git would make. */
#include "support/git_repo.h"

#include <time.h>

#include "git/refs.h"

#define THREE                                                                                      \
	"for i in 1 2 3; do echo $i >f; git add f; git commit -qm \"subject $i\"; git tag c$i; "   \
	"done\n"

static rg_str oid(fixture *f, const char *name)
{
	return sh(f, rg_arena_printf(f->arena, "git rev-parse %s", name).ptr);
}

static rg_rc put(fixture *f, const char *ref, rg_str to, rg_str expected)
{
	return rg_ref_write(f->repo, rg_str_of(ref), to, expected, S("redgreen: a test"), &f->err);
}

static void refs_are_read(void **state)
{
	fixture *f = *state;
	rg_str at;

	sh(f, THREE "git branch é/x c1; git pack-refs --all; git branch loose c2");
	opened(f);
	ok(f, rg_ref_read(&at, f->arena, f->repo, S("refs/heads/é/x"), &f->err));
	same(at, oid(f, "c1"));
	ok(f, rg_ref_read(&at, f->arena, f->repo, S("refs/heads/loose"), &f->err));
	same(at, oid(f, "c2"));
	ok(f, rg_ref_read(&at, f->arena, f->repo, S("HEAD"), &f->err));
	same(at, oid(f, "c3"));
	ok(f, rg_ref_read(&at, f->arena, f->repo, S("refs/heads/none"), &f->err));
	assert_true(rg_str_is_null(at));
	ok(f, rg_ref_read(&at, f->arena, f->repo, S("refs/heads/loose/below"), &f->err));
	assert_true(rg_str_is_null(at));
	refused(f, rg_ref_read(&at, f->arena, f->repo, S("refs/heads/a..b"), &f->err), RG_EINVAL,
		"\"refs/heads/a..b\" is no name of a ref");
	refused(f, rg_ref_read(&at, f->arena, f->repo, S("refs/heads/a\0b"), &f->err), RG_EINVAL,
		"is no name of a ref");
}

static void a_ref_is_created_moved_and_deleted(void **state)
{
	fixture *f = *state;
	rg_str one, two;

	sh(f, THREE);
	opened(f);
	one = oid(f, "c1");
	two = oid(f, "c2");
	ok(f, put(f, "refs/heads/fix/a", one, NONE));
	ok(f, put(f, "refs/heads/fix/a", one, NONE)); /* repeated */
	ok(f, put(f, "refs/heads/fix/a", two, one));
	ok(f, put(f, "refs/heads/fix/a", two, one)); /* repeated */
	same(oid(f, "fix/a"), two);
	same(sh(f, "git reflog --format=%gs fix/a"), S("redgreen: a test\nredgreen: a test"));
	sh(f, "git pack-refs --all");
	ok(f, put(f, "refs/heads/fix/a", NONE, two));
	ok(f, put(f, "refs/heads/fix/a", NONE, two)); /* repeated */
	same(sh(f, "git for-each-ref refs/heads --format='%(refname)'"), S("refs/heads/main"));
	ok(f, put(f, "refs/redgreen/tips/1", one, NONE));
	same(oid(f, "refs/redgreen/tips/1"), one);
}

static void another_value_than_expected_changes_nothing(void **state)
{
	fixture *f = *state;
	rg_str one, two, three;

	sh(f, THREE "git branch b c1; git branch p c1; git pack-refs --all");
	opened(f);
	one = oid(f, "c1");
	two = oid(f, "c2");
	three = oid(f, "c3");
	refused(f, put(f, "refs/heads/b", two, NONE), RG_EEXISTS,
		"refs/heads/b exists already, at");
	refused(f, put(f, "refs/heads/b", two, three), RG_ESTALE,
		"refs/heads/b has moved: it is at");
	refused(f, put(f, "refs/heads/b", NONE, three), RG_ESTALE, "refs/heads/b has moved");
	refused(f, put(f, "refs/heads/gone", two, one), RG_ESTALE, "refs/heads/gone is gone");
	refused(f, put(f, "refs/heads/b", S("1234"), one), RG_EINVAL, "\"1234\" is no object id");
	/* libgit2's words for a file where a folder must be. */
	assert_int_not_equal(put(f, "refs/heads/b/below", two, NONE), RG_OK);
	same(oid(f, "b"), one);
	sh(f, ": >.git/refs/heads/b.lock");
	refused(f, put(f, "refs/heads/b", two, one), RG_EEXTERNAL, "b.lock");
	sh(f, "rm .git/refs/heads/b.lock; git fsck --strict");
	same(oid(f, "b"), one);
}

static void branch_names(void **state)
{
	static const char *const good[] = {"fix/a", "é", "a.b", "opt/x_1", "a@b"};
	static const char *const bad[] = {"",	  "-a",	    "a b", "a..b", "a~1",  "a^",
					  "a:b",  "a.lock", "/a",  "a/",   "a//b", "HEAD",
					  "a\\b", "a?",	    "a*",  "[a",   "a@{b", ".a"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!rg_branch_name_is_valid(rg_str_of(good[i])))
			fail_msg("%s is good", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (rg_branch_name_is_valid(rg_str_of(bad[i])))
			fail_msg("%s is bad", bad[i]);
	assert_false(rg_branch_name_is_valid(S("a\0b")));
}

static void head_is_set_and_nothing_else(void **state)
{
	fixture *f = *state;

	sh(f, THREE "git branch b c1; echo x >new");
	ok(f, rg_head_set(opened(f), S("refs/heads/b"), S("redgreen: to b"), &f->err));
	same(sh(f, "git symbolic-ref HEAD; cat f; git ls-files -s | cut -c8-14"),
	     S("refs/heads/b\n3\n00750ed"));
	same(sh(f, "git reflog -1 --format=%gs"), S("redgreen: to b"));
	refused(f, rg_head_set(f->repo, S("refs/heads/none"), S("x"), &f->err), RG_ENOTFOUND,
		"there is no branch refs/heads/none");
	refused(f, rg_head_set(f->repo, S("refs/tags/c1"), S("x"), &f->err), RG_ENOTFOUND,
		"there is no branch refs/tags/c1");
}

static void ancestors_and_what_lies_between(void **state)
{
	fixture *f = *state;
	rg_commit_line_vec lines;

	sh(f, THREE "git checkout -q c1; echo s >s; git add s\n"
		    "GIT_AUTHOR_NAME=Bo git commit -qm side; git tag side; git checkout -q main");
	opened(f);
	ok(f,
	   rg_commits_between(&lines, f->arena, f->repo, oid(f, "c1"), oid(f, "c3"), 10, &f->err));
	assert_int_equal(lines.n, 2);
	same(lines.items[0].subject, S("subject 2"));
	same(lines.items[1].oid, oid(f, "c3"));
	ok(f, rg_commits_between(&lines, f->arena, f->repo, oid(f, "c3"), oid(f, "side"), 10,
				 &f->err));
	assert_int_equal(lines.n, 1);
	same(lines.items[0].author, S("Bo"));
	ok(f,
	   rg_commits_between(&lines, f->arena, f->repo, oid(f, "c1"), oid(f, "c3"), 1, &f->err));
	assert_int_equal(lines.n, 1);
	ok(f,
	   rg_commits_between(&lines, f->arena, f->repo, oid(f, "c3"), oid(f, "c3"), 1, &f->err));
	assert_int_equal(lines.n, 0);
}

static void a_shallow_clone_answers_too(void **state)
{
	fixture *f = *state;
	rg_commit_line_vec lines;

	sh(f, THREE "git clone -q --depth 2 \"file://$PWD\" ../clone");
	f->root = rg_arena_printf(f->arena, "%.*s/clone", RG_FMT(f->folder));
	sh(f, "echo 4 >f; git commit -qam four");
	opened(f);
	ok(f, rg_commits_between(&lines, f->arena, f->repo, oid(f, "HEAD~1"), oid(f, "HEAD"), 9,
				 &f->err));
	assert_int_equal(lines.n, 1);
}

/* ---- commits -------------------------------------------------------------------------------- */

#define MESSAGE "Fix the prices\n\nThe rows were \303\244dded twice.\n\nFixes: #12\n"

/* The same commit as git commit-tree makes at that time, object for object. */
static void check_commit(fixture *f)
{
	rg_commit_spec spec = {.message = S(MESSAGE), .time = 1790000000};
	rg_str commit, again;

	spec.tree = oid(f, "HEAD^{tree}");
	spec.parent = oid(f, "HEAD");
	ok(f, rg_commit_make(&commit, f->arena, opened(f), &spec, &f->err));
	same(commit,
	     sh(f, "GIT_AUTHOR_DATE=${GIT_AUTHOR_DATE-@1790000000 $(date -d @1790000000 +%z)}\n"
		   "GIT_COMMITTER_DATE=${GIT_COMMITTER_DATE-@1790000000 "
		   "$(date -d @1790000000 +%z)}\n"
		   "export GIT_AUTHOR_DATE GIT_COMMITTER_DATE\n"
		   "printf 'Fix the prices\\n\\nThe rows were \\303\\244dded twice.\\n\\nFixes: "
		   "#12\\n' |\n"
		   "git commit-tree -p HEAD HEAD^{tree}"));
	ok(f, rg_commit_make(&again, f->arena, f->repo, &spec, &f->err));
	same(again, commit);
	same(sh(f, "git symbolic-ref HEAD; git status --porcelain"), S("refs/heads/main"));
}

static void a_commit_is_gits(void **state)
{
	fixture *f = *state;

	sh(f, THREE);
	check_commit(f);
	setenv("TZ", "America/St_Johns", 1); /* half an hour, and west */
	tzset();
	check_commit(f);
	unsetenv("TZ");
	tzset();
}

static void names_come_from_where_git_takes_them(void **state)
{
	fixture *f = *state;

	sh(f, THREE "git config author.name Writer; git config committer.email c@example.org\n"
		    "git config user.name '  Ada <crud>., '");
	check_commit(f);
	setenv("GIT_AUTHOR_NAME", "Env Author", 1);
	setenv("GIT_COMMITTER_EMAIL", "env@example.org", 1);
	check_commit(f);
	setenv("GIT_AUTHOR_DATE", "2001-02-03 04:05:06 +0700", 1);
	check_commit(f);
	sh(f, "git config i18n.commitEncoding ISO-8859-1");
	check_commit(f);
}

static void nobody_cannot_commit(void **state)
{
	fixture *f = *state;
	rg_commit_spec spec = {.message = S(MESSAGE)};
	rg_str commit;

	sh(f, THREE);
	spec.tree = oid(f, "HEAD^{tree}");
	sh(f, "git config --global --unset user.email");
	refused(f, rg_commit_make(&commit, f->arena, opened(f), &spec, &f->err), RG_EINVAL,
		"git knows no e-mail address for the commit; set it with git config --global "
		"user.email");
}

static void a_root_commit_and_a_missing_tree(void **state)
{
	fixture *f = *state;
	rg_commit_spec spec = {.message = S("root\n")};
	rg_str commit;

	sh(f, THREE);
	spec.tree = oid(f, "HEAD^{tree}");
	ok(f, rg_commit_make(&commit, f->arena, opened(f), &spec, &f->err));
	same(sh(f, rg_arena_printf(f->arena, "git rev-list %.*s", RG_FMT(commit)).ptr), commit);
	spec.tree = S("0123456789012345678901234567890123456789");
	assert_int_not_equal(rg_commit_make(&commit, f->arena, f->repo, &spec, &f->err), RG_OK);
}

static void hooks_are_not_run(void **state)
{
	fixture *f = *state;

	sh(f, THREE "for h in pre-commit commit-msg post-commit reference-transaction; do\n"
		    "printf '#!/bin/sh\\ntouch ran\\nexit 1\\n' >.git/hooks/$h; chmod +x "
		    ".git/hooks/$h; done");
	opened(f);
	ok(f, put(f, "refs/heads/b", oid(f, "c1"), NONE));
	sh(f, "rm -f ran .git/hooks/*");
	check_commit(f);
	sh(f, "test ! -e ran");
}

#define SIGNED                                                                                     \
	THREE "ssh-keygen -q -t ed25519 -N '' -C test -f ../key\n"                                 \
	      "git config commit.gpgsign true; git config gpg.format ssh\n"                        \
	      "git config user.signingKey \"$PWD/../key.pub\"\n"                                   \
	      "echo \"ada@example.org $(cat ../key.pub)\" >../signers\n"                           \
	      "git config gpg.ssh.allowedSignersFile \"$PWD/../signers\"\n"

static void a_commit_is_signed_where_it_has_to_be(void **state)
{
	fixture *f = *state;
	rg_commit_spec spec = {.message = S(MESSAGE), .time = 1790000000};
	rg_str commit, again;

	sh(f, SIGNED);
	spec.tree = oid(f, "HEAD^{tree}");
	spec.parent = oid(f, "HEAD");
	ok(f, rg_commit_make(&commit, f->arena, opened(f), &spec, &f->err));
	sh(f, rg_arena_printf(f->arena, "git verify-commit %.*s 2>&1", RG_FMT(commit)).ptr);
	same(sh(f, rg_arena_printf(f->arena, "git log -1 --format=%%B %.*s", RG_FMT(commit)).ptr),
	     rg_str_trim(S(MESSAGE)));
	ok(f, rg_commit_make(&again, f->arena, f->repo, &spec, &f->err));
	same(again, commit); /* ed25519 gives the same signature again */
}

static void without_a_signature_there_is_no_commit(void **state)
{
	fixture *f = *state;
	rg_commit_spec spec = {.message = S(MESSAGE)};
	rg_str commit, objects;

	sh(f, SIGNED "printf '#!/bin/sh\\necho the card is not there >&2\\nexit 1\\n' >../sign\n"
		     "chmod +x ../sign; git config gpg.ssh.program \"$PWD/../sign\"");
	spec.tree = oid(f, "HEAD^{tree}");
	spec.parent = oid(f, "HEAD");
	objects = sh(f, "find .git/objects -type f | sort | cksum");
	refused(f, rg_commit_make(&commit, f->arena, opened(f), &spec, &f->err), RG_EREFUSED,
		"it cannot be signed (commit.gpgsign is set)");
	same(sh(f, "find .git/objects -type f | sort | cksum"), objects);
	sh(f, "git config --unset gpg.ssh.program; git config user.signingKey /nowhere");
	refused(f, rg_commit_make(&commit, f->arena, opened(f), &spec, &f->err), RG_EREFUSED,
		"it cannot be signed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refs_are_read),
		TEST(a_ref_is_created_moved_and_deleted),
		TEST(another_value_than_expected_changes_nothing),
		TEST(branch_names),
		TEST(head_is_set_and_nothing_else),
		TEST(ancestors_and_what_lies_between),
		TEST(a_shallow_clone_answers_too),
		TEST(a_commit_is_gits),
		TEST(names_come_from_where_git_takes_them),
		TEST(nobody_cannot_commit),
		TEST(a_root_commit_and_a_missing_tree),
		TEST(hooks_are_not_run),
		TEST(a_commit_is_signed_where_it_has_to_be),
		TEST(without_a_signature_there_is_no_commit),
	};

	return RUN_TESTS(tests);
}
