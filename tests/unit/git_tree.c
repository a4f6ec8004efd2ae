/* SPDX-License-Identifier: MIT */
/*
 * git_tree.c - a snapshot's id is what `git add -A && git write-tree` gives in a copy of the same
 * work tree, and taking it leaves no trace. One case is one shell script.
 */
#include "support/git_repo.h"

#include "base/buf.h"
#include "git/refs.h"
#include "git/tree.h"

/* git's own answer, made in a copy so that the repository stays as it is. */
static rg_str git_says(fixture *f)
{
	return sh(f, "rm -rf ../copy && cp -a . ../copy && cd ../copy\n"
		     "git add -A --sparse >/dev/null 2>&1 && git write-tree && cd .. && rm -rf "
		     "copy");
}

/* Everything below the root: names, modes, sizes, times. Of objects no times: libgit2 and git both
 * freshen an object that they would have written. */
static rg_str trace(fixture *f)
{
	return sh(f, "(find . -path ./.git/objects -prune -o -printf '%p %m %s %T@ %l\\n'\n"
		     "find \"$(git rev-parse --git-common-dir)/objects\" -printf '%p %s\\n') | "
		     "sort | cksum");
}

static void check(fixture *f, const char *before, const char *script)
{
	rg_str tree, expected, untouched;

	sh(f, before);
	sh(f, script);
	expected = git_says(f);
	untouched = trace(f);
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
	same(tree, expected);
	same(trace(f), untouched);
	/* A second one on the same handle sees the same. */
	ok(f, rg_tree_snapshot(&tree, f->arena, f->repo, NULL, &f->err));
	same(tree, expected);
}

#define BASE                                                                                       \
	"mkdir -p src/deep 'with space' && echo 1 >src/a.py && echo 2 >src/deep/b.py\n"            \
	"echo 3 >'with space/c d.py' && printf 'x' >no_newline && ln -s src/a.py link\n"           \
	"echo build/ >.gitignore && git add -A && git commit -qm base\n"

static void a_clean_tree_is_heads(void **state)
{
	fixture *f = *state;
	rg_str tree;

	check(f, BASE, "true");
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
	same(tree, sh(f, "git rev-parse HEAD^{tree}"));
}

static void changes_of_every_kind(void **state)
{
	check(*state, BASE,
	      "echo changed >src/a.py; rm src/deep/b.py; echo new >src/new.py; mkdir build pkg\n"
	      "echo ignored >build/out.o; echo y >pkg/y.py; chmod +x no_newline\n"
	      "ln -sf no_newline link; ln -s nowhere dangling");
}

/* Another program changes or removes the index between two looks by one handle. */
static void the_index_is_as_it_is_now(void **state)
{
	fixture *f = *state;
	rg_str_vec files;
	rg_str tree;

	check(f, BASE, "mkdir build && echo 1 >build/kept.o");
	sh(f, "git add -f build/kept.o");
	ok(f, rg_tree_snapshot(&tree, f->arena, f->repo, NULL, &f->err));
	same(tree, git_says(f));
	ok(f, rg_repo_files(&files, f->arena, f->repo, &f->err));
	assert_true(rg_str_vec_has(&files, S("build/kept.o")));
	sh(f, "rm .git/index");
	ok(f, rg_tree_snapshot(&tree, f->arena, f->repo, NULL, &f->err));
	same(tree, git_says(f));
}

static void a_change_of_equal_length_in_the_same_second(void **state)
{
	check(*state, BASE, "echo 4 >src/a.py; git status >/dev/null; echo 5 >src/a.py");
}

static void names_that_are_odd(void **state)
{
	check(*state, BASE,
	      "echo x >'ein schöner Name.py'; echo x >'tab\there'; echo x >'quote\"'\n"
	      "echo x >-dash; echo x >\"$(printf 'latin-\\351')\"; echo x >\"$(printf "
	      "'new\\nline')\"\n"
	      "echo y >>'with space/c d.py'; mkdir 'größe' && echo z >'größe/ß.py'");
}

static void line_ends_by_attributes(void **state)
{
	check(*state, BASE,
	      "printf '*.txt text\\n*.bat text eol=crlf\\n*.bin -text\\n*.auto text=auto\\n"
	      "*.id ident\\n' >.gitattributes\n"
	      "for e in txt bat bin auto; do printf 'a\\r\\nb\\r\\n' >crlf.$e; printf 'a\\nb\\n' "
	      ">lf.$e\n"
	      "printf 'a\\r\\nb\\n' >mixed.$e; printf 'a\\000\\r\\n' >nul.$e; done\n"
	      "printf '$Id: 0123 $\\n' >expanded.id");
}

static void line_ends_by_configuration(void **state)
{
	fixture *f = *state;

	sh(f, "git config core.autocrlf true");
	check(f, BASE,
	      "printf 'a\\r\\nb\\r\\n' >crlf.py; printf 'a\\nb\\n' >lf.py; printf 'q\\r\\n' "
	      ">src/a.py");
}

static void a_file_becomes_a_folder_and_back(void **state)
{
	check(*state, BASE,
	      "rm src/a.py && mkdir src/a.py && echo x >src/a.py/inner.py\n"
	      "rm -r src/deep && echo file >src/deep");
}

static void a_link_becomes_a_file_and_back(void **state)
{
	check(*state, BASE,
	      "rm link && echo file >link; rm src/a.py && ln -s ../no_newline src/a.py\n"
	      "rm -r src/deep && ln -s ../build src/deep");
}

#define SPARSE                                                                                     \
	"mkdir out 'out/be low' in && echo 1 >out/o && echo 2 >'out/be low/p' && echo 3 >in/i\n"   \
	"git add -A && git commit -qm more\n"

static void what_a_sparse_work_tree_leaves_out_stays(void **state)
{
	check(*state, BASE SPARSE "git sparse-checkout set src in; test ! -e out",
	      "echo 4 >in/new; echo 5 >src/a.py; rm in/i");
}

static void what_is_there_outside_of_a_sparse_work_tree_counts(void **state)
{
	check(*state, BASE SPARSE "git sparse-checkout set --no-cone '/*' '!/out/'; test ! -e out",
	      "mkdir out; echo mine >out/o; echo new >out/new");
}

static void a_partial_clones_files_are_not_fetched_for_its_tree(void **state)
{
	static const char missing[] = "git rev-list --objects --all --missing=print | grep -c '^?'";
	fixture *f = *state;
	rg_str before;

	sh(f,
	   BASE "echo 6 >src/a.py; git commit -qam newer; git config uploadpack.allowFilter true");
	sh(f, "cd ..; mv work origin\n"
	      "git clone -q --no-checkout --filter=blob:none \"file://$PWD/origin\" work\n"
	      "cd work; git sparse-checkout set src; git checkout -q main");
	before = sh(f, missing);
	check(f, "true", "echo 7 >src/a.py");
	same(sh(f, missing), before);
}

static void work_trees_with_relative_paths(void **state)
{
	fixture *f = *state;
	rg_str tree, expected;

	sh(f, BASE "git worktree add -q ../linked -b other\n"
		   "echo 'gitdir: ../work/.git/worktrees/linked' >../linked/.git\n"
		   "echo ../../../../linked/.git >.git/worktrees/linked/gitdir\n"
		   "echo 8 >../linked/src/a.py");
	expected = sh(f, "cd ../linked; GIT_INDEX_FILE=$PWD/../index git add -A\n"
			 "GIT_INDEX_FILE=$PWD/../index git write-tree");
	sh(f, "git config core.repositoryFormatVersion 1; git config extensions.relativeWorktrees "
	      "true");
	f->root = rg_arena_printf(f->arena, "%.*s/linked", RG_FMT(f->folder));
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
	same(tree, expected);
}

static void names_that_differ_in_their_case_where_that_is_ignored(void **state)
{
	check(*state,
	      BASE "echo a >Read; echo b >read; echo c >READ; mkdir Dir dir; echo 1 >Dir/x\n"
		   "echo 2 >dir/y; git add -A; git commit -qm more\n"
		   "git config core.ignoreCase true",
	      "echo d >>read; echo e >>Dir/x; rm READ");
}

static void links_that_are_files_with_their_target(void **state)
{
	check(*state, BASE "git config core.symlinks false; rm link; git checkout -q link",
	      "printf src/deep/b.py >link; echo 5 >src/a.py; chmod +x src/a.py");
}

static void what_is_staged_does_not_matter(void **state)
{
	check(*state, BASE,
	      "echo staged >src/a.py && git add src/a.py && echo later >src/a.py\n"
	      "git rm -q --cached no_newline; echo new >added && git add added && rm added\n"
	      "git mv src/deep/b.py src/moved.py; git rm -q 'with space/c d.py'");
}

static void intent_to_add(void **state)
{
	check(*state, BASE,
	      "echo x >soon.py; : >empty.py; echo x >gone.py\n"
	      "git add -N soon.py empty.py gone.py; rm gone.py");
}

static void ignored_files_stay_out_and_tracked_ones_in(void **state)
{
	check(*state, BASE,
	      "mkdir build && echo x >build/kept && git add -f build/kept && git commit -qm kept\n"
	      "echo y >build/kept; echo z >build/not; echo '*.log' >src/.gitignore\n"
	      "echo l >src/x.log; echo l >x.log; echo secret >.hidden; echo '/priv*' "
	      ">.git/info/exclude\n"
	      "echo p >private; git config --global core.excludesFile ~/.ignored\n"
	      "echo '*.swp' >~/.ignored; echo s >a.swp");
}

static void assumed_unchanged(void **state)
{
	check(*state, BASE, "git update-index --assume-unchanged src/a.py; echo other >src/a.py");
}

static void modes_where_they_do_not_count(void **state)
{
	fixture *f = *state;

	sh(f, "git config core.fileMode false");
	check(f, BASE, "chmod +x src/a.py; echo new >new.sh; chmod +x new.sh; echo 2 >>no_newline");
}

static void submodules(void **state)
{
	check(*state,
	      BASE
	      "git init -q ../lib && (cd ../lib && echo 1 >f && git add f && git commit -qm one)\n"
	      "git submodule --quiet add ../lib lib 2>/dev/null\n"
	      "git submodule --quiet add ../lib gone 2>/dev/null\n"
	      "git submodule --quiet add ../lib empty 2>/dev/null\n"
	      "git submodule --quiet add ../lib dirty 2>/dev/null && git commit -qm lib\n",
	      "(cd lib && echo 2 >f && git commit -qam two); rm -rf gone\n"
	      "git submodule --quiet deinit -f empty; echo x >dirty/f; echo y >dirty/new");
}

static void pipes_and_empty_folders_are_nothing(void **state)
{
	check(*state, BASE, "mkfifo pipe; mkdir -p empty/er");
}

static void no_commit_yet(void **state)
{
	check(*state, "true", "echo 1 >a; mkdir b; echo 2 >b/c");
}

static void split_over_many_folders(void **state)
{
	check(*state,
	      "for d in a b c d e; do mkdir -p $d/$d/$d; for i in 1 2 3 4 5; do echo $d$i "
	      ">$d/$d/$i.py\n"
	      "echo $i$d >$d/$d/$d/$i; done; done; git add -A; git commit -qm many",
	      "echo x >c/c/3.py; rm d/d/d/*; echo n >e/e/e/n; rm -r b");
}

static void a_linked_work_tree(void **state)
{
	fixture *f = *state;

	sh(f, BASE "git worktree add -q ../linked -b other\n"
		   "cd ../linked && echo new >new.py && echo changed >src/a.py");
	f->root = rg_arena_printf(f->arena, "%.*s/linked", RG_FMT(f->folder));
	check(f, "true", "rm link");
}

static void a_separate_git_folder(void **state)
{
	fixture *f = *state;

	sh(f, BASE "git init -q --separate-git-dir ../elsewhere");
	check(f, "true", "echo new >new.py");
}

/* git add -A makes a submodule of it that nobody could clone: it stays out here. */
static void a_nested_repository_is_nobodys_change(void **state)
{
	fixture *f = *state;
	rg_str tree;

	sh(f,
	   BASE "git init -q nested && (cd nested && echo 1 >f && git add f && git commit -qm n)");
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
	same(tree, sh(f, "git rev-parse HEAD^{tree}"));
}

#define ENVIRONMENT(folder, mark)                                                                  \
	"mkdir -p '" folder "/bin' && ln -s /bin/sh '" folder "/bin/python' && " mark "\n"

/* Before Python 3.13 venv does not ignore what it makes; git would take all of it in. */
static void an_environment_is_nobodys_change(void **state)
{
	fixture *f = *state;
	rg_str tree;

	sh(f, BASE ENVIRONMENT("env ironment", "echo home >env\\ ironment/pyvenv.cfg")
		      ENVIRONMENT("src/conda", "mkdir src/conda/conda-meta"));
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
	same(tree, sh(f, "git rev-parse HEAD^{tree}"));
}

/* Test data about environments; and what is tracked is the user's, whatever it is. */
static void what_only_looks_like_an_environment_counts(void **state)
{
	check(*state,
	      BASE "mkdir -p env/bin && echo 1 >env/pyvenv.cfg && ln -s /bin/sh env/bin/python\n"
		   "git add -A && git commit -qm env",
	      "echo 2 >env/pyvenv.cfg; echo new >env/new; mkdir data; echo home >data/pyvenv.cfg");
}

static void without_some_paths(void **state)
{
	fixture *f = *state;
	rg_str tree, base;
	rg_str_vec *without = LIST(S("src/deep/"), S("tests/test_x.py"), S("outputs"));

	sh(f, BASE "echo new >src/new.py; mkdir tests outputs; echo t >tests/test_x.py\n"
		   "echo t >tests/test_y.py; echo r >outputs/r.md; echo o >outputs2");
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), without, &f->err));
	same(tree, sh(f, "rm -rf ../copy && cp -a . ../copy && cd ../copy\n"
			 "rm -r src/deep tests/test_x.py outputs && git add -A && git write-tree"));
	/* A tree that has the paths compares equal without them. */
	sh(f, "git add -A && git commit -qm all");
	base = sh(f, "git rev-parse HEAD");
	ok(f, rg_tree_without(&base, f->arena, f->repo, base, without, &f->err));
	same(base, tree);
}

static void filters_are_refused_where_something_changed(void **state)
{
	fixture *f = *state;
	rg_str tree, id;

	sh(f, BASE
	   "git config filter.up.clean 'touch ran; tr a-z A-Z'\n"
	   "printf '*.up filter=up\\n*.utf text working-tree-encoding=UTF-16\\n' >.gitattributes\n"
	   "echo abc >x.up; git add -A; git commit -qm filters; rm -f ran\n"
	   "touch -d '2001-01-01' x.up; git update-index --refresh; rm -f ran");
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
	same(tree, sh(f, "git rev-parse HEAD^{tree}"));
	sh(f, "echo abcd >x.up");
	refused(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err), RG_EREFUSED,
		"x.up was changed and goes through git's filter or encoding \"up\"");
	refused(f, rg_blob_id(&id, f->arena, f->repo, S("x.up"), &f->err), RG_EREFUSED, "x.up");
	sh(f, "git checkout -q x.up; echo abc >x.utf; test ! -e ran || rm ran");
	refused(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err), RG_EREFUSED,
		"x.utf was changed");
}

static void a_filter_without_a_program_is_none(void **state)
{
	check(*state, BASE "echo '*.py filter=lfs diff=lfs merge=lfs' >.gitattributes",
	      "echo changed >src/a.py; echo new >n.py");
}

static void nothing_of_the_repository_is_executed(void **state)
{
	fixture *f = *state;
	rg_str tree;
	rg_change_vec changes;

	sh(f, BASE
	   "for p in monitor hook diff; do printf '#!/bin/sh\\ntouch '\"$PWD\"'/../ran\\n' >../$p\n"
	   "chmod +x ../$p; done; echo new >new.py; echo x >src/a.py\n"
	   "git config core.fsmonitor \"$PWD/../monitor\"; git config core.hooksPath ..\n"
	   "git config diff.external \"$PWD/../diff\"; git config core.pager \"$PWD/../diff\"");
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
	ok(f, rg_changes_since(&changes, f->arena, f->repo, sh(f, "git rev-parse HEAD"), NULL,
			       &f->err));
	assert_int_equal(changes.n, 2);
	sh(f, "test ! -e ../ran");
}

static void conflicts_are_named(void **state)
{
	fixture *f = *state;
	rg_str tree;

	sh(f, BASE
	   "git checkout -qb other; echo o >src/a.py; git commit -qam o; git checkout -q main\n"
	   "echo m >src/a.py; git commit -qam m; git merge -q other >/dev/null || true");
	refused(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err), RG_EREFUSED,
		"unresolved conflicts in src/a.py");
}

static void blob_ids_are_gits(void **state)
{
	fixture *f = *state;
	rg_str id, bytes;

	sh(f, BASE "printf '*.txt text\\n' >.gitattributes; printf 'a\\r\\n' >'é x.txt'");
	opened(f);
	ok(f, rg_blob_id(&id, f->arena, f->repo, S("é x.txt"), &f->err));
	same(id, sh(f, "printf 'a\\n' | git hash-object --stdin"));
	ok(f, rg_blob_id(&id, f->arena, f->repo, S("link"), &f->err));
	same(id, sh(f, "git rev-parse HEAD:link"));
	refused(f, rg_blob_id(&id, f->arena, f->repo, S("src"), &f->err), RG_ENOTFOUND,
		"there is no file src");
	ok(f, rg_blob_in(&id, &bytes, f->arena, f->repo, sh(f, "git rev-parse HEAD"),
			 S("with space/c d.py"), &f->err));
	same(bytes, S("3\n"));
	same(id, sh(f, "git rev-parse 'HEAD:with space/c d.py'"));
	refused(f,
		rg_blob_in(&id, &bytes, f->arena, f->repo, sh(f, "git rev-parse HEAD"), S("src"),
			   &f->err),
		RG_ENOTFOUND, "there is no file src in ");
}

static void a_snapshot_leaves_the_handle_able_to_write(void **state)
{
	fixture *f = *state;
	rg_commit_spec spec = {.message = S("kept\n")};
	rg_pr_tree pr;
	rg_str tree, commit;

	sh(f, BASE "echo new >new.py");
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
	assert_false(rg_str_eq(tree, sh(f, "git rev-parse HEAD^{tree}")));
	same(sh(f,
		"git cat-file -e $(git hash-object new.py) 2>/dev/null && echo there || echo no"),
	     S("no"));
	spec.parent = sh(f, "git rev-parse HEAD");
	ok(f, rg_pr_tree_make(&pr, f->arena, f->repo, spec.parent, NULL, NULL, true, &f->err));
	same(pr.tree, tree);
	spec.tree = pr.tree;
	ok(f, rg_commit_make(&commit, f->arena, f->repo, &spec, &f->err));
	sh(f, rg_arena_printf(f->arena, "git fsck --strict --no-dangling && git show %.*s:new.py",
			      RG_FMT(commit))
		      .ptr);
}

/* Names that sort in one way as files and in another as folders, changed at random in every way
 * there is; the seed is in the message of a failure. */
static void anything_at_all(void **state)
{
	static const char *const names[] = {"a",     "a-b",   "a.c",	      "a0",	"a/b",
					    "a/b/c", "a-b/x", "a.c/y",	      "a0/z/w", "b/a",
					    "b/a-b", "B",     "b\303\244/a b"};
	static const char *const actions[] = {"echo $n >\"$f\"",
					      "echo $n >>\"$f\"",
					      "rm -rf \"$f\"",
					      "chmod +x \"$f\"",
					      "ln -s to$n \"$f\"",
					      "git add -A \"$f\"",
					      "git rm -rqf --cached \"$f\"",
					      "touch \"$f\"",
					      "git add -N \"$f\"",
					      "rm -rf \"$f\"; mkdir -p \"$f\"",
					      "echo \"$f\" >>.gitignore",
					      "echo '*/b' >b/.gitignore"};
	fixture *f = *state;

	for (uint32_t seed = 1; seed <= 12; seed++) {
		uint32_t random = seed * 2654435761u;
		rg_buf script;
		rg_str tree, expected;

		rg_buf_init(&script, 100000);
		rg_buf_add_z(&script, "git rm -rqf . 2>/dev/null || true; git clean -fdqx\n");
		for (int i = 0; i < 45; i++) {
			const char *name, *action;

			random = random * 1664525u + 1013904223u;
			name = names[(random >> 8) % (sizeof(names) / sizeof(names[0]))];
			action = actions[i < 12 ? 0
						: (random >> 20) %
							  (sizeof(actions) / sizeof(actions[0]))];
			rg_buf_printf(&script,
				      "(n=%u; f='%s'; mkdir -p \"$(dirname \"$f\")\"; %s) "
				      "2>/dev/null || true\n",
				      random >> 16, name, action);
			if (i == 14)
				rg_buf_add_z(&script,
					     "git add -A; git commit -qm x --allow-empty\n");
		}
		sh(f, script.ptr);
		expected = git_says(f);
		ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
		if (!rg_str_eq(tree, expected))
			fail_msg("seed %u:\n%s", seed, script.ptr);
		rg_buf_release(&script);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_clean_tree_is_heads),
		TEST(changes_of_every_kind),
		TEST(the_index_is_as_it_is_now),
		TEST(a_change_of_equal_length_in_the_same_second),
		TEST(names_that_are_odd),
		TEST(line_ends_by_attributes),
		TEST(line_ends_by_configuration),
		TEST(a_file_becomes_a_folder_and_back),
		TEST(a_link_becomes_a_file_and_back),
		TEST(what_a_sparse_work_tree_leaves_out_stays),
		TEST(what_is_there_outside_of_a_sparse_work_tree_counts),
		TEST(a_partial_clones_files_are_not_fetched_for_its_tree),
		TEST(work_trees_with_relative_paths),
		TEST(names_that_differ_in_their_case_where_that_is_ignored),
		TEST(links_that_are_files_with_their_target),
		TEST(what_is_staged_does_not_matter),
		TEST(intent_to_add),
		TEST(ignored_files_stay_out_and_tracked_ones_in),
		TEST(assumed_unchanged),
		TEST(modes_where_they_do_not_count),
		TEST(submodules),
		TEST(pipes_and_empty_folders_are_nothing),
		TEST(no_commit_yet),
		TEST(split_over_many_folders),
		TEST(a_linked_work_tree),
		TEST(a_separate_git_folder),
		TEST(anything_at_all),
		TEST(a_nested_repository_is_nobodys_change),
		TEST(an_environment_is_nobodys_change),
		TEST(what_only_looks_like_an_environment_counts),
		TEST(without_some_paths),
		TEST(filters_are_refused_where_something_changed),
		TEST(a_filter_without_a_program_is_none),
		TEST(nothing_of_the_repository_is_executed),
		TEST(conflicts_are_named),
		TEST(blob_ids_are_gits),
		TEST(a_snapshot_leaves_the_handle_able_to_write),
	};

	return RUN_TESTS(tests);
}
