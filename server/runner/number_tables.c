/* SPDX-License-Identifier: MIT */
/*
 * number_tables.c - what tools print in a form of their own: pytest-benchmark's table (5.x; its
 * columns and the unit of their times are chosen at run time and stand in the header), and progress
 * bars (tqdm 4.x: "desc: 100%|###| 50/50 [00:05<00:00, 9.87it/s]", below one a second "1.10s/it").
 */
#include <ctype.h>

#include "runner/numbers_private.h"
#include "runner/units.h"

/* ---- pytest-benchmark ----------------------------------------------------------------------- */

/* Takes the next word of a line off; false at its end. */
static bool next_word(rg_str *word, rg_str *rest)
{
	size_t end = 0;

	*rest = rg_str_trim(*rest);
	while (end < rest->len && rest->ptr[end] != ' ')
		end++;
	*word = rg_str_sub(*rest, 0, end);
	*rest = rg_str_sub(*rest, end, rest->len);
	return word->len > 0;
}

/* "Name (time in us)   Min   Max   Mean   StdDev   Median   …   OPS (Kops/s)   Rounds" */
static bool read_header(rg_benchmark_table *table, rg_arena *arena, rg_str line)
{
	size_t close = rg_str_find_char(line, ')'), median = SIZE_MAX, mean = SIZE_MAX,
	       least = SIZE_MAX, n = 0;
	rg_str word, rest = line;
	rg_unit unit;

	if (!rg_str_skip(&rest, RG_STR("Name (time in ")) || close == SIZE_MAX ||
	    !rg_unit_at(&unit, arena, rest) || unit.kind != RG_UNIT_TIME)
		return false;
	rest = rg_str_sub(line, close + 1, line.len);
	while (next_word(&word, &rest)) {
		if (word.ptr[0] == '(')
			continue; /* the unit of OPS */
		if (rg_str_eq_z(word, "Median"))
			median = n;
		else if (rg_str_eq_z(word, "Mean"))
			mean = n;
		else if (rg_str_eq_z(word, "Min"))
			least = n;
		n++;
	}
	table->column = median != SIZE_MAX ? median : mean != SIZE_MAX ? mean : least;
	table->n_columns = table->column == SIZE_MAX ? 0 : n;
	table->factor = unit.factor;
	return table->n_columns > 0;
}

/* A row's values stand at its end, each with how many times the best one it is, "(1.0)". */
static bool read_row(rg_number_list *list, const rg_benchmark_table *table, rg_str line)
{
	rg_number number = {
		.unit = RG_STR("s"), .direction = RG_LESS_IS_BETTER, .source = RG_NUMBER_BENCHMARK};
	rg_str rest = rg_str_trim(line), word = {NULL, 0};
	size_t n_left = table->n_columns, len;

	while (n_left > 0 && rest.len) {
		size_t begin = rest.len;

		while (begin && rest.ptr[begin - 1] != ' ')
			begin--;
		word = rg_str_sub(rest, begin, rest.len);
		rest = rg_str_trim(rg_str_sub(rest, 0, begin));
		if (word.ptr[0] == '(')
			continue;
		n_left--;
		if (n_left == table->column &&
		    (!rg_number__take(&number.value, &len, word) || len != word.len))
			return false;
	}
	if (n_left || !rest.len)
		return false;
	number.value *= table->factor;
	number.name = rg_arena_dup(list->arena, rest);
	rg_number__add(list, &number);
	return true;
}

bool rg_number__benchmark(rg_number_list *list, rg_benchmark_table *table, rg_str line)
{
	if (read_header(table, list->arena, line))
		return true;
	if (!table->n_columns)
		return false;
	if (rg_str_starts(line, RG_STR("---")))
		return true;
	if (read_row(list, table, line))
		return true;
	table->n_columns = 0; /* the table is over */
	return false;
}

/* ---- progress bars -------------------------------------------------------------------------- */

static rg_str description_of(rg_str line)
{
	size_t percent = rg_str_find(line, RG_STR("%|"));
	rg_str before = rg_str_sub(line, 0, percent == SIZE_MAX ? 0 : percent);

	while (before.len && isdigit((unsigned char)before.ptr[before.len - 1]))
		before.len--;
	before = rg_str_trim(before);
	return rg_str_chop(&before, RG_STR(":")) && before.len ? before : RG_STR("progress");
}

/* A bar is drawn again and again; the newest state of a name counts. */
static void replace_or_add(rg_number_list *list, const rg_number *number)
{
	for (size_t i = list->out->n; i-- > 0;) {
		rg_number *old = &list->out->items[i];

		if (old->source == RG_NUMBER_PROGRESS && rg_str_eq(old->name, number->name) &&
		    rg_str_eq(old->unit, number->unit)) {
			*old = *number;
			return;
		}
	}
	rg_number__add(list, number);
}

bool rg_number__progress(rg_number_list *list, rg_str line)
{
	size_t bar = rg_str_find(line, RG_STR("<")), at, len;
	rg_number number = {.direction = RG_MORE_IS_BETTER, .source = RG_NUMBER_PROGRESS};
	rg_str rest;
	rg_unit unit;

	if (bar == SIZE_MAX || rg_str_find_char(rg_str_sub(line, 0, bar), '[') == SIZE_MAX ||
	    !rg_str_has(line, RG_STR("|")))
		return false;
	rest = rg_str_sub(line, bar, line.len);
	at = rg_str_find_char(rest, ',');
	if (at == SIZE_MAX)
		return false;
	rest = rg_str_trim(rg_str_sub(rest, at + 1, rest.len));
	if (!rg_number__take(&number.value, &len, rest))
		return rg_str_starts(rest, RG_STR("?")); /* not known yet */
	rest = rg_str_sub(rest, len, rest.len);
	if (!rg_unit_at(&unit, list->arena, rest) ||
	    (unit.kind != RG_UNIT_RATE && unit.kind != RG_UNIT_COST))
		return false;
	number.value *= unit.factor;
	number.unit = unit.name;
	if (unit.kind == RG_UNIT_COST) { /* the other way up, as the same bar's faster runs */
		if (number.value <= 0)
			return true;
		number.value = 1 / number.value;
		number.unit = rg_arena_printf(list->arena, "%.*s/s",
					      RG_FMT(rg_str_sub(unit.name, 2, unit.name.len)));
	}
	number.name = rg_arena_dup(list->arena, description_of(line));
	replace_or_add(list, &number);
	return true;
}
