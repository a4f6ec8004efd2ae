/* SPDX-License-Identifier: MIT */
/* confidence.h - inside locate/: how sure an answer may be. */
#ifndef RG_LOCATE_CONFIDENCE_H
#define RG_LOCATE_CONFIDENCE_H

#include "locate/ranking.h"

/*
 * How likely a fix changes the first file, in thousandths; -1 when no file has any points. n_files:
 * those of the ranking's scene.
 */
int32_t rg_confidence(const rg_ranking *ranking, size_t n_files);

#endif
