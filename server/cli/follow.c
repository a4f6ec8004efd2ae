/* SPDX-License-Identifier: MIT */
/*
 * follow.c - a line is printed when its end has come; of one that pytest is still writing (dots, a
 * test's name) each piece at once. pytest thinks of a width that is kept for its logs: what it
 * fills up (=== title ===, the percentage at the right) is fitted to the terminal. Its colours are
 * those of its own terminal writer, by what a line looks like.
 */
#include "cli/follow.h"

#include "cli/printer.h"

#define RED_BOLD "1;31"
#define CYAN	 "36"

enum { MAX_LINE = 64 * 1024, PERCENTAGE = 6 /* "[ 50%]" */ };

static void styled(const rg_follow_view *view, rg_buf *out, const char *sgr, rg_str text)
{
	if (view->has_colour && sgr && text.len)
		rg_buf_printf(out, "\033[%sm", sgr);
	rg_buf_add(out, text);
	if (view->has_colour && sgr && text.len)
		rg_buf_add_z(out, "\033[0m");
}

/* "=== title ===" or "___ title ___": the title, also empty; null when it is none. */
static rg_str filled_title(rg_str line)
{
	size_t begin = 0, end = line.len;
	char fill = line.len ? line.ptr[0] : 0;

	if (line.len < 20 || (fill != '=' && fill != '_' && fill != '-' && fill != '!'))
		return (rg_str){NULL, 0};
	while (begin < end && line.ptr[begin] == fill)
		begin++;
	while (end > begin && line.ptr[end - 1] == fill)
		end--;
	if (begin < 3 || (end > begin && line.len - end < 1))
		return (rg_str){NULL, 0};
	return rg_str_trim(rg_str_sub(line, begin, end));
}

static const char *title_style(char fill, rg_str title)
{
	if (fill == '_' || rg_str_has(title, RG_STR(" failed")) ||
	    rg_str_has(title, RG_STR(" error")))
		return RED_BOLD;
	if (rg_str_has(title, RG_STR(" passed")))
		return RG_SGR_GREEN;
	if (rg_str_has(title, RG_STR(" skipped")) || rg_str_has(title, RG_STR("no tests ran")) ||
	    rg_str_has(title, RG_STR("warnings")))
		return RG_SGR_YELLOW;
	return rg_str_has(title, RG_STR("summary info")) ? CYAN : RG_SGR_BOLD;
}

static void add_filled(const rg_follow_view *view, rg_buf *out, rg_str line, rg_str title)
{
	unsigned columns = view->columns ? view->columns : (unsigned)line.len;
	unsigned width = title.len ? rg_cli__width(title) + 2 : 0;
	unsigned fill = columns > width + 2 ? columns - width : 2;
	rg_buf text;

	rg_buf_init(&text, MAX_LINE);
	for (unsigned i = 0; i < fill; i++) {
		if (i == fill / 2 && title.len)
			rg_buf_printf(&text, " %.*s ", RG_FMT(title));
		rg_buf_add_char(&text, line.ptr[0]);
	}
	styled(view, out, title_style(line.ptr[0], title), rg_buf_str(&text));
	rg_buf_release(&text);
}

typedef struct word {
	const char *text, *sgr;
} word;

static const word words[] = {{"PASSED", RG_SGR_GREEN}, {"FAILED", RG_SGR_RED},
			     {"ERROR", RG_SGR_RED},    {"SKIPPED", RG_SGR_YELLOW},
			     {"XFAIL", RG_SGR_YELLOW}, {"XPASS", RG_SGR_YELLOW}};

static const char *letter_style(char c)
{
	return c == '.'				  ? RG_SGR_GREEN
	       : c == 'F' || c == 'E'		  ? RG_SGR_RED
	       : c == 's' || c == 'x' || c == 'X' ? RG_SGR_YELLOW
						  : NULL;
}

/* "tests/test_a.py ..F": where the letters begin; SIZE_MAX when it is no such line. */
static size_t letters_at(rg_str line)
{
	size_t blank = rg_str_find_char(line, ' ');

	return blank != SIZE_MAX && rg_str_ends(rg_str_sub(line, 0, blank), RG_STR(".py"))
		       ? blank + 1
		       : SIZE_MAX;
}

/* Blanks in front of "[ 50%]" as many as fit; else one. */
static void add_gap(const rg_follow_view *view, rg_buf *out, rg_str before, size_t n)
{
	unsigned used = rg_cli__width(before) + PERCENTAGE;

	if (view->columns)
		n = view->columns > used ? view->columns - used : 1;
	while (n--)
		rg_buf_add_char(out, ' ');
}

/* What of a line came at [from, …): by words and letters that stand alone. */
static void add_part(const rg_follow_view *view, rg_buf *out, rg_str line, size_t from)
{
	size_t letters = letters_at(line);

	for (size_t i = from; i < line.len;) {
		rg_str rest = rg_str_sub(line, i, line.len);
		size_t n = 0;
		const char *sgr = NULL;

		while (n < rest.len && rest.ptr[n] == ' ')
			n++;
		if (n && rest.len - n == PERCENTAGE && rest.ptr[n] == '[' &&
		    rg_str_ends(rest, RG_STR("%]"))) {
			add_gap(view, out, rg_str_sub(line, 0, i), n);
			styled(view, out, CYAN, rg_str_sub(rest, n, rest.len));
			return;
		}
		for (size_t w = 0; !n && w < sizeof(words) / sizeof(words[0]); w++)
			if (rg_str_starts(rest, rg_str_of(words[w].text)) &&
			    (i == 0 || line.ptr[i - 1] == ' ')) {
				n = strlen(words[w].text);
				sgr = words[w].sgr;
			}
		if (!n && i >= letters) {
			n = 1;
			sgr = letter_style(line.ptr[i]);
		} else if (!n) { /* nothing begins inside of a word */
			n = rg_str_find_char(rest, ' ');
			n = n == SIZE_MAX ? rest.len : n;
		}
		styled(view, out, sgr, rg_str_sub(rest, 0, n));
		i += n;
	}
}

/* "_ _ _ _ ": between the frames of a long traceback. */
static bool is_dashed(rg_str line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.ptr[i] != "_ "[i % 2])
			return false;
	return line.len >= 20;
}

static void add_line(const rg_follow_view *view, rg_buf *out, rg_str line)
{
	rg_str title = filled_title(line);

	if (is_dashed(line) && view->columns)
		rg_buf_add(out, rg_str_sub(line, 0, view->columns));
	else if (title.ptr)
		add_filled(view, out, line, title);
	else if (rg_str_starts(line, RG_STR("E   ")))
		styled(view, out, RED_BOLD, line);
	else if (rg_str_starts(line, RG_STR(">  ")))
		styled(view, out, RG_SGR_BOLD, line);
	else
		add_part(view, out, line, 0);
}

void rg_follow_view_init(rg_follow_view *view, bool has_colour, unsigned columns)
{
	*view = (rg_follow_view){
		.terminal.keeps_colours = has_colour, .has_colour = has_colour, .columns = columns};
	rg_buf_init(&view->line, MAX_LINE);
}

/* Of a line without its end: only what cannot become a title or pytest's filling. */
static void show_begun(rg_follow_view *view, rg_buf *out)
{
	rg_str line = rg_buf_str(&view->line);
	char first = line.len ? line.ptr[0] : 0;

	if (view->shown == 0 && (first == '=' || first == '_' || first == '-' || first == '!' ||
				 first == 'E' || first == '>'))
		return;
	while (line.len > view->shown && line.ptr[line.len - 1] == ' ' &&
	       line.len - view->shown > 1)
		line.len--;
	add_part(view, out, line, view->shown);
	view->shown = line.len;
}

void rg_follow_view_add(rg_follow_view *view, rg_buf *out, rg_str piece)
{
	rg_str part, rest;
	rg_buf safe;

	rg_buf_init(&safe, piece.len * 2 + 100);
	rg_terminal_add(&view->terminal, &safe, piece);
	view->has_shown |= safe.len > 0;
	for (rest = rg_buf_str(&safe); rest.len;) {
		size_t end = rg_str_find_char(rest, '\n');

		part = rg_str_sub(rest, 0, end);
		rg_buf_add(&view->line, part);
		if (end == SIZE_MAX) {
			show_begun(view, out);
			break;
		}
		if (view->shown)
			add_part(view, out, rg_buf_str(&view->line), view->shown);
		else
			add_line(view, out, rg_buf_str(&view->line));
		rg_buf_add_z(out, view->line.is_cut ? " …\n" : "\n");
		rg_buf_clear(&view->line);
		view->shown = 0;
		rest = rg_str_sub(rest, end + 1, rest.len);
	}
	rg_buf_release(&safe);
}

void rg_follow_view_finish(rg_follow_view *view, rg_buf *out)
{
	if (!view->line.len)
		return;
	add_part(view, out, rg_buf_str(&view->line), view->shown);
	rg_buf_add_char(out, '\n');
	rg_buf_clear(&view->line);
	view->shown = 0;
}

void rg_follow_view_release(rg_follow_view *view)
{
	rg_buf_release(&view->line);
}
