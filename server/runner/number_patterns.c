/* SPDX-License-Identifier: MIT */
/*
 * number_patterns.c - the user's own patterns. They are input: they see lines cut to PATTERN_LINE
 * bytes, with PCRE2's match limit low, so that the worst pattern costs seconds on a worker and no
 * more. A unit that stands behind the number is read as anywhere else.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/mem.h"
#include "runner/numbers_private.h"
#include "runner/units.h"

#define MAX_PATTERNS 50
#define PATTERN_LINE 1000
#define MATCH_LIMIT  1000

struct rg_number_patterns {
	pcre2_code *codes[MAX_PATTERNS];
	char *texts[MAX_PATTERNS];
	size_t n;
};

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

/* The unit behind the number, and what follows from it; else what the words say. */
static void set_unit(rg_number *number, rg_arena *arena, rg_str text, rg_str line, size_t end)
{
	rg_unit unit;

	number->unit = RG_STR("");
	number->direction = direction_of(text, line);
	while (end < line.len && line.ptr[end] == ' ')
		end++;
	if (!rg_unit_at(&unit, arena, rg_str_sub(line, end, line.len)))
		return;
	number->value *= unit.factor;
	number->unit = unit.name;
	number->direction = rg_unit_direction(&unit);
}

/* False when the pattern has to be given up. */
static bool match_line(rg_number_list *list, pcre2_code *code, rg_str text, rg_str line,
		       pcre2_match_data *match, pcre2_match_context *limits)
{
	int rc = pcre2_match(code, (PCRE2_SPTR)line.ptr, line.len, 0, 0, match, limits);
	const PCRE2_SIZE *places = pcre2_get_ovector_pointer(match);
	uint32_t n = rc > 0 ? (uint32_t)rc : 0;
	int value = pcre2_substring_number_from_name(code, (PCRE2_SPTR) "value");
	int name = pcre2_substring_number_from_name(code, (PCRE2_SPTR) "name");
	rg_number number = {.source = RG_NUMBER_PATTERN};
	rg_str named, digits;
	size_t len;

	if (rc < 0)
		return rc == PCRE2_ERROR_NOMATCH;
	digits = rg_str_trim(group(places, n, value > 0 ? value : n > 1 ? 1 : 0, line));
	if (!rg_number__take(&number.value, &len, digits))
		return true;
	named = group(places, n, name, line);
	number.name = rg_arena_dup(list->arena, named.len ? named : text);
	set_unit(&number, list->arena, text, line, (size_t)(digits.ptr - line.ptr) + len);
	rg_number__add(list, &number);
	return true;
}

void rg_number__pattern(rg_number_list *list, const rg_number_patterns *patterns, size_t which,
			rg_str log)
{
	pcre2_code *code = patterns->codes[which];
	pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	rg_str line;

	if (!match || !limits)
		rg_out_of_memory(PATTERN_LINE);
	pcre2_set_match_limit(limits, MATCH_LIMIT);
	pcre2_set_depth_limit(limits, MATCH_LIMIT);
	while (list->out->n < RG_NUMBERS_MAX && rg_str_line(&line, &log))
		if (!match_line(list, code, rg_str_of(patterns->texts[which]),
				rg_str_sub(line, 0, PATTERN_LINE), match, limits))
			break;
	pcre2_match_context_free(limits);
	pcre2_match_data_free(match);
}

size_t rg_number__n_patterns(const rg_number_patterns *patterns)
{
	return patterns ? patterns->n : 0;
}
