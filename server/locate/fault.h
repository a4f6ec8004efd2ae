/* SPDX-License-Identifier: MIT */
/*
 * fault.h - inside locate/: whether a source file is at fault at all. A wrong "not in the source"
 * costs more than a missing one, so each rule asks for evidence that no change of the source could
 * take away; whatever else fails is the source's.
 */
#ifndef RG_LOCATE_FAULT_H
#define RG_LOCATE_FAULT_H

#include "locate/scene.h"

/*
 * RG_FAULT_TEST or RG_FAULT_ENVIRONMENT where that holds for every failure, with the first one's
 * evidence as a sentence in *text, in the scene's arena. Otherwise RG_FAULT_SOURCE, and *text null.
 */
rg_fault rg_fault_find(rg_str *text, const rg_scene *scene);

#endif
