/* SPDX-License-Identifier: MIT */
/*
 * git_switch.c - another commit into the user's work tree, losing nothing. `branch` is switched to
 * from main; what comes out is compared with git's own switch where there is one.
 */
#include "support/git_repo.h"

#include "git/refs.h"
#include "git/switch.h"

/* main and branch differ in every way that two commits can. */
#define TWO                                                                                        \
	"mkdir src tests old && echo same >same && echo 1 >src/a.py && echo gone >old/gone.py\n"   \
	"echo x >run.sh && ln -s same link && echo t >tests/test_t.py && echo f >kind\n"           \
	"git add -A && git commit -qm base && git checkout -qb branch\n"                           \
	"echo 2 >src/a.py && rm -r old && mkdir new && echo n >new/new.py && chmod +x run.sh\n"    \
	"ln -sf src/a.py link && rm kind && mkdir kind && echo k >kind/k\n"                        \
	"git add -A && git commit -qm there && git checkout -q main\n"

static rg_str commit_of(fixture *f)
{
	return sh(f, "git rev-parse branch");
}

static rg_rc go(fixture *f, const rg_str_vec *carry)
{
	return rg_switch_to(opened(f), S("refs/heads/branch"), commit_of(f), carry, &f->err);
}

static void look(fixture *f, const rg_str_vec *carry, rg_switch_check *check)
{
	ok(f, rg_switch_look(check, f->arena, opened(f), commit_of(f), carry, &f->err));
}

static rg_str joined(fixture *f, rg_str_vec *list)
{
	return rg_str_vec_join(f->arena, list, S(" "));
}

/* Refused, with the list, and nothing changed. */
static void check_overwritten(fixture *f, const rg_str_vec *carry, const char *paths)
{
	static const char everything[] =
		"git rev-parse HEAD; git symbolic-ref HEAD; cksum .git/index\n"
		"find . -path ./.git -prune -o -printf '%p %m %l %T@\\n' | sort";
	rg_switch_check check;
	rg_str before = sh(f, everything);

	look(f, carry, &check);
	same(joined(f, &check.overwritten), rg_str_of(paths));
	refused(f, go(f, carry), RG_EREFUSED, "the switch would overwrite");
	same(sh(f, everything), before);
}

static void everything_follows_the_commit(void **state)
{
	fixture *f = *state;
	rg_switch_check check;

	sh(f, TWO);
	look(f, NULL, &check);
	assert_int_equal(check.overwritten.n + check.along.n + check.refused.n, 0);
	ok(f, go(f, NULL));
	same(sh(f, "git status --porcelain --branch"), S("## branch"));
	same(sh(f, "git symbolic-ref HEAD"), S("refs/heads/branch"));
	same(sh(f, "stat -c %a run.sh; readlink link; cat kind/k; test ! -e old || echo old"),
	     S("755\nsrc/a.py\nk"));
	sh(f, "git fsck --strict; git diff-files --quiet; git diff-index --quiet --cached HEAD");
	same(sh(f, "git reflog -1 --format=%gs"), S("checkout: moving from main to branch"));
	sh(f, "git checkout -q - && test $(git branch --show-current) = main");
}

static void permissions_follow_the_umask(void **state)
{
	fixture *f = *state;
	mode_t old;

	sh(f, TWO);
	old = umask(027);
	ok(f, go(f, NULL));
	umask(old);
	same(sh(f, "stat -c %a run.sh src/a.py"), S("750\n640"));
}

static void git_needs_to_read_no_file_again(void **state)
{
	fixture *f = *state;

	sh(f, TWO);
	ok(f, go(f, NULL));
	/* Entries with matching stat data: git says nothing even where it may not read. */
	same(sh(f, "git ls-files --debug src/a.py | grep size"), S("size: 2	flags: 0"));
	same(sh(f, "git ls-files --debug same | grep size"), S("size: 5	flags: 0"));
}

static void changes_elsewhere_come_along(void **state)
{
	fixture *f = *state;
	rg_switch_check check;

	sh(f,
	   TWO "echo edit >>same; echo u >untracked.py; echo s >staged; git add staged; mkdir d\n"
	       "echo i >soon; git add -N soon; echo u >d/u");
	look(f, NULL, &check);
	same(joined(f, &check.along), S("d/u same soon staged untracked.py"));
	assert_int_equal(check.overwritten.n, 0);
	ok(f, go(f, NULL));
	same(sh(f, "git status --porcelain"),
	     S("M same\n A soon\nA  staged\n?? d/\n?? untracked.py"));
	same(sh(f, "cat same"), S("same\nedit"));
	sh(f, "git fsck --strict --no-dangling"); /* the trees that the index names, too */
}

static void uncommitted_changes_are_not_overwritten(void **state)
{
	fixture *f = *state;

	sh(f,
	   TWO "echo mine >src/a.py; echo mine >old/gone.py; chmod +x run.sh; echo mine >run.sh");
	check_overwritten(f, NULL, "old/gone.py run.sh src/a.py");
}

/* Written in the moment in which git wrote its index, of the same size (git's racy-git.txt). */
static void a_change_that_the_index_cannot_show_is_not_overwritten(void **state)
{
	fixture *f = *state;

	sh(f, TWO "git config core.trustctime false; touch -d @1000000000 src/a.py\n"
		  "git update-index -q --refresh; echo 9 >src/a.py\n"
		  "touch -d @1000000000 src/a.py .git/index");
	refused(f, go(f, NULL), RG_EREFUSED, "the switch would overwrite src/a.py");
	same(sh(f, "cat src/a.py"), S("9"));
}

static void staged_changes_are_not_overwritten(void **state)
{
	fixture *f = *state;

	sh(f, TWO "echo mine >src/a.py; git add src/a.py; git show HEAD:src/a.py >src/a.py");
	check_overwritten(f, NULL, "src/a.py");
}

static void a_removed_file_is_a_change_too(void **state)
{
	fixture *f = *state;

	sh(f, TWO "rm src/a.py");
	check_overwritten(f, NULL, "src/a.py");
}

static void untracked_files_are_not_overwritten(void **state)
{
	fixture *f = *state;

	sh(f, TWO "mkdir new; echo mine >new/new.py");
	check_overwritten(f, NULL, "new/new.py");
}

static void ignored_files_are_not_overwritten(void **state)
{
	fixture *f = *state;

	sh(f, TWO "echo new >.git/info/exclude; mkdir new; echo mine >new/new.py");
	check_overwritten(f, NULL, "new/new.py");
}

static void a_file_where_a_folder_must_be(void **state)
{
	fixture *f = *state;

	sh(f, TWO "echo mine >new");
	check_overwritten(f, NULL, "new");
}

static void a_link_where_a_folder_must_be_is_not_followed(void **state)
{
	fixture *f = *state;

	sh(f, TWO "mkdir ../outside; ln -s ../outside new");
	check_overwritten(f, NULL, "new");
	sh(f, "test -z \"$(ls ../outside)\"");
}

static void what_is_behind_a_link_is_another_file(void **state)
{
	fixture *f = *state;

	sh(f, TWO "mv old ../outside; ln -s ../outside old");
	ok(f, go(f, NULL));
	same(sh(f, "cat ../outside/gone.py; git status --porcelain"), S("gone\n?? old"));
}

static void a_folder_where_a_file_must_be(void **state)
{
	fixture *f = *state;

	sh(f, TWO "git branch -m main tmp; git branch -m branch dirs; git branch -m tmp branch\n"
		  "git checkout -q dirs; mkdir -p kind/deep\n"
		  "echo mine >kind/deep/mine; echo kind >.git/info/exclude");
	check_overwritten(f, NULL, "kind/deep/mine");
	sh(f, "rm -r kind/deep");
	ok(f, go(f, NULL));
	same(sh(f, "cat kind; git status --porcelain"), S("f"));
}

static void what_is_there_already_is_no_obstacle(void **state)
{
	fixture *f = *state;

	sh(f, TWO "echo 2 >src/a.py; mkdir new; echo n >new/new.py; rm -r old; git add old");
	ok(f, go(f, NULL));
	same(sh(f, "git status --porcelain"), S(""));
}

static void carried_files_stay_and_are_uncommitted(void **state)
{
	fixture *f = *state;
	rg_str_vec *carry = LIST(S("src/a.py"), S("tests/new é.py"), S("tests/staged.py"),
				 S("tests/here.py"), S("old"));
	rg_switch_check check;

	sh(f, TWO "echo here >tests/here.py; git add -A; git commit -qm here\n" /* not on branch */
		  "echo mine >src/a.py; echo u >'tests/new é.py'; echo s >tests/staged.py\n"
		  "git add tests/staged.py src/a.py; echo more >>tests/here.py");
	look(f, carry, &check);
	assert_int_equal(check.overwritten.n, 0);
	assert_int_equal(check.along.n, 0);
	ok(f, go(f, carry));
	same(sh(f, "git -c core.quotePath=false status --porcelain -uall"),
	     S("M src/a.py\n?? old/gone.py\n?? tests/here.py\n?? \"tests/new é.py\"\n"
	       "?? tests/staged.py"));
	same(sh(f, "cat src/a.py old/gone.py tests/here.py tests/staged.py"),
	     S("mine\ngone\nhere\nmore\ns"));
}

static void a_carried_file_may_be_missing(void **state)
{
	fixture *f = *state;

	sh(f, TWO "rm src/a.py");
	ok(f, go(f, LIST(S("src/a.py"))));
	same(sh(f, "git status --porcelain"), S("D src/a.py"));
}

static void line_ends_are_those_of_the_commits_attributes(void **state)
{
	fixture *f = *state;

	sh(f, TWO "git checkout -q branch; printf '*.bat text eol=crlf\\n' >.gitattributes\n"
		  "printf 'a\\n' >a.bat; mkdir z; printf '*.x text eol=crlf\\n' >z/.gitattributes\n"
		  "printf 'x\\n' >z/a.x; git add -A; git commit -qm eol; git checkout -q main");
	ok(f, go(f, NULL));
	same(sh(f, "od -An -c a.bat z/a.x | tr -d ' '; git status --porcelain"),
	     S("a\\r\\nx\\r\\n"));
}

static void filters_are_not_run(void **state)
{
	fixture *f = *state;
	rg_switch_check check;

	sh(f, TWO "git checkout -q branch; echo '*.up filter=up' >.gitattributes; echo u >a.up\n"
		  "git add -A; git commit -qm up; git checkout -q main; git config "
		  "filter.up.smudge 'touch "
		  "ran; cat'");
	look(f, NULL, &check);
	same(joined(f, &check.refused), S("a.up"));
	refused(f, go(f, NULL), RG_EREFUSED, "a.up through a filter program");
	same(sh(f, "git status --porcelain; ls ran 2>/dev/null || true"), S(""));
}

static void submodules_change_their_entry_only(void **state)
{
	fixture *f = *state;

	sh(f,
	   TWO "git init -q ../lib && (cd ../lib && echo 1 >f && git add f && git commit -qm one)\n"
	       "git checkout -q branch; git submodule --quiet add ../lib lib 2>/dev/null\n"
	       "git commit -qm lib; git checkout -q main 2>/dev/null; rm -rf lib");
	ok(f, go(f, NULL));
	same(sh(f, "git ls-files -s lib | cut -c1-6; git status --porcelain; ls -A lib"),
	     S("160000"));
}

static void submodules_that_stay_behind_are_named(void **state)
{
	fixture *f = *state;
	rg_switch_check check;

	sh(f,
	   TWO "git init -q ../lib && (cd ../lib && echo 1 >f && git add f && git commit -qm one)\n"
	       "git submodule --quiet add ../lib lib; git commit -qm lib; git checkout -q branch\n"
	       "git merge -q main; (cd lib; git commit -q --allow-empty -m two)\n"
	       "git commit -qam newer; git checkout -q main; git submodule --quiet update");
	look(f, NULL, &check);
	same(joined(f, &check.submodules), S("lib"));
	ok(f, go(f, NULL));
	same(sh(f, "git status --porcelain"), S("M lib"));
}

static void killed_at_any_file_it_can_be_repeated(void **state)
{
	fixture *f = *state;
	/* What a switch that was killed leaves: some files of the commit, HEAD and index as before.
	 */
	static const char *const steps[] = {"rm -r old",
					    "rm kind",
					    "git show branch:src/a.py >src/a.py",
					    "mkdir new; git show branch:new/new.py >new/new.py",
					    "chmod +x run.sh",
					    "ln -sf src/a.py link",
					    "mkdir kind; git show branch:kind/k >kind/k"};

	sh(f, TWO);
	for (size_t n = 0; n <= sizeof(steps) / sizeof(steps[0]); n++) {
		sh(f, "git checkout -qf main; git clean -fdq");
		for (size_t i = 0; i < n; i++)
			sh(f, steps[i]);
		ok(f, go(f, NULL));
		same(sh(f, "git status --porcelain --branch"), S("## branch"));
	}
	/* Killed between index and HEAD, and after everything. */
	sh(f, "git symbolic-ref HEAD refs/heads/main");
	ok(f, go(f, NULL));
	ok(f, go(f, NULL));
	same(sh(f, "git status --porcelain --branch"), S("## branch"));
}

static void a_locked_index_is_named_before_anything_changes(void **state)
{
	fixture *f = *state;

	sh(f, TWO ": >.git/index.lock");
	refused(f, go(f, NULL), RG_EEXTERNAL, "index.lock");
	same(sh(f, "rm .git/index.lock; git status --porcelain --branch"), S("## main"));
}

static void the_branch_must_be_there_and_free(void **state)
{
	fixture *f = *state;

	sh(f, TWO);
	refused(f,
		rg_switch_to(opened(f), S("refs/heads/branch"), sh(f, "git rev-parse main"), NULL,
			     &f->err),
		RG_ESTALE, "refs/heads/branch is at");
	refused(f, rg_switch_to(f->repo, S("refs/heads/none"), commit_of(f), NULL, &f->err),
		RG_ESTALE, "refs/heads/none is not there");
	sh(f, "git worktree add -q ../linked branch");
	refused(f, go(f, NULL), RG_EREFUSED, "another work tree");
}

/* The index with its flags, and every file. */
static const char all_of_it[] = "git ls-files -s -t; git status --porcelain\n"
				"find . -name .git -prune -o -type f -exec cksum {} + | sort";

/* As git's own switch in a copy of the work tree. */
static void check_as_git(fixture *f)
{
	rg_str expected;

	sh(f, "cp -a . ../gits; cd ../gits; git switch -q branch");
	expected = sh_in(f, rg_arena_printf(f->arena, "%.*s/gits", RG_FMT(f->folder)), all_of_it);
	rg_repo_let_fetch(opened(f));
	ok(f, rg_switch_to(f->repo, S("refs/heads/branch"), commit_of(f), NULL, &f->err));
	same(sh(f, all_of_it), expected);
}

#define OUTSIDE                                                                                    \
	"mkdir out in; for x in a b c; do echo $x >out/$x; echo $x >in/$x; done; git add -A\n"     \
	"git commit -qm more; git switch -q branch; git merge -q main; echo 2 >out/a; rm out/b\n"  \
	"echo 2 >in/a; rm in/b; mkdir -p in/deep out/deep; echo n >in/deep/n; echo n "             \
	">out/deep/n\n"                                                                            \
	"git add -A; git commit -qm there; git switch -q main\n"

static void a_sparse_work_tree_stays_sparse(void **state)
{
	fixture *f = *state;

	sh(f, TWO OUTSIDE "git sparse-checkout set in tests; test ! -e out");
	check_as_git(f);
}

static void patterns_of_a_sparse_work_tree_are_gits(void **state)
{
	fixture *f = *state;

	sh(f, TWO OUTSIDE
	   "git sparse-checkout set --no-cone '/*' '!out' '/out/deep/' '!in/*/' '!*.sh'");
	check_as_git(f);
}

static void links_are_files_where_the_file_system_has_none(void **state)
{
	fixture *f = *state;

	sh(f, TWO "git config core.symlinks false; rm link; git checkout -q link");
	check_as_git(f);
}

static void names_differ_in_their_case_where_that_is_ignored(void **state)
{
	fixture *f = *state;

	sh(f,
	   TWO "echo 1 >Read; echo 2 >read; git add -A; git commit -qm two; git switch -q branch\n"
	       "echo 3 >READ; mkdir Dir dir; echo 4 >Dir/x; echo 5 >dir/y; git add -A\n"
	       "git commit -qm more; git switch -q main");
	sh(f, "git config core.ignoreCase true");
	rg_repo_let_fetch(opened(f));
	ok(f, go(f, NULL));
	same(sh(f, "git ls-files; git diff HEAD --stat"), sh(f, "git ls-tree -r --name-only HEAD"));
	ok(f, rg_index_follow(f->repo, sh(f, "git rev-parse main"), &f->err));
	same(sh(f, "git write-tree"), sh(f, "git rev-parse main^{tree}"));
}

static void what_the_user_asked_git_to_skip_is_not_overwritten(void **state)
{
	fixture *f = *state;

	sh(f, TWO "git update-index --skip-worktree src/a.py; echo mine >src/a.py\n"
		  "git update-index --assume-unchanged run.sh; echo mine >run.sh");
	check_overwritten(f, NULL, "run.sh src/a.py");
}

static void what_a_partial_clone_lacks_is_fetched(void **state)
{
	fixture *f = *state;

	sh(f, TWO "git config uploadpack.allowFilter true; cd ..; mv work origin\n"
		  "git clone -q --filter=blob:none \"file://$PWD/origin\" work; cd work\n"
		  "git branch -q branch origin/branch");
	refused(f, go(f, NULL), RG_EREFUSED, "partial clone");
	same(sh(f, "git status --porcelain; git symbolic-ref HEAD"), S("refs/heads/main"));
	check_as_git(f);
}

/* The remote's program edits a file of the user's, as they might who wait for it. */
static void what_is_edited_while_files_are_fetched_is_not_overwritten(void **state)
{
	fixture *f = *state;
	rg_str before;

	sh(f, TWO "git config uploadpack.allowFilter true; cd ..; mv work origin\n"
		  "git clone -q --filter=blob:none \"file://$PWD/origin\" work; cd work\n"
		  "git branch -q branch origin/branch\n"
		  "printf '#!/bin/sh\\necho mine >\"%s/src/a.py\"\\nexec git-upload-pack \"$@\"\\n'"
		  " \"$PWD\" >../serve; chmod +x ../serve\n"
		  "git config remote.origin.uploadpack \"$PWD/../serve\"");
	before = sh(f, "git ls-files -s; git symbolic-ref HEAD; cat run.sh kind");
	rg_repo_let_fetch(opened(f));
	refused(f, rg_switch_to(f->repo, S("refs/heads/branch"), commit_of(f), NULL, &f->err),
		RG_EREFUSED, "the switch would overwrite src/a.py");
	same(sh(f, "cat src/a.py"), S("mine"));
	same(sh(f, "git ls-files -s; git symbolic-ref HEAD; cat run.sh kind"), before);
}

static void an_operation_under_way_is_named(void **state)
{
	fixture *f = *state;

	sh(f, TWO "git checkout -qb other; echo o >src/a.py; git commit -qam o\n"
		  "git merge -q branch >/dev/null || true");
	refused(f, go(f, NULL), RG_EREFUSED, "a merge is under way");
}

static void it_works_in_a_linked_work_tree(void **state)
{
	fixture *f = *state;

	sh(f, TWO "git worktree add -q --detach ../linked main");
	f->root = rg_arena_printf(f->arena, "%.*s/linked", RG_FMT(f->folder));
	ok(f, go(f, NULL));
	same(sh(f, "git status --porcelain --branch; git -C ../work status --porcelain --branch"),
	     S("## branch\n## main"));
}

static void from_a_detached_head_and_from_nothing(void **state)
{
	fixture *f = *state;

	sh(f, TWO "git checkout -q --detach");
	ok(f, go(f, NULL));
	same(sh(f, "git status --porcelain --branch"), S("## branch"));
	sh(f, "git checkout -q --orphan unborn; git rm -rqf .");
	ok(f, go(f, NULL));
	same(sh(f, "git status --porcelain --branch"), S("## branch"));
}

/* A tree may be made by anybody. git itself refuses to write such a path. */
static void a_hostile_path_is_not_written(void **state)
{
	fixture *f = *state;

	sh(f, TWO "b=$(echo evil | git hash-object -w --stdin)\n"
		  "s=$(printf '100755 blob %s\\thook\\n' $b | git mktree)\n"
		  "t=$(printf '040000 tree %s\\t..\\n' $s | git mktree)\n"
		  "git branch -f branch $(git commit-tree -p main -m evil $t)");
	refused(f, go(f, NULL), RG_EREFUSED, "is no path for a work tree");
	sh(f, "test ! -e ../hook; test $(git branch --show-current) = main");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_follows_the_commit),
		TEST(permissions_follow_the_umask),
		TEST(git_needs_to_read_no_file_again),
		TEST(changes_elsewhere_come_along),
		TEST(uncommitted_changes_are_not_overwritten),
		TEST(a_change_that_the_index_cannot_show_is_not_overwritten),
		TEST(staged_changes_are_not_overwritten),
		TEST(a_removed_file_is_a_change_too),
		TEST(untracked_files_are_not_overwritten),
		TEST(ignored_files_are_not_overwritten),
		TEST(a_file_where_a_folder_must_be),
		TEST(a_link_where_a_folder_must_be_is_not_followed),
		TEST(what_is_behind_a_link_is_another_file),
		TEST(a_folder_where_a_file_must_be),
		TEST(what_is_there_already_is_no_obstacle),
		TEST(carried_files_stay_and_are_uncommitted),
		TEST(a_carried_file_may_be_missing),
		TEST(line_ends_are_those_of_the_commits_attributes),
		TEST(filters_are_not_run),
		TEST(submodules_change_their_entry_only),
		TEST(submodules_that_stay_behind_are_named),
		TEST(killed_at_any_file_it_can_be_repeated),
		TEST(a_locked_index_is_named_before_anything_changes),
		TEST(the_branch_must_be_there_and_free),
		TEST(a_sparse_work_tree_stays_sparse),
		TEST(patterns_of_a_sparse_work_tree_are_gits),
		TEST(links_are_files_where_the_file_system_has_none),
		TEST(names_differ_in_their_case_where_that_is_ignored),
		TEST(what_the_user_asked_git_to_skip_is_not_overwritten),
		TEST(what_a_partial_clone_lacks_is_fetched),
		TEST(what_is_edited_while_files_are_fetched_is_not_overwritten),
		TEST(an_operation_under_way_is_named),
		TEST(it_works_in_a_linked_work_tree),
		TEST(from_a_detached_head_and_from_nothing),
		TEST(a_hostile_path_is_not_written),
	};

	return RUN_TESTS(tests);
}
