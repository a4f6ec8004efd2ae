/* SPDX-License-Identifier: MIT */
/*
 * undo_sequences.c - whatever the user did before the fix branch and on it, and whatever redgreen
 * was asked for meanwhile: behind undo HEAD, refs, index and files are what they were, but for what
 * the user changed on the branch, and that is there or kept under refs/redgreen/.
 *
 * A sequence follows from its number. A dozen run by themselves; RG_SEQUENCES="1-1000" asks for
 * others and prints what came of them (tests/real/undo_sequences).
 */
#include "support/flow.h"

#include "fix/check.h"
#include "fix/pr/branch.h"
#include "fix/pr/pr.h"
#include "fix/report.h"
#include "fix/run_test.h"
#include "fix/stability.h"
#include "fix/start.h"
#include "fix/status.h"
#include "fix/undo.h"

typedef struct sequence {
	flow *w;
	uint64_t random;
	unsigned number;
	rg_str_vec made;    /* what there was when the branch was made */
	rg_str_vec touched; /* paths that the user changed on the branch */
	bool has_commits;   /* of the user's, on the branch */
	bool is_away;	    /* the user is on another branch */
} sequence;

static struct {
	unsigned refused, undone, kept, commands, edits;
} counts;

/* xorshift64*, Vigna 2016. */
static unsigned any(sequence *s, unsigned n)
{
	s->random ^= s->random >> 12;
	s->random ^= s->random << 25;
	s->random ^= s->random >> 27;
	return (unsigned)((s->random * 2685821657736338717ULL) >> 33) % n;
}

/* ---- what there is -------------------------------------------------------------------------- */

/* A line each: "H HEAD", "R ref id", "I mode id stage<TAB>path", "F id<TAB>path". */
static rg_str_vec seen(sequence *s)
{
	rg_str text =
		sh(s->w->f,
		   "echo H $(git symbolic-ref HEAD)\n"
		   "git for-each-ref --format='R %(refname) %(objectname)'\n"
		   "git ls-files -s -t | sed 's/^/I /'\n"
		   "find . -path ./.git -prune -o -path ./outputs -prune -o -type f -printf '%P\\n'"
		   " | sort >../list\n"
		   "git hash-object --no-filters --stdin-paths <../list | paste - ../list | sed "
		   "'s/^/F "
		   "/'");

	return rg_str_vec_of_lines(s->w->arena, text);
}

static rg_str path_in(rg_str line)
{
	size_t tab = rg_str_find_char(line, '\t');

	return tab == SIZE_MAX ? NONE : rg_str_sub(line, tab + 1, line.len);
}

/* The "F" line of a path; null: there is no such file. */
static rg_str file_in(const rg_str_vec *lines, rg_str path)
{
	for (size_t i = 0; i < lines->n; i++)
		if (lines->items[i].ptr[0] == 'F' && rg_str_eq(path_in(lines->items[i]), path))
			return lines->items[i];
	return NONE;
}

/* Whether a ref of redgreen's, or the user's own branch, holds this version of the file. */
static bool is_kept(sequence *s, rg_str file)
{
	rg_str id = rg_str_sub(file, 2, rg_str_find_char(file, '\t'));
	rg_str script = rg_arena_printf(
		s->w->arena,
		"for r in $(git for-each-ref --format='%%(refname)' refs/redgreen "
		"refs/heads/fix); do git rev-parse -q --verify \"$r:%.*s\" || true; done",
		RG_FMT(path_in(file)));

	return rg_str_has(sh(s->w->f, script.ptr), id);
}

/* ---- what the user does --------------------------------------------------------------------- */

static const char *const paths[] = {
	"src/calc.py", "src/same.py", "src/dev.py",	    "src/moved.py",	"docs/a b.md",
	"new.py",      "src/new.py",  "tests/test_calc.py", "docs/\303\244.md",
};

/* With RG_STEPS set each step is told: how a sequence that fails is looked into. */
static void step(const sequence *s, const char *what)
{
	if (getenv("RG_STEPS"))
		fprintf(stderr, "%u: %s\n", s->number, what);
}

static void touch(sequence *s, const char *path)
{
	if (!rg_str_vec_has(&s->touched, rg_str_of(path)))
		RG_PUSH(s->w->arena, &s->touched, rg_str_of(path));
}

static void user(sequence *s, bool is_on_branch)
{
	const char *path = paths[any(s, sizeof(paths) / sizeof(paths[0]))];
	unsigned what = any(s, is_on_branch ? 9 : 7);
	const char *script = "true";

	counts.edits++;
	switch (what) {
	case 0:
	case 1:
	case 2:
		script = rg_arena_printf(s->w->arena, "mkdir -p docs src; echo '# %u' >>'%s'",
					 any(s, 1000), path)
				 .ptr;
		touch(s, path);
		break;
	case 3:
		if (strcmp(path, "tests/test_calc.py") == 0)
			break; /* without the test there is nothing to do */
		script = rg_arena_printf(s->w->arena, "rm -f '%s'", path).ptr;
		touch(s, path);
		break;
	case 4:
		script =
			rg_arena_printf(s->w->arena, "git add -A -- '%s' 2>/dev/null || true", path)
				.ptr;
		touch(s, path);
		break;
	case 5:
		script =
			rg_arena_printf(s->w->arena, "git add -N -- '%s' 2>/dev/null || true", path)
				.ptr;
		touch(s, path);
		break;
	case 6:
		script = "echo 'total = 2' >src/calc.py";
		touch(s, "src/calc.py");
		break;
	case 7:
		script = "git reset -q";
		for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
			touch(s, paths[i]);
		break;
	case 8:
		script = "git add -A; git commit -q --allow-empty -m 'Of the user'";
		for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
			touch(s, paths[i]);
		s->has_commits = true;
		break;
	}
	step(s, script);
	sh(s->w->f, script);
}

static void command(sequence *s)
{
	static const flow_command commands[] = {rg_fix_run_test, rg_fix_stability, rg_fix_check,
						rg_fix_report,	 rg_fix_status,	   rg_fix_pr};
	rg_fix_args args = {0};
	unsigned which = any(s, 6);

	static const char *const names[] = {"run", "stability", "check", "report", "status", "pr"};

	counts.commands++;
	step(s, names[which]);
	play(s->w, commands[which], args);
	if (which == 5 && any(s, 2) && rg_str_is_null(stop_code(s->w))) {
		args.plan = rg_arena_dup(
			s->w->arena,
			rg_json_str(rg_json_get(rg_json_get(s->w->result, "plan"), "hash")));
		step(s, "pr --plan");
		play(s->w, rg_fix_pr, args);
	}
}

/* ---- what must hold ------------------------------------------------------------------------- */

static void wrong(const sequence *s, const char *what, rg_str line)
{
	fail_msg("sequence %u: %s: %.*s", s->number, what, RG_FMT(line));
}

static bool may_differ(const sequence *s, rg_str line)
{
	if (line.ptr[0] == 'R')
		return rg_str_starts(line, S("R refs/redgreen/")) ||
		       (s->has_commits && rg_str_starts(line, S("R refs/heads/fix/")));
	return rg_str_vec_has(&s->touched, path_in(line));
}

static void compare(sequence *s, const rg_str_vec *before, const rg_str_vec *on_branch,
		    const rg_str_vec *after)
{
	for (size_t i = 0; i < before->n; i++)
		if (!rg_str_vec_has(after, before->items[i]) && !may_differ(s, before->items[i]))
			wrong(s, "is gone", before->items[i]);
	for (size_t i = 0; i < after->n; i++)
		if (!rg_str_vec_has(before, after->items[i]) && !may_differ(s, after->items[i]))
			wrong(s, "is new", after->items[i]);
	for (size_t i = 0; i < s->touched.n; i++) {
		rg_str path = s->touched.items[i], now = file_in(after, path);
		rg_str theirs = file_in(on_branch, path), old = file_in(before, path);

		if (rg_str_eq(now, rg_str_eq(theirs, file_in(&s->made, path)) ? old : theirs))
			continue;
		if (!rg_str_eq(now, old) && now.ptr)
			wrong(s, "is neither the user's nor as before", now);
		if (theirs.ptr && !is_kept(s, theirs))
			wrong(s, "is lost", theirs);
		counts.kept++;
	}
}

/* src/moved.py and src/dev.py are others on dev than on main. */
static void make(sequence *s)
{
	sh(s->w->f,
	   "git checkout -q main; mkdir docs; echo same >src/same.py; echo old >src/moved.py\n"
	   "echo a >'docs/a b.md'; echo u >docs/\303\244.md; echo side >src/side.py; git add -A\n"
	   "git commit -qm second; git update-ref refs/remotes/origin/main HEAD\n"
	   "git checkout -q dev; git rebase -q main; echo new >src/moved.py; echo d >src/dev.py\n"
	   "git add -A; git commit -qm 'More on dev'; git config core.quotePath false");
}

static void play_sequence(unsigned number)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");
	sequence s = {.w = flow_new(), .random = 88172645463325252ULL + number, .number = number};
	rg_fix_args about = {.tests = {.items = &test, .n = 1}, .name = S("sum")};
	rg_str_vec before, on_branch, after;

	for (int i = 0; i < 20; i++)
		(void)any(&s, 2);
	make(&s);
	s.w->answer = 1; /* what is uncommitted may come along */
	for (unsigned n = any(&s, 4); n; n--)
		user(&s, false);
	sh(s.w->f, "echo 'total = 1  # bug' >src/calc.py");
	s.touched = (rg_str_vec){0};
	play(s.w, rg_fix_start, about);
	before = seen(&s);
	step(&s, "branch");
	play(s.w, rg_fix_branch, (rg_fix_args){0});
	if (stop_code(s.w).ptr) {
		after = seen(&s);
		compare(&s, &before, &before, &after);
		counts.refused++;
		flow_free(s.w);
		return;
	}
	s.made = seen(&s);
	for (unsigned n = any(&s, 7); n; n--) {
		if (any(&s, 2))
			user(&s, true);
		else
			command(&s);
	}
	on_branch = seen(&s);
	play(s.w, rg_fix_undo, (rg_fix_args){0});
	after = seen(&s);
	if (stop_code(s.w).ptr) {
		compare(&s, &on_branch, &on_branch, &after); /* nothing was changed */
		counts.refused++;
	} else {
		compare(&s, &before, &on_branch, &after);
		counts.undone++;
	}
	flow_free(s.w);
}

static void undo__after_any_sequence__loses_nothing(void **state)
{
	const char *wanted = getenv("RG_SEQUENCES");
	unsigned first = 1, last = 12;

	(void)state;
	if (wanted && sscanf(wanted, "%u-%u", &first, &last) != 2)
		fail_msg("RG_SEQUENCES is FIRST-LAST");
	for (unsigned number = first; number <= last; number++)
		play_sequence(number);
	assert_true(counts.undone > 0);
	if (wanted)
		printf("%u sequences, %u edits of the user, %u commands: %u undone (%u files kept "
		       "as commits), %u refused with nothing changed, 0 lost\n",
		       last - first + 1, counts.edits, counts.commands, counts.undone, counts.kept,
		       counts.refused);
}

/* On the fix branch; the script is what the user did before. */
static flow *branched(const char *script)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");
	sequence s = {.w = flow_new()};

	make(&s);
	s.w->answer = 1;
	sh(s.w->f, script);
	play(s.w, rg_fix_start, (rg_fix_args){.tests = {.items = &test, .n = 1}, .name = S("sum")});
	play(s.w, rg_fix_branch, (rg_fix_args){0});
	assert_true(rg_str_is_null(stop_code(s.w)));
	return s.w;
}

static void undo__what_was_removed_before__stays_removed(void **state)
{
	flow *w = branched("rm src/dev.py; echo 'total = 1  # bug' >src/calc.py");

	(void)state;
	play(w, rg_fix_undo, (rg_fix_args){0});
	assert_true(rg_str_is_null(stop_code(w)));
	assert_true(rg_str_has(sh(w->f, "git status --short"), S("D src/dev.py")));
	flow_free(w);
}

static void undo__of_a_staged_edit_that_does_not_apply__changes_nothing(void **state)
{
	flow *w = branched("echo 'total = 1  # bug' >src/calc.py");

	(void)state;
	sh(w->f, "echo '# mine' >>src/moved.py; git add src/moved.py");
	play(w, rg_fix_undo, (rg_fix_args){0});
	assert_true(rg_str_eq_z(stop_code(w), "cannot-undo"));
	assert_true(rg_str_has(sh(w->f, "cat src/moved.py"), S("# mine")));
	sh(w->f, "git restore --staged src/moved.py");
	play(w, rg_fix_undo, (rg_fix_args){0});
	assert_true(rg_str_is_null(stop_code(w)));
	assert_true(rg_str_eq_z(rg_str_trim(sh(w->f, "cat src/moved.py")), "new"));
	flow_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undo__of_a_staged_edit_that_does_not_apply__changes_nothing),
		cmocka_unit_test(undo__what_was_removed_before__stays_removed),
		cmocka_unit_test(undo__after_any_sequence__loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, remove_home);
}
