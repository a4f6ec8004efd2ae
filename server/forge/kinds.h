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
	bool has_api;	 /* net/ has it too */
	bool has_groups; /* a project may have more parts than two */
	rg_owners_dialect owners;
	const char *program; /* in the shell, which may know a token; or NULL */
	/* Whether the host is this forge's without any setting. */
	bool (*is_home)(rg_str host);
	/*
	 * Fills host, api, project (the remote's; a setting replaces it) and, when the remote is on
	 * that host for certain, head_project.
	 */
	rg_rc (*locate)(rg_forge_target *out, rg_arena *arena, const rg_forge_site *site,
			rg_err *err);
	/* Null when there is no such page. target's api may be null: it is the public one then. */
	rg_str (*compare_url)(rg_arena *arena, const rg_forge_target *target, rg_str base,
			      rg_str branch);
	/* The second way (forge.h); both NULL where there is none. */
	rg_str_vec (*push_options)(rg_arena *arena, const rg_forge_target *target,
				   const rg_forge_pr *pr);
	void (*read_push)(rg_forge_result *out, rg_arena *arena, const rg_forge_target *target,
			  rg_str output);
} rg_forge;

/* NULL when there is none of that name. */
const rg_forge *rg_forge__find(rg_str kind);
/* The forge whose home the host is; NULL when it is not known. */
const rg_forge *rg_forge__of_host(rg_str host);
/* A branch as part of an address's path; slashes stay. */
rg_str rg_forge__escape(rg_arena *arena, rg_str branch);
/* "https://host/prefix" of the API's address, which ends in suffix; "https://host" without one. */
rg_str rg_forge__pages(rg_arena *arena, const rg_forge_target *target, rg_str suffix);
/*
 * locate for a forge whose API is on the host of its pages, perhaps below a path that the setting's
 * URL names: scheme://host[/path]suffix. RG_EINVAL for a path that is none.
 */
rg_rc rg_forge__locate_below(rg_forge_target *out, rg_arena *arena, const rg_forge_site *site,
			     const char *suffix, bool has_groups, rg_err *err);
/* What Forgejo shares with Gitea. */
rg_rc rg_forge__locate_gitea(rg_forge_target *out, rg_arena *arena, const rg_forge_site *site,
			     rg_err *err);
rg_str rg_forge__compare_gitea(rg_arena *arena, const rg_forge_target *target, rg_str base,
			       rg_str branch);
/* The host is "NAME.…", as self-hosted servers mostly are called. */
bool rg_forge__is_called(rg_str host, const char *name);

#endif
