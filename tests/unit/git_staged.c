/* SPDX-License-Identifier: MIT */
/* git_staged.c - the user's index: read, put back, made to follow; and single files put back. */
#include "support/git_repo.h"

#include "git/switch.h"

#define BASE                                                                                       \
	"mkdir s && for i in a b c d s/e; do echo $i >$i; done && ln -s a link && git add -A\n"    \
	"git commit -qm base\n"

static void what_is_staged_is_put_back(void **state)
{
	static const char index[] = "git ls-files -s; git status --porcelain";
	fixture *f = *state;
	rg_staged_vec staged;
	rg_str before;

	sh(f, BASE "echo 2 >a; git add a; git rm -q --cached b; echo 3 >'n ü'; git add 'n ü'\n"
		   "git update-index --chmod=+x c; echo 4 >later; git add -N later; echo 5 >>d\n"
		   "rm link; mkdir link; echo x >link/x; git add link");
	before = sh(f, index);
	ok(f, rg_staged_read(&staged, f->arena, opened(f), &f->err));
	assert_int_equal(staged.n, 7);
	sh(f, "git read-tree HEAD");
	ok(f, rg_staged_write(opened(f), &staged, &f->err));
	same(sh(f, index), before);
	ok(f, rg_staged_write(f->repo, &staged, &f->err)); /* repeated */
	same(sh(f, index), before);
	sh(f, "git fsck --strict --no-dangling");
}

static void nothing_staged_is_nothing(void **state)
{
	fixture *f = *state;
	rg_staged_vec staged;

	sh(f, BASE "echo x >>a; echo u >u; rm b");
	ok(f, rg_staged_read(&staged, f->arena, opened(f), &f->err));
	assert_int_equal(staged.n, 0);
}

static void before_the_first_commit(void **state)
{
	fixture *f = *state;
	rg_staged_vec staged;

	sh(f, "echo a >a; git add a");
	ok(f, rg_staged_read(&staged, f->arena, opened(f), &f->err));
	assert_int_equal(staged.n, 1);
	same(staged.items[0].path, S("a"));
	assert_int_equal(staged.items[0].mode, 0100644);
	same(staged.items[0].oid, sh(f, "git hash-object a"));
}

static void the_index_follows_a_commit(void **state)
{
	fixture *f = *state;

	sh(f, BASE "touch -d 2001-01-01 c; git update-index --refresh\n"
		   "git branch new; git checkout -q new; echo 2 >a; rm b; echo n >n; git add -A\n"
		   "git commit -qm new; git checkout -q main; echo mine >d; git add d\n"
		   "git update-ref refs/heads/main new");
	ok(f, rg_index_follow(opened(f), sh(f, "git rev-parse new"), &f->err));
	/* The files are as they were: what the commit changed looks reverted now. */
	same(sh(f, "git diff --cached --quiet && git status --porcelain"),
	     S("M a\n M d\n D n\n?? b"));
	same(sh(f, "git ls-files --debug c | grep -o 'mtime: 978[0-9]*' | cut -c1-10"),
	     S("mtime: 978"));
	same(sh(f, "cat a d b"), S("a\nmine\nb"));
	sh(f, "git fsck --strict --no-dangling"); /* the trees that the index names, too */
}

static void a_lock_is_named_and_nothing_written(void **state)
{
	fixture *f = *state;
	rg_staged_vec staged;
	rg_str head;

	sh(f, BASE "echo 2 >a; git add a; : >.git/index.lock");
	head = sh(f, "git rev-parse HEAD");
	ok(f, rg_staged_read(&staged, f->arena, opened(f), &f->err));
	refused(f, rg_staged_write(f->repo, &staged, &f->err), RG_EEXTERNAL, "index.lock");
	refused(f, rg_index_follow(f->repo, head, &f->err), RG_EEXTERNAL, "index.lock");
	same(sh(f, "rm .git/index.lock; git status --porcelain"), S("M  a"));
}

static rg_rc restore(fixture *f, const char *path, rg_str oid, uint32_t mode)
{
	return rg_file_restore(f->repo, rg_str_of(path), oid, mode, &f->err);
}

static void files_are_put_back(void **state)
{
	fixture *f = *state;
	rg_str a, target;

	sh(f, BASE "printf '*.txt text eol=crlf\\n' >.gitattributes");
	a = sh(f, "git rev-parse HEAD:a");
	target = sh(f, "printf 'no where' | git hash-object -w --stdin");
	opened(f);
	ok(f, restore(f, "new é/deep/x.txt", a, 0100644));
	ok(f, restore(f, "b", a, 0100755));
	ok(f, restore(f, "c", target, 0120000));
	ok(f, restore(f, "s/e", NONE, 0));
	ok(f, restore(f, "s/e", NONE, 0)); /* repeated */
	same(sh(f, "od -An -c 'new é/deep/x.txt' | tr -d ' '; cat b; stat -c %a b; readlink c; ls "
		   "-d s "
		   "2>/dev/null || echo no s"),
	     S("a\\r\\n\na\n755\nno where\nno s"));
	same(sh(f, "ls -A .git | grep -c tmp || true"), S("0"));
}

static void files_are_put_nowhere_else(void **state)
{
	fixture *f = *state;
	rg_str a;

	sh(f, BASE "mkdir ../outside; ln -s ../outside away");
	a = sh(f, "git rev-parse HEAD:a");
	opened(f);
	refused(f, restore(f, "../up", a, 0100644), RG_EREFUSED, "is no path for a work tree");
	refused(f, restore(f, ".git/hooks/post-commit", a, 0100755), RG_EREFUSED, "is no path");
	refused(f, restore(f, "s/.GIT/config", a, 0100644), RG_EREFUSED, "is no path");
	refused(f, restore(f, "/etc/x", a, 0100644), RG_EREFUSED, "is no path");
	refused(f, restore(f, "away/x", a, 0100644), RG_EEXTERNAL, "away is in the way");
	refused(f, restore(f, "a/x", a, 0100644), RG_EEXTERNAL, "a is in the way");
	refused(f, restore(f, "s", a, 0100644), RG_EEXTERNAL, "cannot write s");
	same(sh(f, "ls -A ../outside; git status --porcelain"), S("?? away"));
}

static void removing_does_not_follow_links(void **state)
{
	fixture *f = *state;

	sh(f, BASE "mkdir ../outside; echo x >../outside/x; ln -s ../outside away");
	opened(f);
	assert_int_not_equal(restore(f, "away/x", NONE, 0), RG_OK);
	same(sh(f, "cat ../outside/x"), S("x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_staged_is_put_back),
		TEST(nothing_staged_is_nothing),
		TEST(before_the_first_commit),
		TEST(the_index_follows_a_commit),
		TEST(a_lock_is_named_and_nothing_written),
		TEST(files_are_put_back),
		TEST(files_are_put_nowhere_else),
		TEST(removing_does_not_follow_links),
	};

	return RUN_TESTS(tests);
}
