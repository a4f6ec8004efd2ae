/* SPDX-License-Identifier: MIT */
/* kinds.h - inside forge/: what a forge says about itself; one constant per file of forges.def. */
#ifndef RG_FORGE_KINDS_H
#define RG_FORGE_KINDS_H

#include "forge/forge.h"
#include "forge/remote.h"

/* What is known before the forge is asked. */
typedef struct rg_forge_site {
	rg_str host;	/* of the setting's URL, else of the remote; null when neither has one */
	rg_str scheme;	/* "https", or "http" for a loopback host of the setting's URL */
	rg_str path;	/* behind the host in the setting's URL; empty else */
	bool is_wanted; /* the setting gave the URL */
	rg_str remote_host, remote_path; /* of the remote; null when it is a path */
} rg_forge_site;

typedef struct rg_forge {
	const char *name;
	bool has_api; /* net/NAME.c exists */
	/* Whether the host is this forge's without any setting. */
	bool (*is_home)(rg_str host);
	/*
	 * Fills host, api, project (the remote's; a setting replaces it) and, when the remote is on
	 * that host for certain, head_project.
	 */
	rg_rc (*locate)(rg_forge_target *out, rg_arena *arena, const rg_forge_site *site,
			rg_err *err);
	/* Null when there is no such page. */
	rg_str (*compare_url)(rg_arena *arena, const rg_forge_target *target, rg_str base,
			      rg_str branch);
} rg_forge;

/* NULL when there is none of that name. */
const rg_forge *rg_forge__find(rg_str kind);
/* A branch as part of an address's path; slashes stay. */
rg_str rg_forge__escape(rg_arena *arena, rg_str branch);

#endif
