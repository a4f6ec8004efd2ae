/* SPDX-License-Identifier: MIT */
/*
 * variant.h - the ways in which a reproduction test is run beside "alone in a fresh process", to
 * see whether its outcome hangs on something that nobody meant: the order, the processors, the
 * time zone, another run. Pure.
 */
#ifndef RG_RUNNER_VARIANT_H
#define RG_RUNNER_VARIANT_H

#include "base/arena.h"
#include "base/vec.h"

/* What happens to the order of the tests (clients/pytest/redgreen_probe_order.py). */
typedef enum rg_order {
	RG_ORDER_AS_IS,	   /* nothing */
	RG_ORDER_SEEDED,   /* nothing; a plug-in that shuffles anyhow takes the run's hash seed */
	RG_ORDER_REVERSED, /* the last one first */
	RG_ORDER_RANDOM	   /* shuffled with the run's hash seed */
} rg_order;

typedef enum rg_variant_id {
#define RG_VARIANT(id, ...) RG_VARIANT_##id,
#include "runner/variant.def"
#undef RG_VARIANT
	RG_N_VARIANTS
} rg_variant_id;

typedef struct rg_variant {
	rg_variant_id id;
	const char *name;  /* as an argument: "one-cpu" */
	const char *words; /* as evidence has it and people read it: "on one CPU" */
	const char *cause; /* what a failure here and nowhere else speaks of: "timing" */
	bool in_file;	   /* all tests of the files, not the wanted ones alone */
	rg_order order;
	bool on_one_cpu;
	uint32_t n_noise; /* busy processes on that CPU */
	bool in_other_zone;
	uint32_t n_at_once; /* runs of it that have to be made at the same time */
} rg_variant;

const rg_variant *rg_variant_of(rg_variant_id id);
/* By its name or its words; NULL when there is none. */
const rg_variant *rg_variant_find(rg_str text);
/* "file, reversed, load, …" */
rg_str rg_variant_names(rg_arena *arena);
/* The files of node ids, each once, in their order. */
rg_str_vec rg_variant_files(rg_arena *arena, const rg_str_vec *tests);
/*
 * A time zone twelve hours away, on the side where the date is another one: "Etc/GMT+12". now:
 * seconds since the epoch.
 */
rg_str rg_variant_zone(int64_t now);

#endif
