/* SPDX-License-Identifier: MIT */
/*
 * confidence.c - two things tell a sure answer from a guess: how far the second file is behind, and
 * how many signals, each for itself, put the first file first. Their sum leads through a table to
 * how often such answers were right: monotone, measured on cases of repositories that neither the
 * weights nor the table were fitted on (tests/real/fit_weights.py prints it). Straight lines
 * between its knots, whole numbers throughout. Where the cases end, the table stays level: it never
 * says more than they do.
 */
#include "locate/confidence.h"

#define VOTE 20 /* of a signal, beside a gap of 0 … 1000 */

static const struct knot {
	int32_t evidence, thousandths;
} knots[] = {
	{100, 463}, {199, 600}, {304, 703}, {421, 836},
	{539, 919}, {663, 963}, {817, 978}, {1005, 993},
};

#define N_KNOTS (sizeof(knots) / sizeof(*knots))

static bool is_best(const rg_ranking *ranking, size_t n_files, size_t signal, uint32_t file)
{
	int32_t points = rg_ranking_points(ranking, signal, file);

	if (points <= 0)
		return false;
	for (uint32_t i = 0; i < n_files; i++)
		if (rg_ranking_points(ranking, signal, i) > points)
			return false;
	return true;
}

static int32_t look_up(int32_t evidence)
{
	size_t i = 0;

	if (evidence <= knots[0].evidence)
		return knots[0].thousandths;
	while (i + 1 < N_KNOTS && knots[i + 1].evidence <= evidence)
		i++;
	if (i + 1 == N_KNOTS)
		return knots[i].thousandths;
	return knots[i].thousandths + (knots[i + 1].thousandths - knots[i].thousandths) *
					      (evidence - knots[i].evidence) /
					      (knots[i + 1].evidence - knots[i].evidence);
}

int32_t rg_confidence(const rg_ranking *ranking, size_t n_files)
{
	uint32_t first = n_files ? ranking->order[0] : 0;
	int32_t best = n_files ? ranking->scores[first] : 0;
	int32_t second = n_files > 1 ? ranking->scores[ranking->order[1]] : 0;
	int32_t evidence;

	if (best <= 0)
		return -1;
	evidence = (int32_t)((int64_t)1000 * (best - second) / best);
	for (size_t i = 0; i < RG_N_SIGNALS; i++)
		evidence += is_best(ranking, n_files, i, first) ? VOTE : 0;
	return look_up(evidence);
}
