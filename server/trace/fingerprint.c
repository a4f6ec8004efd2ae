/* SPDX-License-Identifier: MIT */
/*
 * fingerprint.c - a hash over what a failure's runs share. Only the first line of a message counts:
 * what follows (diffs, backtraces, `where` lines) depends on -v and on the log's style. A frame
 * that repeats itself counts once: recursion does not end at the same depth twice.
 *
 * rg_fingerprint_text works token by token: a token is a run without blanks, quotes, brackets and
 * commas. What it replaces stands as a word in angle brackets.
 */
#include "trace/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"

#define MAX_LINE    2000
#define MAX_MEMBERS 64

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_breaking(char c)
{
	return c == ' ' || c == '\t' || c == '\'' || c == '"' || c == '`' || c == '(' || c == ')' ||
	       c == '[' || c == ']' || c == '{' || c == '}' || c == '<' || c == '>' || c == ',' ||
	       c == '=' || c == ';';
}

static size_t n_digits(rg_str s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && is_digit(s.ptr[at + n]))
		n++;
	return n;
}

/* "s", "ms", "sec", … as the whole of s. */
static bool is_unit(rg_str s)
{
	static const char *const units[] = {"s",    "ms",      "us",	 "ns",	"sec",
					    "secs", "seconds", "second", "min", "minutes"};

	for (unsigned i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (rg_str_eq_z(s, units[i]))
			return true;
	return false;
}

/* 8-4-4-4-12 hexadecimal digits */
static bool is_uuid(rg_str s)
{
	if (s.len != 36)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s.ptr[i] != '-' : !is_hex(s.ptr[i]))
			return false;
	return true;
}

/* A number: long whole ones are ids, long fractions and those with a unit vary. */
static const char *number_word(rg_str token, rg_str behind)
{
	rg_str s = token;
	size_t whole, fraction = 0, i;

	if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+'))
		s = rg_str_sub(s, 1, s.len);
	whole = n_digits(s, 0);
	if (whole == 0)
		return NULL;
	i = whole;
	if (i < s.len && s.ptr[i] == '.') {
		fraction = n_digits(s, i + 1);
		i += 1 + fraction;
	}
	if (i + 1 < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
		size_t sign = s.ptr[i + 1] == '-' || s.ptr[i + 1] == '+' ? 1 : 0;

		if (n_digits(s, i + 1 + sign) > 0) {
			i += 1 + sign + n_digits(s, i + 1 + sign);
			fraction = fraction ? fraction : 1;
		}
	}
	s = rg_str_sub(s, i, s.len);
	while (s.len > 0 && (s.ptr[s.len - 1] == '.' || s.ptr[s.len - 1] == ':'))
		s.len--;
	if (is_unit(s))
		return "<time>";
	if (s.len > 0)
		return NULL;
	behind = rg_str_trim(rg_str_sub(behind, 0, 12));
	if (is_unit(rg_str_sub(behind, 0, rg_str_find_char(behind, ' '))))
		return "<time>";
	if (fraction >= 6)
		return "<number>";
	return whole >= 10 ? "<id>" : NULL;
}

static bool is_temporary(rg_str path)
{
	return rg_str_starts(path, RG_STR("/tmp/")) || rg_str_starts(path, RG_STR("/var/tmp/")) ||
	       rg_str_starts(path, RG_STR("/private/var/")) ||
	       rg_str_starts(path, RG_STR("/var/folders/")) ||
	       rg_str_starts(path, RG_STR("/dev/shm/")) || rg_str_has(path, RG_STR("/pytest-of-"));
}

/*
 * Where pytest cut an object's text in its middle ("<cp311-wh...7037120>", saferepr's 240
 * characters), what is left of an address behind the cut: its length, or 0.
 */
static size_t n_cut_address(rg_str token, rg_str behind)
{
	size_t i = token.len;

	while (i > 0 && is_hex(token.ptr[i - 1]))
		i--;
	if (token.len - i < 4 || !rg_str_starts(behind, RG_STR(">")))
		return 0;
	if (i > 0 && token.ptr[i - 1] == 'x')
		i--;
	return rg_str_ends(rg_str_sub(token, 0, i), RG_STR("...")) ? token.len - i : 0;
}

/* A token without its variable parts. before: the text in front; behind: what follows. */
static void add_token(rg_buf *out, rg_str token, rg_str before, rg_str behind)
{
	const char *word;
	size_t colon, n_cut;

	if (is_temporary(token)) {
		rg_buf_add_z(out, "<tmp>");
		return;
	}
	if (token.len > 2 && token.ptr[0] == '0' && token.ptr[1] == 'x' && is_hex(token.ptr[2])) {
		rg_buf_add_z(out, "<address>");
		return;
	}
	if (is_uuid(token)) {
		rg_buf_add_z(out, "<uuid>");
		return;
	}
	if ((n_cut = n_cut_address(token, behind)) > 0) {
		rg_buf_add(out, rg_str_sub(token, 0, token.len - n_cut));
		rg_buf_add_z(out, "<address>");
		return;
	}
	if (token.len >= 10 && n_digits(token, 0) == 4 && token.ptr[4] == '-' &&
	    n_digits(token, 5) == 2 && token.ptr[7] == '-') {
		rg_buf_add_z(out, "<date>");
		return;
	}
	word = number_word(token, behind);
	if (!word && n_digits(token, 0) == token.len && token.len > 0 &&
	    (rg_str_ends(before, RG_STR("line ")) || rg_str_ends(before, RG_STR("pid ")) ||
	     rg_str_ends(before, RG_STR("pid=")) || rg_str_ends(before, RG_STR("port ")) ||
	     rg_str_ends(before, RG_STR("port=")) || rg_str_ends(before, RG_STR("id="))))
		word = "<n>";
	if (word) {
		rg_buf_add_z(out, word);
		return;
	}
	if (token.len > 1 && token.ptr[0] == '/' &&
	    rg_str_find_char(rg_str_sub(token, 1, token.len), '/') != SIZE_MAX)
		token = rg_path_name(token); /* the same file on another machine */
	colon = rg_str_find_char(token, ':');
	if (colon != SIZE_MAX && colon > 0 && n_digits(token, colon + 1) > 0 &&
	    rg_path_ext(rg_str_sub(token, 0, colon)).len > 1) {
		rg_buf_add(out, rg_str_sub(token, 0, colon)); /* file.cpp:38: */
		return;
	}
	rg_buf_add(out, token);
}

static int compare_members(const void *a, const void *b)
{
	return rg_str_cmp(*(const rg_str *)a, *(const rg_str *)b);
}

/* `{b, a}` without a colon is a set: its members sorted. Returns the length taken, or 0. */
static size_t add_set(rg_buf *out, rg_str s)
{
	rg_str members[MAX_MEMBERS];
	size_t n = 0, begin = 1, i;
	int depth = 0;
	char quote = 0;

	for (i = 1; i < s.len && (quote || depth > 0 || s.ptr[i] != '}'); i++) {
		char c = s.ptr[i];

		if (quote) {
			quote = c == quote ? 0 : quote;
		} else if (c == '\'' || c == '"') {
			quote = c;
		} else if (c == '(' || c == '[' || c == '{') {
			depth++;
		} else if (c == ')' || c == ']' || c == '}') {
			depth--;
		} else if (depth == 0 && c == ':') {
			return 0;
		} else if (depth == 0 && c == ',') {
			if (n + 1 >= MAX_MEMBERS)
				return 0;
			members[n++] = rg_str_trim(rg_str_sub(s, begin, i));
			begin = i + 1;
		}
	}
	if (i >= s.len || n == 0)
		return 0;
	members[n++] = rg_str_trim(rg_str_sub(s, begin, i));
	qsort(members, n, sizeof(*members), compare_members);
	rg_buf_add_char(out, '{');
	for (size_t k = 0; k < n; k++) {
		if (k > 0)
			rg_buf_add_z(out, ", ");
		rg_buf_add(out, members[k]);
	}
	rg_buf_add_char(out, '}');
	return i + 1;
}

/* Sets sorted; a set inside a set stays as it is. */
static void sort_sets(rg_buf *out, rg_str line)
{
	for (size_t i = 0; i < line.len;) {
		size_t n = line.ptr[i] == '{' ? add_set(out, rg_str_sub(line, i, line.len)) : 0;

		if (n == 0)
			rg_buf_add_char(out, line.ptr[i]);
		i += n ? n : 1;
	}
}

rg_str rg_fingerprint_text(rg_arena *arena, rg_str line)
{
	rg_buf sorted, out;
	rg_str text, result;

	rg_buf_init(&sorted, MAX_LINE);
	rg_buf_init(&out, MAX_LINE * 4);
	sort_sets(&sorted, rg_str_sub(line, 0, MAX_LINE));
	text = rg_buf_str(&sorted);
	for (size_t i = 0; i < text.len;) {
		size_t end = i;

		while (end < text.len && !is_breaking(text.ptr[end]))
			end++;
		if (end > i)
			add_token(&out, rg_str_sub(text, i, end), rg_str_sub(text, 0, i),
				  rg_str_sub(text, end, text.len));
		if (end < text.len)
			rg_buf_add_char(&out, text.ptr[end]);
		i = end + 1;
	}
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&sorted);
	rg_buf_release(&out);
	return result.ptr ? result : RG_STR("");
}

/*
 * The last part of a qualified name: text logs know no more. Nor do they always know that a line
 * is a comprehension's or a lambda's, so that such a name counts as none.
 */
static rg_str bare(rg_str function)
{
	size_t dot = rg_str_rfind_char(function, '.');

	if (rg_str_ends(function, RG_STR(">")))
		return RG_STR("");
	return dot == SIZE_MAX ? function : rg_str_sub(function, dot + 1, function.len);
}

rg_str rg_fingerprint(rg_arena *arena, const rg_failure *failure)
{
	uint64_t hash = RG_HASH_START;
	rg_str rest = failure->error.message, line = {NULL, 0};
	const rg_frame *previous = NULL;

	(void)rg_str_line(&line, &rest);
	hash = rg_hash_field(hash, bare(failure->error.type));
	hash = rg_hash_field(hash, rg_fingerprint_text(arena, rg_str_trim(line)));
	for (size_t i = 0; i < failure->error.frames.n; i++) {
		const rg_frame *frame = &failure->error.frames.items[i];

		if (!frame->in_workspace ||
		    (previous && rg_str_eq(previous->path, frame->path) &&
		     rg_str_eq(bare(previous->function), bare(frame->function))))
			continue;
		hash = rg_hash_field(hash, frame->path);
		hash = rg_hash_field(hash, bare(frame->function));
		previous = frame;
	}
	return rg_hash_hex(arena, hash);
}
