/* SPDX-License-Identifier: MIT */
/* history.c - age as a rational function, since exp() differs between machines. */
#include "locate/history.h"

#define HALF_LIFE_SECONDS (365.0 * 24 * 3600)

double rg_history__age_weight(const rg_history *history, const rg_commit_change *commit)
{
	int64_t age = history->items[0].time - commit->time;

	return age > 0 ? 1 / (1 + (double)age / HALF_LIFE_SECONDS) : 1;
}
