/* SPDX-License-Identifier: MIT */
/*
 * plot.c - bars of text, for whoever reads the report where no picture is shown. They begin at
 * zero, so that their lengths compare as the medians do; eighths of a block make the steps small.
 */
#include "report/plot.h"

#include <math.h>

#include "base/buf.h"
#include "base/limits.h"

#define WIDTH	  40
#define MAX_PLOTS 8
#define MAX_NAME  60

static void add_bar(rg_buf *out, double part)
{
	/* U+2588 is a full block, U+2589 to U+258F seven eighths to one. */
	static const char *const eighths[] = {"",
					      "\xE2\x96\x8F",
					      "\xE2\x96\x8E",
					      "\xE2\x96\x8D",
					      "\xE2\x96\x8C",
					      "\xE2\x96\x8B",
					      "\xE2\x96\x8A",
					      "\xE2\x96\x89"};
	long n = lround(fmax(0, fmin(1, part)) * WIDTH * 8);
	long used = n / 8 + (n % 8 != 0);

	for (long i = 0; i < n / 8; i++)
		rg_buf_add_z(out, "\xE2\x96\x88");
	rg_buf_add_z(out, eighths[n % 8]);
	for (; used < WIDTH; used++)
		rg_buf_add_char(out, ' ');
}

static void add_side(rg_buf *out, const rg_plot *plot, const rg_plot_side *side, double most)
{
	rg_buf_printf(out, "  %-5.*s", RG_FMT(side->label));
	add_bar(out, most > 0 ? side->median / most : 0);
	rg_buf_printf(out, " %.4g%s%.*s (%s %.4g to %.4g, %zu run%s)\n", side->median,
		      plot->unit.len ? " " : "", RG_FMT(plot->unit),
		      side->has_interval ? "95 % interval" : "from", side->low, side->high, side->n,
		      side->n == 1 ? "" : "s");
}

rg_str rg_plot_bars(rg_arena *arena, const rg_plot_vec *plots)
{
	rg_buf text;
	rg_str out;

	rg_buf_init(&text, 16 * RG_KiB);
	for (size_t i = 0; i < plots->n && i < MAX_PLOTS; i++) {
		const rg_plot *plot = &plots->items[i];
		double most = fmax(plot->sides[0].median, plot->sides[1].median);

		rg_buf_printf(&text, "%s%.*s, median, %s is better\n", i ? "\n" : "",
			      RG_FMT(rg_utf8_cut(plot->title, MAX_NAME)),
			      plot->more_is_better ? "more" : "less");
		for (size_t j = 0; j < 2; j++)
			if (plot->sides[j].n)
				add_side(&text, plot, &plot->sides[j], most);
	}
	if (plots->n > MAX_PLOTS)
		rg_buf_printf(&text, "\nand %zu more\n", plots->n - MAX_PLOTS);
	out = rg_arena_dup(arena, rg_buf_str(&text));
	rg_buf_release(&text);
	return out;
}
