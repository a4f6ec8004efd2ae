/* SPDX-License-Identifier: MIT */
/* Pieces of one job on several threads: each is done once, whatever the number of threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <cmocka.h>

#include "os/parallel.h"

static void count(void *data, size_t piece)
{
	atomic_fetch_add(&((atomic_int *)data)[piece], 1);
}

static void parallel__does_every_piece_once(void **state)
{
	static const size_t sizes[] = {0, 1, 2, 3, 100}, threads[] = {0, 1, 2, 4, 16, 1000};
	atomic_int counts[100];

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		for (size_t k = 0; k < sizeof(threads) / sizeof(*threads); k++) {
			for (size_t piece = 0; piece < 100; piece++)
				atomic_init(&counts[piece], 0);
			rg_parallel(sizes[i], threads[k], count, counts);
			for (size_t piece = 0; piece < 100; piece++)
				assert_int_equal(atomic_load(&counts[piece]), piece < sizes[i]);
		}
	assert_true(rg_processors() >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parallel__does_every_piece_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
