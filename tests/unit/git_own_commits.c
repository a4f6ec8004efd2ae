/* SPDX-License-Identifier: MIT */
/*
 * git_own_commits.c - the user's own commits without the reproduction test: what git rebase or
 * git filter-branch would leave of them. The test lies in tests/test_r.py.
 */
#include "support/git_repo.h"

#include "git/own_commits.h"
#include "git/tree.h"

#define BASE                                                                                       \
	"mkdir src tests; seq 20 >src/a; seq 20 >src/b; git add -A; git commit -qm base\n"         \
	"git branch base\n"
/* A name, an address and a time of one's own for each commit. */
#define AS(name, time)                                                                             \
	"GIT_AUTHOR_NAME='" name "' GIT_AUTHOR_EMAIL=" name "@example.org GIT_AUTHOR_DATE='" time  \
	"' GIT_COMMITTER_DATE='" time "' git commit -q -m "
#define THREE                                                                                      \
	BASE "echo t >tests/test_r.py; git add -A; " AS(                                           \
		"Ada",                                                                             \
		"@1000000000 +0200") "'The test'\n"                                                \
				     "echo 21 >>src/a; echo u >>tests/test_r.py; git add -A; " AS( \
					     "Grace",                                              \
					     "@1000000100 -0330") "'First part' -m 'Because of "   \
								  "it.'\n"                         \
								  "echo 21 >>src/b; git add "      \
								  "-A; " AS("Ada", "@1000000200 "  \
										   "+0000") "'Sec" \
											    "ond " \
											    "part" \
											    "'\n"

static const char all[] = "git log --reverse --format='%an %ae %ad %cd %s %b' --date=raw ";

static rg_rc make(fixture *f, rg_own_commits *out, bool makes)
{
	return rg_own_commits_make(out, f->arena, opened(f), sh(f, "git rev-parse base"),
				   LIST(S("tests/test_r.py")), makes, &f->err);
}

static rg_str of(fixture *f, const char *script, rg_str commit)
{
	return sh(f, rg_arena_printf(f->arena, "%s%.*s", script, RG_FMT(commit)).ptr);
}

static void they_stay_without_the_test_and_with_all_else(void **state)
{
	fixture *f = *state;
	rg_own_commits own;

	sh(f, THREE);
	ok(f, make(f, &own, true));
	assert_int_equal(own.n, 2);
	assert_int_equal(own.n_empty, 1);
	same(of(f, all, rg_arena_printf(f->arena, "base..%.*s", RG_FMT(own.tip))),
	     sh(f, "git log --reverse --format='%an %ae %ad %cd %s %b' --date=raw HEAD~2..HEAD"));
	same(of(f, "git ls-tree -r --name-only ", own.tip), S("src/a\nsrc/b"));
	same(of(f, "git diff --stat HEAD -- src ", own.tip), S(""));
	same(of(f, "git rev-parse --verify ",
		rg_arena_printf(f->arena, "%.*s^{tree}", RG_FMT(own.tip))),
	     own.tree);
	sh(f, "git fsck --strict");
}

static void looking_writes_nothing(void **state)
{
	static const char objects[] = "find .git -type f | sort | xargs cksum";
	fixture *f = *state;
	rg_own_commits looked, made;
	rg_str before;

	sh(f, THREE);
	before = sh(f, objects);
	ok(f, make(f, &looked, false));
	same(sh(f, objects), before);
	ok(f, make(f, &made, true));
	same(looked.tree, made.tree);
	assert_int_equal(looked.n, made.n);
}

static void one_that_comes_out_as_it_was_is_that_commit(void **state)
{
	fixture *f = *state;
	rg_own_commits own;

	sh(f, BASE "echo 21 >>src/a; git commit -qam one; git commit -q --allow-empty -m meant");
	ok(f, make(f, &own, true));
	same(own.tip, sh(f, "git rev-parse HEAD"));
	assert_int_equal(own.n, 2);
}

static void where_the_base_has_moved_they_are_picked_onto_it(void **state)
{
	fixture *f = *state;
	rg_own_commits own;

	sh(f, THREE "git switch -q base; sed -i 1s/1/one/ src/a; git mv src/b src/c\n"
		    "git commit -qam moved; git switch -q main");
	ok(f, make(f, &own, true));
	sh(f, "git switch -q -c picked base; git cherry-pick main~1 main >/dev/null 2>&1 ||\n"
	      "(git rm -q --cached tests/test_r.py; git add -A src; git rm -qf --ignore-unmatch "
	      "tests/test_r.py; GIT_EDITOR=true git cherry-pick --continue >/dev/null)");
	same(own.tree, sh(f, "git rev-parse HEAD^{tree}"));
	same(of(f, "git rev-list --count base..", own.tip), S("2"));
}

static void none_of_them_stays(void **state)
{
	fixture *f = *state;
	rg_own_commits own;

	sh(f, BASE "echo t >tests/test_r.py; git add -A; git commit -qm 'The test'");
	ok(f, make(f, &own, true));
	same(own.tip, sh(f, "git rev-parse base"));
	assert_int_equal(own.n + own.n_empty, 1);
}

static void a_merge_is_refused_and_named(void **state)
{
	fixture *f = *state;
	rg_own_commits own;

	sh(f, THREE "git switch -q -c side base; echo s >s; git add s; git commit -qm side\n"
		    "git switch -q main; git merge -q -m 'Both of them' side");
	refused(f, make(f, &own, false), RG_EREFUSED, "(Both of them) is a merge");
}

static void a_conflict_is_refused_and_named(void **state)
{
	fixture *f = *state;
	rg_own_commits own;

	sh(f, THREE "git switch -q base; echo other >>src/b; git commit -qam moved\n"
		    "git switch -q main");
	refused(f, make(f, &own, true), RG_EREFUSED, "(Second part): ");
	refused(f, make(f, &own, true), RG_EREFUSED, "conflict in src/b");
}

static void they_are_signed_where_that_is_wanted(void **state)
{
	fixture *f = *state;
	rg_own_commits own;

	sh(f, THREE "ssh-keygen -q -t ed25519 -N '' -f ../key; git config gpg.format ssh\n"
		    "git config user.signingKey $PWD/../key.pub; git config commit.gpgsign true");
	ok(f, make(f, &own, true));
	same(of(f, "git rev-list base..",
		rg_arena_printf(f->arena,
				"%.*s | git cat-file --batch | "
				"grep -c ^gpgsig",
				RG_FMT(own.tip))),
	     S("2"));
	same(of(f, all, rg_arena_printf(f->arena, "base..%.*s", RG_FMT(own.tip))),
	     sh(f, "git log --reverse --format='%an %ae %ad %cd %s %b' --date=raw HEAD~2..HEAD"));
	sh(f, "git config user.signingKey /nowhere");
	refused(f, make(f, &own, true), RG_EREFUSED, "it cannot be signed");
}

static void messages_in_another_encoding_keep_their_bytes(void **state)
{
	fixture *f = *state;
	rg_own_commits own;

	sh(f, BASE "git config i18n.commitEncoding ISO-8859-1; echo t >tests/test_r.py\n"
		   "echo 21 >>src/a; git add -A; printf 'Gr\\366\\337e\\n' | git commit -qF -");
	ok(f, make(f, &own, true));
	same(of(f, "git cat-file commit ",
		rg_arena_printf(f->arena, "%.*s | sed -n '/^encoding/,$p' | cksum",
				RG_FMT(own.tip))),
	     sh(f, "git cat-file commit HEAD | sed -n '/^encoding/,$p' | cksum"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(they_stay_without_the_test_and_with_all_else),
		TEST(looking_writes_nothing),
		TEST(one_that_comes_out_as_it_was_is_that_commit),
		TEST(where_the_base_has_moved_they_are_picked_onto_it),
		TEST(none_of_them_stays),
		TEST(a_merge_is_refused_and_named),
		TEST(a_conflict_is_refused_and_named),
		TEST(they_are_signed_where_that_is_wanted),
		TEST(messages_in_another_encoding_keep_their_bytes),
	};

	return RUN_TESTS(tests);
}
