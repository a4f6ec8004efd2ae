/* SPDX-License-Identifier: MIT */
/* measured.c - picks the quantity, hands the values to runner/measure, words the answer. */
#include "fix/measured.h"

#include <stdlib.h>

#define SEED UINT64_C(20260101) /* of the bootstrap: fixed, so that the same runs say the same */

typedef struct series {
	rg_str name, unit;
	bool more;
	rg_double_vec values;
} series;

/* The runs of one purpose as numbers; a run that does not have the quantity is left out. */
static series numbers_of(rg_arena *arena, const rg_evidence_vec *runs, const char *purpose)
{
	series out = {0};

	for (size_t i = runs->n; i-- > 0;) { /* newest first in the list */
		const rg_evidence *e = &runs->items[i];
		rg_json *list = NULL;
		rg_err err;

		if (!rg_str_eq_z(e->purpose, purpose) || !e->numbers.ptr ||
		    rg_json_parse(&list, e->numbers, &err) < 0)
			continue;
		for (const rg_json *x = rg_json_first(list); x; x = rg_json_next(x)) {
			rg_str name = rg_json_str(rg_json_get(x, "name"));

			if (!out.name.ptr) {
				out.name = rg_arena_dup(arena, name);
				out.unit = rg_arena_dup(arena, rg_json_str(rg_json_get(x, "unit")));
				out.more = rg_json_bool(rg_json_get(x, "more"), false);
			}
			if (rg_str_eq(name, out.name)) {
				RG_PUSH(arena, &out.values,
					rg_json_number(rg_json_get(x, "value"), 0));
				break;
			}
		}
		rg_json_free(list);
	}
	return out;
}

static series durations_of(rg_arena *arena, const rg_evidence_vec *runs, const char *purpose)
{
	series out = {.name = RG_STR("test duration"), .unit = RG_STR("s")};

	for (size_t i = runs->n; i-- > 0;) {
		const rg_evidence *e = &runs->items[i];

		if (rg_str_eq_z(e->purpose, purpose))
			RG_PUSH(arena, &out.values,
				e->test_seconds >= 0 ? e->test_seconds : e->seconds);
	}
	return out;
}

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
	qsort(out.items, out.n, sizeof(*out.items), ascending);
	return out;
}

bool rg_measured_compare(rg_measured *out, rg_arena *arena, const rg_evidence_vec *before,
			 const rg_evidence_vec *after)
{
	series a = numbers_of(arena, before, "before"), b = numbers_of(arena, after, "after");

	if (!a.values.n || !b.values.n || !rg_str_eq(a.name, b.name)) {
		a = durations_of(arena, before, "before");
		b = durations_of(arena, after, "after");
	}
	if (!a.values.n || !b.values.n)
		return false;
	*out = (rg_measured){.name = a.name,
			     .unit = a.unit,
			     .direction = a.more ? RG_MORE_IS_BETTER : RG_LESS_IS_BETTER,
			     .before = a.values,
			     .after = b.values};
	a.values = sorted(arena, &a.values);
	b.values = sorted(arena, &b.values);
	out->comparison = rg_compare(a.values.items, a.values.n, b.values.items, b.values.n,
				     out->direction, SEED);
	return true;
}

static rg_str figure(rg_arena *arena, const rg_measured *m, double value, size_t n,
		     const rg_interval *interval)
{
	return rg_arena_printf(arena, "%.4g %.*s (%.*s, median of %zu, %s %.4g to %.4g)", value,
			       RG_FMT(m->unit), RG_FMT(m->name), n,
			       interval->has_coverage ? "95 % interval" : "range", interval->low,
			       interval->high);
}

void rg_measured_claims(rg_session_facts *facts, rg_arena *arena, const rg_evidence_vec *base,
			const rg_evidence_vec *tree)
{
	rg_measured m;
	rg_claim claim = {0};

	if (!rg_measured_compare(&m, arena, base, tree))
		return;
	facts->before =
		figure(arena, &m, m.comparison.before, m.before.n, &m.comparison.before_interval);
	facts->after =
		figure(arena, &m, m.comparison.after, m.after.n, &m.comparison.after_interval);
	claim.text = rg_comparison_text(arena, &m.comparison, m.unit);
	facts->improvement = claim.text;
	for (size_t i = 0; i < base->n; i++)
		if (rg_str_eq_z(base->items[i].purpose, "before"))
			RG_PUSH(arena, &claim.runs, base->items[i].id);
	for (size_t i = 0; i < tree->n; i++)
		if (rg_str_eq_z(tree->items[i].purpose, "after"))
			RG_PUSH(arena, &claim.runs, tree->items[i].id);
	RG_PUSH(arena, &facts->performance, claim);
}

static rg_json *side(const rg_measured *m, const rg_double_vec *values, double median,
		     const rg_interval *interval)
{
	rg_json *out = rg_json_object(), *list;

	rg_json_set_str(out, "name", m->name);
	rg_json_set_str(out, "unit", m->unit);
	rg_json_set_number(out, "median", median);
	list = rg_json_set_take(out, "interval", rg_json_array());
	rg_json_push_take(list, rg_json_new_number(interval->low));
	rg_json_push_take(list, rg_json_new_number(interval->high));
	list = rg_json_set_take(out, "values", rg_json_array());
	for (size_t i = 0; i < values->n; i++)
		rg_json_push_take(list, rg_json_new_number(values->items[i]));
	return out;
}

void rg_measured_put(rg_json *result, const rg_measured *m)
{
	const rg_comparison *c = &m->comparison;
	rg_json *list;

	rg_json_set_take(result, "before", side(m, &m->before, c->before, &c->before_interval));
	rg_json_set_take(result, "after", side(m, &m->after, c->after, &c->after_interval));
	rg_json_set_number(result, "ratio", c->ratio);
	list = rg_json_set_take(result, "interval", rg_json_array());
	rg_json_push_take(list, rg_json_new_number(c->ratio_low));
	rg_json_push_take(list, rg_json_new_number(c->ratio_high));
	rg_json_set_str(result, "verdict", rg_str_of(rg_speed_name(c->verdict)));
}
