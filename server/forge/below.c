/* SPDX-License-Identifier: MIT */
/*
 * below.c - forges whose API is on the host of their pages, perhaps below a path of it: GitLab
 * Docs, "Install GitLab under a relative URL"; Gitea Docs, ROOT_URL with a sub-path.
 */
#include "forge/kinds.h"

/* Of the setting's URL; a suffix that was copied along with it is taken off. */
static rg_rc prefix_of(rg_str *out, const rg_forge_site *site, rg_str suffix, rg_err *err)
{
	rg_str path = site->is_wanted ? site->path : (rg_str){0}, rest, part;
	bool is_good = true;

	if (rg_str_eq(path, suffix))
		path.len = 0;
	else if (rg_str_chop(&path, suffix))
		is_good = rg_str_chop(&path, RG_STR("/"));
	for (rest = path; path.len && rg_str_part(&part, &rest, '/');)
		is_good = is_good && rg_project__is_part(part);
	*out = path;
	return is_good ? RG_OK
		       : rg_fail(err, RG_EINVAL,
				 "forge.url has the path \"%.*s\"; it is the address of the "
				 "server, "
				 "and forge.project the project",
				 RG_FMT(site->path));
}

rg_rc rg_forge__locate_below(rg_forge_target *out, rg_arena *arena, const rg_forge_site *site,
			     const char *suffix, bool has_groups, rg_err *err)
{
	rg_str path = site->remote_path, prefix;
	bool is_here = rg_str_eq(site->remote_host, site->host);
	rg_rc rc = prefix_of(&prefix, site, rg_str_of(suffix), err);

	if (rc < 0)
		return rc;
	out->host = rg_arena_dup(arena, site->host);
	out->api =
		rg_arena_printf(arena, "%.*s://%.*s/%.*s%s%s", RG_FMT(site->scheme),
				RG_FMT(site->host), RG_FMT(prefix), prefix.len ? "/" : "", suffix);
	/* A remote's web address has the path too, one of ssh has not. */
	if (is_here && prefix.len && rg_str_skip(&path, prefix) && !rg_str_skip(&path, RG_STR("/")))
		path = site->remote_path;
	if (rg_project__is_valid(path, has_groups)) {
		out->project = path;
		if (is_here)
			out->head_project = path;
	}
	return RG_OK;
}

rg_str rg_forge__pages(rg_arena *arena, const rg_forge_target *target, rg_str suffix)
{
	rg_str pages = target->api;

	if (suffix.len && rg_str_chop(&pages, suffix))
		return pages;
	return rg_arena_printf(arena, "%s://%.*s",
			       rg_str_starts(target->api, RG_STR("http:")) ? "http" : "https",
			       RG_FMT(target->host));
}

bool rg_forge__is_called(rg_str host, const char *name)
{
	return rg_str_skip(&host, rg_str_of(name)) && rg_str_starts(host, RG_STR(".")) &&
	       host.len > 1;
}
