/* SPDX-License-Identifier: MIT */
/*
 * numbers.h - measurements in what a run prints: rates ("1234 samples/s", "12 GB/s"), costs
 * ("0.8 ms/token"), times and sizes beside a word that says so ("inference time: 12.5 ms";
 * procedure S43), pytest-benchmark's table, progress bars, and the user's own patterns. Pure.
 */
#ifndef RG_RUNNER_NUMBERS_H
#define RG_RUNNER_NUMBERS_H

#include "base/err.h"
#include "base/vec.h"
#include "runner/measure.h"

/* Where a number is from; the later ones say better what the test is about. */
typedef enum rg_number_source {
	RG_NUMBER_PRINTED,   /* a time or a size */
	RG_NUMBER_PROGRESS,  /* a progress bar's rate */
	RG_NUMBER_RATE,	     /* a rate, or a cost of one of something */
	RG_NUMBER_BENCHMARK, /* the median of pytest-benchmark's table */
	RG_NUMBER_PATTERN    /* a pattern of the user's */
} rg_number_source;

typedef struct rg_number {
	rg_str name; /* what stands before it: "throughput"; or the pattern's text */
	double value;
	rg_str unit; /* "s", "samples/s", or empty */
	rg_direction direction;
	rg_number_source source;
} rg_number;
typedef RG_VEC(rg_number) rg_number_vec;

/* "printed", "rate", "pattern"; and the source of that name, RG_NUMBER_PRINTED for another. */
const char *rg_number_source_name(rg_number_source source);
rg_number_source rg_number_source_of(rg_str name);

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

/* What pytest captured while a test ran, from the probe. */
typedef struct rg_printed {
	rg_str test; /* node id */
	rg_str text; /* its lines with digits */
} rg_printed;
typedef RG_VEC(rg_printed) rg_printed_vec;

/*
 * The numbers of a run: of what its tests printed into pytest's capture, then those of the log that
 * are not among them. With several tests each one's name stands in front ("test_a: throughput").
 */
rg_number_vec rg_numbers_of_run(rg_arena *arena, const rg_printed_vec *printed, rg_str log,
				const rg_number_patterns *patterns);

/* The sum of the call phases that pytest's --durations shows; < 0 when it shows none. */
double rg_numbers_call_seconds(rg_str log);

#endif
