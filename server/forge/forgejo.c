/* SPDX-License-Identifier: MIT */
/*
 * forgejo.c - Forgejo, which came from Gitea: codeberg.org, servers that are called forgejo.…, and
 * those that a setting names.
 */
#include "forge/kinds.h"

static bool is_home(rg_str host)
{
	return rg_str_eq_z(host, "codeberg.org") || rg_forge__is_called(host, "forgejo");
}

const rg_forge rg_forge_forgejo = {
	.name = "forgejo",
	.has_api = true,
	.owners = RG_OWNERS_GITEA,
	.is_home = is_home,
	.locate = rg_forge__locate_gitea,
	.compare_url = rg_forge__compare_gitea,
};
