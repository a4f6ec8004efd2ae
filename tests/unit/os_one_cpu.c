/* SPDX-License-Identifier: MIT */
/*
 * os_one_cpu.c - which processors a child may use, with a guard and without one. nproc(1) says how
 * many they are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "os/child.h"
#include "os/one_cpu.h"

typedef struct asked {
	rg_arena *arena;
	rg_loop *loop;
	rg_str said;
} asked;

static void on_done(void *data, const rg_child_result *result)
{
	asked *a = data;

	a->said = rg_arena_dup(a->arena, result->out);
	rg_loop_stop(a->loop);
}

/* What the script says in a child that may use that processor alone. */
static rg_str ask(rg_arena *arena, const char *script, uint32_t only_cpu, bool is_guarded)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	asked a = {.arena = arena, .loop = rg_loop_new()};
	rg_child_options options = {.argv = argv,
				    .only_cpu = only_cpu,
				    .ends_with_us = is_guarded,
				    .done = on_done,
				    .data = &a};
	rg_child *child;
	rg_err err;

	if (rg_child_start(&child, a.loop, &options, &err) < 0)
		fail_msg("%s", err.message);
	rg_loop_run(a.loop);
	rg_loop_free(a.loop);
	return a.said;
}

static const char n_processors[] = "nproc";
static const char which[] = "grep Cpus_allowed_list /proc/self/status";

static void one_cpu__a_child_has_one_processor_with_a_guard_or_without(void **state)
{
	rg_arena *arena = rg_arena_new();

	(void)state;
	if (rg_one_cpu_is_possible())
		for (uint32_t n = 1; n <= 3; n++) {
			assert_true(rg_str_eq_z(ask(arena, n_processors, n, false), "1\n"));
			assert_true(rg_str_eq_z(ask(arena, n_processors, n, true), "1\n"));
		}
	else
		assert_false(rg_str_eq_z(ask(arena, n_processors, 0, false), ""));
	rg_arena_free(arena);
}

static void one_cpu__the_next_child_has_all_of_them_again(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_str before = ask(arena, n_processors, 0, true);

	(void)state;
	assert_true(before.len > 0);
	(void)ask(arena, n_processors, 1, true);
	assert_true(rg_str_eq(ask(arena, n_processors, 0, true), before));
	assert_true(rg_str_eq(ask(arena, n_processors, 0, false), before));
	rg_arena_free(arena);
}

static void one_cpu__the_same_number_is_the_same_processor_and_they_are_counted_round(void **state)
{
	rg_arena *arena = rg_arena_new();
	unsigned long n = strtoul(ask(arena, n_processors, 0, false).ptr, NULL, 10);

	(void)state;
	assert_true(n >= 1);
	for (uint32_t i = 1; i <= 2; i++)
		assert_true(rg_str_eq(ask(arena, which, i, false),
				      ask(arena, which, i + (uint32_t)n, true)));
	if (n > 1)
		assert_false(rg_str_eq(ask(arena, which, 1, false), ask(arena, which, 2, false)));
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_cpu__a_child_has_one_processor_with_a_guard_or_without),
		cmocka_unit_test(one_cpu__the_next_child_has_all_of_them_again),
		cmocka_unit_test(
			one_cpu__the_same_number_is_the_same_processor_and_they_are_counted_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
