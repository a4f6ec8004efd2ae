/* SPDX-License-Identifier: MIT */
/*
 * sig_cochange.c - what was changed together with the test's file so far: the sum over commits that
 * touch both, of (a weight that falls with age) / (files in the commit).
 */
#include "locate/history.h"
#include "locate/signal.h"

typedef struct together {
	rg_str test_file; /* the one that it was changed with most */
	uint32_t n, of;	  /* commits with both; commits with the test file */
	double weight;
} together;

/* path: its number in the history. */
static bool touches(const rg_history *history, const rg_commit_change *commit, uint32_t path)
{
	for (size_t i = 0; i < commit->n_paths; i++)
		if (history->changed.items[commit->first + i] == path)
			return true;
	return false;
}

static void add_test_file(double *values, together *all, const rg_scene *scene, rg_str test_file)
{
	const rg_history *history = scene->input->history;
	double *weights = RG_NEW_N(scene->arena, double, scene->files.n);
	uint32_t *counts = RG_NEW_N(scene->arena, uint32_t, scene->files.n);
	uint32_t n_commits = 0, path = 0;

	while (path < history->paths.n && !rg_str_eq(history->paths.items[path], test_file))
		path++;
	for (size_t i = 0; path < history->paths.n && i < history->commits.n; i++) {
		const rg_commit_change *commit = &history->commits.items[i];

		if (!touches(history, commit, path))
			continue;
		n_commits++;
		for (size_t k = 0; k < commit->n_paths; k++) {
			uint32_t file = scene->of_path[history->changed.items[commit->first + k]];

			if (file == RG_NO_FILE)
				continue;
			counts[file]++;
			weights[file] +=
				rg_history__age_weight(history, commit) / (double)commit->n_paths;
		}
	}
	for (size_t i = 0; i < scene->files.n; i++) {
		values[i] += weights[i];
		if (weights[i] > all[i].weight)
			all[i] = (together){test_file, counts[i], n_commits, weights[i]};
	}
}

static void *score(double *values, rg_scene *scene)
{
	together *all = RG_NEW_N(scene->arena, together, scene->files.n);

	for (size_t i = 0; scene->input->history && i < scene->query.test_files.n; i++)
		add_test_file(values, all, scene, scene->query.test_files.items[i].path);
	rg_signal__scale(values, scene->files.n);
	return all;
}

static rg_str text(const rg_scene *scene, const void *state, uint32_t file)
{
	const together *t = &((const together *)state)[file];

	return rg_arena_printf(scene->arena, "changed together with %.*s in %u of its %u commits",
			       RG_FMT(t->test_file), t->n, t->of);
}

const rg_signal rg_signal_cochange = {"cochange", score, text};
