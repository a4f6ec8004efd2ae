/* SPDX-License-Identifier: MIT */
/* github_before.h - inside forge/net/: what must hold before GitHub is asked anything. */
#ifndef RG_FORGE_NET_GITHUB_BEFORE_H
#define RG_FORGE_NET_GITHUB_BEFORE_H

#include "forge/net/github_no.h"

/*
 * The API is the one of the host that the token is for, the text is one that GitHub takes, and
 * there is a token, which is in the request then. False: the answer says why. ask says whose it is.
 */
bool rg_github__may_ask(rg_answer *out, rg_github_ask *ask, rg_arena *arena, rg_request *request);

#endif
