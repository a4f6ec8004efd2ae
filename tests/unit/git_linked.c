/* SPDX-License-Identifier: MIT */
/* git_linked.c - worktrees that stay: made once, removed with their record, and nothing else is. */
#include "support/git_repo.h"

#include "git/linked.h"

static rg_str below(fixture *f, const char *path)
{
	return rg_str_of(rg_path_join(f->arena, f->folder, rg_str_of(path)));
}

static rg_rc add(fixture *f, rg_str folder)
{
	return rg_linked_add(f->arena, f->root, below(f, "work/.git"), folder, S("fix/ä"), &f->err);
}

static void make(fixture *f)
{
	sh(f, "echo x >x; git add x; git commit -qm one; git branch 'fix/ä'");
}

static void add__twice_is_once(void **state)
{
	fixture *f = *state;
	rg_str folder = below(f, "w t/x");

	make(f);
	ok(f, add(f, folder));
	sh_in(f, folder, "echo mine >x");
	ok(f, add(f, folder)); /* whole already: nothing is made anew */
	same(sh_in(f, folder, "cat x; git branch --show-current"), S("mine\nfix/ä"));
	ok(f, rg_linked_remove(f->arena, below(f, "work/.git"), folder, &f->err));
	ok(f, rg_linked_remove(f->arena, below(f, "work/.git"), folder, &f->err));
	same(sh(f, "git worktree list | wc -l; ls '../w t'"), S("1"));
}

static void add__that_fails_leaves_what_was_there(void **state)
{
	fixture *f = *state;

	make(f);
	sh(f, "mkdir ../full; echo mine >../full/x");
	refused(f, add(f, below(f, "full")), RG_EEXTERNAL, "already exists");
	same(sh(f, "cat ../full/x; git worktree list | wc -l"), S("mine\n1"));
	sh(f, "git worktree add -q ../other 'fix/ä'; mkdir ../empty");
	refused(f, add(f, below(f, "empty")), RG_EEXTERNAL, "other");
	same(sh(f, "ls ..; git worktree list | wc -l"), S("full\nother\noutput\nwork\n2"));
}

static void remove__of_a_folder_that_is_no_worktree_of_ours_is_nothing(void **state)
{
	fixture *f = *state;

	make(f);
	sh(f, "git init -q ../else; touch ../else/f");
	ok(f, rg_linked_remove(f->arena, below(f, "work/.git"), below(f, "else"), &f->err));
	same(sh(f, "ls ../else"), S("f"));
}

static void place__is_beside_the_main_one_and_free(void **state)
{
	fixture *f = *state;

	same(rg_linked_place(f->arena, f->root, f->root, S("fix/a/b")),
	     below(f, "work.worktrees/fix-a-b"));
	sh(f, "mkdir -p ../big/fix-a; ln -s big ../work.worktrees; touch ../big/fix-a/f");
	same(rg_linked_place(f->arena, f->root, f->root, S("fix/a")), below(f, "big/fix-a-2"));
	same(rg_linked_place(f->arena, f->root, NONE, S("fix/a")), below(f, "fix-a"));
}

static void loose__is_what_git_sees_and_no_commit_has(void **state)
{
	fixture *f = *state;
	rg_str_vec found;

	make(f);
	sh(f, "echo '*.o' >.gitignore; git add .; git commit -qm two; touch a.o 'n ew'; echo y >x\n"
	      "git init -q nested; touch nested/f");
	ok(f, rg_linked_loose(&found, f->arena, f->root, &f->err));
	rg_str_vec_sort(&found);
	same(rg_str_vec_join(f->arena, &found, S(",")), S("n ew,nested/,x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(add__twice_is_once),
		TEST(add__that_fails_leaves_what_was_there),
		TEST(remove__of_a_folder_that_is_no_worktree_of_ours_is_nothing),
		TEST(place__is_beside_the_main_one_and_free),
		TEST(loose__is_what_git_sees_and_no_commit_has),
	};

	return RUN_TESTS(tests);
}
