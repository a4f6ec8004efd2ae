/* SPDX-License-Identifier: MIT */
/* ranking.c - a weighted sum in whole thousandths, so that the order is the same everywhere. */
#include "locate/ranking.h"

#include "locate/rarity.h"

#define SHORT_LIST_MAX 20 /* files that late signals look into */

static const rg_signal *const signals[] = {
#define RG_SIGNAL(name, weight, weight_with_run) &rg_signal_##name,
#include "locate/signals.def"
#undef RG_SIGNAL
};

static const int32_t weights_alone[] = {
#define RG_SIGNAL(name, weight, weight_with_run) weight,
#include "locate/signals.def"
#undef RG_SIGNAL
};

static const int32_t weights_with_run[] = {
#define RG_SIGNAL(name, weight, weight_with_run) weight_with_run,
#include "locate/signals.def"
#undef RG_SIGNAL
};

const rg_signal *rg_signal_at(size_t idx)
{
	return signals[idx];
}

int32_t rg_ranking_points(const rg_ranking *ranking, size_t signal, uint32_t file)
{
	return (int32_t)(ranking->weights[signal] * ranking->values[signal][file] + 0.5);
}

/* A stub is read by type checkers: of what its source says, a test that runs says half of it. */
#define STUB 0.5

static bool is_stub(rg_str path)
{
	return rg_str_ends(path, RG_STR(".pyi"));
}

typedef struct place {
	int32_t score;
	uint32_t file;
	const rg_str *path;
} place;

static uint32_t depth_of(rg_str path)
{
	uint32_t depth = 0;

	for (size_t i = 0; i < path.len; i++)
		depth += path.ptr[i] == '/';
	return depth;
}

/* Files are in order of their paths already. */
static int compare(const void *a, const void *b)
{
	const place *x = a, *y = b;
	uint32_t x_depth, y_depth;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	x_depth = depth_of(*x->path);
	y_depth = depth_of(*y->path);
	if (x_depth != y_depth)
		return x_depth < y_depth ? -1 : 1;
	return x->file < y->file ? -1 : x->file > y->file;
}

/* Down from at, so that no place is better than the one above it. */
static void sift(place *heap, size_t n, size_t at)
{
	for (size_t below; (below = 2 * at + 1) < n; at = below) {
		place one;

		if (below + 1 < n && compare(&heap[below + 1], &heap[below]) > 0)
			below++;
		if (compare(&heap[at], &heap[below]) >= 0)
			return;
		one = heap[at];
		heap[at] = heap[below];
		heap[below] = one;
	}
}

/*
 * The best RG_RANKED_MAX in order, the others behind them as they come: a heap of the best so far,
 * whose first is the one that goes next, and most files are worse than that one.
 */
static void sort_best(place *places, size_t n)
{
	size_t n_best = n < RG_RANKED_MAX ? n : RG_RANKED_MAX;

	for (size_t i = n_best / 2; i-- > 0;)
		sift(places, n_best, i);
	for (size_t i = n_best; i < n; i++)
		if (compare(&places[i], &places[0]) < 0) {
			place worst = places[0];

			places[0] = places[i];
			places[i] = worst;
			sift(places, n_best, 0);
		}
	if (n_best)
		qsort(places, n_best, sizeof(*places), compare);
}

/* Files by the points of the signals so far. */
static void order(rg_ranking *out, const rg_scene *scene)
{
	size_t n = scene->files.n;
	place *places = RG_NEW_N(scene->arena, place, n);

	for (uint32_t file = 0; file < n; file++)
		places[file] = (place){out->scores[file], file, &scene->files.items[file]};
	sort_best(places, n);
	for (size_t i = 0; i < n; i++)
		out->order[i] = places[i].file;
}

static void ask(rg_ranking *out, rg_scene *scene, size_t signal)
{
	double *values = out->values[signal];

	out->states[signal] = signals[signal]->score(values, scene);
	for (uint32_t file = 0; file < scene->files.n; file++) {
		if (values[file] <= 0)
			continue;
		if (is_stub(scene->files.items[file]))
			values[file] *= STUB;
		out->scores[file] += rg_ranking_points(out, signal, file);
	}
}

void rg_ranking_make(rg_ranking *out, rg_scene *scene)
{
	size_t n = scene->files.n;

	out->weights =
		rg_spectrum_speaks(scene->input->spectrum) ? weights_with_run : weights_alone;
	out->scores = RG_NEW_N(scene->arena, int32_t, n);
	out->order = RG_NEW_N(scene->arena, uint32_t, n);
	rg_rarity_measure(scene);
	for (size_t i = 0; i < RG_N_SIGNALS; i++)
		out->values[i] = RG_NEW_N(scene->arena, double, n);
	for (int is_late = 0; is_late < 2; is_late++) {
		for (size_t i = 0; i < RG_N_SIGNALS; i++)
			if (signals[i]->is_late == is_late)
				ask(out, scene, i);
		order(out, scene);
		scene->short_list = out->order;
		scene->n_short_list = n < SHORT_LIST_MAX ? n : SHORT_LIST_MAX;
	}
}
