/* SPDX-License-Identifier: MIT */
/*
 * nested.c - which sessions stand inside of which: starts and closing lines are paired like
 * brackets. A test may print one of the two alone, or the end of a session, and one that pairs
 * wrongly would take the rest of the log away; so what cannot be pytest's own is left out first:
 * a closing line with another report of the same session behind it, and a start inside a report
 * with that session's next report right behind it. Each title is looked at once.
 */
#include "trace/nested.h"

#include "trace/nodeid.h"
#include "trace/sections.h"

/* Titles that are looked at behind a closing line. */
#define MAX_AHEAD 1000

/* A session that has begun. */
typedef struct rg_open {
	size_t idx;	   /* of its start */
	rg_str report;	   /* the report that it begins in, its title; null: none */
	bool has_section;  /* FAILURES and the like were seen in it */
	size_t last_inner; /* the start of the last session that was closed inside; SIZE_MAX none */
} rg_open;

typedef struct rg_nest {
	rg_title_vec *titles;
	rg_arena *arena;
	rg_str text;
	RG_VEC(rg_open) open;
	rg_str report;	/* the last report's title in the innermost session; null: none */
	size_t summary; /* the last summary's title, since the last start or closing line */
} rg_nest;

static bool is_summary(const rg_title *title)
{
	return title->kind == TITLE_SECTION && rg_str_eq_z(title->name, "short test summary info");
}

static rg_open *innermost(rg_nest *nest)
{
	return nest->open.n ? &nest->open.items[nest->open.n - 1] : NULL;
}

/* Whether the summary above the closing line at idx has a node id that ends in report's test. */
static bool has_in_summary(const rg_nest *nest, size_t idx, rg_str report)
{
	const rg_title *titles = nest->titles->items;
	rg_str lines, name;

	if (nest->summary == SIZE_MAX)
		return false;
	(void)rg_nodeid_phase(&report, false);
	name = rg_arena_printf(nest->arena, "::%.*s", RG_FMT(rg_nodeid_function(report)));
	lines = rg_str_sub(nest->text, titles[nest->summary].end, titles[idx].begin);
	return rg_str_has(lines, name);
}

/* Whether what follows idx is a session of -q, which has no start, and a closing line without
 * rules. */
static bool is_quiet(const rg_nest *nest, size_t idx)
{
	for (size_t i = idx + 1; i < nest->titles->n && i < idx + MAX_AHEAD; i++) {
		const rg_title *title = &nest->titles->items[i];

		if (title->kind == TITLE_START || title->kind == TITLE_CLOSING)
			return title->kind == TITLE_CLOSING && !title->width;
	}
	return true;
}

/* Whether the session of the closing line at idx goes on behind it: then a test printed it. */
static bool is_followed(const rg_nest *nest, size_t idx)
{
	const rg_title *next = idx + 1 < nest->titles->n ? &nest->titles->items[idx + 1] : NULL;

	if (!next || !nest->report.ptr)
		return false;
	if (next->kind == TITLE_REPORT || next->kind == TITLE_CAPTURED)
		return true;
	return nest->open.n && next->kind != TITLE_START && !is_quiet(nest, idx);
}

/* Ends the innermost session at the closing line idx. */
static void end_session(rg_nest *nest, size_t idx)
{
	rg_open *open = innermost(nest), inner;

	/* The line may be that of the session around it, and the start have none. */
	if (open && open->report.ptr && nest->open.n > 1 &&
	    has_in_summary(nest, idx, open->report)) {
		nest->titles->items[open->idx].is_printed = true;
		nest->open.n--;
		open = innermost(nest);
	}
	nest->summary = SIZE_MAX;
	nest->report = (rg_str){NULL, 0};
	if (!open)
		return;
	inner = *open;
	nest->titles->items[inner.idx].closing = idx;
	nest->open.n--;
	nest->report = inner.report;
	open = innermost(nest);
	if (open)
		open->last_inner = inner.report.ptr ? inner.idx : SIZE_MAX;
}

static void on_title(rg_nest *nest, size_t idx)
{
	rg_title *title = &nest->titles->items[idx];
	rg_open *open = innermost(nest);

	switch (title->kind) {
	case TITLE_START:
		if (open && !open->has_section && !nest->report.ptr)
			nest->report = open->report; /* the same report printed both */
		RG_PUSH(nest->arena, &nest->open,
			((rg_open){.idx = idx, .report = nest->report, .last_inner = SIZE_MAX}));
		nest->report = (rg_str){NULL, 0};
		nest->summary = SIZE_MAX;
		break;
	case TITLE_CLOSING:
		if (!title->width && !rg_section_is_results(title->name))
			break;
		if (nest->open.n < 2 && !(open && open->report.ptr) && is_followed(nest, idx))
			title->is_printed = true;
		else
			end_session(nest, idx);
		break;
	case TITLE_REPORT:
		for (; open && open->report.ptr && !open->has_section; open = innermost(nest)) {
			nest->titles->items[open->idx].is_printed = true;
			nest->open.n--;
		}
		nest->report = title->name;
		break;
	case TITLE_SECTION:
		if (open)
			open->has_section = true;
		if (is_summary(title))
			nest->summary = idx;
		break;
	case TITLE_CAPTURED: /* --tb=line: no title above it */
		if (!nest->report.ptr && rg_str_starts(title->name, RG_STR("Captured ")))
			nest->report = title->name;
		break;
	}
}

/*
 * A session that is still open where the log ends with the closing line of one inside of a report:
 * the line is its own, and the start in the report had none.
 */
static void repair(rg_nest *nest)
{
	const rg_open *open = innermost(nest);
	rg_title *titles = nest->titles->items;

	if (!open || open->last_inner == SIZE_MAX ||
	    titles[open->last_inner].closing + 1 != nest->titles->n)
		return;
	titles[open->idx].closing = nest->titles->n - 1;
	titles[open->last_inner].is_printed = true;
}

/* Takes out what was printed, and gives the sessions that remain the places of their closings. */
static void drop_printed(rg_title_vec *titles, rg_arena *arena)
{
	size_t *places = rg_arena_alloc(arena, (titles->n + 1) * sizeof(*places)), n = 0;

	for (size_t i = 0; i < titles->n; i++) {
		places[i] = n;
		n += !titles->items[i].is_printed;
	}
	n = 0;
	for (size_t i = 0; i < titles->n; i++) {
		rg_title title = titles->items[i];

		if (title.is_printed)
			continue;
		if (title.closing != SIZE_MAX)
			title.closing = places[title.closing];
		titles->items[n++] = title;
	}
	titles->n = n;
}

void rg_nested_find(rg_title_vec *titles, rg_arena *arena, rg_str text)
{
	rg_nest nest = {.titles = titles, .arena = arena, .text = text, .summary = SIZE_MAX};
	size_t outer_end = 0;

	for (size_t i = 0; i < titles->n; i++) {
		titles->items[i].closing = SIZE_MAX;
		titles->items[i].is_enclosed = titles->items[i].is_printed = false;
	}
	for (size_t i = 0; i < titles->n; i++)
		on_title(&nest, i);
	repair(&nest);
	drop_printed(titles, arena);
	for (size_t i = 0; i < titles->n; i++) {
		rg_title *title = &titles->items[i];

		if (title->kind != TITLE_START || title->closing == SIZE_MAX)
			continue;
		if (i < outer_end)
			title->is_enclosed = true;
		else
			outer_end = title->closing;
	}
}
