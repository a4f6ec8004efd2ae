/* SPDX-License-Identifier: MIT */
/* git_hooks.c - hooks see the commit staged in a tree of its own, and what they do is told. */
#include "support/git_repo.h"

#include "git/hooks.h"

#define HOOK(name, script)                                                                         \
	"mkdir -p 'h k'; printf '#!/bin/sh\\n" script "\\n' >'h k/" name "'; chmod +x 'h k/" name  \
	"'\n"

/* A commit on main that changes `a`; the user has changed `a` and staged `b` meanwhile. */
static rg_hooks_result run(fixture *f, const char *hooks)
{
	rg_hooks_result out;
	rg_hooks_spec spec;

	sh(f,
	   "echo 1 >a; echo 1 >b; git add .; git commit -qm one; git config core.hooksPath 'h k'");
	sh(f, hooks);
	spec = (rg_hooks_spec){
		.root = f->root,
		.hooks_dir = rg_arena_printf(f->arena, "%.*s/h k", RG_FMT(f->root)),
		.folder = rg_arena_printf(f->arena, "%.*s/t mp", RG_FMT(f->folder)),
		.git_dir = rg_arena_printf(f->arena, "%.*s/.git/worktrees/t-mp", RG_FMT(f->root)),
		.parent = sh(f, "git rev-parse main"),
		.tree = sh(f, "echo 2 >a; git add a; git write-tree; git reset -q --hard"),
		.message = S("Fix a\n")};
	sh(f, "echo mine >>a; echo staged >b; git add b");
	ok(f, rg_hooks_run(&out, f->arena, &spec, &f->err));
	same(sh(f, "cat a b; git diff --cached --name-only; git rev-list --count main"),
	     S("1\nmine\nstaged\nb\n1"));
	return out;
}

static void none__leave_everything_as_it_is(void **state)
{
	fixture *f = *state;
	rg_hooks_result out = run(f, "true");

	assert_null(out.declined_by.ptr);
	same(out.message, S("Fix a\n"));
	same(sh(f, "git worktree list | wc -l"), S("1"));
}

static void they_see_the_commit_staged_and_may_change_its_message(void **state)
{
	fixture *f = *state;
	rg_hooks_result out =
		run(f, HOOK("pre-commit", "git diff --cached --name-only >../seen; cat a >>../seen")
			       HOOK("prepare-commit-msg", "echo $2 >>../seen")
				       HOOK("commit-msg", "echo Change-Id: 1 >>$1"));

	assert_null(out.declined_by.ptr);
	assert_int_equal(out.changed.n, 0);
	same(sh(f, "cat ../seen"), S("a\n2\nmessage"));
	same(out.message, S("Fix a\nChange-Id: 1\n"));
}

static void a_no_has_its_name_and_its_words(void **state)
{
	fixture *f = *state;
	rg_hooks_result out = run(f, HOOK("pre-commit", "echo tabs; echo in a >&2; exit 3")
					     HOOK("commit-msg", "touch ../never"));

	same(out.declined_by, S("pre-commit"));
	assert_true(rg_str_has(out.output, S("tabs")) && rg_str_has(out.output, S("in a")));
	same(sh(f, "test ! -e ../never && echo not"), S("not"));
}

static void a_message_may_be_refused(void **state)
{
	rg_hooks_result out = run(*state, HOOK("commit-msg", "grep -q Ticket $1"));

	same(out.declined_by, S("commit-msg"));
}

static void what_pre_commit_changes_is_named(void **state)
{
	fixture *f = *state;
	rg_hooks_result out = run(f, HOOK("pre-commit", "echo x >>a; echo y >>b; git add b"));

	assert_null(out.declined_by.ptr);
	same(rg_str_vec_join(f->arena, &out.changed, S(" ")), S("a b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(none__leave_everything_as_it_is),
		TEST(they_see_the_commit_staged_and_may_change_its_message),
		TEST(a_no_has_its_name_and_its_words),
		TEST(a_message_may_be_refused),
		TEST(what_pre_commit_changes_is_named),
	};

	return RUN_TESTS(tests);
}
