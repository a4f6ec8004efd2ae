/* SPDX-License-Identifier: MIT */
/*
 * numbers.c - line by line. Without patterns, a line counts when it has one of the procedure's
 * words and a number beside it; times with a unit become seconds, so that "950 ms" and "1.1 s" can
 * be compared. The name is the word and up to two in front of it, without what changes from run to
 * run (a logger's time stamp).
 *
 * Only the ends of a long log are looked at. Patterns are input: they see lines cut to
 * PATTERN_LINE bytes, with PCRE2's match limit low, so that the worst pattern costs seconds on a
 * worker and no more.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "runner/numbers.h"

#include <ctype.h>
#include <math.h>
#include <pcre2.h>

#include "base/mem.h"

#define MAX_NUMBERS  200
#define MAX_PATTERNS 50
#define PATTERN_LINE 1000
#define END_BYTES    ((size_t)1024 * 1024)
#define MATCH_LIMIT  1000
#define PLAIN_LINE   4000

struct rg_number_patterns {
	pcre2_code *codes[MAX_PATTERNS];
	char *texts[MAX_PATTERNS];
	size_t n;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '/';
}

/* A number at the beginning of s, and its length; false when there is none. */
static bool take_number(double *out, size_t *len, rg_str s)
{
	char copy[64], *end;
	size_t n = 0, n_digits = 0;

	while (n < s.len && n < sizeof(copy) - 1) {
		char c = s.ptr[n];
		bool is_sign = (c == '+' || c == '-') &&
			       (n == 0 || copy[n - 1] == 'e' || copy[n - 1] == 'E');

		if (c == 'e' || c == 'E') {
			if (n_digits == 0 || n + 1 >= s.len ||
			    !(isdigit((unsigned char)s.ptr[n + 1]) || s.ptr[n + 1] == '-' ||
			      s.ptr[n + 1] == '+'))
				break;
		} else if (c != '.' && !is_sign && !isdigit((unsigned char)c)) {
			break;
		}
		n_digits += isdigit((unsigned char)c) != 0;
		copy[n++] = c;
	}
	copy[n] = '\0';
	*out = strtod(copy, &end);
	*len = (size_t)(end - copy);
	return n_digits && *len && isfinite(*out);
}

/* Seconds in a unit of time, 0 for another word. */
static double unit_seconds(rg_str word)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = {{"s", 1},
		     {"sec", 1},
		     {"secs", 1},
		     {"second", 1},
		     {"seconds", 1},
		     {"ms", 1e-3},
		     {"msec", 1e-3},
		     {"us", 1e-6},
		     {"usec", 1e-6},
		     {"µs", 1e-6},
		     {"ns", 1e-9},
		     {"min", 60},
		     {"minutes", 60},
		     {"milliseconds", 1e-3},
		     {"microseconds", 1e-6},
		     {"nanoseconds", 1e-9}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (rg_str_eq_nocase(word, rg_str_of(units[i].name)))
			return units[i].seconds;
	return 0;
}

static rg_str word_at(rg_str s, size_t at)
{
	size_t end = at;

	while (end < s.len && (is_word(s.ptr[end]) || (unsigned char)s.ptr[end] >= 0x80))
		end++;
	return rg_str_sub(s, at, end);
}

/* The word that ends at `end`, and up to two words of letters before it. */
static rg_str name_before(rg_str line, size_t end)
{
	size_t begin = end, n_words = 0;

	while (n_words < 3) {
		size_t at = begin, word_end;

		while (at > 0 && line.ptr[at - 1] == ' ')
			at--;
		word_end = at;
		while (at > 0 && is_word(line.ptr[at - 1]) &&
		       !isdigit((unsigned char)line.ptr[at - 1]))
			at--;
		if (at == word_end || (at > 0 && isdigit((unsigned char)line.ptr[at - 1])))
			break;
		begin = at;
		n_words++;
	}
	return rg_str_sub(line, begin, end);
}

/* pytest's own lines: rules, durations, the header of pytest-timeout. */
static bool is_pytests(rg_str line)
{
	return rg_str_starts(line, RG_STR("==")) || rg_str_starts(line, RG_STR("--")) ||
	       rg_str_has(line, RG_STR("s call ")) || rg_str_has(line, RG_STR("s setup ")) ||
	       rg_str_has(line, RG_STR("s teardown ")) ||
	       (rg_str_has(line, RG_STR(" in ")) && rg_str_has(line, RG_STR(" passed")));
}

/* "samples/s" with its number before it (or behind). */
static bool read_rate(rg_number *out, rg_arena *arena, rg_str line)
{
	size_t at = rg_str_find(line, RG_STR("samples/s")), begin, len;
	rg_str name;

	if (at == SIZE_MAX)
		return false;
	begin = at;
	while (begin > 0 && line.ptr[begin - 1] == ' ')
		begin--;
	while (begin > 0 && strchr("0123456789.eE+-", line.ptr[begin - 1]))
		begin--;
	if (!take_number(&out->value, &len, rg_str_sub(line, begin, at))) {
		begin = at + sizeof("samples/s") - 1;
		while (begin < line.len && strchr(" :=", line.ptr[begin]))
			begin++;
		if (!take_number(&out->value, &len, rg_str_sub(line, begin, line.len)))
			return false;
		begin = at;
	}
	while (begin > 0 && strchr(" :=", line.ptr[begin - 1]))
		begin--;
	name = rg_str_trim(name_before(line, begin));
	out->name = name.len ? rg_arena_dup(arena, name) : RG_STR("samples/s");
	out->unit = RG_STR("samples/s");
	out->direction = RG_MORE_IS_BETTER;
	return true;
}

/* Where the word stands as a whole or as the end of one ("runtime", "total_time"), or SIZE_MAX. */
static size_t find_word(rg_str line, rg_str word)
{
	size_t from = 0;

	while (from < line.len) {
		size_t at = from;

		while (at + word.len <= line.len &&
		       !rg_str_eq_nocase(rg_str_sub(line, at, at + word.len), word))
			at++;
		if (at + word.len > line.len)
			return SIZE_MAX;
		if (at + word.len == line.len || !isalpha((unsigned char)line.ptr[at + word.len]))
			return at;
		from = at + 1;
	}
	return SIZE_MAX;
}

/* "inference time: 12.5 ms", "duration_s=3.1", "Time taken (s): 0.5". */
static bool read_time(rg_number *out, rg_arena *arena, rg_str line, rg_str word)
{
	size_t at = find_word(line, word), begin, len, unit_at;
	double factor;
	rg_str key;

	if (at == SIZE_MAX)
		return false;
	begin = at + word.len;
	/* Up to the number: letters, blanks and what stands between key and value. */
	while (begin < line.len &&
	       (isalpha((unsigned char)line.ptr[begin]) || strchr(" :=_()[]'\"", line.ptr[begin])))
		begin++;
	if (!take_number(&out->value, &len, rg_str_sub(line, begin, line.len)))
		return false;
	unit_at = begin + len;
	if (unit_at < line.len && line.ptr[unit_at] == ':')
		return false; /* a time of day */
	while (unit_at < line.len && line.ptr[unit_at] == ' ')
		unit_at++;
	factor = unit_seconds(word_at(line, unit_at));
	key = word_at(line, at + word.len);
	if (factor == 0 && rg_str_skip(&key, RG_STR("_")))
		factor = unit_seconds(key);
	if (factor == 0) {
		size_t bracket = rg_str_find_char(rg_str_sub(line, at, begin), '(');

		if (bracket != SIZE_MAX)
			factor = unit_seconds(word_at(line, at + bracket + 1));
	}
	if (factor != 0)
		out->value *= factor;
	out->unit = factor != 0 ? RG_STR("s") : RG_STR("");
	out->name = rg_arena_dup(arena, rg_str_trim(name_before(line, at + word.len)));
	out->direction = RG_LESS_IS_BETTER;
	return true;
}

static void find_plain(rg_number_vec *out, rg_arena *arena, rg_str log)
{
	rg_str line;

	while (out->n < MAX_NUMBERS && rg_str_line(&line, &log)) {
		rg_number number = {0};

		line = rg_str_sub(line, 0, PLAIN_LINE);
		if (is_pytests(line))
			continue;
		if (read_rate(&number, arena, line) ||
		    read_time(&number, arena, line, RG_STR("duration")) ||
		    read_time(&number, arena, line, RG_STR("time")))
			RG_PUSH(arena, out, number);
	}
}

/* ---- patterns ------------------------------------------------------------------------------ */

rg_rc rg_number_patterns_new(rg_number_patterns **out, const rg_str_vec *patterns, rg_err *err)
{
	rg_number_patterns *made = rg_calloc(1, sizeof(*made));

	if (patterns->n > MAX_PATTERNS) {
		free(made);
		return rg_fail(err, RG_EINVAL, "measurePatterns: more than %d patterns",
			       MAX_PATTERNS);
	}
	for (size_t i = 0; i < patterns->n; i++) {
		rg_str text = patterns->items[i];
		int code;
		PCRE2_SIZE offset;
		PCRE2_UCHAR reason[200];

		made->codes[i] =
			pcre2_compile((PCRE2_SPTR)text.ptr, text.len,
				      PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C,
				      &code, &offset, NULL);
		if (!made->codes[i]) {
			pcre2_get_error_message(code, reason, sizeof(reason));
			rg_number_patterns_free(made);
			return rg_fail(err, RG_EINVAL, "measurePatterns: \"%.*s\", at %zu: %s",
				       RG_FMT(text), (size_t)offset, (const char *)reason);
		}
		made->texts[i] = rg_strdup(text);
		made->n = i + 1;
	}
	*out = made;
	return RG_OK;
}

void rg_number_patterns_free(rg_number_patterns *patterns)
{
	if (!patterns)
		return;
	for (size_t i = 0; i < patterns->n; i++) {
		pcre2_code_free(patterns->codes[i]);
		free(patterns->texts[i]);
	}
	free(patterns);
}

/* A group's text; null when it is not there or did not take part. */
static rg_str group(const PCRE2_SIZE *places, uint32_t n, int number, rg_str line)
{
	if (number < 0 || (uint32_t)number >= n || places[2 * number] == PCRE2_UNSET)
		return (rg_str){NULL, 0};
	return rg_str_sub(line, places[2 * number], places[2 * number + 1]);
}

/* Whether a rate is meant, by the pattern's or the line's words. */
static rg_direction direction_of(rg_str pattern, rg_str line)
{
	static const char *const words[] = {"/s", "per second", "throughput", "fps", "qps", "ops"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (rg_str_has(pattern, rg_str_of(words[i])) ||
		    rg_str_has(line, rg_str_of(words[i])))
			return RG_MORE_IS_BETTER;
	return RG_LESS_IS_BETTER;
}

/* False when the pattern has to be given up. */
static bool match_line(rg_number_vec *out, rg_arena *arena, pcre2_code *code, rg_str text,
		       rg_str line, pcre2_match_data *match, pcre2_match_context *limits)
{
	int rc = pcre2_match(code, (PCRE2_SPTR)line.ptr, line.len, 0, 0, match, limits);
	const PCRE2_SIZE *places = pcre2_get_ovector_pointer(match);
	uint32_t n = rc > 0 ? (uint32_t)rc : 0;
	int value = pcre2_substring_number_from_name(code, (PCRE2_SPTR) "value");
	int name = pcre2_substring_number_from_name(code, (PCRE2_SPTR) "name");
	rg_number number = {0};
	rg_str named;
	size_t len;

	if (rc < 0)
		return rc == PCRE2_ERROR_NOMATCH;
	if (!take_number(&number.value, &len,
			 rg_str_trim(group(places, n,
					   value > 0 ? value
					   : n > 1   ? 1
						     : 0,
					   line))))
		return true;
	named = group(places, n, name, line);
	number.name = rg_arena_dup(arena, named.len ? named : text);
	number.unit = RG_STR("");
	number.direction = direction_of(text, line);
	RG_PUSH(arena, out, number);
	return true;
}

static void find_by_pattern(rg_number_vec *out, rg_arena *arena, rg_str log, pcre2_code *code,
			    rg_str text)
{
	pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	rg_str line;

	if (!match || !limits)
		rg_out_of_memory(PATTERN_LINE);
	pcre2_set_match_limit(limits, MATCH_LIMIT);
	pcre2_set_depth_limit(limits, MATCH_LIMIT);
	while (out->n < MAX_NUMBERS && rg_str_line(&line, &log))
		if (!match_line(out, arena, code, text, rg_str_sub(line, 0, PATTERN_LINE), match,
				limits))
			break;
	pcre2_match_context_free(limits);
	pcre2_match_data_free(match);
}

rg_number_vec rg_numbers_find(rg_arena *arena, rg_str log, const rg_number_patterns *patterns)
{
	rg_number_vec out = {0};
	bool is_long = log.len > 2 * END_BYTES;
	rg_str head = rg_str_sub(log, 0, is_long ? END_BYTES : log.len);
	rg_str tail = rg_str_sub(log, is_long ? log.len - END_BYTES : log.len, log.len);

	if (!patterns || patterns->n == 0) {
		find_plain(&out, arena, head);
		find_plain(&out, arena, tail);
		return out;
	}
	for (size_t i = 0; i < patterns->n; i++) {
		rg_str text = rg_str_of(patterns->texts[i]);

		find_by_pattern(&out, arena, head, patterns->codes[i], text);
		find_by_pattern(&out, arena, tail, patterns->codes[i], text);
	}
	return out;
}
