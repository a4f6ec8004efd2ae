/* SPDX-License-Identifier: MIT */
/* What a run executed, in files: Ochiai, names of tests, tables that executed functions read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "locate/executed.h"
#include "support/project.h"

static const project_file files[] = {
	{"pkg/lexer.py", "from pkg.keywords import TABLE\n"
			 "def lex(text):\n    return [TABLE.get(c) for c in text]\n"},
	{"pkg/keywords.py", "TABLE = {'a': 1}\n"},
	{"pkg/join.py", "def strip_blank_lines(lines):\n    return [x for x in lines if x]\n"
			"def other(x):\n    return x\n"},
	{"pkg/never.py", "def never(x):\n    return x\n"},
	{"tests/test_blank.py", "def test_blank_lines_are_stripped():\n    assert 1 == 2\n"},
};

static rg_executed row(const char *path, const char *function, uint32_t failing, uint32_t passing)
{
	return (rg_executed){rg_str_of(path), rg_str_of(function), 1, failing, passing, 0};
}

static void open_files(project *out)
{
	OPEN_PROJECT(out, files);
	RG_PUSH(out->arena, &out->tests,
		RG_STR("tests/test_blank.py::test_blank_lines_are_stripped"));
}

static const rg_answer *ask(project *p, const rg_spectrum *spectrum)
{
	rg_locate_input input = project_question(p);

	input.spectrum = spectrum;
	return rg_locate(p->arena, &input);
}

/* The text of the path's reason from the signal; null where it has none. */
static rg_str reason(const rg_answer *answer, const char *path, const char *signal)
{
	for (size_t i = 0; i < answer->candidates.n; i++) {
		const rg_candidate *c = &answer->candidates.items[i];

		for (size_t k = 0; rg_str_eq_z(c->path, path) && k < c->reasons.n; k++)
			if (rg_str_eq_z(c->reasons.items[k].signal, signal))
				return c->reasons.items[k].text;
	}
	return (rg_str){NULL, 0};
}

static void check_reason(const rg_answer *answer, const char *path, const char *signal,
			 const char *expected)
{
	rg_str text = reason(answer, path, signal);

	if (!rg_str_eq_z(text, expected))
		fail_msg("%s: \"%.*s\" is not \"%s\"", signal, RG_FMT(text), expected);
}

static void locate_spectrum__reasons_say_what_was_called(void **state)
{
	rg_executed rows[] = {
		row("pkg/join.py", "other", 1, 4),
		row("pkg/join.py", "strip_blank_lines.<listcomp>", 1, 0),
		row("pkg/lexer.py", "lex", 1, 3),
		row("pkg/never.py", "never", 0, 2),
		row("tests/test_blank.py", "test_blank_lines_are_stripped", 1, 0),
	};
	rg_spectrum spectrum = {1, 4, {rows, 5, 5}};
	const rg_answer *answer;
	project p;

	(void)state;
	open_files(&p);
	answer = ask(&p, &spectrum);
	assert_true(rg_str_eq_z(answer->candidates.items[0].path, "pkg/join.py"));
	check_reason(answer, "pkg/join.py", "spectrum",
		     "the failing test called `strip_blank_lines`, and no passing one did");
	check_reason(answer, "pkg/lexer.py", "spectrum",
		     "the failing test called `lex`, as 3 of 4 passing ones did");
	check_reason(answer, "pkg/join.py", "executed",
		     "its `strip_blank_lines`, which the failing test called, mentions `blank` and "
		     "`lines`, as the test's name does");
	check_reason(answer, "pkg/keywords.py", "globals",
		     "`lex`, which the failing test called, uses `TABLE` of it");
	assert_null(reason(answer, "pkg/never.py", "spectrum").ptr);
	close_project(&p);
}

static void locate_spectrum__one_that_says_nothing_is_none(void **state)
{
	static const rg_spectrum silent = {0};
	rg_executed rows[] = {row("gone.py", "f", 1, 0), row("pkg/join.py", "<module>", 0, 0),
			      row("pkg/join.py", "no.such", 1, 1)};
	rg_spectrum strange = {1, 0, {rows, 3, 3}};
	const rg_answer *without, *with;
	project p;

	(void)state;
	open_files(&p);
	without = ask(&p, NULL);
	with = ask(&p, &silent);
	assert_int_equal(with->candidates.n, without->candidates.n);
	for (size_t i = 0; i < with->candidates.n; i++)
		assert_int_equal(with->candidates.items[i].score,
				 without->candidates.items[i].score);
	check_reason(ask(&p, &strange), "pkg/join.py", "spectrum",
		     "the failing test called `no.such`");
	close_project(&p);
}

static void locate_spectrum__ochiai(void **state)
{
	static const struct {
		uint32_t n_failing, failing, passing, millionths;
	} samples[] = {
		{1, 1, 0, 1000000}, {1, 1, 1, 707107},	{1, 1, 3, 500000},
		{1, 1, 99, 100000}, {4, 4, 0, 1000000}, {4, 4, 76, 223607},
		{4, 3, 5, 530330},  {4, 2, 76, 113228}, {4, 0, 9, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		rg_spectrum spectrum = {samples[i].n_failing, 100, {NULL, 0, 0}};
		rg_executed r = row("a.py", "f", samples[i].failing, samples[i].passing);

		assert_int_equal((uint32_t)(rg_executed_ochiai(&spectrum, &r) * 1e6 + 0.5),
				 samples[i].millionths);
	}
}

static void locate_spectrum__functions_without_a_name_belong_to_those_around_them(void **state)
{
	static const char *const names[][2] = {
		{"f", "f"},	  {"A.f.<lambda>", "A.f"}, {"f.<listcomp>.<genexpr>", "f"},
		{"<module>", ""}, {"<lambda>", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		rg_executed r = row("a.py", names[i][0], 1, 0);

		assert_true(rg_str_eq_z(rg_executed_function(&r), names[i][1]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_spectrum__reasons_say_what_was_called),
		cmocka_unit_test(locate_spectrum__one_that_says_nothing_is_none),
		cmocka_unit_test(locate_spectrum__ochiai),
		cmocka_unit_test(
			locate_spectrum__functions_without_a_name_belong_to_those_around_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
