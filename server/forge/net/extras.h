/* SPDX-License-Identifier: MIT */
/* extras.h - inside forge/net/: labels, assignees and reviewers of a pull request just created. */
#ifndef RG_FORGE_NET_EXTRAS_H
#define RG_FORGE_NET_EXTRAS_H

#include "forge/net/pull.h"

/* Best effort: what could not be added is named in the answer, which stays OK. */
void rg_pull__add_extras(rg_pull *pull);

#endif
