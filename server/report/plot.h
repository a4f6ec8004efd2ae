/* SPDX-License-Identifier: MIT */
/*
 * plot.h - what was measured on both sides as pictures: text bars for a code block, and an SVG with
 * every single value. Pure. Names and units are untrusted: they are redacted and escaped here.
 */
#ifndef RG_REPORT_PLOT_H
#define RG_REPORT_PLOT_H

#include <stdbool.h>

#include "base/vec.h"

typedef struct rg_plot_side {
	rg_str label;	      /* "base", "fix" */
	const double *values; /* in the order in which they were measured; all of them finite */
	size_t n;
	double median, low, high;
	bool has_interval; /* low and high are a 95 % interval of the median; else min and max */
} rg_plot_side;

/* One quantity. */
typedef struct rg_plot {
	rg_str title, unit;
	rg_str verdict; /* a sentence */
	bool more_is_better;
	rg_plot_side sides[2]; /* before, after */
} rg_plot;
typedef RG_VEC(rg_plot) rg_plot_vec;

/*
 * For each quantity a line with its name, and one with a bar from zero to the median for each side.
 * In the arena; empty when there is none. It is not yet safe as Markdown: it belongs into a fence.
 */
rg_str rg_plot_bars(rg_arena *arena, const rg_plot_vec *plots);
/*
 * A whole SVG 1.1 document, UTF-8: for each of the first four quantities every value as a mark, the
 * median and its interval above an axis. It says in <title> and <desc> what it shows, tells the
 * sides apart by shape as well as by colour, and is legible on light and on dark.
 */
rg_str rg_plot_svg(rg_arena *arena, rg_str title, const rg_plot_vec *plots,
		   const rg_str_vec *secrets);

#endif
