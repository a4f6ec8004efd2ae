/* SPDX-License-Identifier: MIT */
/*
 * forgejo.c - Forgejo speaks Gitea's interface (Forgejo Docs, "API Usage"); a token for it has
 * names of its own.
 */
#include "forge/net/ci.h"
#include "forge/net/gitea.h"

static const rg_token_ways tokens = {.kind = "forgejo"};

const rg_api rg_api_forgejo = {.kind = "forgejo",
			       .name = "Forgejo",
			       .tokens = &tokens,
			       .wire = &rg_gitea_wire,
			       .ci = &rg_gitea_ci};
