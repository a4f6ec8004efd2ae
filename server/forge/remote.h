/* SPDX-License-Identifier: MIT */
/* remote.h - inside forge/: the address of a git remote, taken apart. Pure. */
#ifndef RG_FORGE_REMOTE_H
#define RG_FORGE_REMOTE_H

#include "base/arena.h"

typedef struct rg_remote {
	rg_str scheme; /* "https", "http", "ssh", "git", in lower case */
	rg_str host; /* lower case; with its port when http or https name another than their own */
	rg_str path; /* without slashes at its ends and without ".git" */
} rg_remote;

/*
 * False for a path, a file: URL and whatever is no address of a host. Knows scheme://[user@]host
 * [:port]/path and the scp-like [user@]host:path of git-clone(1), "GIT URLS". User information is
 * left out, so that no password that stands there gets any further.
 */
bool rg_remote__parse(rg_remote *out, rg_arena *arena, rg_str url);
/* Whether a host, with or without port, is this machine: localhost, 127.0.0.0/8, [::1]. */
bool rg_host__is_loopback(rg_str host);
/* Letters, digits, '.', '_' and '-', and more than dots: a browser would take those out. */
bool rg_project__is_part(rg_str part);
/* "owner/name"; with groups also more parts, up to GitLab's 20 levels and the name. */
bool rg_project__is_valid(rg_str project, bool has_groups);

#endif
