/* SPDX-License-Identifier: MIT */
/* ranking.h - inside locate/: all signals over all files, before the best are picked. */
#ifndef RG_LOCATE_RANKING_H
#define RG_LOCATE_RANKING_H

#include "locate/signal.h"

#define RG_SIGNAL(name, weight, weight_with_run) RG_SIGNAL_IDX_##name,
enum {
#include "locate/signals.def"
	RG_N_SIGNALS
};
#undef RG_SIGNAL

typedef struct rg_ranking {
	double *values[RG_N_SIGNALS]; /* of each signal, by file, 0 … 1 */
	void *states[RG_N_SIGNALS];
	const int32_t *weights; /* by signal, thousandths: without a run, or with one */
	int32_t *scores;	/* by file: the sum of weight × value, each term rounded */
	uint32_t *order;	/* files, the best RG_RANKED_MAX first and in order */
} rg_ranking;

/* More than are shown: RG_LIMIT_CANDIDATES. */
#define RG_RANKED_MAX 64

const rg_signal *rg_signal_at(size_t idx);
/* The points that a signal gives a file, in thousandths. */
int32_t rg_ranking_points(const rg_ranking *ranking, size_t signal, uint32_t file);
/* Scores and orders all files of the scene; ties break by depth, then path. */
void rg_ranking_make(rg_ranking *out, rg_scene *scene);

#endif
