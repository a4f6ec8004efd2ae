/* SPDX-License-Identifier: MIT */
/* git_history.c - which files changed together. */
#include "support/git_repo.h"

#include "git/history.h"

/* commit NAME MESSAGE: by NAME, an hour after the one before. */
#define COMMIT                                                                                     \
	"now=1700000000\n"                                                                         \
	"commit() { now=$((now+3600)); git add -A; GIT_COMMITTER_DATE=@$now "                      \
	"GIT_AUTHOR_DATE=@$now\\\n"                                                                \
	" GIT_AUTHOR_NAME=\"$1\" GIT_AUTHOR_EMAIL=\"$2\" git commit -qm \"$3\"; }\n"

static rg_str head(fixture *f)
{
	return sh(f, "git rev-parse HEAD");
}

static rg_rc read_history(rg_history *out, fixture *f, rg_str from, size_t max, uint64_t max_ms,
			  const rg_cancel *cancel)
{
	rg_history_input input = {.from = from, .max = max, .max_ms = max_ms, .cancel = cancel};

	return rg_history_read(out, f->arena, opened(f), &input, &f->err);
}

static rg_str paths(fixture *f, const rg_history *history, size_t i)
{
	rg_str_vec paths_of_it;

	assert_true(i < history->commits.n);
	paths_of_it = rg_history_paths(f->arena, history, &history->commits.items[i]);
	return rg_str_vec_join(f->arena, &paths_of_it, S(" "));
}

static void commits_with_their_files(void **state)
{
	fixture *f = *state;
	rg_history history;

	sh(f, COMMIT "mkdir d; echo 1 >a; echo 1 >d/b; commit A a@x 'start'\n"
		     "echo 2 >a; echo 1 >'n ü'; commit A a@x 'Bugfix: prices'\n"
		     "git checkout -qb side; echo s >s; commit B b@x 'prefixes are no repairs'\n"
		     "git checkout -q main; rm d/b; git mv a d/a; commit A a@x 'hotfix'\n"
		     "git merge -q side -m 'merge: fix' >/dev/null\n"
		     "for i in $(seq 101); do echo $i >f$i; done; commit A a@x 'format'; echo 3 "
		     ">s; commit C c@x last");
	ok(f, read_history(&history, f, head(f), 100, 10000, NULL));
	assert_int_equal(history.commits.n, 5);
	same(paths(f, &history, 0), S("s"));
	same(paths(f, &history, 1), S("a d/a d/b"));
	same(paths(f, &history, 2), S("s"));
	same(paths(f, &history, 3), S("a n ü"));
	same(paths(f, &history, 4), S("a d/b"));
	assert_true(history.commits.items[1].is_fix && history.commits.items[3].is_fix);
	assert_false(history.commits.items[0].is_fix || history.commits.items[2].is_fix ||
		     history.commits.items[4].is_fix);
	assert_int_equal(history.commits.items[4].time, 1700003600);
	ok(f, read_history(&history, f, head(f), 2, 10000, NULL));
	assert_int_equal(history.commits.n, 2);
}

/* Every commit: its id, time, whether it is a fix, and paths. */
static rg_str all_of(fixture *f, const rg_history *history)
{
	rg_str out = S("");

	for (size_t i = 0; i < history->commits.n; i++) {
		const rg_commit_change *c = &history->commits.items[i];

		out = rg_arena_printf(f->arena, "%.*s%02x%02x%02x %lld %u %.*s\n", RG_FMT(out),
				      c->id[0], c->id[1], c->id[19], (long long)c->time, c->is_fix,
				      RG_FMT(paths(f, history, i)));
	}
	return out;
}

/* The history from a known one on is the one that is read at once, whatever the way there. */
static void check_known(fixture *f, const char *known_from, const char *from, size_t max)
{
	rg_history known, fresh, grown;
	rg_history_input input = {
		.from = sh(f, rg_arena_printf(f->arena, "git rev-parse %s", from).ptr),
		.max = max,
		.max_ms = 10000,
		.known = &known,
		.known_from = sh(f, rg_arena_printf(f->arena, "git rev-parse %s", known_from).ptr)};

	ok(f, read_history(&known, f, input.known_from, max, 10000, NULL));
	ok(f, read_history(&fresh, f, input.from, max, 10000, NULL));
	ok(f, rg_history_read(&grown, f->arena, f->repo, &input, &f->err));
	same(all_of(f, &grown), all_of(f, &fresh));
}

static void a_known_history_goes_on_with_what_is_new(void **state)
{
	static const char *const heads[] = {"first", "main~5", "main~1", "main", "side", "other"};
	fixture *f = *state;

	sh(f, COMMIT
	   "echo 1 >a; commit A a@x start; git tag first\n"
	   "for i in $(seq 300); do echo $i >a; echo $i >f$((i % 7)); commit A a@x \"$i fix\"\n"
	   "done; git checkout -qb side main~9; echo s >s; commit B b@x side\n"
	   "echo t >s; commit B b@x more; git checkout -q main\n"
	   "git merge -q side -m merge >/dev/null; echo 9 >a; commit A a@x after\n"
	   "git checkout -q --orphan other; echo o >o; commit C c@x orphan\n"
	   "git checkout -q main");
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		for (size_t k = 0; k < sizeof(heads) / sizeof(*heads); k++) {
			check_known(f, heads[i], heads[k], 1000);
			check_known(f, heads[i], heads[k], 40);
		}
}

static void what_ends_it(void **state)
{
	fixture *f = *state;
	rg_history history;
	rg_cancel cancel;

	sh(f, COMMIT "echo 1 >a; commit A a@x one; echo 2 >a; commit A a@x two");
	ok(f, read_history(&history, f, head(f), 100, 0, NULL));
	assert_int_equal(history.commits.n, 0);
	atomic_init(&cancel.is_set, true);
	ok(f, read_history(&history, f, head(f), 100, 10000, &cancel));
	assert_int_equal(history.commits.n, 0);
	refused(f, read_history(&history, f, S("main"), 9, 9999, NULL), RG_EINVAL,
		"\"main\" is no object id");
}

static void a_shallow_clone_ends_where_it_ends(void **state)
{
	fixture *f = *state;
	rg_history history;

	sh(f, COMMIT "for i in 1 2 3 4; do echo $i >a; commit A a@x $i; done\n"
		     "git clone -q --depth 2 \"file://$PWD\" ../clone");
	f->root = rg_arena_printf(f->arena, "%.*s/clone", RG_FMT(f->folder));
	ok(f, read_history(&history, f, head(f), 100, 10000, NULL));
	assert_int_equal(history.commits.n, 1);
	same(paths(f, &history, 0), S("a"));
}

/* Both sides of a merge, by time; git itself is not asked (there is none on PATH). */
static void a_shallow_clone_is_read_without_git(void **state)
{
	fixture *f = *state;
	rg_history history;
	rg_str from;
	const char *path = getenv("PATH");

	sh(f, COMMIT "echo 1 >a; commit A a@x 1; git branch side; echo 2 >a; commit A a@x 2\n"
		     "git switch -q side; echo 3 >b; commit A a@x 3; echo 4 >c; commit A a@x 4\n"
		     "git switch -q main; echo 5 >a; commit A a@x 5\n"
		     "git -c user.name=A -c user.email=a@x merge -q --no-edit side\n"
		     "git clone -q --depth 3 \"file://$PWD\" ../merged");
	f->root = rg_arena_printf(f->arena, "%.*s/merged", RG_FMT(f->folder));
	from = head(f);
	path = rg_arena_cstr(f->arena, rg_str_of(path));
	assert_int_equal(setenv("PATH", "/nowhere", 1), 0);
	ok(f, read_history(&history, f, from, 100, 10000, NULL));
	assert_int_equal(setenv("PATH", path, 1), 0);
	assert_int_equal(history.commits.n, 2);
	same(paths(f, &history, 0), S("a"));
	same(paths(f, &history, 1), S("c"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(commits_with_their_files),
		TEST(a_known_history_goes_on_with_what_is_new),
		TEST(what_ends_it),
		TEST(a_shallow_clone_ends_where_it_ends),
		TEST(a_shallow_clone_is_read_without_git),
	};

	return RUN_TESTS(tests);
}
