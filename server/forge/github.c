/* SPDX-License-Identifier: MIT */
/*
 * github.c - GitHub: github.com, a company's own subdomain of ghe.com, and GitHub Enterprise
 * Server, which a setting names. Where the API is: GitHub Docs, "Getting started with the REST API"
 * (api.github.com; api.SUBDOMAIN.ghe.com; HOST/api/v3).
 */
#include "forge/kinds.h"

/* "SUBDOMAIN.ghe.com", one label. */
static bool is_ghe_com(rg_str host)
{
	return rg_str_chop(&host, RG_STR(".ghe.com")) && host.len &&
	       rg_str_find_char(host, '.') == SIZE_MAX;
}

/*
 * ssh.github.com is GitHub's ssh on port 443; api.… is what somebody may take for the URL; and
 * "github.com-work" is how GitHub's pages name an alias in ~/.ssh/config for a second key
 * ("Managing deploy keys"): no such domain can exist, and the token goes to github.com anyway.
 */
static rg_str web_host(rg_str host)
{
	rg_str rest = host;

	if (rg_str_skip(&rest, RG_STR("github.com-")) && rg_str_find_char(rest, '.') == SIZE_MAX &&
	    rg_str_find_char(rest, ':') == SIZE_MAX)
		return RG_STR("github.com");
	rest = host;
	if (rg_str_eq_z(host, "ssh.github.com") || rg_str_eq_z(host, "www.github.com") ||
	    rg_str_eq_z(host, "api.github.com"))
		return RG_STR("github.com");
	if (rg_str_skip(&rest, RG_STR("api.")) && is_ghe_com(rest))
		return rest;
	return host;
}

static bool is_home(rg_str host)
{
	host = web_host(host);
	return rg_str_eq_z(host, "github.com") || is_ghe_com(host);
}

static rg_rc locate(rg_forge_target *out, rg_arena *arena, const rg_forge_site *site, rg_err *err)
{
	if (site->is_wanted && site->path.len && !rg_str_eq_z(site->path, "api/v3"))
		return rg_fail(err, RG_EINVAL,
			       "forge.url has the path \"%.*s\"; it is the address of the server, "
			       "and forge.project the project",
			       RG_FMT(site->path));
	out->host = site->host.len ? web_host(site->host) : RG_STR("github.com");
	out->host = rg_arena_dup(arena, out->host);
	if (is_home(out->host))
		out->api = rg_arena_printf(arena, "https://api.%.*s", RG_FMT(out->host));
	else
		out->api = rg_arena_printf(arena, "%.*s://%.*s/api/v3", RG_FMT(site->scheme),
					   RG_FMT(out->host));
	if (rg_project__is_valid(site->remote_path, false)) {
		out->project = site->remote_path;
		if (rg_str_eq(web_host(site->remote_host), out->host))
			out->head_project = site->remote_path;
	}
	return RG_OK;
}

static rg_str compare_url(rg_arena *arena, const rg_forge_target *target, rg_str base,
			  rg_str branch)
{
	rg_str head = target->head_project;
	rg_str owner = rg_str_sub(head, 0, head.len ? rg_str_find_char(head, '/') : 0);

	return rg_arena_printf(arena, "%.*s/%.*s/compare/%.*s...%.*s%s%.*s?expand=1",
			       RG_FMT(rg_forge__pages(arena, target, (rg_str){0})),
			       RG_FMT(target->project), RG_FMT(rg_forge__escape(arena, base)),
			       RG_FMT(owner), owner.len ? ":" : "",
			       RG_FMT(rg_forge__escape(arena, branch)));
}

const rg_forge rg_forge_github = {
	.name = "github",
	.has_api = true,
	.owners = RG_OWNERS_GITHUB,
	.program = "gh",
	.is_home = is_home,
	.locate = locate,
	.compare_url = compare_url,
};
