/* SPDX-License-Identifier: MIT */
/*
 * parallel.c - threads take the next piece until there is none. They are made and ended here, which
 * costs some 20 µs each: libuv's pool is not used, since a job that waits for jobs in a pool of
 * four can wait for ever.
 */
#include "os/parallel.h"

#include <stdatomic.h>
#include <uv.h>

#define THREADS_MAX 16

typedef struct parallel {
	atomic_size_t next;
	size_t n;
	rg_parallel_work work;
	void *data;
} parallel;

static void take_pieces(void *data)
{
	parallel *p = data;
	size_t piece;

	while ((piece = atomic_fetch_add(&p->next, 1)) < p->n)
		p->work(p->data, piece);
}

void rg_parallel(size_t n, size_t n_threads, rg_parallel_work work, void *data)
{
	parallel p = {.n = n, .work = work, .data = data};
	uv_thread_t threads[THREADS_MAX];
	size_t n_others = 0;

	atomic_init(&p.next, 0);
	if (n_threads > n)
		n_threads = n;
	while (n_others + 1 < n_threads && n_others < THREADS_MAX &&
	       uv_thread_create(&threads[n_others], take_pieces, &p) == 0)
		n_others++; /* without threads it is this one that does it all */
	take_pieces(&p);
	for (size_t i = 0; i < n_others; i++)
		uv_thread_join(&threads[i]);
}

size_t rg_processors(void)
{
	unsigned n = uv_available_parallelism();

	return n ? n : 1;
}
