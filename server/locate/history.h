/* SPDX-License-Identifier: MIT */
/* history.h - inside locate/: how old a commit is, by the newest one; there is no clock here. */
#ifndef RG_LOCATE_HISTORY_H
#define RG_LOCATE_HISTORY_H

#include "locate/locate.h"

/* 1 for the newest commit, falling to 1/2 after a year and to 1/(1 + n) after n years. */
double rg_history__age_weight(const rg_history *history, const rg_commit_change *commit);

#endif
