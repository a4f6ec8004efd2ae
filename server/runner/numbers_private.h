/* SPDX-License-Identifier: MIT */
/* numbers_private.h - inside runner/: the readers that rg_numbers_find goes through. */
#ifndef RG_RUNNER_NUMBERS_PRIVATE_H
#define RG_RUNNER_NUMBERS_PRIVATE_H

#include "runner/numbers.h"

#define RG_NUMBERS_MAX 200

/* A list being filled, never beyond RG_NUMBERS_MAX. */
typedef struct rg_number_list {
	rg_number_vec *out;
	rg_arena *arena;
} rg_number_list;

/*
 * A number at the beginning of s, with thousands separators where they are regular ("1,234.5"),
 * and its length; false when there is none or it is not finite.
 */
bool rg_number__take(double *out, size_t *len, rg_str s);
void rg_number__add(rg_number_list *list, const rg_number *number);

/* The numbers in one line of printed text. */
void rg_number__line(rg_number_list *list, rg_str line);

/* Where in pytest-benchmark's table the reader is; zeroed at first. */
typedef struct rg_benchmark_table {
	size_t n_columns; /* 0: not in a table */
	size_t column;	  /* that is read */
	double factor;	  /* to seconds */
} rg_benchmark_table;
/* Takes a line of pytest-benchmark's table; false when it is none. */
bool rg_number__benchmark(rg_number_list *list, rg_benchmark_table *table, rg_str line);
/* Takes the last state of a progress bar ("12/12 [00:05<00:00, 9.87it/s]"); false for others. */
bool rg_number__progress(rg_number_list *list, rg_str line);

/* How many patterns there are (0 for NULL), and what one of them finds. */
size_t rg_number__n_patterns(const rg_number_patterns *patterns);
void rg_number__pattern(rg_number_list *list, const rg_number_patterns *patterns, size_t which,
			rg_str log);

#endif
