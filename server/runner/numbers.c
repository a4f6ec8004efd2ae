/* SPDX-License-Identifier: MIT */
/*
 * numbers.c - line by line, to whom a line belongs: a table or a progress bar of a tool that is
 * known, pytest itself (whose lines are no measurements of the test), or what the test printed.
 * Only the ends of a long log are looked at, and of a line that a bar was drawn in, what was left
 * standing in the end.
 */
#include "runner/numbers.h"

#include <ctype.h>

#include "runner/numbers_private.h"

#define END_BYTES  ((size_t)1024 * 1024)
#define PLAIN_LINE 4000

const char *rg_number_source_name(rg_number_source source)
{
	static const char *const names[] = {[RG_NUMBER_PRINTED] = "printed",
					    [RG_NUMBER_PROGRESS] = "progress",
					    [RG_NUMBER_RATE] = "rate",
					    [RG_NUMBER_BENCHMARK] = "benchmark",
					    [RG_NUMBER_PATTERN] = "pattern"};

	return names[source];
}

rg_number_source rg_number_source_of(rg_str name)
{
	for (int i = RG_NUMBER_PRINTED; i <= RG_NUMBER_PATTERN; i++)
		if (rg_str_eq_z(name, rg_number_source_name((rg_number_source)i)))
			return (rg_number_source)i;
	return RG_NUMBER_PRINTED;
}

/* Behind the escape sequence at `at`: "ESC [ 1 ; 32 m" (ECMA-48, section 5.4), or two bytes. */
static size_t behind_escape(rg_str line, size_t at)
{
	if (at + 1 >= line.len || line.ptr[at + 1] != '[')
		return at + 2;
	for (at += 2; at < line.len && line.ptr[at] >= 0x20 && line.ptr[at] < 0x40;)
		at++;
	return at + 1;
}

/* What a terminal would show of it: without colours, and what the last CR left standing. */
static rg_str shown(rg_arena *arena, rg_str line)
{
	size_t at, n = 0;
	char *out;

	line = rg_str_trim(line);
	at = rg_str_rfind_char(line, '\r');
	if (at != SIZE_MAX)
		line = rg_str_sub(line, at + 1, line.len);
	line = rg_str_sub(line, 0, PLAIN_LINE);
	if (rg_str_find_char(line, '\x1b') == SIZE_MAX)
		return line;
	out = rg_arena_alloc(arena, line.len + 1);
	for (at = 0; at < line.len;) {
		if (line.ptr[at] == '\x1b')
			at = behind_escape(line, at);
		else
			out[n++] = line.ptr[at++];
	}
	return (rg_str){out, n};
}

/* "0.52s call     tests/test_x.py::test_y", and its seconds. */
static bool read_duration(double *seconds, rg_str line, const char *phase)
{
	size_t len;
	rg_str rest;

	if (!rg_number__take(seconds, &len, line))
		return false;
	rest = rg_str_sub(line, len, line.len);
	return rg_str_skip(&rest, RG_STR("s ")) && rg_str_skip(&rest, rg_str_of(phase)) &&
	       rg_str_skip(&rest, RG_STR(" "));
}

/* pytest's own lines: rules, durations, the last line of -q. */
static bool is_pytests(rg_str line)
{
	static const char *const phases[] = {"call", "setup", "teardown"};
	double seconds;

	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (read_duration(&seconds, line, phases[i]))
			return true;
	return rg_str_starts(line, RG_STR("==")) || rg_str_starts(line, RG_STR("--")) ||
	       rg_str_starts(line, RG_STR("benchmark: ")) || /* pytest-benchmark's settings */
	       rg_str_starts(line, RG_STR("platform ")) ||
	       (rg_str_has(line, RG_STR(" in ")) &&
		(rg_str_has(line, RG_STR(" passed")) || rg_str_has(line, RG_STR(" failed"))));
}

/*
 * Whether a line belongs to pytest's account of failures, where source code and values stand; what
 * a test printed begins again below "--- Captured stdout call ---".
 */
static bool is_traceback(bool *in_traceback, rg_str line)
{
	bool is_rule = rg_str_starts(line, RG_STR("==="));

	if (is_rule &&
	    (rg_str_has(line, RG_STR(" FAILURES ")) || rg_str_has(line, RG_STR(" ERRORS "))))
		*in_traceback = true;
	else if (is_rule ||
		 (rg_str_starts(line, RG_STR("---")) && rg_str_has(line, RG_STR(" Captured "))))
		*in_traceback = false;
	else if (rg_str_starts(line, RG_STR("____")) && rg_str_ends(line, RG_STR("____")))
		*in_traceback =
			true; /* the next test's; among PASSES nothing but captured text stands */
	return *in_traceback;
}

static void find_plain(rg_number_list *list, rg_str log)
{
	rg_benchmark_table table = {0};
	bool in_traceback = false;
	rg_str line;

	while (list->out->n < RG_NUMBERS_MAX && rg_str_line(&line, &log)) {
		line = shown(list->arena, line);
		if (is_traceback(&in_traceback, line))
			continue;
		if (!rg_number__benchmark(list, &table, line) && !is_pytests(line) &&
		    !rg_number__progress(list, line))
			rg_number__line(list, line);
	}
}

rg_number_vec rg_numbers_find(rg_arena *arena, rg_str log, const rg_number_patterns *patterns)
{
	rg_number_vec out = {0};
	rg_number_list list = {&out, arena};
	bool is_long = log.len > 2 * END_BYTES;
	rg_str head = rg_str_sub(log, 0, is_long ? END_BYTES : log.len);
	rg_str tail = rg_str_sub(log, is_long ? log.len - END_BYTES : log.len, log.len);

	if (rg_number__n_patterns(patterns) == 0) {
		find_plain(&list, head);
		find_plain(&list, tail);
	}
	for (size_t i = 0; i < rg_number__n_patterns(patterns); i++) {
		rg_number__pattern(&list, patterns, i, head);
		rg_number__pattern(&list, patterns, i, tail);
	}
	return out;
}

double rg_numbers_call_seconds(rg_str log)
{
	double sum = -1, seconds;
	rg_str line;

	log = rg_str_sub(log, log.len > END_BYTES ? log.len - END_BYTES : 0, log.len);
	while (rg_str_line(&line, &log))
		if (read_duration(&seconds, line, "call"))
			sum = (sum < 0 ? 0 : sum) + seconds;
	return sum;
}

/* ---- printed by tests ----------------------------------------------------------------------- */

/* "test_speed[8]" of "tests/test_x.py::TestSpeed::test_speed[8]" */
static rg_str short_name(rg_str test)
{
	size_t bracket = rg_str_find_char(test, '['), at;
	rg_str before = rg_str_sub(test, 0, bracket);

	at = rg_str_rfind_char(before, ':');
	return rg_str_sub(test, at == SIZE_MAX ? 0 : at + 1, test.len);
}

static bool has_number(const rg_number_vec *list, size_t n, const rg_number *number)
{
	for (size_t i = 0; i < n; i++)
		if (rg_str_eq(list->items[i].name, number->name) &&
		    rg_str_eq(list->items[i].unit, number->unit))
			return true;
	return false;
}

static bool is_one_test(const rg_printed_vec *printed)
{
	for (size_t i = 1; i < printed->n; i++)
		if (!rg_str_eq(printed->items[i].test, printed->items[0].test))
			return false;
	return true;
}

rg_number_vec rg_numbers_of_run(rg_arena *arena, const rg_printed_vec *printed, rg_str log,
				const rg_number_patterns *patterns)
{
	rg_number_vec out = {0}, plain = {0}, found = rg_numbers_find(arena, log, patterns);
	bool is_one = is_one_test(printed);

	for (size_t i = 0; i < printed->n; i++) {
		rg_number_vec of = rg_numbers_find(arena, printed->items[i].text, patterns);

		for (size_t j = 0; j < of.n && out.n < RG_NUMBERS_MAX; j++) {
			rg_number number = of.items[j];

			RG_PUSH(arena, &plain, number);
			if (!is_one)
				number.name =
					rg_arena_printf(arena, "%.*s: %.*s",
							RG_FMT(short_name(printed->items[i].test)),
							RG_FMT(number.name));
			RG_PUSH(arena, &out, number);
		}
	}
	/* pytest shows captured output, too (-rP, or of a test that failed): it counts once. */
	for (size_t i = 0; i < found.n && out.n < RG_NUMBERS_MAX; i++)
		if (!has_number(&plain, plain.n, &found.items[i]))
			RG_PUSH(arena, &out, found.items[i]);
	return out;
}
