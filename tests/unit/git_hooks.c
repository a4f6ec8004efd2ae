/* SPDX-License-Identifier: MIT */
/* git_hooks.c - hooks see the commit staged in a tree of its own, and what they do is told. */
#include "support/git_repo.h"

#include "git/hooks.h"

#define HOOK(name, script)                                                                         \
	"mkdir -p 'h k'; printf '#!/bin/sh\\n" script "\\n' >'h k/" name "'; chmod +x 'h k/" name  \
	"'\n"

/* A commit on main that changes `a`; the user has changed `a` and staged `b` meanwhile. */
static rg_hooks_spec prepare(fixture *f, const char *hooks)
{
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
	return spec;
}

static rg_hooks_result run(fixture *f, const char *hooks)
{
	rg_hooks_result out;
	rg_hooks_spec spec = prepare(f, hooks);

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

/* git 2.30 to 2.35 as Debian 11 and Ubuntu 22.04 have it: it does not know `git hook`. */
static void an_old_git_is_no_hook_that_says_no(void **state)
{
	fixture *f = *state;
	rg_hooks_spec spec = prepare(f, HOOK("pre-commit", "exit 0"));
	const char *path = rg_arena_cstr(f->arena, rg_str_of(getenv("PATH")));
	rg_str old = rg_arena_printf(f->arena, "%.*s/old:%s", RG_FMT(f->folder), path);
	rg_hooks_result out;
	rg_rc rc;

	sh(f, "mkdir ../old; printf '#!/bin/sh\n"
	      "case \" $* \" in *\" hook \"*) echo \"git: '\\''hook'\\'' is not a git command."
	      " See '\\''git --help'\\''.\" >&2; exit 1;; esac\n"
	      "exec %s \"$@\"\n' $(command -v git) >../old/git; chmod +x ../old/git");
	setenv("PATH", old.ptr, 1);
	rc = rg_hooks_run(&out, f->arena, &spec, &f->err);
	setenv("PATH", path, 1);
	assert_int_equal(rc, RG_EEXTERNAL);
	assert_non_null(strstr(f->err.message, "2.36"));
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
		TEST(an_old_git_is_no_hook_that_says_no),
		TEST(what_pre_commit_changes_is_named),
	};

	return RUN_TESTS(tests);
}
