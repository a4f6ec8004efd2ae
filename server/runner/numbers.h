/* SPDX-License-Identifier: MIT */
/*
 * numbers.h - measurements that a test prints: lines with `samples/s`, `duration` or `time`
 * (procedure S43), and the user's own patterns. Pure.
 */
#ifndef RG_RUNNER_NUMBERS_H
#define RG_RUNNER_NUMBERS_H

#include "base/err.h"
#include "base/vec.h"
#include "runner/measure.h"

typedef struct rg_number {
	rg_str name; /* what stands before it: "throughput"; or the pattern's text */
	double value;
	rg_str unit; /* "s", "samples/s", or empty */
	rg_direction direction;
} rg_number;
typedef RG_VEC(rg_number) rg_number_vec;

/* Compiled patterns of the setting `measurePatterns`. */
typedef struct rg_number_patterns rg_number_patterns;
/* RG_EINVAL names the pattern, the offset and PCRE2's reason. */
RG_MUST_CHECK rg_rc rg_number_patterns_new(rg_number_patterns **out, const rg_str_vec *patterns,
					   rg_err *err);
void rg_number_patterns_free(rg_number_patterns *patterns);

/*
 * The numbers of a log, in its order, at most 200. With patterns only theirs: group 1 (or `value`)
 * is the number, a group named `name` its name. A pattern that matches for too long is given up.
 * patterns may be NULL; pytest's own lines ("1 passed in 0.52s") do not count. Any thread.
 */
rg_number_vec rg_numbers_find(rg_arena *arena, rg_str log, const rg_number_patterns *patterns);

#endif
