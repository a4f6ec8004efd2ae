/* SPDX-License-Identifier: MIT */
/*
 * gitea.c - Gitea, and Forgejo, which came from it: gitea.com, codeberg.org, servers that are
 * called gitea.… or forgejo.…, and those that a setting names.
 */
#include "forge/kinds.h"

#define API "api/v1"

static bool is_home(rg_str host)
{
	return rg_forge__is_called(host, "gitea");
}

rg_rc rg_forge__locate_gitea(rg_forge_target *out, rg_arena *arena, const rg_forge_site *site,
			     rg_err *err)
{
	if (!site->host.len)
		return rg_fail(err, RG_EINVAL,
			       "forge.kind is \"%.*s\", and the remote does not say on which "
			       "server; set forge.url to its address",
			       RG_FMT(out->kind));
	return rg_forge__locate_below(out, arena, site, API, false, err);
}

rg_str rg_forge__compare_gitea(rg_arena *arena, const rg_forge_target *target, rg_str base,
			       rg_str branch)
{
	rg_str head = target->head_project;
	rg_str owner = rg_str_sub(head, 0, head.len ? rg_str_find_char(head, '/') : 0);

	return rg_arena_printf(arena, "%.*s/%.*s/compare/%.*s...%.*s%s%.*s",
			       RG_FMT(rg_forge__pages(arena, target, RG_STR("/" API))),
			       RG_FMT(target->project), RG_FMT(rg_forge__escape(arena, base)),
			       RG_FMT(owner), owner.len ? ":" : "",
			       RG_FMT(rg_forge__escape(arena, branch)));
}

const rg_forge rg_forge_gitea = {
	.name = "gitea",
	.has_api = true,
	.owners = RG_OWNERS_GITEA,
	.is_home = is_home,
	.locate = rg_forge__locate_gitea,
	.compare_url = rg_forge__compare_gitea,
};
