/* SPDX-License-Identifier: MIT */
/*
 * fingerprint_gist.c - the lines of a message that count.
 *
 * Of an assertion: what was said with it, the comparison, where its values came from, and of what
 * pytest found between them the first difference. How long a value may be before it is cut depends
 * on -v (_pytest/assertion/util.py and truncate.py, _pytest/_io/saferepr.py): of long ones only the
 * letters are taken that no -v leaves out. The full diff is another with each version.
 *
 * Of other messages: the first lines, up to where a backtrace begins.
 */
#include <stdlib.h>

#include "trace/fingerprint.h"
#include "trace/fingerprint_private.h"
#include "trace/slow.h"

#define MAX_LINES  16
#define MAX_GIST   8000
#define MAX_VALUE  28 /* saferepr's for " not in ", the shortest of all operators */
#define HEAD	   12 /* (28 - 3) / 2 */
#define MAX_SINGLE 200

typedef struct rg_gist {
	rg_arena *arena;
	rg_buf text;
	unsigned n_lines;
	bool is_slow; /* a bound on a time was missed: by how much, each run says otherwise */
} rg_gist;

/* "0.0123 < 0.01" without its numbers. */
static rg_str without_fractions(rg_arena *arena, rg_str line)
{
	rg_buf out;
	rg_str result;

	rg_buf_init(&out, MAX_GIST);
	for (size_t i = 0; i < line.len;) {
		size_t n = rg_trace__digits(line, i), end = i + n;

		if (n && end < line.len && line.ptr[end] == '.' &&
		    rg_trace__digits(line, end + 1)) {
			end += 1 + rg_trace__digits(line, end + 1);
			if (end + 2 < line.len && line.ptr[end] == 'e')
				end += 2 + rg_trace__digits(line, end + 2);
			rg_buf_add_z(&out, "<time>");
		} else {
			end = n ? end : i + 1;
			rg_buf_add(&out, rg_str_sub(line, i, end));
		}
		i = end;
	}
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}

static void add(rg_gist *gist, rg_str line)
{
	line = rg_str_trim(line);
	if (!line.len || gist->n_lines >= MAX_LINES)
		return;
	if (gist->is_slow)
		line = without_fractions(gist->arena, line);
	gist->n_lines++;
	rg_buf_add(&gist->text, rg_fingerprint_text(gist->arena, line));
	rg_buf_add_char(&gist->text, '\n');
}

/* ---- values --------------------------------------------------------------------------------- */

/*
 * A value as each -v has it. The end of a text or of an object's repr is its own; reprlib leaves
 * out members of containers, and a set's are in any order.
 */
static void add_value(rg_buf *out, rg_str value, size_t max)
{
	bool is_container = value.len && (value.ptr[0] == '[' || value.ptr[0] == '{' ||
					  value.ptr[0] == '(' || value.ptr[0] == '<');
	bool is_set = rg_str_starts(value, RG_STR("{")) || rg_str_has(value, RG_STR("set({"));
	size_t cut = rg_str_find(value, RG_STR("..."));

	if (value.len <= max && cut == SIZE_MAX) {
		rg_buf_add(out, value);
	} else if (is_set) {
		rg_buf_add(out, rg_str_sub(value, 0, rg_str_find_char(value, '{') + 1));
		rg_buf_add_z(out, "...");
	} else {
		rg_buf_add(out, rg_str_sub(value, 0, cut < HEAD ? cut : HEAD));
		rg_buf_add_z(out, "...");
		if (!is_container && value.len > HEAD)
			rg_buf_add(out, rg_str_sub(value, value.len - HEAD, value.len));
	}
}

/* Where the comparison's operator stands, outside of quotes and brackets; its length, or 0. */
static size_t find_operator(size_t *at, rg_str s)
{
	static const char *const operators[] = {" == ", " != ", " not in ", " in ", " is not ",
						" is ", " <= ", " >= ",	    " < ",  " > "};
	int depth = 0;
	char quote = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (quote) {
			if (c == '\\')
				i++;
			else if (c == quote)
				quote = 0;
			continue;
		}
		if (c == '\'' || c == '"')
			quote = c;
		else if (c == '(' || c == '[' || c == '{')
			depth++;
		else if (c == ')' || c == ']' || c == '}')
			depth--;
		for (unsigned k = 0;
		     c == ' ' && depth <= 0 && k < sizeof(operators) / sizeof(*operators); k++)
			if (rg_str_starts(rg_str_sub(s, i, s.len), rg_str_of(operators[k]))) {
				*at = i;
				return rg_str_of(operators[k]).len;
			}
	}
	return 0;
}

static bool is_where(rg_str line)
{
	return rg_str_starts(line, RG_STR("+  ")) && rg_str_has(line, RG_STR(" = ")) &&
	       (rg_str_has(line, RG_STR("where ")) || rg_str_has(line, RG_STR("and ")));
}

/* Where pytest explains a comparison, it shortens the values; otherwise they are as they were. */
static bool is_explained(rg_str rest)
{
	rg_str line;

	while (rg_str_line(&line, &rest)) {
		line = rg_str_trim(line);
		if (line.len && !is_where(line))
			return true;
	}
	return false;
}

/* "assert 'aaa...' == 'b'": both sides as each -v has them. rest: the lines behind it. */
static void add_comparison(rg_gist *gist, rg_str line, rg_str rest)
{
	rg_str s = rg_str_trim(line);
	size_t at, n, max = is_explained(rest) ? MAX_VALUE : MAX_SINGLE;
	rg_buf out;

	rg_buf_init(&out, MAX_GIST);
	(void)rg_str_skip(&s, RG_STR("assert "));
	rg_buf_add_z(&out, "assert ");
	n = find_operator(&at, s);
	if (n) {
		add_value(&out, rg_str_sub(s, 0, at), max);
		rg_buf_add(&out, rg_str_sub(s, at, at + n));
		add_value(&out, rg_str_sub(s, at + n, s.len), max);
	} else {
		add_value(&out, s, MAX_SINGLE);
	}
	add(gist, rg_buf_str(&out));
	rg_buf_release(&out);
}

/* " +  where False = f(3)": the call; its value stands in the comparison. */
static void add_where(rg_gist *gist, rg_str line)
{
	size_t at = rg_str_find(line, RG_STR(" = "));
	rg_str call = at == SIZE_MAX ? line : rg_str_sub(line, at + 3, line.len);
	rg_buf out;

	rg_buf_init(&out, MAX_GIST);
	rg_buf_add_z(&out, "where ");
	if (call.len <= MAX_SINGLE && !rg_str_has(call, RG_STR("...")))
		rg_buf_add(&out, call);
	add(gist, rg_buf_str(&out));
	rg_buf_release(&out);
}

/* ---- what pytest found ---------------------------------------------------------------------- */

static bool starts_with_one(rg_str line, const char *const *words)
{
	for (; *words; words++)
		if (rg_str_starts(line, rg_str_of(*words)))
			return true;
	return false;
}

/* Headings whose next lines say what differs. */
static bool is_difference(rg_str line)
{
	static const char *const words[] = {
		"Extra items in the ", "Differing items:",	"Left contains ",
		"Right contains ",     "Differing attributes:", NULL};

	return starts_with_one(line, words);
}

/* Lines that come and go with -v. */
static bool is_about_length(rg_str line)
{
	static const char *const words[] = {
		"Omitting ",	 "Skipping ",	   "Use -v", "Matching ",
		"Common items:", "...Full output", "...",    NULL};

	return starts_with_one(line, words);
}

/* The first two lines of a diff of texts: only what is not the same in both. */
static void add_text_difference(rg_gist *gist, rg_str expected, rg_str actual)
{
	size_t head = 0, tail = 0;

	while (head < expected.len && head < actual.len && expected.ptr[head] == actual.ptr[head])
		head++;
	while (tail < expected.len - head && tail < actual.len - head &&
	       expected.ptr[expected.len - 1 - tail] == actual.ptr[actual.len - 1 - tail])
		tail++;
	add(gist, rg_arena_printf(gist->arena, "diff \"%.*s\"",
				  RG_FMT(rg_str_sub(expected, head, expected.len - tail))));
	add(gist, rg_arena_printf(gist->arena, "diff \"%.*s\"",
				  RG_FMT(rg_str_sub(actual, head, actual.len - tail))));
}

static void add_sorted(rg_gist *gist, rg_str_vec *lines)
{
	rg_str_vec_sort(lines);
	for (size_t i = 0; i < lines->n; i++)
		add(gist, lines->items[i]);
	lines->n = 0;
}

static void add_explanation(rg_gist *gist, rg_str rest)
{
	rg_str line, expected = {NULL, 0}, actual = {NULL, 0};
	rg_str_vec items = {0};
	bool in_items = false, has_difference = false;

	while (rg_str_line(&line, &rest)) {
		rg_str text = rg_str_trim(line), s = line;

		if (text.len) /* blanks at a text's end may be the difference */
			s = rg_str_sub(line, (size_t)(text.ptr - line.ptr), line.len);

		if (rg_str_starts(text, RG_STR("Full diff:")))
			break;
		if (!text.len || is_about_length(text) || is_difference(text)) {
			in_items = is_difference(text);
			if (in_items)
				RG_PUSH(gist->arena, &items, text);
		} else if (is_where(text)) {
			add_where(gist, text);
			in_items = false;
		} else if (in_items) {
			if (text.len <= MAX_SINGLE)
				RG_PUSH(gist->arena, &items, text);
		} else if (rg_str_starts(text, RG_STR("At index "))) {
			if (text.len <= MAX_SINGLE)
				add(gist, text);
		} else if (!has_difference && rg_str_skip(&s, RG_STR("- "))) {
			expected = expected.ptr ? expected : s;
		} else if (!has_difference && rg_str_skip(&s, RG_STR("+ "))) {
			actual = actual.ptr ? actual : s;
		}
		if (expected.ptr && actual.ptr && !has_difference) {
			add_text_difference(gist, expected, actual);
			has_difference = true;
		}
	}
	add_sorted(gist, &items);
}

/* ---- other messages ------------------------------------------------------------------------- */

static bool is_end(rg_str line)
{
	static const char *const words[] = {
		"backtrace:",	  "Backtrace:", "Traceback (most recent", "Stack trace",
		"C++ CapturedTr", "--- ",	"Exception raised from ", NULL};

	return starts_with_one(line, words);
}

/* pytest.raises(match=…) names the two texts in other words in each of 7, 8 and 9. */
static void add_line(rg_gist *gist, rg_str line)
{
	rg_str s = line;
	size_t at = rg_str_find(line, RG_STR(" does not match "));

	if (rg_str_eq_z(line, "Regex pattern did not match."))
		return;
	if (at != SIZE_MAX && rg_str_skip(&s, RG_STR("Regex pattern "))) {
		add(gist, rg_str_sub(s, 0, at - 14));
		s = rg_str_sub(line, at + 16, line.len);
		(void)rg_str_chop(&s, RG_STR("."));
		add(gist, s);
		return;
	}
	(void)(rg_str_skip(&s, RG_STR("Expected regex: ")) || rg_str_skip(&s, RG_STR("Regex: ")) ||
	       rg_str_skip(&s, RG_STR("Actual message: ")) || rg_str_skip(&s, RG_STR("Input: ")));
	add(gist, s);
}

/* The last line of source in the workspace. */
static rg_str last_source(const rg_exception *error)
{
	for (size_t i = error->frames.n; i-- > 0;)
		if (error->frames.items[i].in_workspace && error->frames.items[i].source.len)
			return error->frames.items[i].source;
	return (rg_str){NULL, 0};
}

static bool is_assertion(rg_str line)
{
	return rg_str_starts(line, RG_STR("assert "));
}

rg_str rg_trace__gist(rg_arena *arena, const rg_exception *error)
{
	rg_gist gist = {.arena = arena, .is_slow = rg_slow_is_bound(last_source(error))};
	rg_str rest = error->message, line, out;

	rg_buf_init(&gist.text, MAX_GIST);
	while (gist.n_lines < MAX_LINES && rg_str_line(&line, &rest)) {
		rg_str text = rg_str_trim(line);

		if (is_end(text))
			break;
		if (is_assertion(line)) {
			add_comparison(&gist, line, rest);
			add_explanation(&gist, rest);
			break;
		}
		if (rg_str_starts(text, RG_STR("Timeout ")) && !gist.n_lines)
			text = RG_STR("Timeout"); /* pytest-timeout 2.4 has other brackets */
		add_line(&gist, text);
		if (!error->type.ptr)
			break; /* a fixture that is not there, and then all that are */
	}
	out = rg_arena_dup(arena, rg_buf_str(&gist.text));
	rg_buf_release(&gist.text);
	return out;
}
