/* SPDX-License-Identifier: MIT */
/* before.h - inside forge/net/: what must hold before a forge is asked anything. */
#ifndef RG_FORGE_NET_BEFORE_H
#define RG_FORGE_NET_BEFORE_H

#include "forge/net/pull.h"

/*
 * The API is the one of the host that the token is for, the text is one that the forge takes, and
 * there is a token, which is in the request then. False: the answer says why. Fills site, source
 * and source_name.
 */
bool rg_pull__may_ask(rg_pull *pull);
/*
 * "https://host/prefix" of "https://host/prefix/api/v4", suffix being the end; null when api is not
 * scheme://host[/prefix]suffix with exactly that host. A prefix, where one may be, is made of
 * letters, digits, '-', '_', '.' and single slashes, and has no part of dots alone.
 */
rg_str rg_site_of(rg_arena *arena, rg_str api, rg_str host, const char *suffix,
		  bool may_have_prefix);

#endif
