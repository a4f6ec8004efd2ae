/* SPDX-License-Identifier: MIT */
/*
 * units.h - inside runner/: the units in which tests print how fast they are, brought to one unit
 * of each kind, so that "950 ms" before and "1.1 s" after can be compared. Pure.
 */
#ifndef RG_RUNNER_UNITS_H
#define RG_RUNNER_UNITS_H

#include "base/arena.h"
#include "runner/measure.h"

typedef enum rg_unit_kind {
	RG_UNIT_TIME, /* "s" */
	RG_UNIT_COST, /* time for one of something: "s/token" */
	RG_UNIT_RATE, /* "samples/s", "MB/s", "fps" */
	RG_UNIT_SIZE  /* "MiB" */
} rg_unit_kind;

typedef struct rg_unit {
	rg_unit_kind kind;
	rg_str name;   /* the unit that values are brought to */
	double factor; /* by which they are multiplied for that */
	size_t len;    /* bytes of the text that spell it */
} rg_unit;

/* Whether a word's letter, for what stands around numbers. */
bool rg_unit_is_word(char c);
/*
 * The unit at the beginning of text: "ms", "µs", "ms/token", "samples/s", "it/sec",
 * "tokens per second", "GiB/s", "fps", "MiB". False when the text begins with something else; a
 * unit ends where its word ends. name lies in the arena or is static.
 */
bool rg_unit_at(rg_unit *out, rg_arena *arena, rg_str text);
/* The unit that a key ends with: "latency_ms", "samples_per_second"; *key without a time's. */
bool rg_unit_of_key(rg_unit *out, rg_arena *arena, rg_str *key);
/* Fewer is better but for rates. */
rg_direction rg_unit_direction(const rg_unit *unit);

#endif
