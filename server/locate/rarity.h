/* SPDX-License-Identifier: MIT */
/* rarity.h - inside locate/: what sets the failing test apart from the other tests. */
#ifndef RG_LOCATE_RARITY_H
#define RG_LOCATE_RARITY_H

#include "locate/scene.h"

/* Sets the rarity of the query's terms (query.h). */
void rg_rarity_measure(rg_scene *scene);

#endif
