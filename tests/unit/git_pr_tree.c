/* SPDX-License-Identifier: MIT */
/*
 * git_pr_tree.c - the tree of the pull request: base + what the user changed - what stays out. The
 * expectation is made by git with a temporary index or a real merge.
 */
#include "support/git_repo.h"

#include "base/buf.h"
#include "git/refs.h"
#include "git/switch.h"
#include "git/tree.h"

#define LINES "for i in 1 2 3 4 5 6 7 8 9; do echo line $i; done"
#define BASE                                                                                       \
	"mkdir src tests && " LINES " >src/a.py && " LINES                                         \
	" >src/b.py && echo t >tests/test_old.py\n"                                                \
	"git add -A && git commit -qm base && git branch base\n"

static rg_str base_of(fixture *f)
{
	return sh(f, "git rev-parse base");
}

/* "M src/a.py, A src/new.py" */
static rg_str names(fixture *f, const rg_change_vec *changes)
{
	rg_str out = S("");

	for (size_t i = 0; i < changes->n; i++)
		out = rg_arena_printf(f->arena, "%.*s%s%c %.*s%s", RG_FMT(out), i ? ", " : "",
				      changes->items[i].change, RG_FMT(changes->items[i].path),
				      changes->items[i].is_untracked ? "?" : "");
	return out;
}

/* The pull request's tree and its files. */
static void check(fixture *f, const rg_str_vec *without, rg_str tree, const char *files)
{
	rg_str index = sh(f, "cksum <.git/index; git status --porcelain");
	rg_str snapshot;
	rg_pr_tree pr;

	ok(f, rg_pr_tree_make(&pr, f->arena, opened(f), base_of(f), without, NULL, false, &f->err));
	same(pr.tree, tree);
	ok(f, rg_tree_snapshot(&snapshot, f->arena, f->repo, without, &f->err));
	same(pr.snapshot, snapshot);
	same(names(f, &pr.changes), rg_str_of(files));
	ok(f, rg_pr_tree_make(&pr, f->arena, f->repo, base_of(f), without, NULL, true, &f->err));
	same(pr.tree, tree);
	/* Whole: git reads every object of it. */
	sh(f, rg_arena_printf(f->arena, "git archive %.*s >/dev/null", RG_FMT(pr.tree)).ptr);
	same(sh(f, "cksum <.git/index; git status --porcelain"), index);
}

static void committed_and_uncommitted_changes(void **state)
{
	fixture *f = *state;

	sh(f, BASE
	   "sed -i s/5/five/ src/a.py && git commit -qam one && sed -i s/9/nine/ src/a.py\n"
	   "echo new >src/new.py; echo staged >src/staged.py; git add src/staged.py; rm src/b.py");
	check(f, NULL, sh(f, "cp -a . ../copy; cd ../copy; git add -A; git write-tree"),
	      "M src/a.py, D src/b.py, A src/new.py, A src/staged.py");
}

static void what_stays_out_is_as_on_the_base(void **state)
{
	fixture *f = *state;
	rg_str_vec *without =
		LIST(S("tests/test_new.py"), S("tests/test_old.py"), S("outputs"), S("tests/data"));

	sh(f,
	   BASE "sed -i s/5/five/ src/a.py; echo n >tests/test_new.py; echo o >>tests/test_old.py\n"
		"mkdir outputs tests/data; echo r >outputs/r.md; echo d >tests/data/d; echo h "
		">tests/help.py\n"
		"git add tests; git commit -qm wip");
	check(f, without,
	      sh(f,
		 "cp -a . ../copy; cd ../copy; git add -A; git rm -rqf --cached outputs tests\n"
		 "git read-tree --prefix=tests/ base:tests; git add tests/help.py; git write-tree"),
	      "M src/a.py, A tests/help.py");
}

static void what_is_kept_comes_along(void **state)
{
	fixture *f = *state;
	rg_str_vec *without = LIST(S("tests/test_new.py"), S("outputs"));
	rg_pr_tree pr;

	sh(f, BASE "echo changed >src/a.py; echo t >tests/test_new.py; mkdir outputs; echo r "
		   ">outputs/report.md");
	ok(f, rg_pr_tree_make(&pr, f->arena, opened(f), base_of(f), without,
			      LIST(S("tests/test_new.py")), true, &f->err));
	same(pr.tree, sh(f, "git add -A; git rm -rq --cached outputs; git write-tree"));
	same(names(f, &pr.changes), S("M src/a.py, A tests/test_new.py"));
	same(pr.without, pr.snapshot);
	same(pr.without, sh(f, "git rm -q --cached tests/test_new.py; git write-tree"));
}

static void a_removed_test_comes_back(void **state)
{
	fixture *f = *state;

	sh(f, BASE "sed -i s/5/five/ src/a.py; git rm -q tests/test_old.py");
	check(f, LIST(S("tests/test_old.py")),
	      sh(f, "cp -a . ../copy; cd ../copy; git add -A; git checkout -q base -- tests; git "
		    "write-tree"),
	      "M src/a.py");
}

#define MOVED                                                                                      \
	"git checkout -qb fix && sed -i s/9/nine/ src/a.py && echo mine >src/mine.py\n"            \
	"git add -A && git commit -qm mine && git checkout -q base && sed -i s/1/one/ src/a.py\n"  \
	"sed -i s/3/three/ src/b.py; echo theirs >theirs.py; git add -A; git commit -qm theirs\n"  \
	"git checkout -q fix\n"

static void a_base_that_has_moved_is_merged(void **state)
{
	fixture *f = *state;
	rg_pr_tree pr;

	sh(f, BASE MOVED "sed -i s/7/seven/ src/b.py");
	check(f, NULL,
	      sh(f, "cp -a . ../copy; cd ../copy; git commit -qam more; git merge -q base -m m "
		    ">/dev/null\n"
		    "git rev-parse HEAD^{tree}"),
	      "M src/a.py, M src/b.py, A src/mine.py");
	ok(f, rg_pr_tree_make(&pr, f->arena, f->repo, base_of(f), NULL, NULL, false, &f->err));
	assert_true(pr.base_has_moved);
	same(pr.merge_base, sh(f, "git merge-base base HEAD"));
}

static void the_reproduction_test_conflicts_with_nothing(void **state)
{
	fixture *f = *state;

	sh(f, BASE "git checkout -q base; echo theirs >tests/test_old.py; git commit -qam t\n"
		   "git checkout -q main; sed -i s/9/nine/ src/a.py; echo mine >tests/test_old.py");
	check(f, LIST(S("tests/test_old.py")),
	      sh(f, "cp -a . ../copy; cd ../copy; git checkout -q tests; git commit -qam x\n"
		    "git merge -q base -m m >/dev/null; git rev-parse HEAD^{tree}"),
	      "M src/a.py");
}

static void a_file_that_the_base_renamed_is_followed(void **state)
{
	fixture *f = *state;

	sh(f, BASE "git checkout -q base; git mv src/a.py src/renamed.py; git commit -qm mv\n"
		   "git checkout -q main; sed -i s/9/nine/ src/a.py");
	check(f, NULL,
	      sh(f, "cp -a . ../copy; cd ../copy; git commit -qam x; git merge -q base -m m "
		    ">/dev/null\n"
		    "git rev-parse HEAD^{tree}"),
	      "M src/renamed.py");
}

static void conflicts_are_refused_and_named(void **state)
{
	fixture *f = *state;
	rg_pr_tree pr;

	sh(f, BASE "git checkout -q base; sed -i s/5/theirs/ src/a.py; git rm -q src/b.py\n"
		   "git commit -qam t; git checkout -q main; sed -i s/5/mine/ src/*.py");
	refused(f, rg_pr_tree_make(&pr, f->arena, opened(f), base_of(f), NULL, NULL, true, &f->err),
		RG_EREFUSED, "conflict in src/a.py, src/b.py; merge or rebase");
	sh(f, "test \"$(git status --porcelain)\" = \"$(printf ' M src/a.py\\n M src/b.py')\"");
}

static void nothing_changed_gives_the_bases_tree(void **state)
{
	fixture *f = *state;

	sh(f, BASE "echo t >tests/test_new.py");
	check(f, LIST(S("tests/test_new.py")), sh(f, "git rev-parse base^{tree}"), "");
}

static void histories_without_a_common_commit(void **state)
{
	fixture *f = *state;
	rg_pr_tree pr;

	sh(f, BASE "git checkout -q --orphan other; git commit -qm other");
	refused(f,
		rg_pr_tree_make(&pr, f->arena, opened(f), base_of(f), NULL, NULL, false, &f->err),
		RG_EREFUSED, "have no commit in common");
}

static void no_commit_yet(void **state)
{
	fixture *f = *state;
	rg_pr_tree pr;

	sh(f, BASE "git checkout -q --orphan other");
	refused(f,
		rg_pr_tree_make(&pr, f->arena, opened(f), base_of(f), NULL, NULL, false, &f->err),
		RG_EREFUSED, "there is no commit yet");
}

static void a_shallow_clone(void **state)
{
	fixture *f = *state;
	rg_pr_tree pr;
	rg_str expected;

	sh(f, BASE "for i in 1 2 3 4; do echo $i >n; git add n; git commit -qm $i; done\n"
		   "git branch -f base; git clone -q --depth 2 \"file://$PWD\" ../clone");
	f->root = rg_arena_printf(f->arena, "%.*s/clone", RG_FMT(f->folder));
	sh(f, "git branch base HEAD; echo x >>src/a.py; git commit -qam x; echo y >y");
	expected = sh(f, "cp -a . ../copy; cd ../copy; git add -A; git write-tree");
	ok(f, rg_pr_tree_make(&pr, f->arena, opened(f), base_of(f), NULL, NULL, true, &f->err));
	same(pr.tree, expected);
	same(names(f, &pr.changes), S("M src/a.py, A y"));
}

static void changes_since_a_commit(void **state)
{
	fixture *f = *state;
	rg_change_vec changes;

	sh(f, BASE "sed -i s/5/five/ src/a.py && git commit -qam one; rm src/b.py; touch src/a.py\n"
		   "echo new >new.py; echo s >staged.py; git add staged.py; mkdir o; echo o >o/o\n"
		   "ln -sf src/a.py tests/test_old.py");
	ok(f, rg_changes_since(&changes, f->arena, opened(f), base_of(f), LIST(S("o")), &f->err));
	same(names(f, &changes),
	     S("A new.py?, M src/a.py, D src/b.py, A staged.py, T tests/test_old.py"));
}

static void added_lines(void **state)
{
	fixture *f = *state;
	rg_added_line_vec lines;

	sh(f, BASE "sed -i -e 's/5/five/' -e '7d' src/a.py; printf 'n1\\r\\nn2' >new.py\n"
		   "printf 'a\\000b' >binary");
	ok(f, rg_added_lines(&lines, f->arena, opened(f), base_of(f), &f->err));
	assert_int_equal(lines.n, 3);
	same(lines.items[0].path, S("new.py"));
	same(lines.items[0].text, S("n1"));
	same(lines.items[1].text, S("n2"));
	same(lines.items[2].path, S("src/a.py"));
	assert_int_equal(lines.items[2].line, 5);
	same(lines.items[2].text, S("line five"));
}

static void the_diff_is_gits(void **state)
{
	fixture *f = *state;
	rg_str_vec none = {0};
	rg_pr_tree pr;

	sh(f, BASE "sed -i s/5/five/ src/a.py; printf 'no end' >é.py; chmod +x src/b.py\n"
		   "git rm -q tests/test_old.py; git add -A; git commit -qm x");
	ok(f, rg_pr_tree_make(&pr, f->arena, opened(f), base_of(f), &none, NULL, false, &f->err));
	same(rg_str_trim(pr.diff), sh(f, "git diff base HEAD"));
	same(pr.without, pr.tree);
}

static void files_are_kept_in_a_commit(void **state)
{
	fixture *f = *state;
	rg_str_vec *paths = LIST(S("src/a.py"), S("new é.py"), S("src/b.py"), S("x.up"));
	rg_str kept;

	sh(f, BASE
	   "echo '*.up filter=up' >.gitattributes; git config filter.up.clean false\n"
	   "echo edit >src/a.py; echo n >'new é.py'; rm src/b.py; echo up >x.up; chmod +x x.up");
	ok(f, rg_keep_files(&kept, f->arena, opened(f), base_of(f), paths, S("kept\n"), &f->err));
	same(sh(f, rg_arena_printf(f->arena, "git diff --name-status -z base %.*s | tr '\\0' ' '",
				   RG_FMT(kept))
			   .ptr),
	     S("A new é.py M src/a.py D src/b.py A x.up"));
	same(sh(f, rg_arena_printf(f->arena, "git show %.*s:x.up", RG_FMT(kept)).ptr), S("up"));
	same(sh(f, rg_arena_printf(f->arena, "git rev-parse %.*s^", RG_FMT(kept)).ptr), base_of(f));
}

/* Both sides changed at random: the tree is that of git's merge, or git finds a conflict, too. */
static void merges_are_gits(void **state)
{
	static const char *const actions[] = {"sed -i 's/^line '%u'$/changed '%s'/' src/a.py",
					      "sed -i 's/^line '%u'$/changed '%s'/' src/b.py",
					      "echo %u >new%s.py",
					      "rm -f tests/f%u #%s",
					      "echo %u %s >tests/f1",
					      "mkdir -p d%u; echo %s >d%u/x",
					      "sed -i %u'd' src/b.py #%s",
					      "chmod +x tests/f%u #%s",
					      "rm -rf src/deep; echo %u %s >src/deep"};
	fixture *f = *state;
	size_t n_merged = 0;

	sh(f,
	   "mkdir -p src/deep tests; echo d >src/deep/d; for i in 1 2 3 4 5 6 7 8 9; do\n"
	   "for n in 1 2 3 4 5; do echo \"line $i\"; done >>src/a.py; echo \"line $i\" >>src/b.py\n"
	   "echo $i >tests/f$i; done; git add -A; git commit -qm base; git tag start");
	for (uint32_t seed = 1; seed <= 12; seed++) {
		uint32_t random = seed * 2654435761u;
		rg_pr_tree pr;
		rg_str expected;
		rg_buf script;
		rg_rc rc;

		rg_buf_init(&script, 100000);
		rg_buf_add_z(&script, "git checkout -qf -B base start; git clean -fdq\n");
		for (int side = 0; side < 2; side++) {
			for (int i = 0; i < 3; i++) {
				const char *action;
				unsigned number;

				random = random * 1664525u + 1013904223u;
				action = actions[(random >> 8) %
						 (sizeof(actions) / sizeof(*actions))];
				number = 1 + (random >> 20) % 9;
				rg_buf_printf(&script, "N=%u; S=%s; ", number,
					      side ? "user" : "base");
				for (const char *c = action; *c; c++) {
					if (*c == '%')
						rg_buf_add_z(&script,
							     *++c == 'u' ? "\"$N\"" : "\"$S\"");
					else
						rg_buf_add_char(&script, *c);
				}
				rg_buf_add_char(&script, '\n');
			}
			if (!side)
				rg_buf_add_z(&script,
					     "git add -A; git commit -qm base --allow-empty\n"
					     "git checkout -q -B main start\n");
		}
		sh(f, script.ptr);
		expected =
			sh(f, "rm -rf ../copy; cp -a . ../copy; cd ../copy; git add -A\n"
			      "git commit -qm user --allow-empty\n"
			      "if git -c merge.renames=false merge -q base -m m >/dev/null 2>&1\n"
			      "then git rev-parse HEAD^{tree}; else echo conflict; fi");
		rc = rg_pr_tree_make(&pr, f->arena, opened(f), base_of(f), NULL, NULL, true,
				     &f->err);
		if (rg_str_eq_z(expected, "conflict")
			    ? rc != RG_EREFUSED
			    : rc != RG_OK || !rg_str_eq(pr.tree, expected))
			fail_msg("seed %u: %s, git says %.*s:\n%s", seed,
				 rc == RG_OK ? pr.tree.ptr : f->err.message, RG_FMT(expected),
				 script.ptr);
		n_merged += rc == RG_OK;
		rg_buf_release(&script);
	}
	assert_true(n_merged >= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(committed_and_uncommitted_changes),
		TEST(what_stays_out_is_as_on_the_base),
		TEST(what_is_kept_comes_along),
		TEST(a_removed_test_comes_back),
		TEST(a_base_that_has_moved_is_merged),
		TEST(merges_are_gits),
		TEST(the_reproduction_test_conflicts_with_nothing),
		TEST(a_file_that_the_base_renamed_is_followed),
		TEST(conflicts_are_refused_and_named),
		TEST(nothing_changed_gives_the_bases_tree),
		TEST(histories_without_a_common_commit),
		TEST(no_commit_yet),
		TEST(a_shallow_clone),
		TEST(changes_since_a_commit),
		TEST(added_lines),
		TEST(the_diff_is_gits),
		TEST(files_are_kept_in_a_commit),
	};

	return RUN_TESTS(tests);
}
