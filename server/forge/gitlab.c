/* SPDX-License-Identifier: MIT */
/*
 * gitlab.c - GitLab: gitlab.com, servers that are called gitlab.…, and those that a setting names.
 * altssh.gitlab.com is its ssh on port 443 ("GitLab.com settings", SSH).
 */
#include "forge/gitlab_push.h"

#define API RG_GITLAB_API

static bool is_home(rg_str host)
{
	return rg_str_eq_z(host, "altssh.gitlab.com") || rg_forge__is_called(host, "gitlab");
}

static rg_rc locate(rg_forge_target *out, rg_arena *arena, const rg_forge_site *site, rg_err *err)
{
	rg_forge_site at = *site;

	if (!at.host.len || rg_str_eq_z(at.host, "altssh.gitlab.com"))
		at.host = RG_STR("gitlab.com");
	if (rg_str_eq_z(at.remote_host, "altssh.gitlab.com"))
		at.remote_host = RG_STR("gitlab.com");
	return rg_forge__locate_below(out, arena, &at, API, true, err);
}

/* The form for a new merge request, which knows the fork by the project it is in. */
static rg_str compare_url(rg_arena *arena, const rg_forge_target *target, rg_str base,
			  rg_str branch)
{
	rg_str from = target->head_project.len ? target->head_project : target->project;

	return rg_arena_printf(
		arena,
		"%.*s/%.*s/-/merge_requests/new?merge_request%%5Bsource_branch%%5D=%.*s"
		"&merge_request%%5Btarget_branch%%5D=%.*s",
		RG_FMT(rg_forge__pages(arena, target, RG_STR("/" API))), RG_FMT(from),
		RG_FMT(rg_forge__escape(arena, branch)), RG_FMT(rg_forge__escape(arena, base)));
}

const rg_forge rg_forge_gitlab = {
	.name = "gitlab",
	.has_api = true,
	.has_groups = true,
	.owners = RG_OWNERS_GITLAB,
	.program = "glab",
	.is_home = is_home,
	.locate = locate,
	.compare_url = compare_url,
	.push_options = rg_gitlab_push_options,
	.read_push = rg_gitlab_read_push,
};
