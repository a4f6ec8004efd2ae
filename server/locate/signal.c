/* SPDX-License-Identifier: MIT */
/* signal.c - what signals share. */
#include "locate/signal.h"

void rg_signal__scale(double *values, size_t n)
{
	double max = 0;

	for (size_t i = 0; i < n; i++)
		if (values[i] > max)
			max = values[i];
	for (size_t i = 0; max > 0 && i < n; i++)
		values[i] /= max;
}

rg_str rg_signal__list(rg_arena *arena, const rg_str *names, size_t n)
{
	rg_str out = RG_STR("");

	for (size_t i = 0; i < n; i++)
		out = rg_arena_printf(arena, "%.*s%s`%.*s`", RG_FMT(out),
				      i == 0	   ? ""
				      : i + 1 == n ? " and "
						   : ", ",
				      RG_FMT(names[i]));
	return out;
}
