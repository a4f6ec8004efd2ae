/* SPDX-License-Identifier: MIT */
/* executed.c - a row's name and its coefficient. */
#include "locate/executed.h"

#include <math.h>

rg_str rg_executed_function(const rg_executed *row)
{
	rg_str name = row->function;
	size_t at = rg_str_find_char(name, '<');

	if (at == SIZE_MAX)
		return name;
	name = rg_str_sub(name, 0, at);
	(void)rg_str_chop(&name, RG_STR("."));
	return name;
}

double rg_executed_ochiai(const rg_spectrum *spectrum, const rg_executed *row)
{
	double failing = row->n_failing, passing = row->n_passing;

	return failing > 0 ? failing / sqrt(spectrum->n_failing * (failing + passing)) : 0;
}
