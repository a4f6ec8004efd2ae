/* SPDX-License-Identifier: MIT */
/*
 * functions.h - inside locate/: which functions of the best files. Their files are parsed here, and
 * only these.
 */
#ifndef RG_LOCATE_FUNCTIONS_H
#define RG_LOCATE_FUNCTIONS_H

#include "locate/ranking.h"

/* Fills in the functions of the first candidates; scores compare between files. */
void rg_functions_rank(rg_candidate_vec *candidates, rg_scene *scene);

#endif
