/* SPDX-License-Identifier: MIT */
/*
 * fingerprint_number.c - which numbers in a message vary by themselves. Most do not: an index, a
 * status, a value that was expected tell one bug from another. What varies is known by its form (an
 * object's address in decimal, seconds since 1970, many digits behind the point, a time of today)
 * or by the word beside it (`pid`, `port`, a unit of time or of memory).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trace/fingerprint_private.h"

/* From here on dates are those of a run; what tests have written down is older. */
#define RUN_YEAR 2025

size_t rg_trace__digits(rg_str s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && s.ptr[at + n] >= '0' && s.ptr[at + n] <= '9')
		n++;
	return n;
}

bool rg_trace__is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_one_of(rg_str s, const char *const *words)
{
	for (; *words; words++)
		if (rg_str_eq_z(s, *words))
			return true;
	return false;
}

static bool is_time_unit(rg_str s)
{
	static const char *const units[] = {"s",       "ms",	 "us",	"ns",	   "sec", "secs",
					    "seconds", "second", "min", "minutes", NULL};

	return is_one_of(s, units);
}

/* Sizes of memory; plain bytes are too often what a format demands. */
static bool is_size_unit(rg_str s)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "kB",
					    "KB",  "MB",  "GB",	 "TB",	NULL};

	return is_one_of(s, units);
}

/*
 * Whole numbers of these sizes: addresses of Linux programs as id() prints them, seconds,
 * milli-, micro- and nanoseconds since 1970 in the years of runs (2015 to 2037).
 */
static bool is_id(rg_str digits)
{
	static const struct {
		uint64_t from, to;
	} ranges[] = {
		{UINT64_C(0x500000000000), UINT64_C(0x5fffffffffff)},
		{UINT64_C(0x7e0000000000), UINT64_C(0x7fffffffffff)},
		{UINT64_C(0xffff00000000), UINT64_C(0xffffffffffff)},
		{UINT64_C(1420070400), UINT64_C(2145916800)},
		{UINT64_C(1420070400000), UINT64_C(2145916800000)},
		{UINT64_C(1420070400000000), UINT64_C(2145916800000000)},
		{UINT64_C(1420070400000000000), UINT64_C(2145916800000000000)},
	};
	uint64_t value;

	if (digits.len < 10 || !rg_str_u64(&value, digits, UINT64_MAX))
		return false;
	for (unsigned i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (value >= ranges[i].from && value <= ranges[i].to)
			return true;
	return false;
}

/* "pid 4711", "port=40123", "line 17", "id=4385947728": the word in front says that it is a run's.
 */
static bool is_named_varying(rg_str before, size_t n_digits)
{
	static const char *const words[] = {"line", "pid",  "port", "PID",  "Port",
					    "fd",   "seed", "tid",  "Line", NULL};
	size_t end = before.len, begin;

	while (end > 0 && (before.ptr[end - 1] == ' ' || before.ptr[end - 1] == '=' ||
			   before.ptr[end - 1] == ':' || before.ptr[end - 1] == '\'' ||
			   before.ptr[end - 1] == '"'))
		end--;
	begin = end;
	while (begin > 0 && ((before.ptr[begin - 1] >= 'a' && before.ptr[begin - 1] <= 'z') ||
			     (before.ptr[begin - 1] >= 'A' && before.ptr[begin - 1] <= 'Z')))
		begin--;
	before = rg_str_sub(before, begin, before.len);
	end -= begin;
	return end < before.len &&
	       (is_one_of(rg_str_sub(before, 0, end), words) ||
		(n_digits >= 9 && rg_str_eq_z(rg_str_sub(before, 0, end), "id")));
}

/* Three digits that count: what is behind them is rounding, or another library's version. */
static void add_rounded(rg_buf *out, rg_str number)
{
	char text[64];
	double value;

	if (number.len >= sizeof(text)) {
		rg_buf_add_z(out, "<number>");
		return;
	}
	memcpy(text, number.ptr, number.len);
	text[number.len] = '\0';
	value = strtod(text, NULL);
	rg_buf_printf(out, "~%.3g", fabs(value) < 1e-300 ? 0.0 : value);
}

/* "0.20019537 < 0.1": what is held against a bound was measured, and is another number each time.
 */
static bool is_measured(const rg_token *token)
{
	rg_str behind = token->behind, before = token->before;

	(void)rg_str_skip(&behind, RG_STR(" "));
	before = rg_str_trim(rg_str_sub(before, before.len > 4 ? before.len - 4 : 0, before.len));
	return rg_str_starts(behind, RG_STR("< ")) || rg_str_starts(behind, RG_STR("> ")) ||
	       rg_str_starts(behind, RG_STR("<=")) || rg_str_starts(behind, RG_STR(">=")) ||
	       rg_str_ends(before, RG_STR(" <")) || rg_str_ends(before, RG_STR(" >")) ||
	       rg_str_ends(before, RG_STR("<=")) || rg_str_ends(before, RG_STR(">="));
}

bool rg_trace__add_number(rg_buf *out, const rg_token *token)
{
	rg_str s = token->text, number, unit, next;
	size_t sign = s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+') ? 1 : 0;
	size_t whole = rg_trace__digits(s, sign), fraction = 0, i = sign + whole;
	bool has_exponent = false;

	if (whole == 0)
		return false;
	if (i < s.len && s.ptr[i] == '.') {
		fraction = rg_trace__digits(s, i + 1);
		i += fraction ? 1 + fraction : 0;
	}
	if (i + 1 < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
		size_t at = i + 1 + (s.ptr[i + 1] == '-' || s.ptr[i + 1] == '+' ? 1 : 0);
		size_t n = rg_trace__digits(s, at);

		has_exponent = n > 0;
		i = n ? at + n : i;
	}
	number = rg_str_sub(s, sign && s.ptr[0] != '-' ? 1 : 0, i);
	unit = rg_str_sub(s, i, s.len);
	while (unit.len > 0 && (unit.ptr[unit.len - 1] == '.' || unit.ptr[unit.len - 1] == ':' ||
				unit.ptr[unit.len - 1] == '!'))
		unit.len--;
	next = rg_str_trim(rg_str_sub(token->behind, 0, 12));
	next = rg_str_sub(next, 0, rg_str_find_char(next, ' '));
	while (next.len > 0 && (next.ptr[next.len - 1] == '.' || next.ptr[next.len - 1] == ',' ||
				next.ptr[next.len - 1] == ')' || next.ptr[next.len - 1] == ';'))
		next.len--;
	if (is_time_unit(unit) || (!unit.len && is_time_unit(next))) {
		rg_buf_add_z(out, "<time>");
	} else if ((is_size_unit(unit) || (!unit.len && is_size_unit(next))) &&
		   (fraction || whole > 3)) {
		rg_buf_add_z(out, "<size>");
	} else if (unit.len) {
		return false;
	} else if (is_id(rg_str_sub(s, sign, sign + whole))) {
		rg_buf_add_z(out, "<id>");
	} else if (fraction >= 6 && is_measured(token)) {
		rg_buf_add_z(out, "<measured>");
	} else if (fraction >= 6 || (fraction && has_exponent)) {
		add_rounded(out, number);
	} else if (!fraction && !sign && is_named_varying(token->before, whole)) {
		rg_buf_add_z(out, "<n>");
	} else {
		return false;
	}
	return true;
}

/* "2026-11-27…" */
static bool is_date(rg_str s)
{
	return s.len >= 10 && rg_trace__digits(s, 0) == 4 && s.ptr[4] == '-' &&
	       rg_trace__digits(s, 5) == 2 && s.ptr[7] == '-' && rg_trace__digits(s, 8) == 2;
}

static bool is_of_run(rg_str date)
{
	uint64_t year;

	return rg_str_u64(&year, rg_str_sub(date, 0, 4), 9999) && year >= RUN_YEAR && year < 2100;
}

/* "12:34:56", "0:00:01.234567": whether it is one; *is_exact: with parts of a second. */
static bool is_clock(rg_str s, bool *is_exact)
{
	size_t n = rg_trace__digits(s, 0), n_fraction;

	if (n == 0 || n > 2 || s.len < n + 6 || s.ptr[n] != ':' ||
	    rg_trace__digits(s, n + 1) != 2 || s.ptr[n + 3] != ':' ||
	    rg_trace__digits(s, n + 4) != 2)
		return false;
	n_fraction = s.len > n + 6 && (s.ptr[n + 6] == '.' || s.ptr[n + 6] == ',')
			     ? rg_trace__digits(s, n + 7)
			     : 0;
	*is_exact = n_fraction >= 3;
	return true;
}

bool rg_trace__add_time(rg_buf *out, const rg_token *token)
{
	rg_str s = token->text, before = rg_str_trim(token->before);
	bool is_exact = false;

	if (is_date(s)) {
		rg_str clock = rg_str_sub(s, 11, s.len);

		if (!is_of_run(s) && !(clock.len && is_clock(clock, &is_exact) && is_exact))
			return false;
		rg_buf_add_z(out, "<date>");
		return true;
	}
	if (!is_clock(s, &is_exact))
		return false;
	before = before.len >= 10 ? rg_str_sub(before, before.len - 10, before.len) : before;
	if (!is_exact && !(is_date(before) && is_of_run(before)))
		return false;
	rg_buf_add_z(out, "<time>");
	return true;
}
