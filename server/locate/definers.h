/* SPDX-License-Identifier: MIT */
/* definers.h - inside locate/: files that define a name, shared by two signals. */
#ifndef RG_LOCATE_DEFINERS_H
#define RG_LOCATE_DEFINERS_H

#include "locate/signal.h"

typedef struct rg_defined {
	uint32_t term; /* of the query: the name that gave this file most */
	double value;
} rg_defined;

/*
 * Adds to values, for each term of the query with one of the flags, 1/n to the n files that define
 * it; nothing where more than 20 do. Returns the strongest name of each file, in the arena.
 */
const rg_defined *rg_definers_add(double *values, rg_scene *scene, uint32_t flags);

#endif
