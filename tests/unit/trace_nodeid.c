/* SPDX-License-Identifier: MIT */
/* trace_nodeid.c - node ids, and the titles that pytest makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trace/nodeid.h"
#include "trace/trace.h"

static void equal(rg_str got, const char *want)
{
	if (!rg_str_eq_z(got, want))
		fail_msg("want \"%s\", got \"%.*s\"", want, RG_FMT(got));
}

static void trace_nodeid__titles_belong_to_ids(void **state)
{
	static const struct {
		const char *id, *title;
		rg_title_match want;
	} cases[] = {
		{"a.py::t", "t", RG_TITLE_SAME},
		{"a.py::t", "u", RG_TITLE_OTHER},
		{"a.py::t", "tt", RG_TITLE_OTHER},
		{"a.py::T::t[x::y - z.w]", "T.t[x::y - z.w]", RG_TITLE_SAME},
		{"a.py::T::N::t[1]", "T.N.t[1]", RG_TITLE_SAME},
		{"a.py::t[1]", "t[2]", RG_TITLE_OTHER},
		{"a.py::t[1]", "t", RG_TITLE_OTHER},
		{"a.py::t", "t [sub] (i=1)", RG_TITLE_SUBTEST},
		{"a.py::t[1]", "t[1] (i=1)", RG_TITLE_SUBTEST},
		{"a.py::m.f", "[doctest] m.f", RG_TITLE_SAME},
		{"a.py::t@group", "t", RG_TITLE_SAME},
		{"sub/a.py", "sub/a.py", RG_TITLE_SAME},
		{"proj/sub/a.py", "sub/a.py", RG_TITLE_SAME},
		{"b.py", "sub/a.py", RG_TITLE_OTHER},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (rg_nodeid_match(rg_str_of(cases[i].id), rg_str_of(cases[i].title)) !=
		    cases[i].want)
			fail_msg("%s, %s", cases[i].id, cases[i].title);
}

static void trace_nodeid__an_id_ends_where_its_title_does(void **state)
{
	rg_str what = RG_STR("a.py::T::t[b] - c] - KeyError: 2");

	(void)state;
	equal(rg_str_sub(what, 0, rg_nodeid_find_end(what, RG_STR("T.t[b] - c]"))),
	      "a.py::T::t[b] - c]");
	equal(rg_str_sub(what, 0, rg_nodeid_find_end(what, RG_STR("T.t[b]"))), "a.py::T::t[b]");
	assert_int_equal(rg_nodeid_find_end(what, RG_STR("T.t")), 0);
	assert_int_equal(rg_nodeid_find_end(what, RG_STR("T.u[b]")), 0);
	assert_int_equal(rg_nodeid_find_end(RG_STR("a.py"), RG_STR("t")), 0);
	assert_int_equal(rg_nodeid_find_end(RG_STR("a.py::t"), RG_STR("t")), 7);
}

static void trace_nodeid__ids_are_made_from_titles(void **state)
{
	rg_arena *arena = rg_arena_new();

	(void)state;
	equal(rg_nodeid_make(arena, RG_STR("a.py"), RG_STR("T.t[x.y]")), "a.py::T::t[x.y]");
	equal(rg_nodeid_make(arena, RG_STR("a.py"), RG_STR("t [sub] (i=1)")), "a.py::t");
	equal(rg_nodeid_make(arena, RG_STR("a.py"), RG_STR("t[a (b)]")), "a.py::t[a (b)]");
	equal(rg_nodeid_make(arena, RG_STR("a.py"), RG_STR("[doctest] m.f")), "a.py::m.f");
	equal(rg_nodeid_make(arena, RG_STR("a.py"), RG_STR("")), "a.py");
	equal(rg_nodeid_function(RG_STR("a.py::T::t[x]")), "t");
	equal(rg_nodeid_function(RG_STR("T.t[x.y]")), "t");
	equal(rg_nodeid_function(RG_STR("t (i=1)")), "t");
	rg_arena_free(arena);
}

static void trace_nodeid__phases_come_from_titles(void **state)
{
	rg_str title = RG_STR("ERROR at setup of T.t");

	(void)state;
	assert_int_equal(rg_nodeid_phase(&title, true), RG_PHASE_SETUP);
	equal(title, "T.t");
	title = RG_STR("ERROR at teardown of t");
	assert_int_equal(rg_nodeid_phase(&title, true), RG_PHASE_TEARDOWN);
	title = RG_STR("ERROR collecting a.py");
	assert_int_equal(rg_nodeid_phase(&title, true), RG_PHASE_COLLECT);
	equal(title, "a.py");
	assert_int_equal(rg_nodeid_phase(&title, false), RG_PHASE_CALL);
}

static void trace_nodeid__files_are_relative_to_the_root(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec files = {NULL, 0, 0};
	const rg_paths *paths;

	(void)state;
	RG_PUSH(arena, &files, RG_STR("sub/tests/test_a.py"));
	paths = rg_paths_new(arena, RG_STR("/repo"), &files);
	equal(rg_nodeid_normalise(arena, paths, RG_STR("sub"),
				  RG_STR("tests/test_a.py::T::t[a/b]")),
	      "sub/tests/test_a.py::T::t[a/b]");
	equal(rg_nodeid_normalise(arena, paths, RG_STR(""), RG_STR("/repo/sub/tests/test_a.py::t")),
	      "sub/tests/test_a.py::t");
	equal(rg_nodeid_normalise(arena, paths, RG_STR(""), RG_STR("gone.py::t@group1")),
	      "gone.py::t");
	equal(rg_nodeid_normalise(arena, paths, RG_STR(""), RG_STR("x.py::t[a@b]")),
	      "x.py::t[a@b]");
	rg_arena_free(arena);
}

/* The ids that the summary alone gives. */
static void trace_nodeid__a_summary_names_tests(void **state)
{
	static const char log[] =
		"=========================== short test summary info ============================\n"
		"FAILED a.py::t[x - y] - ValueError: z\n"
		"FAILED a.py::t[[a]] - assert 1 == 2\n"
		"ERROR a.py::u - OSError: gone\n"
		"FAILED a.py::u - ValueError: x\n"
		"ERROR b.py\n"
		"SUBFAILED[m] (i=1) a.py::s - assert 0\n"
		"[m] (i=2) SUBFAIL a.py::s - assert 1\n"
		"XFAIL a.py::v - known\n"
		"SKIPPED [1] a.py:3: later\n"
		"RERUN a.py::w\n"
		"========================= 5 failed, 2 errors in 0.05s "
		"==========================\n";
	static const struct {
		const char *test, *type;
		rg_phase phase;
	} want[] = {
		{"a.py::t[x - y]", "ValueError", RG_PHASE_CALL},
		{"a.py::t[[a]]", "AssertionError", RG_PHASE_CALL},
		{"a.py::u", "OSError", RG_PHASE_TEARDOWN}, /* it failed, so it had been set up */
		{"a.py::u", "ValueError", RG_PHASE_CALL},
		{"b.py", NULL, RG_PHASE_COLLECT},
		{"a.py::s", "AssertionError", RG_PHASE_CALL},
		{"a.py::s", "AssertionError", RG_PHASE_CALL},
	};
	rg_arena *arena = rg_arena_new();
	const rg_trace *trace = rg_trace_parse(arena, rg_str_of(log), NULL);

	(void)state;
	assert_int_equal(trace->failures.n, sizeof(want) / sizeof(*want));
	for (size_t i = 0; i < trace->failures.n; i++) {
		equal(trace->failures.items[i].test, want[i].test);
		assert_int_equal(trace->failures.items[i].phase, want[i].phase);
		if (want[i].type)
			equal(trace->failures.items[i].error.type, want[i].type);
		else
			assert_true(rg_str_is_null(trace->failures.items[i].error.type));
	}
	assert_int_equal(trace->n_failed, 5);
	assert_int_equal(trace->n_errors, 2);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_nodeid__titles_belong_to_ids),
		cmocka_unit_test(trace_nodeid__an_id_ends_where_its_title_does),
		cmocka_unit_test(trace_nodeid__ids_are_made_from_titles),
		cmocka_unit_test(trace_nodeid__phases_come_from_titles),
		cmocka_unit_test(trace_nodeid__files_are_relative_to_the_root),
		cmocka_unit_test(trace_nodeid__a_summary_names_tests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
