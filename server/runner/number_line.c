/* SPDX-License-Identifier: MIT */
/*
 * number_line.c - the measurements in one line of printed text. For each number, the unit behind it
 * or in its key, and the words in front of it, decide: rates and costs per item count wherever they
 * stand; times and sizes only with a word that says that something was measured, as "retry in 5 s"
 * was not; a bare number only right behind such a word. A name is up to three words, so that what a
 * logger writes in front of them (time, level, file) is not part of it.
 *
 * Dates, times of day, versions, addresses, percentages and ids are no measurements.
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "runner/numbers_private.h"
#include "runner/units.h"

#define MAX_DIGITS 60

/* Endings of words that say that fewer is better. */
static const char *const less_words[] = {"time",     "duration", "latency", "elapsed",
					 "took",     "taken",	 "spent",   "runtime",
					 "overhead", "ttft",	 "tpot"};
/* Beside a time they say which one it is. */
static const char *const which_words[] = {
	"mean", "median", "avg", "average", "min",  "max",  "p50",  "p90",     "p95",
	"p99",	"total",  "in",	 "cpu",	    "wall", "real", "user", "compile", "inference"};
static const char *const size_words[] = {"memory",    "rss",  "peak",	   "alloc",
					 "allocated", "heap", "footprint", "mem"};
static const char *const more_words[] = {"throughput", "bandwidth", "speedup", "fps", "qps",
					 "ops",	       "iops",	    "rps",     "tps"};

bool rg_number__take(double *out, size_t *len, rg_str s)
{
	char copy[MAX_DIGITS + 1], *end;
	size_t n = 0, at = 0, n_digits = 0;
	bool is_fraction = false;

	while (at < s.len && n < MAX_DIGITS) {
		char c = s.ptr[at];

		if (c == '+' || c == '-') {
			if (n && copy[n - 1] != 'e')
				break;
		} else if (c == 'e' || c == 'E') {
			bool is_exponent =
				at + 1 < s.len &&
				(isdigit((unsigned char)s.ptr[at + 1]) ||
				 ((s.ptr[at + 1] == '-' || s.ptr[at + 1] == '+') &&
				  at + 2 < s.len && isdigit((unsigned char)s.ptr[at + 2])));

			if (!n_digits || !is_exponent)
				break;
			c = 'e';
			is_fraction = true;
		} else if (c == ',') {
			/* Three digits behind it, and no fourth. */
			bool is_group = !is_fraction && n_digits && at + 3 < s.len &&
					isdigit((unsigned char)s.ptr[at + 1]) &&
					isdigit((unsigned char)s.ptr[at + 2]) &&
					isdigit((unsigned char)s.ptr[at + 3]) &&
					!(at + 4 < s.len && isdigit((unsigned char)s.ptr[at + 4]));

			if (!is_group)
				break;
			at++;
			continue;
		} else if (c == '.') {
			if (is_fraction)
				break;
			is_fraction = true;
		} else if (!isdigit((unsigned char)c)) {
			break;
		}
		n_digits += isdigit((unsigned char)c) != 0;
		copy[n++] = c;
		at++;
	}
	copy[n] = '\0';
	*out = strtod(copy, &end);
	*len = at;
	return n_digits && *end == '\0' && isfinite(*out);
}

void rg_number__add(rg_number_list *list, const rg_number *number)
{
	if (list->out->n < RG_NUMBERS_MAX)
		RG_PUSH(list->arena, list->out, *number);
}

/* ---- words ---------------------------------------------------------------------------------- */

static bool ends_with(rg_str word, const char *ending)
{
	rg_str wanted = rg_str_of(ending);

	return word.len >= wanted.len &&
	       rg_str_eq_nocase(rg_str_sub(word, word.len - wanted.len, word.len), wanted);
}

#define IS_ONE_OF(word, list) is_one_of(word, list, sizeof(list) / sizeof((list)[0]))
static bool is_one_of(rg_str word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ends_with(word, list[i]) &&
		    (strlen(list[i]) > 3 || word.len == strlen(list[i]) ||
		     !isalpha((unsigned char)word.ptr[word.len - strlen(list[i]) - 1])))
			return true;
	return false;
}

static bool is_name(char c)
{
	return rg_unit_is_word(c) || c == '-' || c == '/';
}

/* What stands in front of a number, up to the number before it or a comma. */
typedef struct number_key {
	rg_str words[3]; /* the last ones; the last of them is words[n - 1] */
	size_t n;
	rg_str name;  /* from the first to the last of them */
	bool is_said; /* a colon or an equals sign stands between it and the number */
	bool has_unit;
	rg_unit unit; /* has_unit: of the key */
} number_key;

/* Takes what stands between key and number off its end. */
static void take_between(number_key *out, rg_str *text)
{
	while (text->len && strchr(" \t:=~<>\"'|", text->ptr[text->len - 1])) {
		char c = text->ptr[text->len - 1];

		out->is_said |= c == ':' || c == '=';
		text->len--;
	}
}

/* "(ms)", "[samples/s]" at the end. */
static void take_bracket(number_key *out, rg_arena *arena, rg_str *text)
{
	char close = text->len ? text->ptr[text->len - 1] : '\0';
	size_t open = close == ')'   ? rg_str_rfind_char(*text, '(')
		      : close == ']' ? rg_str_rfind_char(*text, '[')
				     : SIZE_MAX;

	if (open == SIZE_MAX)
		return;
	out->has_unit = rg_unit_at(&out->unit, arena,
				   rg_str_trim(rg_str_sub(*text, open + 1, text->len - 1)));
	*text = rg_str_sub(*text, 0, open);
	take_between(out, text);
}

/* A word that may be in a name: it begins with a letter and belongs to no path or node id. */
static bool take_word(rg_str *word, rg_str *text)
{
	size_t end, begin;

	while (text->len && text->ptr[text->len - 1] == ' ')
		text->len--;
	begin = end = text->len;
	while (begin && is_name(text->ptr[begin - 1]))
		begin--;
	while (begin < end && (text->ptr[begin] == '-' || text->ptr[begin] == '/'))
		begin++;
	*word = rg_str_sub(*text, begin, end);
	if (!word->len || isdigit((unsigned char)word->ptr[0]) ||
	    (begin && strchr(":.@", text->ptr[begin - 1])))
		return false;
	text->len = begin;
	return true;
}

static void read_key(number_key *out, rg_arena *arena, rg_str text)
{
	rg_str word, words[3];
	size_t n = 0;

	*out = (number_key){0};
	take_between(out, &text);
	take_bracket(out, arena, &text);
	/* A unit as the key: "samples/s: 17". */
	while (n < 3 && take_word(&word, &text)) {
		if (n == 0 && !out->has_unit)
			out->has_unit =
				rg_unit_of_key(&out->unit, arena, &word) ||
				(rg_str_find_char(word, '/') != SIZE_MAX &&
				 rg_unit_at(&out->unit, arena, word) && out->unit.len == word.len);
		words[n++] = word;
		if (text.len && text.ptr[text.len - 1] != ' ')
			break;
	}
	for (size_t i = n; i > 0; i--)
		out->words[out->n++] = words[i - 1];
	/* "Processed 8 images in 3.2 s": the word that leads to the number is no name. */
	if (n > 1 && rg_str_eq_nocase(out->words[n - 1], RG_STR("in")))
		n--;
	if (n)
		out->name = (rg_str){out->words[0].ptr,
				     (size_t)(out->words[n - 1].ptr + out->words[n - 1].len -
					      out->words[0].ptr)};
}

static bool has_word(const number_key *key, const char *const *list, size_t n)
{
	for (size_t i = 0; i < key->n; i++)
		if (is_one_of(key->words[i], list, n))
			return true;
	return false;
}
#define HAS_WORD(key, list) has_word(key, list, sizeof(list) / sizeof((list)[0]))

/* ---- one number ----------------------------------------------------------------------------- */

/* Without a unit: only right behind a word that says what it is. */
static bool judge_bare(rg_number *out, const number_key *key)
{
	rg_str last = key->n ? key->words[key->n - 1] : (rg_str){NULL, 0};
	bool is_more = key->n && IS_ONE_OF(last, more_words);

	if (!is_more && !(key->n && IS_ONE_OF(last, less_words)) &&
	    !(key->is_said && HAS_WORD(key, less_words)))
		return false;
	out->unit = RG_STR("");
	out->direction = is_more ? RG_MORE_IS_BETTER : RG_LESS_IS_BETTER;
	out->source = is_more ? RG_NUMBER_RATE : RG_NUMBER_PRINTED;
	return true;
}

static bool judge(rg_number *out, const number_key *key, const rg_unit *unit)
{
	if (!unit)
		return judge_bare(out, key);
	if (unit->kind == RG_UNIT_TIME && !HAS_WORD(key, less_words) && !HAS_WORD(key, which_words))
		return false;
	if (unit->kind == RG_UNIT_SIZE && !HAS_WORD(key, size_words))
		return false;
	out->value *= unit->factor;
	out->unit = unit->name;
	out->direction = rg_unit_direction(unit);
	out->source = unit->kind == RG_UNIT_RATE || unit->kind == RG_UNIT_COST ? RG_NUMBER_RATE
									       : RG_NUMBER_PRINTED;
	return isfinite(out->value);
}

/* Whether a number may begin here: not inside a word, a version or a date. */
static bool may_begin(rg_str line, size_t at)
{
	char before = at ? line.ptr[at - 1] : ' ';

	return isdigit((unsigned char)line.ptr[at]) && !rg_unit_is_word(before) &&
	       !(before == '.' && at > 1 && rg_unit_is_word(line.ptr[at - 2]));
}

/* Behind the number: more digits of a date, a version or a time of day, or a percent sign. */
static bool is_part_of_more(rg_str rest)
{
	if (!rest.len)
		return false;
	if (rest.ptr[0] == '%')
		return true;
	return rest.len > 1 && strchr(".:-/x", rest.ptr[0]) && isdigit((unsigned char)rest.ptr[1]);
}

static size_t skip_blob(rg_str line, size_t at)
{
	while (at < line.len && (rg_unit_is_word(line.ptr[at]) || strchr(".:-/%", line.ptr[at])))
		at++;
	return at;
}

void rg_number__line(rg_number_list *list, rg_str line)
{
	size_t at = 0, from = 0;

	while (at < line.len && list->out->n < RG_NUMBERS_MAX) {
		rg_number number = {0};
		rg_unit unit;
		size_t begin = at, len, end, unit_at;
		rg_str rest;
		bool has_unit;
		number_key key;

		if (strchr(",;{}", line.ptr[at]))
			from = at + 1;
		if (!may_begin(line, at)) {
			at++;
			continue;
		}
		if (begin > from && (line.ptr[begin - 1] == '-' || line.ptr[begin - 1] == '+'))
			begin--; /* a sign, as no word stands before the digit */
		if (!rg_number__take(&number.value, &len, rg_str_sub(line, begin, line.len))) {
			at = skip_blob(line, at + 1);
			continue;
		}
		end = begin + len;
		rest = rg_str_sub(line, end, line.len);
		if (is_part_of_more(rest)) {
			at = from = skip_blob(line, end);
			continue;
		}
		unit_at = end;
		while (unit_at < line.len && unit_at < end + 2 &&
		       strchr(" \"']", line.ptr[unit_at]))
			unit_at++;
		has_unit = rg_unit_at(&unit, list->arena, rg_str_sub(line, unit_at, line.len));
		if (!has_unit && rest.len && rg_unit_is_word(rest.ptr[0])) {
			at = skip_blob(line, end); /* "3rd", "0x1f" */
			continue;
		}
		read_key(&key, list->arena, rg_str_sub(line, from, begin));
		if (judge(&number, &key, has_unit ? &unit : key.has_unit ? &key.unit : NULL)) {
			number.name = rg_arena_dup(list->arena, key.n ? key.name : number.unit);
			rg_number__add(list, &number);
		}
		at = from = has_unit ? unit_at + unit.len : end;
	}
}
