/* SPDX-License-Identifier: MIT */
/*
 * local.c - no forge at all: the branch is pushed, the text is a file. Where the remote's host is
 * one whose pages are known, the page that compares the branches can still be shown. Known are
 * public hosts and those whose first label says what they run, as self-hosted ones mostly do.
 */
#include "forge/kinds.h"

/* Of the page that compares two branches. */
typedef enum page_style { PAGE_NONE, PAGE_COMPARE, PAGE_GITLAB } page_style;

static page_style style_of(rg_str host)
{
	static const struct {
		const char *host; /* or its first label, when it ends in a dot */
		page_style style;
	} known[] = {
		{"github.com", PAGE_COMPARE}, {"codeberg.org", PAGE_COMPARE},
		{"gitea.com", PAGE_COMPARE},  {"gitlab.com", PAGE_GITLAB},
		{"gitea.", PAGE_COMPARE},     {"forgejo.", PAGE_COMPARE},
		{"gitlab.", PAGE_GITLAB},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		rg_str name = rg_str_of(known[i].host);

		if (rg_str_ends(name, RG_STR(".")) ? rg_str_starts(host, name)
						   : rg_str_eq(host, name))
			return known[i].style;
	}
	return PAGE_NONE;
}

static bool is_home(rg_str host)
{
	(void)host;
	return false;
}

static rg_rc locate(rg_forge_target *out, rg_arena *arena, const rg_forge_site *site, rg_err *err)
{
	(void)err;
	if (!site->host.len || style_of(site->host) == PAGE_NONE)
		return RG_OK;
	out->host = rg_arena_dup(arena, site->host);
	out->project = site->remote_path;
	return RG_OK;
}

static rg_str compare_url(rg_arena *arena, const rg_forge_target *target, rg_str base,
			  rg_str branch)
{
	page_style style = style_of(target->host);

	if (style == PAGE_NONE)
		return (rg_str){0};
	return rg_arena_printf(
		arena, "https://%.*s/%.*s%s/compare/%.*s...%.*s", RG_FMT(target->host),
		RG_FMT(rg_forge__escape(arena, target->project)), style == PAGE_GITLAB ? "/-" : "",
		RG_FMT(rg_forge__escape(arena, base)), RG_FMT(rg_forge__escape(arena, branch)));
}

const rg_forge rg_forge_local = {
	.name = "local",
	.is_home = is_home,
	.locate = locate,
	.compare_url = compare_url,
};
