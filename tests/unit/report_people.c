/* SPDX-License-Identifier: MIT */
/*
 * report_people.c - who is close to a change, and what is said of them. A history is a text: a line
 * for each commit, newest first, "DAYS-AGO AUTHOR [/COMMITTER] [+REVIEWER] [M]: path path". Ann is
 * "Ann A <ann@x>".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report/people.h"

#define NOW 1700000000

static rg_identity who(rg_arena *arena, rg_str name)
{
	if (rg_str_has(name, RG_STR("@")))
		return (rg_identity){name, name};
	return (rg_identity){rg_arena_printf(arena, "%.*s A", RG_FMT(name)),
			     rg_arena_printf(arena, "%.*s@x", RG_FMT(name))};
}

static rg_work_vec history(rg_arena *arena, const char *text)
{
	rg_work_vec out = {0};
	rg_str rest = rg_str_of(text), line;

	while (rg_str_line(&line, &rest)) {
		rg_work work = {0};
		rg_str words, word, name;
		uint64_t days;

		if (!line.len)
			continue;
		assert_true(rg_str_part(&words, &line, ':'));
		assert_true(rg_str_part(&word, &words, ' ') && rg_str_u64(&days, word, 99999));
		assert_true(rg_str_part(&name, &words, ' '));
		work.time = NOW - (int64_t)days * 86400;
		work.author = work.committer = who(arena, name);
		work.subject = rg_arena_printf(arena, "by %.*s", RG_FMT(name));
		while (rg_str_part(&word, &words, ' ')) {
			if (rg_str_skip(&word, RG_STR("/")))
				work.committer = who(arena, word);
			else if (rg_str_skip(&word, RG_STR("+")))
				RG_PUSH(arena, &work.reviewers, who(arena, word));
			else
				work.is_merge = rg_str_eq_z(word, "M");
		}
		line = rg_str_trim(line);
		while (rg_str_part(&word, &line, ' '))
			RG_PUSH(arena, &work.paths, word);
		RG_PUSH(arena, &out, work);
	}
	return out;
}

typedef struct about {
	const char *works;
	rg_str_vec changed;
	rg_wrote_vec wrote;
	rg_owner_vec owners;
	const char *author; /* NULL: unknown */
} about;

static rg_person_vec list(rg_arena *arena, const about *a)
{
	rg_work_vec works = history(arena, a->works);
	rg_acquaintances known;
	rg_acquaintance_input input = {.works = &works, .wrote = &a->wrote, .changed = &a->changed};

	if (a->author)
		input.author = who(arena, rg_str_of(a->author));
	known = rg_acquaintances_of(arena, &input);
	return rg_people_list(arena, &known, &a->owners);
}

/* Their names, with " | " between them. */
static void check(const about *a, const char *expected)
{
	rg_arena *arena = rg_arena_new();
	rg_person_vec people = list(arena, a);
	rg_str_vec names = {0};
	rg_str got;

	for (size_t i = 0; i < people.n; i++)
		RG_PUSH(arena, &names, people.items[i].name);
	got = rg_str_vec_join(arena, &names, RG_STR(" | "));
	if (!rg_str_eq_z(got, expected))
		fail_msg("\"%.*s\" instead of \"%s\"", RG_FMT(got), expected);
	rg_arena_free(arena);
}

static void check_reason(const about *a, size_t i, const char *role, const char *reason)
{
	rg_arena *arena = rg_arena_new();
	rg_person_vec people = list(arena, a);

	assert_true(i < people.n);
	if (!rg_str_eq_z(people.items[i].role, role) ||
	    !rg_str_eq_z(people.items[i].reason, reason))
		fail_msg("%.*s: %.*s", RG_FMT(people.items[i].role),
			 RG_FMT(people.items[i].reason));
	rg_arena_free(arena);
}

#define S(z) ((rg_str){(z), sizeof(z) - 1})
#define VEC(T, ...)                                                                                \
	{                                                                                          \
		.items = (T[]){__VA_ARGS__}, .n = sizeof((T[]){__VA_ARGS__}) / sizeof(T)           \
	}
#define PATHS(...)  VEC(rg_str, __VA_ARGS__)
#define WROTE(...)  VEC(rg_wrote, __VA_ARGS__)
#define OWNERS(...) VEC(rg_owner, __VA_ARGS__)
#define PERSON(name)                                                                               \
	{                                                                                          \
		S(name " A"), S(name "@x")                                                         \
	}

static void who_changed_the_files_comes_before_who_changed_others(void **state)
{
	about a = {.works = "1 Cy: b.py\n2 Ann: a.py\n3 Bo: lib/x.c\n",
		   .changed = PATHS(S("a.py"))};

	(void)state;
	check(&a, "Ann A | Cy A | Bo A");
	check_reason(&a, 0, "changed these files", "1 commit to these files, \"by Ann\"");
	check_reason(&a, 1, "changed files beside these", "1 commit beside these files");
}

static void what_was_long_ago_counts_less(void **state)
{
	about a = {.works = "0 Ann: a.py\n300 Bo: a.py\n310 Bo: a.py\n",
		   .changed = PATHS(S("a.py"))};

	(void)state;
	check(&a, "Ann A | Bo A");
}

static void who_is_gone_comes_last(void **state)
{
	about a = {.works = "0 Ann: lib/x.c\n400 Bo: a.py\n401 Bo: a.py\n",
		   .changed = PATHS(S("a.py")),
		   .wrote = WROTE({PERSON("Bo"), 9, false}, {PERSON("Cy"), 9, false})};

	(void)state;
	check(&a, "Ann A | Bo A | Cy A");
	check_reason(&a, 1, "wrote the lines that change",
		     "9 of 18 lines around the change; 2 commits to these files, the newest \"by "
		     "Bo\"; not active for a year");
}

/* A year before the newest commit, not before today: a project may sleep. */
static void a_sleeping_project_has_people(void **state)
{
	about a = {.works = "4000 Ann: a.py\n4001 Bo: b.py\n", .changed = PATHS(S("a.py"))};

	(void)state;
	check_reason(&a, 1, "changed files beside these", "1 commit beside these files");
}

static void who_takes_in_changes_counts(void **state)
{
	about a = {.works = "0 Bo: lib/x.c\n1 Ann /Rev: a.py\n2 Ann +Rev: a.py\n3 Mo M: a.py\n"
			    "4 Ann: a.py\n",
		   .changed = PATHS(S("a.py"))};

	(void)state;
	check(&a, "Ann A | Rev A | Mo A");
	check_reason(&a, 1, "reviewer of these files",
		     "merged or reviewed 2 changes of these files");
	a.works = "0 Bo: lib/x.c\n1 Bo /Rev: lib/x.c\n";
	a.changed = (rg_str_vec)PATHS(S("z/new.py"));
	check(&a, "Bo A | Rev A");
	check_reason(&a, 0, "active in this repository", "2 commits elsewhere in this repository");
	check_reason(&a, 1, "reviewer in this repository",
		     "merged or reviewed 1 recent change of others");
}

static void the_author_of_the_fix_and_bots_are_left_out(void **state)
{
	about a = {.works = "0 Ann: a.py\n1 x[bot]@x: a.py\n2 Bo: a.py\n",
		   .changed = PATHS(S("a.py")),
		   .wrote = WROTE({{S("Ann A"), S("ann@elsewhere")}, 5, false}),
		   .author = "Ann"};

	(void)state;
	check(&a, "Bo A");
	a.author = NULL;
	check(&a, "Ann A | Bo A");
}

static void lines_of_the_change_and_of_the_chain(void **state)
{
	about a = {.works = "0 Ann: a.py\n0 Bo: a.py\n0 Cy: a.py\n",
		   .changed = PATHS(S("a.py")),
		   .wrote = WROTE({PERSON("Bo"), 2, true}, {PERSON("Cy"), 6, false},
				  {PERSON("Cy"), 1, true}, {PERSON("Ann"), 2, false})};

	(void)state;
	check(&a, "Cy A | Bo A | Ann A");
	check_reason(&a, 0, "wrote the lines that change",
		     "6 of 8 lines around the change; 1 of 3 lines of the failing chain; 1 commit "
		     "to these files, \"by Cy\"");
}

/* A change log is changed by everybody. */
static void source_alone_counts_where_there_is_some(void **state)
{
	about a = {.works = "0 Ann: CHANGES.rst\n1 Ann: CHANGES.rst\n9 Bo: src/a.py\n",
		   .changed = PATHS(S("CHANGES.rst"), S("src/a.py"))};

	(void)state;
	check(&a, "Bo A | Ann A");
	a.changed.n = 1;
	check(&a, "Ann A | Bo A");
}

static void commits_of_very_many_files_say_nothing(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec words = PATHS(S("0 Ann:"));
	rg_str_vec all = rg_str_vec_dup(arena, &words);
	about a = {.changed = PATHS(S("a.py"))};

	(void)state;
	for (int i = 0; i < 200; i++)
		RG_PUSH(arena, &all, S("a.py"));
	a.works = rg_arena_printf(arena, "%.*s\n9 Bo: a.py\n",
				  RG_FMT(rg_str_vec_join(arena, &all, S(" "))))
			  .ptr;
	check(&a, "Bo A");
	rg_arena_free(arena);
}

static void owners_come_first_and_once(void **state)
{
	about a = {.works = "0 Ann: a.py\n1 Bo: a.py\n2 7+cy@users.noreply.github.com: a.py\n"
			    "3 Di: a.py\n4 Ed: a.py\n",
		   .changed = PATHS(S("a.py")),
		   .owners = OWNERS({S("@org/team"), S("owns *")}, {S("@Cy"), S("owns a.py")},
				    {S("BO@X"), S("owns a.py")}, {S("@four"), S("owns a.py")})};

	(void)state;
	check(&a, "@org/team | @Cy | Bo A | Ann A | Di A | Ed A");
	check_reason(&a, 0, "code owner", "owns *");
	check_reason(&a, 1, "code owner",
		     "owns a.py; 1 commit to these files, \"by "
		     "7+cy@users.noreply.github.com\"");
	a.author = "Bo";
	check(&a, "@org/team | @Cy | @four | Ann A | Di A | Ed A");
}

static void names_are_never_addresses(void **state)
{
	about a = {.works = "0 ann@example.com: a.py\n",
		   .changed = PATHS(S("a.py")),
		   .owners = OWNERS({S("docs@example.com"), S("owns *")})};

	(void)state;
	check(&a, "docs | ann");
}

static void nothing_known_is_nobody(void **state)
{
	about a = {.works = "", .changed = PATHS(S("a.py"))};

	(void)state;
	check(&a, "");
	a.works = "0 Ann: a.py\n";
	a.changed.n = 0;
	check(&a, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_changed_the_files_comes_before_who_changed_others),
		cmocka_unit_test(what_was_long_ago_counts_less),
		cmocka_unit_test(who_is_gone_comes_last),
		cmocka_unit_test(a_sleeping_project_has_people),
		cmocka_unit_test(who_takes_in_changes_counts),
		cmocka_unit_test(the_author_of_the_fix_and_bots_are_left_out),
		cmocka_unit_test(lines_of_the_change_and_of_the_chain),
		cmocka_unit_test(source_alone_counts_where_there_is_some),
		cmocka_unit_test(commits_of_very_many_files_say_nothing),
		cmocka_unit_test(owners_come_first_and_once),
		cmocka_unit_test(names_are_never_addresses),
		cmocka_unit_test(nothing_known_is_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
