/* SPDX-License-Identifier: MIT */
/*
 * plot_svg.c - a strip plot: each value is a mark on its side's row, marks of one row stand on
 * three heights in turn so that equal values are seen, a thick stroke is the median and a bar with
 * two ends its interval. The axis is that of the values and does not begin at zero.
 *
 * The document is written as text: six kinds of element are no reason for a library. Everything
 * that is not ours goes through add_text. It has a background of its own, since a page that shows
 * it as an image gives it none; colours follow the reader's preference by a media query.
 */
#include <math.h>

#include "base/buf.h"
#include "base/limits.h"
#include "report/plot.h"
#include "report/sink.h"

#define MAX_PLOTS 4
#define MAX_MARKS 400 /* of a side */
#define MAX_TEXT  120

#define WIDTH  760.0
#define LEFT   84.0
#define RIGHT  (WIDTH - 215.0)
#define TOP    16.0
#define ROW    40.0
#define HEAD   46.0 /* title and verdict of a panel */
#define AXIS   46.0
#define PANEL  (HEAD + 2 * ROW + AXIS)
#define SPREAD 7.0 /* between the heights of marks */

typedef struct rg_svg {
	rg_buf buf;
	rg_arena *arena;
	const rg_str_vec *secrets;
} rg_svg;

/* What XML 1.0 takes as text (section 2.2), with its five characters escaped. */
static void add_text(rg_svg *svg, rg_str text)
{
	bool is_utf8;

	text = rg_sink_redact(svg->arena, text, svg->secrets);
	is_utf8 = rg_utf8_is_valid(text);
	text = is_utf8 ? rg_utf8_cut(text, MAX_TEXT) : rg_str_sub(text, 0, MAX_TEXT);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c == '&')
			rg_buf_add_z(&svg->buf, "&amp;");
		else if (c == '<')
			rg_buf_add_z(&svg->buf, "&lt;");
		else if (c == '>')
			rg_buf_add_z(&svg->buf, "&gt;");
		else if (c == '"')
			rg_buf_add_z(&svg->buf, "&quot;");
		else if (c == '\'')
			rg_buf_add_z(&svg->buf, "&#39;");
		else if (c < 0x20 || c == 0x7f || (c >= 0x80 && !is_utf8))
			rg_buf_add_char(&svg->buf, '?');
		else if (c == 0xEF && i + 2 < text.len && (unsigned char)text.ptr[i + 1] == 0xBF &&
			 (unsigned char)text.ptr[i + 2] >= 0xBE) {
			rg_buf_add_char(&svg->buf, '?'); /* U+FFFE and U+FFFF */
			i += 2;
		} else {
			rg_buf_add_char(&svg->buf, (char)c);
		}
	}
}

static void begin_text(rg_svg *svg, double x, double y, const char *anchor, const char *class)
{
	rg_buf_printf(&svg->buf, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">", x,
		      y, anchor, class);
}

static void end_text(rg_svg *svg)
{
	rg_buf_add_z(&svg->buf, "</text>\n");
}

/* ---- the axis ------------------------------------------------------------------------------- */

typedef struct rg_axis {
	double low, high, step;
} rg_axis;

static void take(rg_axis *axis, double value, bool *is_first)
{
	axis->low = *is_first ? value : fmin(axis->low, value);
	axis->high = *is_first ? value : fmax(axis->high, value);
	*is_first = false;
}

/* The span of all values with a little room; ticks at 1, 2 or 5 times a power of ten. */
static rg_axis axis_of(const rg_plot *plot)
{
	rg_axis axis = {0, 0, 1};
	bool is_first = true;
	double room, power;

	for (size_t i = 0; i < 2; i++) {
		const rg_plot_side *side = &plot->sides[i];

		for (size_t j = 0; j < side->n && j < MAX_MARKS; j++)
			take(&axis, side->values[j], &is_first);
		if (side->n) {
			take(&axis, side->low, &is_first);
			take(&axis, side->high, &is_first);
		}
	}
	room = (axis.high - axis.low) * 0.06;
	if (!(room > fabs(axis.high) * 1e-12))
		room = axis.high != 0 ? fabs(axis.high) * 0.05 : 1;
	axis.low -= room;
	axis.high += room;
	power = pow(10, floor(log10((axis.high - axis.low) / 5)));
	axis.step = (axis.high - axis.low) / 5 / power;
	axis.step = (axis.step <= 1 ? 1 : axis.step <= 2 ? 2 : axis.step <= 5 ? 5 : 10) * power;
	return axis;
}

static double x_of(const rg_axis *axis, double value)
{
	return LEFT + (value - axis->low) / (axis->high - axis->low) * (RIGHT - LEFT);
}

static void add_line(rg_svg *svg, double x1, double y1, double x2, double y2, const char *class)
{
	rg_buf_printf(&svg->buf,
		      "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1,
		      y1, x2, y2, class);
}

static void add_axis(rg_svg *svg, const rg_axis *axis, const rg_plot *plot, double top)
{
	double bottom = top + 2 * ROW, first = ceil(axis->low / axis->step);

	for (int i = 0; i < 12; i++) {
		double value = (first + i) * axis->step, x;

		if (value > axis->high)
			break;
		x = x_of(axis, value);
		add_line(svg, x, top, x, bottom, "grid");
		begin_text(svg, x, bottom + 16, "middle", "dim");
		rg_buf_printf(&svg->buf, "%.6g", fabs(value) < axis->step * 1e-6 ? 0 : value);
		end_text(svg);
	}
	add_line(svg, LEFT, bottom, RIGHT, bottom, "axis");
	begin_text(svg, (LEFT + RIGHT) / 2, bottom + 34, "middle", "dim");
	add_text(svg, plot->unit);
	rg_buf_printf(&svg->buf, "%s%s is better", plot->unit.len ? ", " : "",
		      plot->more_is_better ? "more" : "less");
	end_text(svg);
}

/* ---- a side's row --------------------------------------------------------------------------- */

static void add_mark(rg_svg *svg, double x, double y, bool is_before)
{
	if (is_before)
		rg_buf_printf(&svg->buf,
			      "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" class=\"before\"/>\n", x,
			      y);
	else
		rg_buf_printf(&svg->buf,
			      "<path d=\"M%.1f %.1fl4.5 4.5l-4.5 4.5l-4.5 -4.5z\" "
			      "class=\"after\"/>\n",
			      x, y - 4.5);
}

static void add_side(rg_svg *svg, const rg_axis *axis, const rg_plot *plot, size_t which,
		     double top)
{
	const rg_plot_side *side = &plot->sides[which];
	double y = top + ROW / 2 + ROW * (double)which;
	double median = x_of(axis, side->median), low, high;

	begin_text(svg, LEFT - 12, y + 4, "end", "label");
	add_text(svg, side->label);
	end_text(svg);
	if (!side->n)
		return;
	for (size_t i = 0; i < side->n && i < MAX_MARKS; i++)
		add_mark(svg, x_of(axis, side->values[i]), y + ((double)(i % 3) - 1) * SPREAD,
			 which == 0);
	low = x_of(axis, side->low);
	high = x_of(axis, side->high);
	if (side->has_interval) {
		add_line(svg, low, y, high, y, "interval");
		add_line(svg, low, y - 6, low, y + 6, "interval");
		add_line(svg, high, y - 6, high, y + 6, "interval");
	}
	add_line(svg, median, y - 14, median, y + 14, "median");
	begin_text(svg, RIGHT + 14, y - 2, "start", "label");
	rg_buf_printf(&svg->buf, "%.4g ", side->median);
	add_text(svg, plot->unit);
	end_text(svg);
	begin_text(svg, RIGHT + 14, y + 13, "start", "dim");
	rg_buf_printf(&svg->buf, "%.4g to %.4g, %zu run%s", side->low, side->high, side->n,
		      side->n == 1 ? "" : "s");
	end_text(svg);
}

static void add_panel(rg_svg *svg, const rg_plot *plot, double top)
{
	rg_axis axis = axis_of(plot);

	begin_text(svg, 16, top + 12, "start", "head");
	add_text(svg, plot->title);
	end_text(svg);
	begin_text(svg, 16, top + 31, "start", "dim");
	add_text(svg, plot->verdict);
	end_text(svg);
	add_axis(svg, &axis, plot, top + HEAD);
	for (size_t i = 0; i < 2; i++)
		add_side(svg, &axis, plot, i, top + HEAD);
}

/* ---- the document --------------------------------------------------------------------------- */

static const char style[] =
	"<style>\n"
	"svg{color-scheme:light dark}\n"
	"text{font:13px system-ui,-apple-system,\"Segoe UI\",sans-serif;fill:#1f2328}\n"
	".head{font-weight:600}.dim{fill:#59636e;font-size:12px}\n"
	".paper{fill:#ffffff}.grid{stroke:#d8dee4}.axis{stroke:#59636e}\n"
	".before{fill:#bc4c00;fill-opacity:.55}.after{fill:#0969da;fill-opacity:.55}\n"
	".interval{stroke:#1f2328;stroke-width:1.5}.median{stroke:#1f2328;stroke-width:3.5}\n"
	"@media (prefers-color-scheme:dark){\n"
	"text{fill:#e6edf3}.dim{fill:#9da7b3}.paper{fill:#0d1117}.grid{stroke:#30363d}\n"
	".axis{stroke:#9da7b3}.before{fill:#f0883e}.after{fill:#58a6ff}\n"
	".interval,.median{stroke:#e6edf3}}\n"
	"</style>\n";

static void describe(rg_svg *svg, const rg_plot_vec *plots, size_t n)
{
	rg_buf_add_z(&svg->buf, "<desc id=\"d\">");
	for (size_t i = 0; i < n; i++) {
		const rg_plot *plot = &plots->items[i];

		rg_buf_add_z(&svg->buf, i ? " " : "");
		add_text(svg, plot->title);
		for (size_t j = 0; j < 2; j++) {
			const rg_plot_side *side = &plot->sides[j];

			rg_buf_add_z(&svg->buf, j ? "; " : ": ");
			add_text(svg, side->label);
			if (!side->n) {
				rg_buf_add_z(&svg->buf, " was not measured");
				continue;
			}
			rg_buf_printf(&svg->buf, " has a median of %.4g ", side->median);
			add_text(svg, plot->unit);
			rg_buf_printf(&svg->buf, " in %zu run%s, %s %.4g to %.4g", side->n,
				      side->n == 1 ? "" : "s",
				      side->has_interval ? "95 % interval" : "from", side->low,
				      side->high);
		}
		rg_buf_add_z(&svg->buf, ". ");
		add_text(svg, plot->verdict);
		rg_buf_add_z(&svg->buf, ".");
	}
	rg_buf_add_z(&svg->buf, "</desc>\n");
}

rg_str rg_plot_svg(rg_arena *arena, rg_str title, const rg_plot_vec *plots,
		   const rg_str_vec *secrets)
{
	size_t n = plots->n < MAX_PLOTS ? plots->n : MAX_PLOTS;
	rg_svg svg = {.arena = arena, .secrets = secrets};
	double height = TOP + PANEL * (double)n;
	rg_str out;

	rg_buf_init(&svg.buf, RG_MiB);
	rg_buf_printf(&svg.buf,
		      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
		      "viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-labelledby=\"t d\">\n"
		      "<title id=\"t\">",
		      WIDTH, height, WIDTH, height);
	add_text(&svg, title);
	rg_buf_add_z(&svg.buf, "</title>\n");
	describe(&svg, plots, n);
	rg_buf_add_z(&svg.buf, style);
	rg_buf_printf(&svg.buf, "<rect width=\"%.0f\" height=\"%.0f\" class=\"paper\"/>\n", WIDTH,
		      height);
	for (size_t i = 0; i < n; i++)
		add_panel(&svg, &plots->items[i], TOP + PANEL * (double)i);
	rg_buf_add_z(&svg.buf, "</svg>\n");
	out = rg_arena_dup(arena, rg_buf_str(&svg.buf));
	rg_buf_release(&svg.buf);
	return out;
}
