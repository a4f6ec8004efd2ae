/* SPDX-License-Identifier: MIT */
/*
 * parallel.h - one job on several threads, for work that comes in independent pieces. Blocking: it
 * returns when all pieces are done, so a job that uses it is still one job to the loop.
 */
#ifndef RG_OS_PARALLEL_H
#define RG_OS_PARALLEL_H

#include <stddef.h>

typedef void (*rg_parallel_work)(void *data, size_t piece);

/*
 * Calls work for the pieces 0 … n - 1, each once, on up to n_threads threads, this one among them.
 * Which thread takes which piece is chance: a piece writes what is its own alone.
 */
void rg_parallel(size_t n, size_t n_threads, rg_parallel_work work, void *data);
/* Processors that this process may use, at least 1. */
size_t rg_processors(void);

#endif
