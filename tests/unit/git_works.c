/* SPDX-License-Identifier: MIT */
/* git_works.c - who did what, as the history and blame have it. */
#include "support/git_repo.h"

#include "git/blame.h"
#include "git/works.h"

/* commit NAME ADDRESS MESSAGE: an hour after the one before. */
#define COMMIT                                                                                     \
	"now=1700000000\n"                                                                         \
	"commit() { now=$((now+3600)); git add -A; GIT_COMMITTER_DATE=@$now "                      \
	"GIT_COMMITTER_NAME=\"${4:-$1}\" GIT_COMMITTER_EMAIL=\"${5:-$2}\" GIT_AUTHOR_DATE=@$now "  \
	"GIT_AUTHOR_NAME=\"$1\" GIT_AUTHOR_EMAIL=\"$2\" git commit -qm \"$3\"; }\n"                \
	"merge() { now=$((now+3600)); GIT_COMMITTER_DATE=@$now GIT_COMMITTER_NAME=\"$1\" "         \
	"GIT_COMMITTER_EMAIL=\"$2\" GIT_AUTHOR_DATE=@$now GIT_AUTHOR_NAME=\"$1\" "                 \
	"GIT_AUTHOR_EMAIL=\"$2\" git merge -q --no-ff \"$3\" -m \"merge $3\" >/dev/null; }\n"

static rg_str head(fixture *f)
{
	return sh(f, "git rev-parse HEAD");
}

static rg_str with(fixture *f, const rg_identity *who)
{
	return rg_arena_printf(f->arena, "%.*s <%.*s>", RG_FMT(who->name), RG_FMT(who->email));
}

/* A line each: "subject @ hours since the first: author [/ committer] [+ reviewer]…: paths". */
static rg_str works(fixture *f, size_t max, uint64_t max_ms, const rg_cancel *cancel)
{
	rg_works_input input = {.from = head(f), .max = max, .max_ms = max_ms, .cancel = cancel};
	rg_work_vec all;
	rg_str out = S("");

	ok(f, rg_works_read(&all, f->arena, opened(f), &input, &f->err));
	for (size_t i = 0; i < all.n; i++) {
		const rg_work *one = &all.items[i];

		out = rg_arena_printf(f->arena, "%.*s%s%.*s @%lld: %.*s", RG_FMT(out),
				      one->is_merge ? "M " : "", RG_FMT(one->subject),
				      (long long)(one->time - 1700000000) / 3600,
				      RG_FMT(with(f, &one->author)));
		if (!rg_str_eq(one->author.email, one->committer.email))
			out = rg_arena_printf(f->arena, "%.*s / %.*s", RG_FMT(out),
					      RG_FMT(with(f, &one->committer)));
		for (size_t k = 0; k < one->reviewers.n; k++)
			out = rg_arena_printf(f->arena, "%.*s + %.*s", RG_FMT(out),
					      RG_FMT(with(f, &one->reviewers.items[k])));
		out = rg_arena_printf(f->arena, "%.*s: %.*s\n", RG_FMT(out),
				      RG_FMT(rg_str_vec_join(f->arena, &one->paths, S("|"))));
	}
	return rg_str_trim(out);
}

static void commits_with_their_people(void **state)
{
	fixture *f = *state;

	sh(f, COMMIT
	   "mkdir d; echo 1 >'d/a ü.py'; echo 1 >b; commit Ann ann@x 'one\ttab'\n"
	   "echo 2 >b; commit Bob bob@x \"two\n\nReviewed-by: Cy Dee <cy@x>\nAcked-by: no address\n"
	   "Co-authored-by: Ann <ann@x>\" Cy cy@x\n"
	   "printf 'Ann Real <ann@x>\\nAnn Real <ann@x> <ann@old>\\n' >.mailmap; commit ann "
	   "ann@OLD mail\n"
	   "git commit -q --allow-empty -m none");
	same(rg_str_sub(works(f, 100, 20000, NULL), 0, 6), S("none @"));
	sh(f, "git reset -q --hard HEAD~1");
	same(works(f, 100, 20000, NULL),
	     S("mail @3: Ann Real <ann@x>: .mailmap\n"
	       "two @2: Bob <bob@x> / Cy <cy@x> + Cy Dee <cy@x> + Ann <ann@x>: b\n"
	       "one\ttab @1: Ann Real <ann@x>: b|d/a ü.py"));
}

static void a_merge_counts_on_the_branch_itself(void **state)
{
	fixture *f = *state;

	sh(f, COMMIT "echo 1 >a; commit Ann ann@x one; git checkout -qb side\n"
		     "echo 2 >b; commit Bob bob@x two; git checkout -q main\n"
		     "echo 3 >c; commit Ann ann@x three; git checkout -q side\n"
		     "merge Bob bob@x main; echo 4 >d; commit Bob bob@x four\n"
		     "git checkout -q main; merge Cy cy@x side");
	same(works(f, 100, 20000, NULL), S("M merge side @6: Cy <cy@x>: b|d\n"
					   "four @5: Bob <bob@x>: d\n"
					   "three @3: Ann <ann@x>: c\n"
					   "two @2: Bob <bob@x>: b\n"
					   "one @1: Ann <ann@x>: a"));
}

static void what_ends_the_reading(void **state)
{
	fixture *f = *state;
	rg_cancel cancel;
	rg_works_input input = {.from = S("main"), .max = 9, .max_ms = 9999};
	rg_work_vec all;

	sh(f, COMMIT "for i in $(seq 1100); do echo \"commit refs/heads/long\n"
		     "committer A <a@x> $((1700000000 + i)) +0000\ndata 0\nM 100644 inline f$i\n"
		     "data 0\"; done | git fast-import --quiet; git checkout -q long");
	assert_int_equal(rg_str_vec_of_lines(f->arena, works(f, 5000, 60000, NULL)).n, 1100);
	same(works(f, 5000, 0, NULL), S(""));
	atomic_init(&cancel.is_set, true);
	same(works(f, 5000, 60000, &cancel), S(""));
	refused(f, rg_works_read(&all, f->arena, f->repo, &input, &f->err), RG_EINVAL,
		"\"main\" is no object id");
}

static void names_of_any_bytes(void **state)
{
	fixture *f = *state;

	sh(f, "tree=$(git mktree </dev/null)\n"
	      "git reset -q --hard $(printf 'tree %s\\nauthor J\\366rg <j@x> 1700003600 +0000\\n"
	      "committer <> <> 1700003600 +0000\\n\\nodd\\n' $tree | "
	      "git hash-object -t commit -w --stdin --literally)");
	same(works(f, 9, 20000, NULL), S("odd @1: J\366rg <j@x> /  <>:"));
}

static void a_shallow_clone_ends_where_it_ends(void **state)
{
	fixture *f = *state;

	sh(f, COMMIT "for i in 1 2 3; do echo $i >>a; commit A$i a$i@x $i; done\n"
		     "git clone -q --depth 2 \"file://$PWD\" ../clone");
	f->root = rg_arena_printf(f->arena, "%.*s/clone", RG_FMT(f->folder));
	same(works(f, 9, 20000, NULL), S("3 @3: A3 <a3@x>: a"));
}

/* ---- blame ---------------------------------------------------------------------------------- */

/* "name lines[c]" of each, by name. */
static rg_str wrote(fixture *f, const rg_line_range_vec *ranges, uint64_t max_ms)
{
	rg_wrote_vec all;
	rg_str_vec out = {0};

	ok(f, rg_blame(&all, f->arena, opened(f), head(f), ranges, max_ms, NULL, &f->err));
	for (size_t i = 0; i < all.n; i++)
		RG_PUSH(f->arena, &out,
			rg_arena_printf(f->arena, "%.*s %u%s", RG_FMT(all.items[i].who.name),
					all.items[i].n_lines, all.items[i].is_chain ? "c" : ""));
	rg_str_vec_sort(&out);
	return rg_str_vec_join(f->arena, &out, S(", "));
}

#define RANGES(...)                                                                                \
	(&(rg_line_range_vec){.items = (rg_line_range[]){__VA_ARGS__},                             \
			      .n = sizeof((rg_line_range[]){__VA_ARGS__}) /                        \
				   sizeof(rg_line_range)})

#define PEOPLE                                                                                     \
	COMMIT "mkdir d; seq 10 >'d/a ü.py'; seq 3 >b.py; commit Ann ann@x one\n"                 \
	       "sed -i -e 's/^3$/three/' -e 's/^4$/four/' d/a*; commit Bob bob@x two\n"            \
	       "sed -i 's/^9$/nine/' d/a*; commit Annie ann@OLD three\n"                           \
	       "sed -i 's/^7$/  7/' d/a*; commit Cy cy@x 'white space'\n"                          \
	       "echo 4 >>b.py; commit Cy cy@x 'four'\n"

static void who_wrote_lines(void **state)
{
	fixture *f = *state;
	rg_line_range a = {S("d/a ü.py"), 3, 5, false}, b = {S("d/a ü.py"), 7, 9, false};
	rg_line_range all = {S("b.py"), 1, UINT32_MAX, true}, none = {S("none.py"), 1, 2, false};
	rg_line_range behind = {S("b.py"), 900, 901, false};

	sh(f, PEOPLE "printf 'Ann Real <ann@x>\\nAnn Real <ann@x> <ann@old>\\n' >.mailmap; commit "
		     "Cy cy@x mailmap");
	same(wrote(f, RANGES(a, none, b, behind), 20000), S("Ann Real 1, Ann Real 3, Bob 2"));
	same(wrote(f, RANGES(all, a), 20000), S("Ann Real 1, Ann Real 3c, Bob 2, Cy 1c"));
	same(wrote(f, RANGES(none, behind), 20000), S(""));
	same(wrote(f, RANGES(a), 0), S(""));
}

static void commits_to_be_ignored_wrote_nothing(void **state)
{
	fixture *f = *state;
	rg_line_range a = {S("d ü.py"), 1, 1, false};

	sh(f, COMMIT "printf 'total = price*count\\nrest = 0\\n' >'d ü.py'; commit Ann ann@x one\n"
		     "sed -i 's/price/prices/' d*; commit Bob bob@x format\n"
		     "git rev-parse HEAD >.git-blame-ignore-revs");
	same(wrote(f, RANGES(a), 20000), S("Ann 1"));
	sh(f, "echo 'no list' >.git-blame-ignore-revs");
	same(wrote(f, RANGES(a), 20000), S("Bob 1"));
}

static void a_name_is_no_pattern(void **state)
{
	fixture *f = *state;

	sh(f, COMMIT "echo 1 >'*.py'; commit A a@x star; echo 1 >b.py; commit B b@x b");
	same(wrote(f, RANGES({S("*.py"), 1, 1, false}), 20000), S("A 1"));
}

static void the_end_of_a_shallow_clone_wrote_nothing(void **state)
{
	fixture *f = *state;

	sh(f, PEOPLE "git clone -q --depth 2 \"file://$PWD\" ../clone");
	f->root = rg_arena_printf(f->arena, "%.*s/clone", RG_FMT(f->folder));
	same(wrote(f, RANGES({S("b.py"), 1, 4, false}), 20000), S("Cy 1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(commits_with_their_people),
		TEST(a_merge_counts_on_the_branch_itself),
		TEST(what_ends_the_reading),
		TEST(names_of_any_bytes),
		TEST(a_shallow_clone_ends_where_it_ends),
		TEST(who_wrote_lines),
		TEST(commits_to_be_ignored_wrote_nothing),
		TEST(a_name_is_no_pattern),
		TEST(the_end_of_a_shallow_clone_wrote_nothing),
	};

	return RUN_TESTS(tests);
}
