/* SPDX-License-Identifier: MIT */
/* git_listing.c - which files are listed: what git knows and what is there, links with care. */
#include "support/git_repo.h"

#include "git/listing.h"

static rg_listing listed(fixture *f)
{
	rg_listing out;

	ok(f, rg_listing_read(&out, f->arena, opened(f), &f->err));
	return out;
}

static rg_str files(fixture *f)
{
	rg_listing all = listed(f);

	return rg_str_vec_join(f->arena, &all.files, S(","));
}

static void files_are_tracked_or_not_ignored_and_there(void **state)
{
	fixture *f = *state;
	rg_listing all;

	sh(f, "mkdir p 'q r' empty; echo x >p/x; echo y >'q r/ü'; git add p; echo n >p/new\n"
	      "echo '*.log' >.gitignore; echo out/ >>.git/info/exclude; echo i >i.log\n"
	      "git add -f i.log; echo j >j.log; mkdir out; echo o >out/o; echo g >gone\n"
	      "git add gone; rm gone; git init -q nested; echo n >nested/n");
	same(files(f), S(".gitignore,i.log,p/new,p/x,q r/ü"));
	all = listed(f);
	same(rg_str_vec_join(f->arena, &all.folders, S(",")), S(",empty,p,q r"));
	same(rg_str_vec_join(f->arena, &all.indexes, S(",")),
	     rg_arena_printf(f->arena, "%.*s/.git/", RG_FMT(f->root)));
}

static void files_of_any_name(void **state)
{
	fixture *f = *state;

	sh(f, "printf x >\"$(printf 'latin\\344.py')\"; printf x >\"$(printf 'new\\nline.py')\"\n"
	      "printf x >./-n.py; git add .; printf x >\"$(printf 'more\\377.py')\"");
	same(files(f), S("-n.py,latin\xe4.py,more\xff.py,new\nline.py"));
}

static void files_of_submodules_that_are_checked_out(void **state)
{
	fixture *f = *state;

	sh(f, "git init -q ../deep; (cd ../deep; echo d >d; git add d; git commit -qm d)\n"
	      "git init -q ../lib; cd ../lib; mkdir s; echo f >s/f; echo '*.o' >.gitignore\n"
	      "git submodule --quiet add ../deep deep 2>/dev/null; git add .; git commit -qm 1\n"
	      "cd - >/dev/null; echo a >a; git add a; git commit -qm a\n"
	      "git submodule --quiet add ../lib 'a lib' 2>/dev/null\n"
	      "git submodule --quiet update --init --recursive\n"
	      "echo n >'a lib/new'; echo o >'a lib/x.o'");
	same(files(f), S(".gitmodules,a,a lib/.gitignore,a lib/.gitmodules,a lib/deep/d,"
			 "a lib/new,a lib/s/f"));
	assert_int_equal(listed(f).indexes.n, 3);
	sh(f, "git submodule --quiet deinit -f 'a lib'");
	same(files(f), S(".gitmodules,a"));
}

/* A work tree that git calls sparse is refused as a whole; this is the same, file by file. */
static void files_that_git_was_told_to_skip_are_listed_when_they_are_there(void **state)
{
	fixture *f = *state;

	sh(f, "mkdir out; echo i >in; echo o >out/o; git add .; git commit -qm all\n"
	      "git update-index --skip-worktree out/o; rm -r out");
	same(files(f), S("in"));
	sh(f, "mkdir out; echo mine >out/o");
	same(files(f), S("in,out/o"));
}

static void links_that_lead_out_of_the_tree_are_not_followed(void **state)
{
	fixture *f = *state;

	sh(f, "echo s >../secret; mkdir p; echo a >p/a; ln -s ../secret out; ln -s p folder\n"
	      "ln -s p/a inside; ln -s nowhere broken; ln -s .git/config config; git add .\n"
	      "ln -s /etc/passwd new; ln -s p/a also");
	same(files(f), S("also,inside,p/a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(files_are_tracked_or_not_ignored_and_there),
		TEST(files_of_any_name),
		TEST(files_of_submodules_that_are_checked_out),
		TEST(files_that_git_was_told_to_skip_are_listed_when_they_are_there),
		TEST(links_that_lead_out_of_the_tree_are_not_followed),
	};

	return RUN_TESTS(tests);
}
