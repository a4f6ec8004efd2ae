/* SPDX-License-Identifier: MIT */
/*
 * recovery.c - the start behind a kill or a restart of the machine: steps that were under way are
 * finished, and what they left in the way goes. The kill is played: an act that was done is noted
 * as one that a process of an earlier start began.
 */
#include "support/flow.h"

#include "fix/pr/branch.h"
#include "fix/pr/pr.h"
#include "fix/start.h"
#include "fix/status.h"
#include "fix/undo.h"
#include "store/journal.h"
#include "store/session.h"

static rg_fix_args about_the_test(void)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");

	return (rg_fix_args){.tests = {.items = &test, .n = 1}, .name = RG_STR("sum")};
}

static rg_fix_args nothing(void)
{
	return (rg_fix_args){0};
}

static void do_it(flow *w, flow_command command, rg_fix_args args)
{
	play(w, command, args);
	assert_true(rg_str_is_null(stop_code(w)));
}

static rg_fix_args planned(flow *w)
{
	rg_fix_args args = {0};

	do_it(w, rg_fix_pr, nothing());
	args.plan = rg_arena_dup(w->arena,
				 rg_json_str(rg_json_get(rg_json_get(w->result, "plan"), "hash")));
	return args;
}

static rg_store *opened_store(flow *w)
{
	rg_store *store = NULL;
	rg_str notice;

	ok(w->f, rg_store_open(&store, w->arena,
			       rg_path_join(w->arena, w->f->root, S(".git/redgreen/evidence.db")),
			       &notice, &w->f->err));
	return store;
}

/* As if the last act were under way: of the process of our number that began at that time. */
static void begin_last_act(flow *w, int64_t process_start)
{
	rg_journal_entry_vec all = {0};
	const rg_journal_entry *last;
	rg_store *store = opened_store(w);
	rg_json *intent = NULL;
	rg_buf text;
	int64_t id;

	ok(w->f, rg_journal_list(&all, w->arena, store, NONE, false, &w->f->err));
	assert_true(all.n > 0);
	last = &all.items[all.n - 1];
	ok(w->f, rg_json_parse(&intent, last->intent, &w->f->err));
	rg_json_set_int(intent, "processStart", process_start);
	rg_buf_init(&text, RG_MiB);
	rg_json_render(&text, intent);
	ok(w->f,
	   rg_journal_begin(&id, store, last->session, last->kind, rg_buf_str(&text), &w->f->err));
	rg_buf_release(&text);
	rg_json_free(intent);
	rg_store_close(store);
}

/* As if this process, of an earlier start of the machine, had been killed in its last act. */
static void kill_in_last_act(flow *w)
{
	begin_last_act(w, 1);
}

static rg_str locks(flow *w)
{
	return sh(w->f, "find .git -name '*.lock'");
}

/* The next start says that it finished the step, and changes nothing that was done. */
static void start_again(flow *w, const char *kind)
{
	rg_str before = world(w);

	do_it(w, rg_fix_status, nothing());
	if (!rg_str_has(answered(w, "summary"),
			rg_arena_printf(w->arena, "an interrupted step (%s) was finished", kind)))
		fail_msg("%.*s", RG_FMT(answered(w, "summary")));
	same(world(w), before);
}

/* libgit2 puts a new ref in its place by link and unlink: both names can be there. */
static void killed_between_link_and_unlink__the_lock_goes(void **state)
{
	flow *w = flow_new();

	(void)state;
	do_it(w, rg_fix_start, about_the_test());
	do_it(w, rg_fix_branch, nothing());
	kill_in_last_act(w);
	sh(w->f, "ln .git/refs/heads/fix/sum .git/refs/heads/fix/sum.lock; touch "
		 ".git/refs/heads/fix/sum");
	start_again(w, "branch");
	same(locks(w), S(""));
	sh(w->f, "echo 'total = 2' >src/calc.py");
	do_it(w, rg_fix_pr, planned(w));
	kill_in_last_act(w);
	sh(w->f,
	   "cd .git/refs/redgreen/*; touch before-commit; ln before-commit before-commit.lock");
	start_again(w, "commit");
	same(locks(w), S(""));
	flow_free(w);
}

/* A ref that is deleted is gone before its lock is. */
static void killed_behind_a_deletion__the_lock_goes(void **state)
{
	flow *w = flow_new();

	(void)state;
	do_it(w, rg_fix_start, about_the_test());
	do_it(w, rg_fix_branch, nothing());
	do_it(w, rg_fix_undo, nothing());
	kill_in_last_act(w);
	sh(w->f, "mkdir -p .git/refs/heads/fix; : >.git/refs/heads/fix/sum.lock");
	start_again(w, "undo");
	same(locks(w), S(""));
	flow_free(w);
}

static void age(flow *w, const char *path, int64_t seconds)
{
	sh(w->f, rg_arena_printf(w->arena, "touch -d @%lld %s",
				 (long long)(rg_clock_wall() - seconds), path)
			 .ptr);
}

static void locks_of_others__stay(void **state)
{
	flow *w = flow_new();

	(void)state;
	do_it(w, rg_fix_start, about_the_test());
	do_it(w, rg_fix_branch, nothing());
	kill_in_last_act(w);
	sh(w->f, ": >.git/refs/heads/other.lock"); /* of a ref that is not the step's */
	sh(w->f, ": >.git/packed-refs.lock");	   /* of before the step */
	age(w, ".git/packed-refs.lock", 3600);
	sh(w->f, ": >.git/refs/heads/fix/sum.lock"); /* of long behind it */
	age(w, ".git/refs/heads/fix/sum.lock", -3600);
	start_again(w, "branch");
	same(sh(w->f, "find .git -name '*.lock' | sort"),
	     S(".git/packed-refs.lock\n.git/refs/heads/fix/sum.lock\n"
	       ".git/refs/heads/other.lock"));
	flow_free(w);
}

/* Folders and worktrees of processes of an earlier start are nobody's, whoever has their number. */
static void machine_started_anew__what_was_left_goes(void **state)
{
	flow *w = flow_new();
	rg_str tree = rg_arena_printf(w->arena, ".git/redgreen/cache/tree-%d-1-abc", getpid());

	(void)state;
	do_it(w, rg_fix_start, about_the_test());
	do_it(w, rg_fix_branch, nothing());
	kill_in_last_act(w);
	sh(w->f,
	   rg_arena_printf(w->arena, "git worktree add -q --detach %.*s main", RG_FMT(tree)).ptr);
	sh(w->f, rg_arena_printf(w->arena, "mkdir .git/redgreen/cache/run-%d-1-abc", getpid()).ptr);
	w->n_boots++;
	w->wall_jump = w->clock_offset = 120;
	do_it(w, rg_fix_status, nothing());
	same(sh(w->f, "ls .git/redgreen/cache | grep '^tree-\\|^run-' | wc -l; git worktree list | "
		      "wc -l"),
	     S("0\n1"));
	same(sh(w->f, "git symbolic-ref --short HEAD"), S("fix/sum"));
	sh(w->f, "echo 'total = 2' >src/calc.py");
	do_it(w, rg_fix_pr, planned(w));
	same(sh(w->f, "git rev-list --count main..fix/sum; git branch --list 'fix/*' | wc -l"),
	     S("1\n1"));
	flow_free(w);
}

/* An editor and a shell may be at work at the same time. */
static void what_is_of_a_living_process__stays(void **state)
{
	flow *w = flow_new();
	rg_str run = rg_arena_printf(w->arena, ".git/redgreen/cache/run-%d-%lld-abc", getpid(),
				     (long long)rg_process_start());
	rg_journal_entry_vec open = {0};
	rg_store *store;

	(void)state;
	do_it(w, rg_fix_start, about_the_test());
	do_it(w, rg_fix_branch, nothing());
	begin_last_act(w, rg_process_start());
	sh(w->f, rg_arena_printf(w->arena, "mkdir -p %.*s", RG_FMT(run)).ptr);
	do_it(w, rg_fix_status, nothing());
	assert_false(rg_str_has(answered(w, "summary"), S("interrupted")));
	assert_true(rg_fs_is_folder(rg_path_join(w->arena, w->f->root, run)));
	store = opened_store(w);
	ok(w->f, rg_journal_list(&open, w->arena, store, NONE, true, &w->f->err));
	assert_int_equal(open.n, 1);
	rg_store_close(store);
	flow_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_between_link_and_unlink__the_lock_goes),
		cmocka_unit_test(killed_behind_a_deletion__the_lock_goes),
		cmocka_unit_test(locks_of_others__stay),
		cmocka_unit_test(machine_started_anew__what_was_left_goes),
		cmocka_unit_test(what_is_of_a_living_process__stays),
	};

	return cmocka_run_group_tests(tests, NULL, remove_home);
}
