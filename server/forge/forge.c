/* SPDX-License-Identifier: MIT */
/*
 * forge.c - chooses a forge: the setting decides, else the remote's host, else it is `local`, which
 * needs nobody. Nothing is asked of the network to find out what a host is.
 */
#include "forge/forge.h"

#include "base/buf.h"
#include "forge/kinds.h"
#include "os/system.h"

#define RG_FORGE(name) extern const rg_forge rg_forge_##name;
#include "forge/forges.def"
#undef RG_FORGE

static const rg_forge *const forges[] = {
#define RG_FORGE(name) &rg_forge_##name,
#include "forge/forges.def"
#undef RG_FORGE
};
#define N_FORGES (sizeof(forges) / sizeof(forges[0]))

const rg_forge *rg_forge__find(rg_str kind)
{
	for (size_t i = 0; i < N_FORGES; i++)
		if (rg_str_eq_z(kind, forges[i]->name))
			return forges[i];
	return NULL;
}

const rg_forge *rg_forge__of_host(rg_str host)
{
	for (size_t i = 0; i < N_FORGES; i++)
		if (!rg_str_is_null(host) && forges[i]->is_home(host))
			return forges[i];
	return NULL;
}

rg_str rg_forge__escape(rg_arena *arena, rg_str branch)
{
	static const rg_str plain =
		RG_STR_INIT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
			    "-._~/");
	rg_buf buf;
	rg_str out;

	rg_buf_init(&buf, 3 * branch.len + 1);
	for (size_t i = 0; i < branch.len; i++) {
		if (rg_str_find_char(plain, branch.ptr[i]) != SIZE_MAX)
			rg_buf_add_char(&buf, branch.ptr[i]);
		else
			rg_buf_printf(&buf, "%%%02X", (unsigned char)branch.ptr[i]);
	}
	out = rg_arena_dup(arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

/* "github", "local", … as a sentence has them. */
static rg_str names_of(rg_arena *arena, bool with_api_only)
{
	rg_str_vec names = {0};

	for (size_t i = 0; i < N_FORGES; i++)
		if (forges[i]->has_api || !with_api_only)
			RG_PUSH(arena, &names, rg_arena_printf(arena, "\"%s\"", forges[i]->name));
	return rg_str_vec_join(arena, &names, RG_STR(", "));
}

static rg_rc check_project(const rg_forge *forge, rg_str project, rg_err *err)
{
	if (!project.len || rg_project__is_valid(project, forge->has_groups))
		return RG_OK;
	return rg_fail(err, RG_EINVAL, "forge.project \"%.*s\" is no project; write it as \"%s\"",
		       RG_FMT(project), forge->has_groups ? "group/name" : "owner/name");
}

static rg_rc find_forge(const rg_forge **out, rg_arena *arena, rg_str kind, rg_str url, rg_str host,
			rg_err *err)
{
	*out = kind.len ? rg_forge__find(kind) : rg_forge__of_host(host);
	if (*out)
		return RG_OK;
	if (kind.len)
		return rg_fail(err, RG_EINVAL, "forge.kind \"%.*s\" is unknown; it can be %.*s",
			       RG_FMT(kind), RG_FMT(names_of(arena, false)));
	if (url.len)
		return rg_fail(err, RG_EINVAL,
			       "forge.url is set, but not what is there; set forge.kind too, to "
			       "one of %.*s",
			       RG_FMT(names_of(arena, true)));
	*out = rg_forge__find(RG_STR("local"));
	return RG_OK;
}

/* The site of the setting's URL. */
static rg_rc site_of_setting(rg_forge_site *out, rg_arena *arena, rg_str url, rg_err *err)
{
	rg_remote at;
	bool is_web = rg_remote__parse(&at, arena, url) &&
		      (rg_str_eq_z(at.scheme, "https") || rg_str_eq_z(at.scheme, "http"));

	if (!is_web)
		return rg_fail(err, RG_EINVAL,
			       "forge.url \"%.*s\" is no web address; give the server's, such as "
			       "https://github.example.com",
			       RG_FMT(url));
	if (rg_str_eq_z(at.scheme, "http") && !rg_host__is_loopback(at.host))
		return rg_fail(err, RG_EINVAL,
			       "forge.url \"%.*s\" would send a token in the clear; use https",
			       RG_FMT(url));
	*out = (rg_forge_site){
		.host = at.host, .scheme = at.scheme, .path = at.path, .is_wanted = true};
	return RG_OK;
}

rg_rc rg_forge_choose(rg_forge_target *out, rg_arena *arena, rg_str wanted_kind, rg_str wanted_url,
		      rg_str wanted_project, rg_str remote_url, rg_err *err)
{
	rg_forge_target target = {0};
	rg_forge_site site = {.scheme = RG_STR("https")};
	rg_remote remote;
	bool has_remote = rg_remote__parse(&remote, arena, remote_url);
	const rg_forge *forge;
	rg_rc rc;

	if (wanted_url.len) {
		if ((rc = site_of_setting(&site, arena, wanted_url, err)) < 0)
			return rc;
	} else if (has_remote) {
		site.host = remote.host;
	}
	/* A remote on another host (an ssh alias, a mirror) still says the project, when a setting
	 * says where the forge is. */
	if (has_remote) {
		site.remote_host = remote.host;
		site.remote_path = rg_arena_dup(arena, remote.path);
	}
	if ((rc = find_forge(&forge, arena, wanted_kind, wanted_url, site.host, err)) < 0 ||
	    (rc = check_project(forge, wanted_project, err)) < 0)
		return rc;
	target.kind = rg_str_of(forge->name);
	if ((rc = forge->locate(&target, arena, &site, err)) < 0)
		return rc;
	if (wanted_project.len)
		target.project = rg_arena_dup(arena, wanted_project);
	if (rg_str_eq_nocase(target.project, target.head_project))
		target.head_project = (rg_str){0};
	*out = target;
	return RG_OK;
}

rg_str rg_forge_token_variable(const rg_forge_target *target)
{
	static const struct {
		const char *kind, *name;
	} variables[] = {
#define RG_TOKEN_VARIABLE(kind, name, server, home, never) {kind, name},
#include "forge/tokens.def"
#undef RG_TOKEN_VARIABLE
	};

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		if (rg_str_eq_z(target->kind, variables[i].kind) &&
		    rg_env_get(variables[i].name).len)
			return rg_str_of(variables[i].name);
	return (rg_str){0};
}

const char *rg_forge_program(const rg_forge_target *target)
{
	const rg_forge *forge = rg_forge__find(target->kind);

	return forge ? forge->program : NULL;
}

bool rg_forge_has_push_options(const rg_forge_target *target)
{
	const rg_forge *forge = rg_forge__find(target->kind);

	return forge && forge->push_options;
}

rg_str_vec rg_forge_push_options(rg_arena *arena, const rg_forge_target *target,
				 const rg_forge_pr *pr)
{
	return rg_forge_has_push_options(target)
		       ? rg_forge__find(target->kind)->push_options(arena, target, pr)
		       : (rg_str_vec){0};
}

void rg_forge_read_push(rg_forge_result *out, rg_arena *arena, const rg_forge_target *target,
			rg_str output)
{
	*out = (rg_forge_result){.cause = RG_FORGE_OTHER};
	if (rg_forge_has_push_options(target))
		rg_forge__find(target->kind)->read_push(out, arena, target, output);
}

rg_owners_dialect rg_forge_owners(const rg_forge_target *target)
{
	const rg_forge *forge = rg_forge__find(target->kind);

	if (forge && !forge->has_api)
		forge = rg_forge__of_host(target->host);
	return forge ? forge->owners : RG_OWNERS_GITHUB;
}

rg_str rg_forge_compare_url(rg_arena *arena, const rg_forge_target *target, rg_str base,
			    rg_str branch)
{
	const rg_forge *forge = rg_forge__find(target->kind);

	if (!forge || !target->host.len || !target->project.len)
		return (rg_str){0};
	return forge->compare_url(arena, target, base, branch);
}
