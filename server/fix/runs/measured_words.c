/* SPDX-License-Identifier: MIT */
/* measured_words.c - what was measured, as sentences, as a result and as
 * pictures. */
#include "fix/runs/measured.h"

/* "10.3 s (test duration, median of 10, 95 % interval 10.1 to 10.6)" */
static rg_str figure(rg_arena *arena, const rg_quantity *q, double value, size_t n,
		     const rg_interval *interval)
{
	return rg_arena_printf(arena, "%.4g%s%.*s (%.*s, median of %zu, %s %.4g to %.4g)", value,
			       q->unit.len ? " " : "", RG_FMT(q->unit), RG_FMT(q->name), n,
			       interval->has_coverage ? "95 % interval" : "range", interval->low,
			       interval->high);
}

static rg_str caveats(rg_arena *arena, const rg_measured *m)
{
	rg_str_vec parts = {0};

	if (m->n_failed_after)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena,
					"with the fix the test failed in %u of %u runs (%.*s)",
					m->n_failed_after, m->n_after, RG_FMT(m->failed_after)));
	if (m->quantities.items[0].comparison.verdict == RG_SPEED_UNLIKE)
		RG_PUSH(arena, &parts,
			rg_arena_printf(arena,
					"a test that fails does not do the same work (on the base: "
					"%.*s)",
					RG_FMT(m->failed_before.ptr ? m->failed_before
								    : RG_STR("it passed"))));
	if (!m->in_turns)
		RG_PUSH(arena, &parts,
			RG_STR("measured one after the other, not in turns, so that what else the "
			       "machine did may be part of it"));
	return rg_str_vec_join(arena, &parts, RG_STR("; "));
}

rg_str rg_measured_text(rg_arena *arena, const rg_measured *m)
{
	const rg_quantity *q = &m->quantities.items[0];
	rg_str text = rg_comparison_text(arena, &q->comparison, q->unit), but = caveats(arena, m);

	return but.len ? rg_arena_printf(arena, "%.*s; %.*s", RG_FMT(text), RG_FMT(but)) : text;
}

/* "latency 12 ms → 9 ms, within noise" of the others. */
static rg_str other_text(rg_arena *arena, const rg_quantity *q)
{
	return rg_arena_printf(arena, "%.*s: %.*s", RG_FMT(q->name),
			       RG_FMT(rg_comparison_text(arena, &q->comparison, q->unit)));
}

static rg_plot_side plot_side(const char *label, const rg_double_vec *values, double median,
			      const rg_interval *interval)
{
	return (rg_plot_side){.label = rg_str_of(label),
			      .values = values->items,
			      .n = values->n,
			      .median = median,
			      .low = interval->low,
			      .high = interval->high,
			      .has_interval = interval->has_coverage};
}

rg_plot_vec rg_measured_plots(rg_arena *arena, const rg_measured *m)
{
	rg_plot_vec out = {0};

	for (size_t i = 0; i < m->quantities.n; i++) {
		const rg_quantity *q = &m->quantities.items[i];
		const rg_comparison *c = &q->comparison;

		RG_PUSH(arena, &out,
			(rg_plot){.title = q->name,
				  .unit = q->unit,
				  .verdict = rg_comparison_text(arena, c, q->unit),
				  .more_is_better = q->direction == RG_MORE_IS_BETTER,
				  .sides = {plot_side("base", &q->before, c->before,
						      &c->before_interval),
					    plot_side("fix", &q->after, c->after,
						      &c->after_interval)}});
	}
	return out;
}

void rg_measured_claims(rg_session_facts *facts, rg_arena *arena, const rg_evidence_vec *base,
			const rg_evidence_vec *tree)
{
	rg_measured m;
	const rg_quantity *q;

	if (!rg_measured_compare(&m, arena, base, tree, facts->is_about_speed))
		return;
	q = &m.quantities.items[0];
	facts->before =
		figure(arena, q, q->comparison.before, q->before.n, &q->comparison.before_interval);
	facts->after =
		figure(arena, q, q->comparison.after, q->after.n, &q->comparison.after_interval);
	facts->improvement = rg_measured_text(arena, &m);
	facts->plots = rg_measured_plots(arena, &m);
	facts->is_faster = q->comparison.verdict == RG_SPEED_FASTER;
	facts->is_measured_gain = rg_measured_is_gain(&m);
	for (size_t i = 1; i < m.quantities.n; i++) {
		rg_claim *claim = RG_PUSH_NEW(arena, &facts->performance);

		claim->text = other_text(arena, &m.quantities.items[i]);
		claim->runs = m.runs;
	}
}

/* ---- the result
 * -----------------------------------------------------------------------------
 */

static rg_json *pair(double low, double high)
{
	rg_json *list = rg_json_array();

	rg_json_push_take(list, rg_json_new_number(low));
	rg_json_push_take(list, rg_json_new_number(high));
	return list;
}

static rg_json *side(const rg_quantity *q, const rg_double_vec *values, double median,
		     const rg_interval *interval, double variation)
{
	rg_json *out = rg_json_object(), *list;

	rg_json_set_str(out, "name", q->name);
	rg_json_set_str(out, "unit", q->unit);
	rg_json_set_number(out, "median", median);
	rg_json_set_take(out, "interval", pair(interval->low, interval->high));
	rg_json_set_number(out, "variation", variation);
	list = rg_json_set_take(out, "values", rg_json_array());
	for (size_t i = 0; i < values->n; i++)
		rg_json_push_take(list, rg_json_new_number(values->items[i]));
	return out;
}

static void put_quantity(rg_json *out, const rg_quantity *q)
{
	const rg_comparison *c = &q->comparison;

	rg_json_set_take(out, "before",
			 side(q, &q->before, c->before, &c->before_interval, c->before_variation));
	rg_json_set_take(out, "after",
			 side(q, &q->after, c->after, &c->after_interval, c->after_variation));
	rg_json_set_number(out, "ratio", c->ratio);
	rg_json_set_take(out, "interval", pair(c->ratio_low, c->ratio_high));
	rg_json_set_number(out, "p", c->test.p);
	rg_json_set_str(out, "verdict", rg_str_of(rg_speed_name(c->verdict)));
}

void rg_measured_put(rg_json *result, const rg_measured *m)
{
	rg_json *list;

	put_quantity(result, &m->quantities.items[0]);
	list = rg_json_set_take(result, "quantities", rg_json_array());
	for (size_t i = 0; i < m->quantities.n; i++) {
		rg_json *one = rg_json_push_take(list, rg_json_object());
		const rg_quantity *q = &m->quantities.items[i];

		rg_json_set_str(one, "name", q->name);
		rg_json_set_str(one, "unit", q->unit);
		rg_json_set_str(one, "source",
				q->is_duration ? RG_STR("duration")
					       : rg_str_of(rg_number_source_name(q->source)));
		rg_json_set_bool(one, "more", q->direction == RG_MORE_IS_BETTER);
		put_quantity(one, q);
	}
	rg_json_set_int(result, "seed", (int64_t)RG_MEASURED_SEED);
	rg_json_set_bool(result, "inTurns", m->in_turns);
}
