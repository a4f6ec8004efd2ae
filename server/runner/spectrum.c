/* SPDX-License-Identifier: MIT */
/* spectrum.c - counts over tests: each function once per test, however often it is in the list. */
#include "runner/spectrum.h"

#include <string.h>

static rg_str file_of(rg_str test)
{
	return rg_str_sub(test, 0, rg_str_find(test, RG_STR("::")));
}

/* "src/x.py::pkg.x.f": what is tested stands in the test's own file. */
static bool is_doctest(rg_str test)
{
	rg_str name = rg_str_sub(test, file_of(test).len, test.len);

	name = rg_str_sub(name, 0, rg_str_find_char(name, '['));
	return rg_str_find_char(name, '.') != SIZE_MAX;
}

static int compare_to_test(const void *key, const void *item)
{
	return rg_str_cmp(*(const rg_str *)key, ((const rg_calls_of_test *)item)->test);
}

static const rg_calls_of_test *find_failed(const rg_calls *calls, rg_str test)
{
	const rg_calls_of_test *found =
		calls->tests.n ? bsearch(&test, calls->tests.items, calls->tests.n,
					 sizeof(*calls->tests.items), compare_to_test)
			       : NULL;

	return found && !found->has_passed ? found : NULL;
}

bool rg_calls_know(const rg_calls *calls, const rg_str_vec *failing)
{
	for (size_t i = 0; i < failing->n; i++)
		if (!find_failed(calls, failing->items[i]))
			return false;
	return failing->n > 0;
}

typedef struct count {
	uint32_t n_failing, n_passing, from_end;
	size_t seen_in; /* number of the last test that called it, from 1 */
} count;

static void count_test(count *counts, const rg_calls_of_test *test, size_t number)
{
	uint32_t from_end = 0;

	for (size_t i = 0; i < test->calls.n; i++) {
		count *c = &counts[test->calls.items[i]];

		if (c->seen_in == number)
			continue;
		c->seen_in = number;
		if (test->has_passed) {
			c->n_passing++;
			continue;
		}
		if (!c->n_failing++ || from_end < c->from_end)
			c->from_end = from_end;
		from_end++;
	}
}

const rg_spectrum *rg_spectrum_make(rg_arena *arena, const rg_calls *calls,
				    const rg_str_vec *failing)
{
	rg_arena *scratch = rg_arena_new();
	count *counts = RG_NEW_N(scratch, count, calls->functions.n + 1);
	rg_str_vec wanted = rg_str_vec_dup(scratch, failing), left_out = {0};
	rg_spectrum *out = RG_NEW(arena, rg_spectrum);
	size_t number = 0;

	rg_str_vec_sort(&wanted);
	rg_str_vec_unique(&wanted);
	for (size_t i = 0; i < wanted.n; i++) {
		const rg_calls_of_test *test = find_failed(calls, wanted.items[i]);

		if (!test)
			continue;
		count_test(counts, test, ++number);
		out->n_failing++;
		if (!is_doctest(test->test))
			RG_PUSH(scratch, &left_out, file_of(test->test));
	}
	rg_str_vec_sort(&left_out);
	rg_str_vec_unique(&left_out);
	for (size_t i = 0; i < calls->tests.n; i++) {
		const rg_calls_of_test *test = &calls->tests.items[i];

		if (!test->has_passed)
			continue;
		count_test(counts, test, ++number);
		out->n_passing++;
	}
	for (size_t i = 0; i < calls->functions.n; i++) {
		const rg_called *function = &calls->functions.items[i];
		const count *c = &counts[i];

		if ((!c->n_failing && !c->n_passing) || rg_str_vec_has(&left_out, function->path))
			continue;
		RG_PUSH(arena, &out->functions,
			(rg_executed){.path = rg_arena_dup(arena, function->path),
				      .function = rg_arena_dup(arena, function->name),
				      .line = function->line,
				      .n_failing = c->n_failing,
				      .n_passing = c->n_passing,
				      .from_end = c->n_failing ? c->from_end : RG_NEVER_CALLED});
	}
	rg_arena_free(scratch);
	return out->n_failing ? out : NULL;
}
