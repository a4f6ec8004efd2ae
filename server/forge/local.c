/* SPDX-License-Identifier: MIT */
/*
 * local.c - no forge at all: the branch is pushed, the text is a file. Where the remote's host is
 * the home of a forge, its page that compares the branches can still be shown.
 */
#include "forge/kinds.h"

static bool is_home(rg_str host)
{
	(void)host;
	return false;
}

static rg_rc locate(rg_forge_target *out, rg_arena *arena, const rg_forge_site *site, rg_err *err)
{
	(void)err;
	if (!rg_forge__of_host(site->host))
		return RG_OK;
	out->host = rg_arena_dup(arena, site->host);
	if (rg_project__is_valid(site->remote_path, true))
		out->project = site->remote_path;
	return RG_OK;
}

static rg_str compare_url(rg_arena *arena, const rg_forge_target *target, rg_str base,
			  rg_str branch)
{
	const rg_forge *forge = rg_forge__of_host(target->host);

	return forge ? forge->compare_url(arena, target, base, branch) : (rg_str){0};
}

const rg_forge rg_forge_local = {
	.name = "local",
	.has_groups = true,
	.is_home = is_home,
	.locate = locate,
	.compare_url = compare_url,
};
