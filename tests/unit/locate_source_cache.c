/* SPDX-License-Identifier: MIT */
/* What was parsed is kept between answers, and does not grow without end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "locate/dictionary.h"
#include "locate/source_cache.h"

/* A module of about a megabyte, most of it in a comment; its function's name has the number. */
static rg_str module(rg_arena *arena, int number)
{
	size_t n = RG_MiB;
	char *filler = rg_arena_alloc(arena, n);

	memset(filler, '#', n);
	return rg_arena_printf(arena, "def made_%d(): pass\n%.*s\n", number, (int)n, filler);
}

static const rg_outline *ask(rg_source_cache *cache, rg_arena *arena, int number)
{
	rg_str path = rg_arena_printf(arena, "m%d.py", number);

	return rg_source_cache_outline(cache, path, module(arena, number));
}

static void locate_source_cache__what_is_asked_for_again_is_kept(void **state)
{
	rg_source_cache *cache = rg_source_cache_new();
	rg_arena *arena = rg_arena_new();
	const rg_outline *first;

	(void)state;
	first = ask(cache, arena, 1);
	assert_int_equal(first->definitions.n, 1);
	rg_source_cache_trim(cache);
	assert_ptr_equal(ask(cache, arena, 1), first);
	/* Asked for in each answer, it outlives many others that were asked for once. */
	for (int i = 2; i < 40; i++) {
		(void)ask(cache, arena, i);
		assert_ptr_equal(ask(cache, arena, 1), first);
		rg_source_cache_trim(cache);
	}
	rg_source_cache_free(cache);
	rg_arena_free(arena);
}

static void locate_source_cache__what_was_not_asked_for_longest_goes_first(void **state)
{
	rg_source_cache *cache = rg_source_cache_new();
	rg_arena *arena = rg_arena_new();
	size_t before;

	(void)state;
	for (int i = 0; i < 40; i++)
		(void)ask(cache, arena, i);
	before = rg_source_cache_bytes(cache);
	assert_true(before > 40 * RG_MiB);
	rg_source_cache_trim(cache);
	assert_true(rg_source_cache_bytes(cache) < 5 * RG_MiB);
	before = rg_source_cache_bytes(cache);
	/* The newest are there still, the oldest are parsed anew, and right. */
	(void)ask(cache, arena, 39);
	(void)ask(cache, arena, 38);
	assert_int_equal(rg_source_cache_bytes(cache), before);
	assert_true(rg_str_eq_z(ask(cache, arena, 0)->definitions.items[0].name, "made_0"));
	assert_true(rg_source_cache_bytes(cache) > before);
	rg_source_cache_free(cache);
	rg_arena_free(arena);
}

static void locate_source_cache__other_bytes_of_a_path_replace_it(void **state)
{
	rg_source_cache *cache = rg_source_cache_new();
	const rg_function_text_vec *functions;

	(void)state;
	functions = rg_source_cache_functions(cache, RG_STR("a.py"), RG_STR("def a(): one\n"));
	assert_int_equal(functions->n, 1);
	functions = rg_source_cache_functions(cache, RG_STR("a.py"),
					      RG_STR("def a(): one\ndef b(): two(one)\n"));
	assert_int_equal(functions->n, 2);
	assert_true(rg_str_eq_z(functions->items[1].definition->name, "b"));
	assert_int_not_equal(rg_source_cache_term(cache, RG_STR("two")), RG_NO_TERM);
	rg_source_cache_free(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_source_cache__what_is_asked_for_again_is_kept),
		cmocka_unit_test(locate_source_cache__what_was_not_asked_for_longest_goes_first),
		cmocka_unit_test(locate_source_cache__other_bytes_of_a_path_replace_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
