/* SPDX-License-Identifier: MIT */
/*
 * prefixes.c - which prefixes a log has is found one after the other, outermost first: the first
 * shape (prefix_shape.c) that most lines of a piece of the log begin with is taken off them, and
 * the rest is looked at again.
 *
 * The pieces are the log's first lines, and those behind the first title or traceback: what came
 * before the tests may have been written without a launcher. There the title itself must have the
 * prefix, which no program's own output has: whatever stands before it, and before most lines
 * behind it, is one, of whatever shape ("> ", blanks, "(worker pid=12) ", line numbers), if no
 * title of the log lacks it.
 */
#include "trace/prefixes.h"

#include "trace/escapes.h"
#include "trace/prefix_shape.h"

/* Lines of a piece, and how many must have a prefix beside their half. */
#define HEAD_LINES 200
#define MARK_LINES 40
#define LEAST	   3
/* Titles of one name that are looked at. */
#define MAX_TITLES 8
/* The log's own prefix, beside the known shapes. */
#define OWN RG_N_PREFIX_SHAPES
/* Shapes that a log's beginning may show. */
#define N_PLAIN RG_PREFIX_NAMED

static rg_str from(rg_str line, size_t at)
{
	return rg_str_sub(line, at, line.len);
}

/* The length of blanks and a number behind them, or 0. */
static size_t number(rg_str s, size_t at)
{
	size_t n = 0, digits;

	while (at + n < s.len && s.ptr[at + n] == ' ')
		n++;
	digits = rg_prefix_digits(s, at + n);
	return digits ? n + digits : 0;
}

/* How far line begins like own: where that has a number, any; its last blanks may be missing. */
static size_t like_own(rg_str own, rg_str line)
{
	size_t i = 0, n = 0;

	while (i < own.len) {
		size_t in_own = number(own, i), in_line = number(line, n);

		if (in_own && in_line) {
			i += in_own;
			n += in_line;
		} else if (n == line.len) {
			return rg_str_trim(from(own, i)).len == 0 ? n : 0;
		} else if (own.ptr[i++] != line.ptr[n++]) {
			return 0;
		}
	}
	return n;
}

static size_t prefix_length(const rg_prefixes *prefixes, unsigned kind, rg_str line, rg_str *label)
{
	return kind == OWN ? like_own(prefixes->own, line)
			   : rg_prefix_length((rg_prefix_shape)kind, line, label);
}

void rg_prefixes_strip(rg_prefixed *out, const rg_prefixes *prefixes, rg_str line)
{
	(void)rg_str_skip(&line, RG_STR("\xef\xbb\xbf"));
	*out = (rg_prefixed){.line = line};
	for (unsigned i = 0; i < prefixes->n; i++) {
		unsigned kind = prefixes->kinds[i];
		size_t n = prefix_length(prefixes, kind, out->line, &out->label);

		if (n > 0 && kind == RG_PREFIX_TIME_STAMP)
			out->is_continued = out->line.ptr[n - 1] == '+';
		out->line = from(out->line, n);
	}
}

bool rg_prefixes_tell(const rg_prefixes *prefixes)
{
	for (unsigned i = 0; i < prefixes->n; i++) {
		unsigned kind = prefixes->kinds[i];

		if (kind >= RG_PREFIX_COMPOSE && kind != OWN)
			return true;
	}
	return false;
}

/* Whether at least half of the piece's lines have the prefix, behind those that are known. */
static bool has_most(const rg_prefixes *known, unsigned kind, rg_str piece, unsigned n_lines,
		     bool is_at_mark)
{
	unsigned n = 0, n_with = 0;
	rg_str line, label;

	while (n < n_lines && rg_str_line(&line, &piece)) {
		rg_prefixed prefixed;

		rg_prefixes_strip(&prefixed, known, line);
		if (prefixed.line.len == 0)
			continue;
		n++;
		if (prefix_length(known, kind, prefixed.line, &label))
			n_with++;
		else if (is_at_mark && n == 1)
			return false;
	}
	return n_with >= LEAST && n_with * 2 >= n;
}

/* Adds the prefixes of a piece to those that are known. */
static void add_prefixes(rg_prefixes *out, rg_str piece, unsigned n_lines, bool is_at_mark)
{
	bool is_done = false;

	while (!is_done && out->n < RG_MAX_PREFIXES) {
		is_done = true;
		for (unsigned i = 0; i < (is_at_mark ? RG_N_PREFIX_SHAPES : N_PLAIN) && is_done;
		     i++) {
			if (!has_most(out, i, piece, n_lines, is_at_mark))
				continue;
			out->kinds[out->n++] = (unsigned char)i;
			is_done = false;
		}
	}
}

/* The lines from the one at `at` on, without escapes. */
static rg_str piece_at(rg_arena *arena, rg_str text, size_t at)
{
	size_t from = at < 1000 ? 0 : at - 1000;
	size_t lf = rg_str_rfind_char(rg_str_sub(text, from, at), '\n');
	size_t begin = from + (lf == SIZE_MAX ? 0 : lf + 1);

	return rg_trace__without_escapes(
		arena, rg_str_sub(text, begin, begin + (size_t)MARK_LINES * 1000));
}

/* What stands before the title that piece begins with, behind the prefixes that are known. */
static rg_str before_title(const rg_prefixes *known, rg_str piece, rg_str mark)
{
	rg_prefixed prefixed;
	rg_str line = {NULL, 0};
	size_t at;

	(void)rg_str_line(&line, &piece);
	rg_prefixes_strip(&prefixed, known, line);
	at = rg_str_find(prefixed.line, mark);
	while (at != SIZE_MAX && at > 0 && prefixed.line.ptr[at - 1] == mark.ptr[0])
		at--;
	return rg_str_sub(prefixed.line, 0, at);
}

/*
 * "E   ", "INTERNALERROR> ", "  | ": what pytest itself puts before a message that holds a title,
 * and Python before the members of a group.
 */
static bool is_pytests(rg_str own)
{
	own = rg_str_trim(own);
	return rg_str_eq_z(own, "E") || rg_str_eq_z(own, "INTERNALERROR>") || rg_str_eq_z(own, "|");
}

/* Adds what stands before the first title and most lines behind it, if no title lacks it. */
static void add_own(rg_prefixes *out, rg_arena *arena, rg_str text, const rg_str *marks,
		    unsigned n_marks)
{
	rg_str first = {NULL, 0};

	for (unsigned i = 0; i < n_marks; i++) {
		size_t at = 0, next;

		for (int k = 0; k < MAX_TITLES; k++, at += marks[i].len) {
			rg_str piece, own;

			next = rg_str_find(rg_str_sub(text, at, text.len), marks[i]);
			if (next == SIZE_MAX)
				break;
			at += next;
			piece = piece_at(arena, text, at);
			own = before_title(out, piece, marks[i]);
			if (own.len == 0 || is_pytests(own)) {
				out->own = own;
				return;
			}
			if (first.ptr || own.len > RG_PREFIX_MAX_LABEL)
				continue;
			first = piece;
			out->own = own;
		}
	}
	if (first.ptr && out->n < RG_MAX_PREFIXES && has_most(out, OWN, first, MARK_LINES, true))
		out->kinds[out->n++] = OWN;
}

/* Some mpiruns write a blank behind their prefix: then all lines have it. */
static void add_blank(rg_prefixes *out, rg_str head)
{
	unsigned n = 0;
	rg_str line;

	if (out->n == 0 || out->n == RG_MAX_PREFIXES || out->own.ptr ||
	    out->kinds[out->n - 1] != RG_PREFIX_MPIRUN)
		return;
	while (n < HEAD_LINES && rg_str_line(&line, &head)) {
		rg_prefixed prefixed;

		rg_prefixes_strip(&prefixed, out, line);
		if (!prefixed.label.ptr || prefixed.line.len == 0)
			continue;
		if (prefixed.line.ptr[0] != ' ')
			return;
		n++;
	}
	out->own = RG_STR(" ");
	out->kinds[out->n++] = OWN;
}

void rg_prefixes_find(rg_prefixes *out, rg_arena *arena, rg_str text)
{
	static const rg_str marks[] = {RG_STR_INIT("= test session starts ="),
				       RG_STR_INIT("= FAILURES ="), RG_STR_INIT("= ERRORS ="),
				       RG_STR_INIT("= short test summary info ="),
				       RG_STR_INIT("Traceback (most recent call last):")};
	const unsigned n_marks = sizeof(marks) / sizeof(*marks);

	/* How a log without titles begins. */
	static const rg_str beginnings[] = {
		RG_STR_INIT("ImportError while loading conftest '"), RG_STR_INIT("ERROR: usage: "),
		RG_STR_INIT("Fatal Python error: "), RG_STR_INIT("~ Stack of "),
		RG_STR_INIT("Traceback (most recent call last):")};
	rg_str begin = rg_str_sub(text, 0, HEAD_LINES * 1000);
	rg_str head = rg_trace__without_escapes(arena, begin);

	*out = (rg_prefixes){.n = 0};
	add_prefixes(out, head, HEAD_LINES, false);
	for (unsigned i = 0; i < n_marks; i++) {
		size_t at = rg_str_find(text, marks[i]);

		if (at != SIZE_MAX)
			add_prefixes(out, piece_at(arena, text, at), MARK_LINES, true);
	}
	add_own(out, arena, text, marks, n_marks - 1);
	if (!out->own.ptr)
		add_own(out, arena, begin, beginnings, sizeof(beginnings) / sizeof(*beginnings));
	add_blank(out, head);
}
