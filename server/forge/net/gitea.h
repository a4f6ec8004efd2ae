/* SPDX-License-Identifier: MIT */
/* gitea.h - inside forge/net/: what Gitea and Forgejo write and read. */
#ifndef RG_FORGE_NET_GITEA_H
#define RG_FORGE_NET_GITEA_H

#include "forge/net/api.h"

extern const rg_wire rg_gitea_wire;

#endif
