/* SPDX-License-Identifier: MIT */
/* votes.h - inside locate/: earlier commits (lessons.h) that added tests like the failing one. */
#ifndef RG_LOCATE_VOTES_H
#define RG_LOCATE_VOTES_H

#include "locate/scene.h"

typedef struct rg_vote {
	double likeness; /* 0 … 1: against the most similar commit's */
	uint32_t lesson; /* of the input's */
} rg_vote;
typedef RG_VEC(rg_vote) rg_vote_vec;

/* The most similar ones, closest first, found once for an answer; empty without lessons. */
const rg_vote_vec *rg_votes(rg_scene *scene);

#endif
