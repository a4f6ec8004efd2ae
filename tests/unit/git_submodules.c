/* SPDX-License-Identifier: MIT */
/* git_submodules.c - a submodule with changes of its own is known; one that only moved is not. */
#include "support/git_repo.h"

#include "git/submodules.h"

static rg_str dirty(fixture *f)
{
	rg_str_vec found;

	ok(f, rg_submodules_dirty(&found, f->arena, opened(f), &f->err));
	return rg_str_vec_join(f->arena, &found, S(","));
}

static void make(fixture *f)
{
	sh(f, "git init -q ../lib; cd ../lib; echo 1 >f; git add f; git commit -qm 1; cd -\n"
	      "git submodule --quiet add ../lib 'a lib' 2>/dev/null; git submodule --quiet add "
	      "../lib b "
	      "2>/dev/null\n"
	      "git commit -qm libs");
}

static void dirty__are_those_with_uncommitted_changes(void **state)
{
	fixture *f = *state;

	make(f);
	same(dirty(f), S(""));
	sh(f, "echo 2 >'a lib/f'");
	same(dirty(f), S("a lib"));
	sh(f, "cd 'a lib'; git commit -qam 2");
	same(dirty(f), S("")); /* the tree can name that commit */
	sh(f, "echo 3 >b/f; cd b; git add f");
	same(dirty(f), S("b"));
}

static void dirty__untracked_files_and_absent_submodules_are_nothing(void **state)
{
	fixture *f = *state;

	make(f);
	sh(f, "touch b/new; git submodule --quiet deinit -f 'a lib'");
	same(dirty(f), S(""));
}

static void dirty__without_submodules_is_nothing(void **state)
{
	fixture *f = *state;

	sh(f, "echo x >x; git add x; git commit -qm x");
	same(dirty(f), S(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(dirty__are_those_with_uncommitted_changes),
		TEST(dirty__untracked_files_and_absent_submodules_are_nothing),
		TEST(dirty__without_submodules_is_nothing),
	};

	return RUN_TESTS(tests);
}
