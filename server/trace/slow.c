/* SPDX-License-Identifier: MIT */
/*
 * slow.c - a comparison has two sides. The one that should be smaller must be named like a time, or
 * the one that should be greater like a rate; and the other side must look like a bound: a number
 * in it, or a name that means a limit. Names are read word by word: `load_ms`, `t.elapsed`.
 */
#include "trace/slow.h"

#include "trace/nocase.h"

#define MAX_SOURCE 500

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_one_of(rg_str word, const char *const *words)
{
	for (; *words; words++)
		if (rg_str_eq_nocase(word, rg_str_of(*words)))
			return true;
	return false;
}

/* Whether side has one of these words; a word is a run of letters. */
static bool has_word(rg_str side, const char *const *words)
{
	for (size_t i = 0; i < side.len;) {
		size_t end = i;

		while (end < side.len && is_letter(side.ptr[end]))
			end++;
		if (end > i && is_one_of(rg_str_sub(side, i, end), words))
			return true;
		i = end + 1;
	}
	return false;
}

static bool is_time(rg_str side)
{
	static const char *const words[] = {
		"elapsed", "duration",	   "durations", "latency", "seconds",  "secs",
		"sec",	   "ms",	   "msec",	"us",	   "usec",     "ns",
		"nsec",	   "millis",	   "took",	"runtime", "walltime", "monotonic",
		"time",	   "perf_counter", "counter",	NULL};
	/* "perf_counter" is two words to has_word; so is "start_time", which is no span. */
	static const char *const points[] = {"start",	"end",	   "begin",	"stop",
					     "created", "updated", "timestamp", "mtime",
					     "count",	"n",	   "num",	NULL};

	return has_word(side, words) && !has_word(side, points);
}

static bool is_rate(rg_str side)
{
	static const char *const words[] = {"throughput", "fps",    "qps",     "rps", "bandwidth",
					    "gflops",	  "tflops", "speedup", "tps", NULL};

	return has_word(side, words) || rg_nocase_find(side, "per_s", 0) != SIZE_MAX ||
	       rg_nocase_find(side, "samples_per", 0) != SIZE_MAX ||
	       rg_nocase_find(side, "tokens_per", 0) != SIZE_MAX;
}

static bool is_limit(rg_str side)
{
	static const char *const words[] = {
		"max",	    "min",	 "maximum",   "minimum",   "limit",    "budget",
		"bound",    "threshold", "deadline",  "timeout",   "target",   "expected",
		"baseline", "allowed",	 "tolerance", "reference", "required", NULL};

	for (size_t i = 0; i < side.len; i++)
		if (is_digit(side.ptr[i]) && (i == 0 || !is_letter(side.ptr[i - 1])))
			return true;
	return has_word(side, words);
}

static bool is_bounded(rg_str smaller, rg_str greater)
{
	return (is_time(smaller) && is_limit(greater)) || (is_rate(greater) && is_limit(smaller));
}

/* The part of side that touches the operator: up to `and`, `or`, a comma or another operator. */
static rg_str before(rg_str side)
{
	static const char *const ends[] = {" and ", " or ", ", ", " < ", " > ", " <= ", " >= "};

	for (unsigned i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		for (size_t at; (at = rg_str_find(side, rg_str_of(ends[i]))) != SIZE_MAX;)
			side = rg_str_sub(side, at + rg_str_of(ends[i]).len, side.len);
	return side;
}

static rg_str behind(rg_str side)
{
	static const char *const ends[] = {" and ", " or ", ", ", " < ", " > ", " <= ", " >= "};

	for (unsigned i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		side = rg_str_sub(side, 0, rg_str_find(side, rg_str_of(ends[i])));
	return side;
}

/* `self.assertLess(a, b)` and its kin: the two arguments, the smaller one first. */
static bool is_bounding_call(rg_str source)
{
	static const struct {
		const char *name;
		bool is_less;
	} calls[] = {{"assertLess(", true},
		     {"assertLessEqual(", true},
		     {"assertGreater(", false},
		     {"assertGreaterEqual(", false}};

	for (unsigned i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		size_t at = rg_str_find(source, rg_str_of(calls[i].name)), comma;
		rg_str first, second;
		int depth = 0;

		if (at == SIZE_MAX)
			continue;
		second = rg_str_sub(source, at + rg_str_of(calls[i].name).len, source.len);
		for (comma = 0; comma < second.len && (depth > 0 || second.ptr[comma] != ',');
		     comma++)
			depth += second.ptr[comma] == '(' || second.ptr[comma] == '['	? 1
				 : second.ptr[comma] == ')' || second.ptr[comma] == ']' ? -1
											: 0;
		first = rg_str_sub(second, 0, comma);
		second = behind(rg_str_sub(second, comma + 2, second.len));
		return calls[i].is_less ? is_bounded(first, second) : is_bounded(second, first);
	}
	return false;
}

bool rg_slow_is_bound(rg_str source)
{
	source = rg_str_sub(source, 0, MAX_SOURCE);
	for (size_t i = 1; i + 2 < source.len; i++) {
		char c = source.ptr[i];
		size_t end = i + 1 + (source.ptr[i + 1] == '=');
		rg_str left, right;

		if ((c != '<' && c != '>') || source.ptr[i - 1] != ' ' || end >= source.len ||
		    source.ptr[end] != ' ')
			continue;
		left = before(rg_str_sub(source, 0, i - 1));
		right = behind(rg_str_sub(source, end + 1, source.len));
		if (c == '<' ? is_bounded(left, right) : is_bounded(right, left))
			return true;
	}
	return is_bounding_call(source);
}
