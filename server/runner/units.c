/* SPDX-License-Identifier: MIT */
/*
 * units.c - two tables, times and sizes, and what is made of them: X/s is a rate whatever X is,
 * time/X is a cost. Sizes are told apart by 1000 and 1024; all of them become MiB, and rates of
 * them MB/s, which keeps figures readable. Letters' case counts for sizes (Mb is no MB) and not for
 * times, where "MS" is how a shouting log writes ms.
 */
#include "runner/units.h"

#include <ctype.h>

#define MIB (1024.0 * 1024.0)

typedef struct word_value {
	const char *word;
	double value;
} word_value;

static const word_value times[] = {
	{"s", 1},
	{"sec", 1},
	{"secs", 1},
	{"second", 1},
	{"seconds", 1},
	{"ms", 1e-3},
	{"msec", 1e-3},
	{"msecs", 1e-3},
	{"millis", 1e-3},
	{"millisecond", 1e-3},
	{"milliseconds", 1e-3},
	{"us", 1e-6},
	{"usec", 1e-6},
	{"usecs", 1e-6},
	{"\xC2\xB5s", 1e-6}, /* micro sign */
	{"\xCE\xBCs", 1e-6}, /* Greek mu */
	{"microsecond", 1e-6},
	{"microseconds", 1e-6},
	{"ns", 1e-9},
	{"nsec", 1e-9},
	{"nsecs", 1e-9},
	{"nanosecond", 1e-9},
	{"nanoseconds", 1e-9},
	{"min", 60},
	{"mins", 60},
	{"minute", 60},
	{"minutes", 60},
	{"h", 3600},
	{"hr", 3600},
	{"hrs", 3600},
	{"hour", 3600},
	{"hours", 3600},
};

static const word_value sizes[] = {
	{"B", 1},     {"bytes", 1},	   {"KB", 1e3},	      {"kB", 1e3},
	{"MB", 1e6},  {"GB", 1e9},	   {"TB", 1e12},      {"KiB", 1024.0},
	{"MiB", MIB}, {"GiB", 1024 * MIB}, {"TiB", MIB *MIB},
};

/* Rates that are one word. */
static const char *const rates[] = {"fps",   "qps",    "rps",	 "tps",	   "ops",    "iops",
				    "IOPS",  "FPS",    "QPS",	 "RPS",	   "TPS",    "OPS",
				    "FLOPS", "MFLOPS", "GFLOPS", "TFLOPS", "PFLOPS", "Mbps",
				    "Gbps",  "kbps",   "Kbps",	 "MOPS",   "TOPS",   "GOPS"};

bool rg_unit_is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static rg_str word_at(rg_str text)
{
	size_t end = 0;

	while (end < text.len && rg_unit_is_word(text.ptr[end]))
		end++;
	return rg_str_sub(text, 0, end);
}

static double seconds_of(rg_str word)
{
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (rg_str_eq_nocase(word, rg_str_of(times[i].word)))
			return times[i].value;
	return 0;
}

static double bytes_of(rg_str word)
{
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (rg_str_eq_z(word, sizes[i].word))
			return sizes[i].value;
	return 0;
}

/* A word of letters that may be counted: "samples", "it", "GFLOP". */
static bool is_countable(rg_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!isalpha((unsigned char)word.ptr[i]) && word.ptr[i] != '_')
			return false;
	return word.len > 0 && word.len <= 24;
}

/* what/period, where the period is a time: bytes become MB/s. */
static bool make_rate(rg_unit *out, rg_arena *arena, rg_str what, rg_str period, size_t len)
{
	double seconds = seconds_of(period), bytes = bytes_of(what);

	if (seconds == 0 || !is_countable(what) || seconds_of(what) != 0)
		return false;
	out->kind = RG_UNIT_RATE;
	out->factor = 1 / seconds;
	out->len = len;
	if (bytes != 0) {
		out->factor *= bytes / 1e6;
		out->name = RG_STR("MB/s");
	} else if (what.len > 2 && what.ptr[0] == 'k' && rg_str_ends(what, RG_STR("it"))) {
		out->factor *= 1000; /* a progress bar's "1.2kit/s" */
		out->name = RG_STR("it/s");
	} else {
		out->name = rg_arena_printf(arena, "%.*s/s", RG_FMT(what));
	}
	return true;
}

static bool make_cost(rg_unit *out, rg_arena *arena, rg_str period, rg_str what, size_t len)
{
	double seconds = seconds_of(period);

	if (seconds == 0 || !is_countable(what) || seconds_of(what) != 0)
		return false;
	*out = (rg_unit){RG_UNIT_COST, rg_arena_printf(arena, "s/%.*s", RG_FMT(what)), seconds,
			 len};
	return true;
}

static bool make_plain(rg_unit *out, rg_str word)
{
	double seconds = seconds_of(word), bytes = bytes_of(word);

	if (seconds != 0) {
		*out = (rg_unit){RG_UNIT_TIME, RG_STR("s"), seconds, word.len};
		return true;
	}
	if (bytes != 0) {
		*out = (rg_unit){RG_UNIT_SIZE, RG_STR("MiB"), bytes / MIB, word.len};
		return true;
	}
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		if (rg_str_eq_z(word, rates[i])) {
			*out = (rg_unit){RG_UNIT_RATE, rg_str_of(rates[i]), 1, word.len};
			return true;
		}
	}
	return false;
}

bool rg_unit_at(rg_unit *out, rg_arena *arena, rg_str text)
{
	rg_str first = word_at(text), rest = rg_str_sub(text, first.len, text.len), second;
	static const char *const betweens[] = {"/", " per ", " / "};

	if (!first.len)
		return false;
	for (size_t i = 0; i < sizeof(betweens) / sizeof(betweens[0]); i++) {
		rg_str between = rg_str_of(betweens[i]), behind = rest;
		size_t len;

		if (!rg_str_skip(&behind, between))
			continue;
		second = word_at(behind);
		len = first.len + between.len + second.len;
		if (make_rate(out, arena, first, second, len) ||
		    make_cost(out, arena, first, second, len))
			return true;
		if (between.len == 1)
			return false; /* "s/x1": nothing that is known */
	}
	return make_plain(out, first);
}

bool rg_unit_of_key(rg_unit *out, rg_arena *arena, rg_str *key)
{
	size_t at = rg_str_find(*key, RG_STR("_per_"));
	rg_str what, suffix;

	if (at != SIZE_MAX) {
		what = rg_str_sub(*key, 0, at);
		suffix = rg_str_sub(*key, at + sizeof("_per_") - 1, key->len);
		at = rg_str_rfind_char(what, '_');
		if (at != SIZE_MAX)
			what = rg_str_sub(what, at + 1, what.len);
		return make_rate(out, arena, what, suffix, 0) ||
		       make_cost(out, arena, what, suffix, 0);
	}
	at = rg_str_rfind_char(*key, '_');
	if (at == SIZE_MAX || at == 0 || !make_plain(out, rg_str_sub(*key, at + 1, key->len)) ||
	    out->kind == RG_UNIT_RATE)
		return false;
	*key = rg_str_sub(*key, 0, at);
	return true;
}

rg_direction rg_unit_direction(const rg_unit *unit)
{
	return unit->kind == RG_UNIT_RATE ? RG_MORE_IS_BETTER : RG_LESS_IS_BETTER;
}
