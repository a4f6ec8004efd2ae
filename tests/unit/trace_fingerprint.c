/* SPDX-License-Identifier: MIT */
/* trace_fingerprint.c - which failures are the same one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "trace/fingerprint.h"
#include "trace/trace.h"

/* A failure with two frames in the workspace and one outside. */
static rg_str fingerprint(rg_arena *arena, const char *type, const char *message, uint32_t line,
			  const char *function)
{
	rg_failure failure = {.test = RG_STR("a.py::t")};
	rg_frame frames[] = {
		{.path = RG_STR("a.py"),
		 .function = RG_STR("t"),
		 .line = line,
		 .in_workspace = true},
		{.path = RG_STR("b.py"),
		 .function = rg_str_of(function),
		 .line = line + 5,
		 .in_workspace = true},
		{.path = RG_STR("/lib/c.py"), .function = RG_STR("x"), .line = line * 2},
	};

	failure.error.type = rg_str_of(type);
	failure.error.message = rg_str_of(message);
	for (unsigned i = 0; i < 3; i++)
		RG_PUSH(arena, &failure.error.frames, frames[i]);
	return rg_fingerprint(arena, &failure);
}

static void trace_fingerprint__what_was_measured_varies__its_bound_does_not(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str one = fingerprint(arena, "AssertionError", "assert 0.20019537899861 < 0.1", 10, "f");

	(void)state;
	assert_true(rg_str_eq(one, fingerprint(arena, "AssertionError",
					       "assert 0.2131542130019515 < 0.1", 10, "f")));
	assert_false(rg_str_eq(one, fingerprint(arena, "AssertionError",
						"assert 0.20019537899861 < 0.2", 10, "f")));
	assert_false(rg_str_eq(
		fingerprint(arena, "AssertionError", "assert 0.20019537899861 == 0.1", 10, "f"),
		fingerprint(arena, "AssertionError", "assert 0.2131542130019515 == 0.1", 10, "f")));
	assert_true(rg_str_eq(
		fingerprint(arena, "AssertionError", "assert 1 > 1.20019537899861", 10, "f"),
		fingerprint(arena, "AssertionError", "assert 1 > 1.2131542130019515", 10, "f")));
	rg_arena_free(arena);
}

static void trace_fingerprint__same_after_an_edit_above(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str one = fingerprint(arena, "ValueError", "bad 3", 10, "f");

	(void)state;
	assert_int_equal(one.len, 16);
	assert_true(rg_str_eq(one, fingerprint(arena, "ValueError", "bad 3", 99, "f")));
	/* A qualified name and a module are what only the probe knows. */
	assert_true(rg_str_eq(one, fingerprint(arena, "x.ValueError", "bad 3", 10, "C.f")));
	rg_arena_free(arena);
}

static void trace_fingerprint__differs_for_another_reason(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str one = fingerprint(arena, "ValueError", "bad 3", 10, "f");

	(void)state;
	assert_false(rg_str_eq(one, fingerprint(arena, "ValueError", "bad 4", 10, "f")));
	assert_false(rg_str_eq(one, fingerprint(arena, "TypeError", "bad 3", 10, "f")));
	assert_false(rg_str_eq(one, fingerprint(arena, "ValueError", "bad 3", 10, "g")));
	assert_false(rg_str_eq(one, fingerprint(arena, "ValueError", "bad 3\nin a row", 10, "f")));
	rg_arena_free(arena);
}

/* One frame of a test, in which this statement failed. */
static rg_str of_statement(rg_arena *arena, const char *message, const char *statement,
			   uint32_t repeat)
{
	rg_failure failure = {
		.error = {.type = RG_STR("AssertionError"), .message = rg_str_of(message)}};
	rg_frame frame = {.path = RG_STR("a.py"),
			  .function = RG_STR("t"),
			  .source = rg_str_of(statement),
			  .repeat = repeat,
			  .in_workspace = true};

	RG_PUSH(arena, &failure.error.frames, frame);
	return rg_fingerprint(arena, &failure);
}

static void trace_fingerprint__another_assertion_of_the_test_is_another_reason(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str one = of_statement(arena, "assert False", "assert f(a, 'b')", 0);

	(void)state;
	assert_true(rg_str_eq(one, of_statement(arena, "assert False",
						"assert f(\n    a,\n    \"b\",  # why\n)", 0)));
	assert_false(rg_str_eq(one, of_statement(arena, "assert False", "assert f(a, 'c')", 0)));
	assert_false(rg_str_eq(one, of_statement(arena, "assert False", "assert f(a, 'b')", 1)));
	rg_arena_free(arena);
}

static void trace_fingerprint__of_an_assertion_that_counts_which_each_v_shows(void **state)
{
	rg_arena *arena = rg_arena_new();
	const char *plain =
		"assert 'the quick b...the lazy dog' == 'the quick b...the lazy cat'\n"
		"  \n  Skipping 33 identical leading characters in diff, use -v to show\n"
		"  - the lazy cat\n  ?          ^^^\n  + the lazy dog\n  ?          ^^^";
	const char *verbose = "assert 'the quick brown fox jumps over the lazy dog' == "
			      "'the quick brown fox jumps over the lazy cat'\n  \n"
			      "  - the quick brown fox jumps over the lazy cat\n"
			      "  + the quick brown fox jumps over the lazy dog";
	const char *other = "assert 'the quick b...the lazy dog' == 'the quick b...the lazy cat'\n"
			    "  - the lazy cat\n  + two lazy dog";
	const char *list =
		"assert [1, 2] == [1, 3]\n  At index 1 diff: 2 != 3\n  Full diff:\n  - x";
	const char *list_other = "assert [1, 2] == [1, 3]\n  At index 1 diff: 4 != 3";
	rg_str one = of_statement(arena, plain, "assert f() == g()", 0);

	(void)state;
	assert_true(rg_str_eq(one, of_statement(arena, verbose, "assert f() == g()", 0)));
	assert_false(rg_str_eq(one, of_statement(arena, other, "assert f() == g()", 0)));
	one = of_statement(arena, list, "assert f()", 0);
	assert_true(
		rg_str_eq(one, of_statement(arena,
					    "assert [1, 2] == [1, 3]\n\n  At index 1 diff: 2 != 3\n"
					    "  Use -v to get more diff",
					    "assert f()", 0)));
	assert_false(rg_str_eq(one, of_statement(arena, list_other, "assert f()", 0)));
	rg_arena_free(arena);
}

static void trace_fingerprint__how_much_too_slow_is_no_reason(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str one = of_statement(arena, "assert 0.61234 < 0.5", "assert elapsed < 0.5", 0);

	(void)state;
	assert_true(rg_str_eq(
		one, of_statement(arena, "assert 0.7998 < 0.5", "assert elapsed < 0.5", 0)));
	assert_false(rg_str_eq(of_statement(arena, "assert 0.61 > 0.9", "assert share > 0.9", 0),
			       of_statement(arena, "assert 0.71 > 0.9", "assert share > 0.9", 0)));
	rg_arena_free(arena);
}

static void trace_fingerprint__the_exceptions_behind_it_count(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str got[2];
	const char *messages[] = {"x", "y"};

	(void)state;
	for (int k = 0; k < 2; k++) {
		rg_failure failure = {.error = {.type = RG_STR("Broken"), .message = RG_STR("b")}};
		rg_exception behind = {.type = RG_STR("KeyError"),
				       .message = rg_str_of(messages[k])};
		rg_frame frame = {
			.path = RG_STR("a.py"), .function = RG_STR("f"), .in_workspace = true};

		RG_PUSH(arena, &behind.frames, frame);
		RG_PUSH(arena, &failure.chain, behind);
		got[k] = rg_fingerprint(arena, &failure);
	}
	assert_false(rg_str_eq(got[0], got[1]));
	rg_arena_free(arena);
}

static void trace_fingerprint__recursion_ends_at_any_depth(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str got[2];

	(void)state;
	for (int k = 0; k < 2; k++) {
		rg_failure failure = {.error = {.type = RG_STR("RecursionError")}};
		rg_frame frame = {.path = RG_STR("a.py"),
				  .function = RG_STR("f"),
				  .line = 3,
				  .in_workspace = true};

		for (int i = 0; i < 10 + 5 * k; i++)
			RG_PUSH(arena, &failure.error.frames, frame);
		got[k] = rg_fingerprint(arena, &failure);
	}
	assert_true(rg_str_eq(got[0], got[1]));
	rg_arena_free(arena);
}

static void trace_fingerprint__text_keeps_what_two_runs_share(void **state)
{
	static const char *const cases[][2] = {
		{"assert 2 == 3", "assert 2 == 3"},
		{"<a.Odd object at 0x7f6acb03ac50> is wrong",
		 "<a.Odd object at <address>> is wrong"},
		{"no file '/tmp/pytest-of-me/pytest-3/t0/x.txt'", "no file 'x.txt'"},
		{"no file '/var/folders/ab/T/my files/x.txt' here", "no file 'x.txt' here"},
		{"no folder /tmp/tmpab12cd3_ here", "no folder <tmp> here"},
		{"in tmpab12cd3_.db and template", "in <tmp>.db and template"},
		{"open /home/me/repo/src/a.py failed", "open a.py failed"},
		{"THROW @ /home/me/x/buffer.cpp:38: full", "THROW @ buffer.cpp full"},
		{"took 1.234 s", "took <time> s"},
		{"Timeout >1.5s", "Timeout ><time>"},
		{"0.9866299664969245 != 1", "~0.987 != 1"},
		{"0.25 != 1.5", "0.25 != 1.5"},
		{"404 != 500", "404 != 500"},
		{"12345678901 is no id", "12345678901 is no id"},
		{"id='140234567890123'", "id='<id>'"},
		{"at http://127.0.0.1:45123/x", "at http://127.0.0.1:<port>/x"},
		{"localhost:45123 is down", "localhost:<port> is down"},
		{"got 7.79 GiB of 16 MB", "got <size> GiB of 16 MB"},
		{"needs 4 bytes", "needs 4 bytes"},
		{"<Thread(Thread-3, started 140234567890123)>",
		 "<Thread(Thread-<n>, started <id>)>"},
		{"DID NOT RAISE <class 'a.Odd'>", "DID NOT RAISE Odd"},
		{"C.f() missing 1 argument", "f() missing 1 argument"},
		{"no attribute 'x'. Did you mean: 'y'?", "no attribute 'x'"},
		{"\xe2\x80\x98x\xe2\x80\x99", "'x'"},
		{"'2013-05-05' != '2013-05-06'", "'2013-05-05' != '2013-05-06'"},
		{"2026-05-05 12:13:14", "<date> <time>"},
		{"{1: {'b', 'a'}, 0: 2}", "{0: 2, 1: {'a', 'b'}}"},
		{"id 550e8400-e29b-41d4-a716-446655440000", "id <uuid>"},
		{"at 2026-05-01T10:00:00 it broke", "at <date> it broke"},
		{"error on line 17", "error on line <n>"},
		{"pid 4711 died", "pid <n> died"},
		{"got {'b', 'a'}", "got {'a', 'b'}"},
		{"got {'b': 1, 'a': 2}", "got {'a': 2, 'b': 1}"},
		{"1734567890123 is no key", "<id> is no key"},
		{"[<cp311-wheel...7037120>, ...] == []", "[<cp311-wheel...<address>>, ...] == []"},
		{"<a.Odd obj...x7f6acb03ac50>", "<a.Odd obj...<address>>"},
		{"'aaaa...aaaa' == 1...5", "'aaaa...aaaa' == 1...5"},
		{"", ""},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rg_str got = rg_fingerprint_text(arena, rg_str_of(cases[i][0]));

		if (!rg_str_eq_z(got, cases[i][1]))
			fail_msg("\"%s\": want \"%s\", got \"%.*s\"", cases[i][0], cases[i][1],
				 RG_FMT(got));
	}
	rg_arena_free(arena);
}

static rg_str of_log(rg_arena *arena, const char *log)
{
	const rg_trace *trace = rg_trace_parse(arena, rg_str_of(log), NULL);

	assert_int_equal(trace->failures.n, 1);
	return trace->failures.items[0].fingerprint;
}

static void trace_fingerprint__styles_of_one_failure_agree(void **state)
{
	rg_arena *arena = rg_arena_new();

	(void)state;
	assert_true(rg_str_eq(of_log(arena, "____ test_a ____\n\n"
					    "    def test_a():\n"
					    ">       raise ValueError('x')\n"
					    "E       ValueError: x\n\n"
					    "a.py:3: ValueError\n"),
			      of_log(arena, "____ test_a ____\n"
					    "Traceback (most recent call last):\n"
					    "  File \"/r/a.py\", line 3, in test_a\n"
					    "    raise ValueError('x')\n"
					    "ValueError: x\n")));
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_fingerprint__same_after_an_edit_above),
		cmocka_unit_test(trace_fingerprint__what_was_measured_varies__its_bound_does_not),
		cmocka_unit_test(trace_fingerprint__differs_for_another_reason),
		cmocka_unit_test(
			trace_fingerprint__another_assertion_of_the_test_is_another_reason),
		cmocka_unit_test(trace_fingerprint__of_an_assertion_that_counts_which_each_v_shows),
		cmocka_unit_test(trace_fingerprint__how_much_too_slow_is_no_reason),
		cmocka_unit_test(trace_fingerprint__the_exceptions_behind_it_count),
		cmocka_unit_test(trace_fingerprint__recursion_ends_at_any_depth),
		cmocka_unit_test(trace_fingerprint__text_keeps_what_two_runs_share),
		cmocka_unit_test(trace_fingerprint__styles_of_one_failure_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
