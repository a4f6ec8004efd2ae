/* SPDX-License-Identifier: MIT */
/*
 * measured.c - which runs belong together, which of their numbers are the same
 * quantity, and which of these is what the test is about. The statistics are
 * runner/measure's.
 *
 * A duration is compared only where the test does the same work on both sides.
 * One that fails on the base with a wrong value may end there at once, and a
 * fix that makes it go on is not slower; one that fails by a limit of time has
 * done its work, or was ended at a limit that is less than it needs. What a
 * test prints is compared as it is.
 */
#include "fix/runs/measured.h"

#include <stdlib.h>

#define MAX_QUANTITIES 12
#define DURATION       "test duration"

/* One quantity of one side. */
typedef struct series {
	rg_str name, unit;
	bool more;
	rg_number_source source;
	rg_double_vec values;
	rg_double_vec run; /* of the run that is being read */
} series;
typedef RG_VEC(series) series_vec;

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* A copy, as runner/measure.h wants it. */
static rg_double_vec sorted(rg_arena *arena, const rg_double_vec *values)
{
	rg_double_vec out = {0};

	for (size_t i = 0; i < values->n; i++)
		RG_PUSH(arena, &out, values->items[i]);
	if (out.n)
		qsort(out.items, out.n, sizeof(*out.items), ascending);
	return out;
}

/* ---- which runs
 * -----------------------------------------------------------------------------
 */

static bool is_of(const rg_evidence *e, const char *purpose, rg_str variant)
{
	return rg_str_eq_z(e->purpose, purpose) &&
	       (rg_str_eq(e->variant, variant) || (!e->variant.len && !variant.len));
}

/* Oldest first. */
static rg_evidence_vec choose(rg_arena *arena, const rg_evidence_vec *runs, const char *purpose,
			      rg_str variant)
{
	rg_evidence_vec out = {0};

	for (size_t i = runs->n; i-- > 0;)
		if (is_of(&runs->items[i], purpose, variant))
			RG_PUSH(arena, &out, runs->items[i]);
	return out;
}

/* The measurement that the newest run with the fix belongs to; false when there
 * is none. */
static bool newest(rg_str *variant, const rg_evidence_vec *after)
{
	for (size_t i = 0; i < after->n; i++) {
		if (rg_str_eq_z(after->items[i].purpose, "after")) {
			*variant = after->items[i].variant;
			return true;
		}
	}
	return false;
}

static bool has_passed(const rg_evidence *e)
{
	return rg_str_eq_z(e->outcome, "passed");
}

static uint32_t count_failed(rg_str *failure, const rg_evidence_vec *runs)
{
	uint32_t n = 0;

	for (size_t i = 0; i < runs->n; i++) {
		if (has_passed(&runs->items[i]))
			continue;
		n++;
		*failure = runs->items[i].failure.ptr ? runs->items[i].failure
						      : runs->items[i].outcome;
	}
	return n;
}

/* ---- which numbers
 * -------------------------------------------------------------------------- */

static series *series_named(series_vec *all, rg_str name, rg_str unit)
{
	for (size_t i = 0; i < all->n; i++)
		if (rg_str_eq(all->items[i].name, name) && rg_str_eq(all->items[i].unit, unit))
			return &all->items[i];
	return NULL;
}

static void read_numbers(series_vec *all, rg_arena *arena, const rg_json *list)
{
	for (const rg_json *x = rg_json_first(list); x; x = rg_json_next(x)) {
		rg_str name = rg_json_str(rg_json_get(x, "name"));
		rg_str unit = rg_json_str(rg_json_get(x, "unit"));
		series *of = series_named(all, name, unit);

		if (!of) {
			of = RG_PUSH_NEW(arena, all);
			*of = (series){.name = rg_arena_dup(arena, name),
				       .unit = rg_arena_dup(arena, unit),
				       .more = rg_json_bool(rg_json_get(x, "more"), false),
				       .source = rg_number_source_of(
					       rg_json_str(rg_json_get(x, "source")))};
		}
		RG_PUSH(arena, &of->run, rg_json_number(rg_json_get(x, "value"), 0));
	}
}

static series_vec numbers_of(rg_arena *arena, const rg_evidence_vec *runs)
{
	series_vec out = {0};

	for (size_t i = 0; i < runs->n; i++) {
		rg_json *list = NULL;
		rg_err err;

		if (!runs->items[i].numbers.ptr ||
		    rg_json_parse(&list, runs->items[i].numbers, &err) < 0)
			continue;
		read_numbers(&out, arena, list);
		rg_json_free(list);
		for (size_t j = 0; j < out.n; j++) {
			series *of = &out.items[j];

			if (of->run.n)
				RG_PUSH(arena, &of->values, rg_median(of->run.items, of->run.n));
			of->run.n = 0;
		}
	}
	return out;
}

/* Of the call phases where every run knows them, else of the whole process. */
static series durations_of(rg_arena *arena, const rg_evidence_vec *runs, bool of_tests)
{
	series out = {.name = of_tests ? RG_STR(DURATION) : RG_STR("duration with pytest's own"),
		      .unit = RG_STR("s")};

	for (size_t i = 0; i < runs->n; i++) {
		const rg_evidence *e = &runs->items[i];
		bool was_ended = rg_str_eq_z(e->outcome, "timeout");

		/* A test that was ended has no report: the run took at least that long. */
		RG_PUSH(arena, &out.values, of_tests && !was_ended ? e->test_seconds : e->seconds);
	}
	return out;
}

static bool know_tests(const rg_evidence_vec *runs)
{
	for (size_t i = 0; i < runs->n; i++)
		if (runs->items[i].test_seconds < 0 &&
		    !rg_str_eq_z(runs->items[i].outcome, "timeout"))
			return false;
	return true;
}

/* The higher the more it says what the test is about. */
static int weight(const rg_quantity *quantity)
{
	if (quantity->is_duration)
		return RG_NUMBER_PROGRESS * 2 + 1;
	return (int)quantity->source * 2;
}

static void add_quantity(rg_measured *out, rg_arena *arena, const series *a, const series *b,
			 bool is_duration)
{
	rg_quantity *quantity = RG_PUSH_NEW(arena, &out->quantities);
	rg_double_vec before = sorted(arena, &a->values), after = sorted(arena, &b->values);

	*quantity = (rg_quantity){.name = a->name,
				  .unit = a->unit,
				  .direction = a->more ? RG_MORE_IS_BETTER : RG_LESS_IS_BETTER,
				  .is_duration = is_duration,
				  .source = a->source,
				  .before = a->values,
				  .after = b->values};
	quantity->comparison = rg_compare(before.items, before.n, after.items, after.n,
					  quantity->direction, RG_MEASURED_SEED);
	if (is_duration && !out->are_durations_alike)
		quantity->comparison.verdict = RG_SPEED_UNLIKE;
}

/* Behind a stronger one, in the order of the output otherwise. */
static void put_main_first(rg_quantity_vec *all)
{
	size_t best = 0;
	rg_quantity main;

	for (size_t i = 1; i < all->n; i++)
		if (weight(&all->items[i]) > weight(&all->items[best]))
			best = i;
	main = all->items[best];
	memmove(all->items + 1, all->items, best * sizeof(main));
	all->items[0] = main;
}

bool rg_measured_compare(rg_measured *out, rg_arena *arena, const rg_evidence_vec *before,
			 const rg_evidence_vec *after, bool is_about_speed)
{
	rg_str variant;
	rg_evidence_vec b, a;
	series_vec of_b, of_a;
	series duration_b, duration_a;
	bool of_tests;

	*out = (rg_measured){0};
	if (!newest(&variant, after))
		return false;
	a = choose(arena, after, "after", variant);
	b = choose(arena, before, "before", variant);
	if (!b.n)
		return false;
	out->in_turns = !rg_str_eq_z(variant, RG_MEASURED_IN_PLACE);
	out->n_before = (uint32_t)b.n;
	out->n_after = (uint32_t)a.n;
	out->n_failed_before = count_failed(&out->failed_before, &b);
	out->n_failed_after = count_failed(&out->failed_after, &a);
	out->are_durations_alike =
		is_about_speed || (!out->n_failed_before && !out->n_failed_after);
	for (size_t i = 0; i < b.n; i++)
		RG_PUSH(arena, &out->runs, b.items[i].id);
	for (size_t i = 0; i < a.n; i++)
		RG_PUSH(arena, &out->runs, a.items[i].id);
	of_tests = know_tests(&b) && know_tests(&a);
	duration_b = durations_of(arena, &b, of_tests);
	duration_a = durations_of(arena, &a, of_tests);
	add_quantity(out, arena, &duration_b, &duration_a, true);
	of_b = numbers_of(arena, &b);
	of_a = numbers_of(arena, &a);
	for (size_t i = 0; i < of_b.n && out->quantities.n < MAX_QUANTITIES; i++) {
		series *same = series_named(&of_a, of_b.items[i].name, of_b.items[i].unit);

		if (same)
			add_quantity(out, arena, &of_b.items[i], same, false);
	}
	put_main_first(&out->quantities);
	return true;
}

bool rg_measured_is_gain(const rg_measured *measured)
{
	return measured->quantities.items[0].comparison.verdict == RG_SPEED_FASTER &&
	       !measured->n_failed_after;
}
