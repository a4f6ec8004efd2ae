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
	RG_ORDER_RANDOM,   /* shuffled with the run's hash seed */
	RG_ORDER_LAST,	   /* the wanted ones last, the others as they are */
	RG_ORDER_LAST_REVERSED, /* the wanted ones last, the others reversed */
	RG_ORDER_BEHIND		/* the wanted ones last, behind a hundred others so shuffled */
} rg_order;

/* How the test's threads take turns (clients/pytest/redgreen_probe_threads.py). */
typedef enum rg_threads {
	RG_THREADS_AS_IS,
	RG_THREADS_SWITCHING, /* as often as the interpreter can */
	RG_THREADS_LATE,      /* hardly ever, and they start and wake up late */
	RG_THREADS_LATE_MAIN  /* the same of the main one */
} rg_threads;

/* Which tests run. */
typedef enum rg_scope {
	RG_SCOPE_TESTS,	 /* the wanted ones alone */
	RG_SCOPE_FILES,	 /* all of their files */
	RG_SCOPE_FOLDERS /* all of these files' folders */
} rg_scope;

/* What the clock on the wall shows; see rg_variant_zone. */
typedef enum rg_zone {
	RG_ZONE_SAME,
	RG_ZONE_OTHER_DATE,
	RG_ZONE_FIRST_HOUR,
	RG_ZONE_LAST_HOUR,
	RG_ZONE_SUMMER_TIME
} rg_zone;

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
	rg_scope scope;
	rg_order order; /* AS_IS: as that of any seeded run */
	bool on_one_cpu;
	uint32_t n_noise; /* busy processes on that CPU */
	rg_threads threads;
	rg_zone zone;
	bool in_other_locale;
	bool is_twice; /* two runs are made at the same time */
} rg_variant;

const rg_variant *rg_variant_of(rg_variant_id id);
/* Whether the system decides anything in it: it may pass once, and fail the next time. */
bool rg_variant_leaves_to_chance(const rg_variant *variant);
/* Whether it shows more with another seed: chance, or an order that is drawn. */
bool rg_variant_draws(const rg_variant *variant);
/* By its name or its words; NULL when there is none. */
const rg_variant *rg_variant_find(rg_str text);
/* "file, reversed, load, …" */
rg_str rg_variant_names(rg_arena *arena);
/* What pytest is to run: the node ids, their files or these files' folders, each once, in order. */
rg_str_vec rg_variant_tests(rg_arena *arena, rg_scope scope, const rg_str_vec *tests);
/*
 * A time zone (a name of the tz database), now: seconds since the epoch. OTHER_DATE: twelve hours
 * away, on the side where the date is another one. FIRST_HOUR, LAST_HOUR: where it is after 0:00,
 * after 23:00. SUMMER_TIME: one whose clocks are put forward, by half an hour only.
 */
rg_str rg_variant_zone(rg_arena *arena, rg_zone zone, int64_t now);
/* For LC_ALL: "C" and "C.UTF-8", the one that the current one (of the environment) is not. */
rg_str rg_variant_locale(rg_str current);

#endif
