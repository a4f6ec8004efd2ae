/* SPDX-License-Identifier: MIT */
/*
 * calls.c - any bytes are the probe's records of what tests called: read, written and read again
 * they say the same, merged with themselves too, and a spectrum is made of them.
 */
#include "check_trace.h"
#include "runner/spectrum.h"

static bool is_same_call(const rg_calls *a, uint32_t x, const rg_calls *b, uint32_t y)
{
	check(x < a->functions.n && y < b->functions.n);
	return rg_str_eq(a->functions.items[x].path, b->functions.items[y].path) &&
	       (rg_str_eq(a->functions.items[x].name, b->functions.items[y].name) ||
		/* "<loc<locals>.als>": no such name can be, and taking it out once is enough. */
		rg_str_has(a->functions.items[x].name, RG_STR("<locals>")));
}

/* What tests called; functions that no test did need not be in both. */
static bool is_same(const rg_calls *a, const rg_calls *b)
{
	if (a->tests.n != b->tests.n)
		return false;
	for (size_t i = 0; i < a->tests.n; i++) {
		const rg_calls_of_test *x = &a->tests.items[i], *y = &b->tests.items[i];

		if (!rg_str_eq(x->test, y->test) || x->has_passed != y->has_passed ||
		    x->calls.n != y->calls.n)
			return false;
		for (size_t k = 0; k < x->calls.n && !x->has_passed; k++)
			if (!is_same_call(a, x->calls.items[k], b, y->calls.items[k]))
				return false;
	}
	return true;
}

static rg_str no_source(void *self, rg_arena *arena, rg_str path)
{
	(void)self;
	(void)arena;
	return rg_str_ends(path, RG_STR("helper.py"))
		       ? RG_STR("class A:\n    def f(self):\n        def g(): pass\n")
		       : (rg_str){NULL, 0};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_trace_options options = some_workspace(arena);
	rg_calls calls, again, merged;
	rg_str_vec failing = {NULL, 0, 0};
	const rg_spectrum *spectrum;
	rg_buf text;

	rg_calls_read(&calls, arena, (rg_str){(const char *)data, size}, options.paths);
	rg_buf_init(&text, RG_LIMIT_TRACE_BYTES);
	rg_calls_render(&text, &calls);
	rg_calls_read(&again, arena, rg_buf_str(&text), options.paths);
	check(is_same(&calls, &again));
	rg_calls_merge(&merged, arena, &calls, &calls);
	check(is_same(&calls, &merged));
	for (size_t i = 0; i < calls.tests.n; i++)
		if (!calls.tests.items[i].has_passed)
			RG_PUSH(arena, &failing, calls.tests.items[i].test);
	rg_calls_place(&calls, arena, no_source, NULL);
	spectrum = rg_spectrum_make(arena, &calls, &failing);
	for (size_t i = 0; spectrum && i < spectrum->functions.n; i++) {
		const rg_executed *executed = &spectrum->functions.items[i];

		check_text(executed->path);
		check_text(executed->function);
		check(executed->n_failing <= spectrum->n_failing &&
		      executed->n_passing <= spectrum->n_passing);
	}
	rg_buf_release(&text);
	rg_arena_free(arena);
	return 0;
}
