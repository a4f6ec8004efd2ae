/* SPDX-License-Identifier: MIT */
/*
 * worktree.c - branchMode "worktree": the fix is made in a linked worktree, the user's own work
 * tree is left alone, and the session is found from both. The sum of flow.h is in SHOP, the fix in
 * "SHOP.worktrees/fix-sum".
 */
#include "support/flow.h"

#include "fix/give_up.h"
#include "fix/pr/branch.h"
#include "fix/pr/pr.h"
#include "fix/run_test.h"
#include "fix/stability.h"
#include "fix/start.h"
#include "fix/status.h"
#include "fix/undo.h"
#include "store/journal.h"

static rg_str test_id = RG_STR_INIT("tests/test_calc.py::test_sum");

static rg_fix_args about_the_test(void)
{
	return (rg_fix_args){.tests = {.items = &test_id, .n = 1}, .name = RG_STR("sum")};
}

static rg_fix_args nothing(void)
{
	return (rg_fix_args){0};
}

/* What git and the user see of their own tree, but for the fix branch and redgreen's refs. */
static rg_str own_tree(flow *w)
{
	return sh(w->f,
		  "git symbolic-ref HEAD; git for-each-ref --format='%(refname) %(objectname)' |"
		  " grep -v -e refs/redgreen/ -e refs/heads/fix/ || true\n"
		  "git ls-files -s; git status --porcelain -uall\n"
		  "git ls-files -co --exclude-standard | sort | xargs sha1sum; ls ..");
}

static void do_it(flow *w, flow_command command, rg_fix_args args)
{
	play(w, command, args);
	if (stop_code(w).ptr)
		fail_msg("%.*s", RG_FMT(rg_json_str(rg_json_get(rg_json_get(w->result, "stopped"),
								"message"))));
}

static flow *new_flow(void)
{
	flow *w = flow_new();

	sh(w->f, "echo '{\"branchMode\": \"worktree\", \"stabilityRuns\": 2, \"variedRounds\": "
		 "false}' >.redgreen.json; echo .redgreen.json >.git/info/exclude");
	return w;
}

/* A session; before: what stood there then. */
static flow *started(rg_str *before)
{
	flow *w = new_flow();

	do_it(w, rg_fix_start, about_the_test());
	*before = own_tree(w);
	return w;
}

/* With its branch. */
static flow *branched(rg_str *before)
{
	flow *w = started(before);

	do_it(w, rg_fix_branch, nothing());
	same(sh(w->f, "git -C ../work.worktrees/fix-sum branch --show-current"), S("fix/sum"));
	return w;
}

static rg_str restored(const flow *w)
{
	rg_buf text;
	rg_str out;

	rg_buf_init(&text, RG_MiB);
	rg_json_render(&text, rg_json_get(w->result, "restored"));
	out = rg_arena_dup(w->arena, rg_buf_str(&text));
	rg_buf_release(&text);
	return out;
}

static void assert_undone(flow *w, rg_str before)
{
	do_it(w, rg_fix_undo, nothing());
	same(own_tree(w), before);
	same(sh(w->f, "git worktree list | wc -l; git branch --list 'fix/*'"), S("1"));
}

static void cannot_undo(flow *w, const char *why)
{
	rg_str there = sh(w->f, "cd ../work.worktrees/fix-sum; git status --porcelain -uall");

	play(w, rg_fix_undo, nothing());
	same(stop_code(w), S("cannot-undo"));
	if (!rg_str_has(rg_json_str(rg_json_get(rg_json_get(w->result, "stopped"), "message")),
			rg_str_of(why)))
		fail_msg("\"%s\" is not said", why);
	same(sh(w->f, "cd ../work.worktrees/fix-sum; git status --porcelain -uall"), there);
}

/* The workspace of another root, as an editor that opened that folder has it. */
static void look_from(flow *w, const char *folder)
{
	rg_workspace_free(w->workspace);
	w->workspace = rg_workspace_new(
		w->loop, rg_str_of(rg_path_join(w->arena, w->f->root, rg_str_of(folder))), NULL);
	rg_workspace_set_ports(w->workspace, &fake_ports);
	rg_workspace_set_trust(w->workspace, RG_TRUST_GRANTED);
}

#define FIX_TREE "../work.worktrees/fix-sum"

static rg_fix_args planned(flow *w)
{
	rg_fix_args args = {0};

	do_it(w, rg_fix_pr, nothing());
	args.plan = rg_arena_dup(w->arena,
				 rg_json_str(rg_json_get(rg_json_get(w->result, "plan"), "hash")));
	return args;
}

/* ---- the way --------------------------------------------------------------------------------- */

static void branch__leaves_the_users_tree_alone(void **state)
{
	rg_str before;
	flow *w = branched(&before);

	(void)state;
	same(answered(w, "worktree"), sh(w->f, "cd ../work.worktrees/fix-sum; pwd -P"));
	same(sh(w->f, "cd ../work.worktrees/fix-sum; git status --porcelain -uall; "
		      "git log --format=%s -1; cat tests/test_calc.py"),
	     S("?? tests/test_calc.py\nfirst\ndef test_sum(): pass"));
	same(sh(w->f, "ls .."), S("output\nwork\nwork.worktrees"));
	sh(w->f, "mv ../work.worktrees ../.x");
	same(own_tree(w), before);
	sh(w->f, "mv ../.x ../work.worktrees");
	assert_undone(w, before);
	flow_free(w);
}

static void way__from_the_users_tree_alone(void **state)
{
	rg_str before;
	flow *w = branched(&before);

	(void)state;
	sh(w->f, "echo 'total = 2' >../work.worktrees/fix-sum/src/calc.py");
	do_it(w, rg_fix_run_test, about_the_test()); /* asked about by name: the user's own files */
	same(rg_json_str(rg_json_get(rg_json_get(w->result, "run"), "outcome")), S("failed"));
	do_it(w, rg_fix_run_test, nothing()); /* the session's */
	same(rg_json_str(rg_json_get(rg_json_get(w->result, "run"), "outcome")), S("passed"));
	do_it(w, rg_fix_stability, nothing());
	same(answered(w, "verdict"), S("stable"));
	do_it(w, rg_fix_pr, planned(w));
	same(sh(w->f, "git diff --name-only main fix/sum; git rev-list --count main..fix/sum"),
	     S("src/calc.py\n1"));
	same(sh(w->f, "cd ../work.worktrees/fix-sum; git status --porcelain -uall"),
	     S("?? tests/test_calc.py"));
	same(sh(w->f, "ls outputs | grep -c '\\.md$'"), S("1"));
	assert_undone(w, before);
	assert_true(rg_str_has(restored(w), S("removed the worktree")));
	flow_free(w);
}

static void way__from_the_worktree_alone(void **state)
{
	rg_str before;
	flow *w = branched(&before);

	(void)state;
	look_from(w, FIX_TREE);
	sh(w->f, "echo 'total = 2' >../work.worktrees/fix-sum/src/calc.py");
	do_it(w, rg_fix_run_test, about_the_test());
	do_it(w, rg_fix_stability, nothing());
	same(answered(w, "verdict"), S("stable"));
	assert_int_equal(rg_json_int(rg_json_get(w->result, "runs"), 0), 2); /* by its settings */
	do_it(w, rg_fix_pr, planned(w));
	same(sh(w->f, "git diff --name-only main fix/sum"), S("src/calc.py"));
	do_it(w, rg_fix_undo, nothing());
	look_from(w, ".");
	same(own_tree(w), before);
	flow_free(w);
}

static void give_up__has_the_report_where_it_stays(void **state)
{
	rg_str before;
	flow *w = branched(&before);

	(void)state;
	do_it(w, rg_fix_give_up, (rg_fix_args){.reason = S("no time")});
	same(sh(w->f, "ls outputs | grep -c '\\.md$'"), S("1"));
	assert_undone(w, before);
	same(sh(w->f, "ls outputs | grep -c '\\.md$'"), S("1"));
	flow_free(w);
}

static void base__that_passes__leaves_nothing(void **state)
{
	rg_str before;
	flow *w = new_flow();

	(void)state;
	do_it(w, rg_fix_start, about_the_test());
	sh(w->f, "git checkout -q main; echo 'total = 2' >src/calc.py; git commit -qam fixed\n"
		 "git update-ref refs/remotes/origin/main main; git checkout -q dev");
	before = own_tree(w);
	play(w, rg_fix_branch, nothing());
	same(stop_code(w), S("passes-on-base"));
	same(own_tree(w), before);
	same(sh(w->f, "git worktree list | wc -l; git branch --list 'fix/*'"), S("1"));
	flow_free(w);
}

static void branch__cancelled_at_any_step__is_as_before_or_whole(void **state)
{
	(void)state;
	for (int n = 1;; n++) {
		rg_str before;
		flow *w = started(&before);
		bool is_over;

		play_to(w, rg_fix_branch, nothing(), n);
		is_over = w->rc == RG_OK;
		if (rg_fs_is_folder(rg_path_join(w->arena, w->f->root, S(FIX_TREE)))) {
			same(sh(w->f, "cd " FIX_TREE "; git branch --show-current; "
				      "git status --porcelain -uall"),
			     S("fix/sum\n?? tests/test_calc.py"));
			assert_undone(w, before);
		} else {
			assert_false(is_over);
			same(own_tree(w), before);
			same(sh(w->f, "git worktree list | wc -l; git branch --list 'fix/*'"),
			     S("1"));
		}
		flow_free(w);
		if (is_over)
			break;
		assert_true(n < 100);
	}
}

/* ---- where it goes --------------------------------------------------------------------------- */

static void place__that_is_taken__gets_a_number(void **state)
{
	rg_str before;
	flow *w = started(&before);

	(void)state;
	sh(w->f, "mkdir -p ../work.worktrees/fix-sum; echo mine >../work.worktrees/fix-sum/x");
	do_it(w, rg_fix_branch, nothing());
	assert_true(rg_str_ends(answered(w, "worktree"), S("/work.worktrees/fix-sum-2")));
	do_it(w, rg_fix_undo, nothing());
	same(sh(w->f, "find ../work.worktrees -type f | xargs cat; ls ../work.worktrees"),
	     S("mine\nfix-sum"));
	flow_free(w);
}

static void place__that_cannot_be__is_named_before_anything_changed(void **state)
{
	rg_str before;
	flow *w = started(&before);

	(void)state;
	sh(w->f, "echo a file >../work.worktrees");
	before = world(w);
	play(w, rg_fix_branch, nothing());
	same(stop_code(w), S("cannot-make-worktree"));
	same(world(w), before);
	same(sh(w->f, "cat ../work.worktrees"), S("a file"));
	flow_free(w);
}

static void start__in_a_worktree_of_a_bare_repository(void **state)
{
	flow *w = new_flow();

	(void)state;
	sh(w->f, "mv .git ../.bare; git -C ../.bare config core.bare true; rm -rf ../work/* \n"
		 "rm .redgreen.json .gitignore; git -C ../.bare worktree add -q ../my-dev dev\n"
		 "echo '{\"branchMode\": \"worktree\"}' >../my-dev/.redgreen.json");
	look_from(w, "../my-dev");
	do_it(w, rg_fix_start, about_the_test());
	do_it(w, rg_fix_branch, nothing());
	same(answered(w, "worktree"), sh(w->f, "cd ../fix-sum; pwd -P"));
	same(sh(w->f, "git -C ../fix-sum branch --show-current; git -C ../my-dev branch "
		      "--show-current"),
	     S("fix/sum\ndev"));
	do_it(w, rg_fix_undo, nothing());
	same(sh(w->f, "ls .."), S("my-dev\noutput\nwork"));
	flow_free(w);
}

static void start__in_a_linked_worktree__goes_beside_the_main_one(void **state)
{
	flow *w = new_flow();

	(void)state;
	sh(w->f, "git checkout -q main; git worktree add -q '../a b' dev\n"
		 "mv .redgreen.json '../a b'");
	look_from(w, "../a b");
	do_it(w, rg_fix_start, about_the_test());
	do_it(w, rg_fix_branch, nothing());
	assert_true(rg_str_ends(answered(w, "worktree"), S("/work.worktrees/fix-sum")));
	look_from(w, FIX_TREE); /* whose settings are those of "a b" */
	sh(w->f, "echo 'total = 2' >../work.worktrees/fix-sum/src/calc.py");
	do_it(w, rg_fix_stability, nothing());
	assert_int_equal(rg_json_int(rg_json_get(w->result, "runs"), 0), 2);
	flow_free(w);
}

/* ---- undo ------------------------------------------------------------------------------------ */

static void undo__keeps_what_was_edited_there(void **state)
{
	rg_str before, kept;
	flow *w = branched(&before);

	(void)state;
	sh(w->f, "cd " FIX_TREE "; echo 'total = 2' >src/calc.py; echo new >'src/n w.py'\n"
		 "echo '# better' >>tests/test_calc.py");
	assert_undone(w, before);
	kept = restored(w);
	assert_true(rg_str_has(kept, S("refs/redgreen/")) && rg_str_has(kept, S("src/n w.py")));
	same(sh(w->f, "r=$(git for-each-ref --format='%(refname)' refs/redgreen | grep kept)\n"
		      "git show $r:src/calc.py; git show \"$r:src/n w.py\"\n"
		      "git show $r:tests/test_calc.py | tail -1"),
	     S("total = 2\nnew\n# better"));
	flow_free(w);
}

static void undo__names_what_it_could_not_keep(void **state)
{
	rg_str before;
	flow *w = branched(&before);

	(void)state;
	sh(w->f, "git worktree lock " FIX_TREE);
	cannot_undo(w, "is locked");
	sh(w->f, "git worktree unlock " FIX_TREE);
	sh(w->f, "cd " FIX_TREE "; git init -q nested; touch nested/f");
	cannot_undo(w, "nested");
	sh(w->f, "cd " FIX_TREE "; rm -rf nested; echo a >>src/calc.py; git add src/calc.py\n"
		 "echo b >>src/calc.py");
	cannot_undo(w, "src/calc.py");
	sh(w->f, "cd " FIX_TREE "; git reset -q --hard; git bisect start >/dev/null");
	play(w, rg_fix_undo, nothing());
	assert_false(rg_str_is_null(stop_code(w)));
	sh(w->f, "cd " FIX_TREE "; git bisect reset >/dev/null 2>&1");
	assert_undone(w, before);
	flow_free(w);
}

static void undo__of_a_worktree_that_is_used_for_something_else__leaves_it(void **state)
{
	rg_str before;
	flow *w = branched(&before);

	(void)state;
	sh(w->f, "cd " FIX_TREE "; git checkout -q -b mine; echo x >x");
	do_it(w, rg_fix_undo, nothing());
	assert_true(rg_str_has(restored(w), S("stays")));
	same(sh(w->f, "cd " FIX_TREE "; cat x; git branch --list 'fix/*'"), S("x"));
	flow_free(w);
}

static void worktree__that_is_gone__is_said_and_can_be_undone(void **state)
{
	rg_str before;
	flow *w = branched(&before);

	(void)state;
	sh(w->f, "rm -rf ../work.worktrees");
	play(w, rg_fix_pr, nothing());
	same(stop_code(w), S("worktree-gone"));
	assert_undone(w, before);
	flow_free(w);
}

/* ---- a kill ---------------------------------------------------------------------------------- */

/* The newest act once more, as one that an earlier process began and did not end. */
static void kill_in_last_act(flow *w)
{
	rg_journal_entry_vec all = {0};
	rg_store *store = NULL;
	rg_json *intent = NULL;
	rg_buf text;
	rg_str notice;
	int64_t id;

	ok(w->f, rg_store_open(&store, w->arena,
			       rg_path_join(w->arena, w->f->root, S(".git/redgreen/evidence.db")),
			       &notice, &w->f->err));
	ok(w->f, rg_journal_list(&all, w->arena, store, NONE, false, &w->f->err));
	assert_true(all.n > 0);
	ok(w->f, rg_json_parse(&intent, all.items[all.n - 1].intent, &w->f->err));
	rg_json_set_int(intent, "processStart", 1);
	rg_buf_init(&text, RG_MiB);
	rg_json_render(&text, intent);
	ok(w->f, rg_journal_begin(&id, store, all.items[all.n - 1].session,
				  all.items[all.n - 1].kind, rg_buf_str(&text), &w->f->err));
	rg_buf_release(&text);
	rg_json_free(intent);
	rg_store_close(store);
}

static void kill__while_it_is_made__is_made_whole(void **state)
{
	rg_str before;
	flow *w = branched(&before);

	(void)state;
	sh(w->f, "cd " FIX_TREE "; d=$(git rev-parse --git-dir); rm $d/index src/calc.py\n"
		 "printf initializing >$d/locked; rm $d/redgreen-home");
	kill_in_last_act(w);
	do_it(w, rg_fix_status, nothing());
	same(sh(w->f, "cd " FIX_TREE "; git branch --show-current; git status --porcelain -uall"),
	     S("fix/sum\n?? tests/test_calc.py"));
	assert_undone(w, before);
	flow_free(w);
}

static void kill__while_it_is_removed__is_removed(void **state)
{
	rg_str before;
	flow *w = branched(&before);

	(void)state;
	sh(w->f, "cp -r .git/worktrees ../record");
	do_it(w, rg_fix_undo, nothing());
	sh(w->f, "mv ../record .git/worktrees");
	kill_in_last_act(w);
	play(w, rg_fix_status, nothing());
	same(own_tree(w), before);
	same(sh(w->f, "git worktree list | wc -l; git branch --list 'fix/*'"), S("1"));
	flow_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(branch__leaves_the_users_tree_alone),
		cmocka_unit_test(way__from_the_users_tree_alone),
		cmocka_unit_test(way__from_the_worktree_alone),
		cmocka_unit_test(give_up__has_the_report_where_it_stays),
		cmocka_unit_test(base__that_passes__leaves_nothing),
		cmocka_unit_test(branch__cancelled_at_any_step__is_as_before_or_whole),
		cmocka_unit_test(place__that_is_taken__gets_a_number),
		cmocka_unit_test(place__that_cannot_be__is_named_before_anything_changed),
		cmocka_unit_test(start__in_a_worktree_of_a_bare_repository),
		cmocka_unit_test(start__in_a_linked_worktree__goes_beside_the_main_one),
		cmocka_unit_test(undo__keeps_what_was_edited_there),
		cmocka_unit_test(undo__names_what_it_could_not_keep),
		cmocka_unit_test(undo__of_a_worktree_that_is_used_for_something_else__leaves_it),
		cmocka_unit_test(worktree__that_is_gone__is_said_and_can_be_undone),
		cmocka_unit_test(kill__while_it_is_made__is_made_whole),
		cmocka_unit_test(kill__while_it_is_removed__is_removed),
	};

	return RUN_TESTS(tests);
}
