/* SPDX-License-Identifier: MIT */
/*
 * sig_churn.c - what is changed often, and of late, is changed again; a fix counts twice. This is
 * what is known when nothing is known.
 */
#include "locate/history.h"
#include "locate/signal.h"

static void *score(double *values, rg_scene *scene)
{
	const rg_history *history = scene->input->history;
	uint32_t *counts = RG_NEW_N(scene->arena, uint32_t, scene->files.n);

	for (size_t i = 0; history && i < history->commits.n; i++) {
		const rg_commit_change *commit = &history->commits.items[i];
		double weight = rg_history__age_weight(history, commit) * (commit->is_fix ? 2 : 1);

		for (size_t k = 0; k < commit->n_paths; k++) {
			uint32_t file = scene->of_path[history->changed.items[commit->first + k]];

			if (file != RG_NO_FILE) {
				values[file] += weight;
				counts[file]++;
			}
		}
	}
	rg_signal__scale(values, scene->files.n);
	return counts;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	uint32_t n = ((const uint32_t *)state)[file];

	return rg_arena_printf(scene->arena, "changed in %u commit%s of the history that was read",
			       n, n == 1 ? "" : "s");
}

const rg_signal rg_signal_churn = {"churn", score, text};
