/* SPDX-License-Identifier: MIT */
/*
 * remote.c - addresses of git remotes. A port belongs to a web address and says nothing about one
 * when it is ssh's, so it is kept for http and https alone. Hosts are compared as a whole and never
 * searched: "github.com.example.org" is no GitHub.
 */
#include "forge/remote.h"

#include <stdlib.h>

#define MAX_LEVELS 20 /* GitLab Docs, "Subgroups" */

static rg_str lower(rg_arena *arena, rg_str s)
{
	char *out = rg_arena_cstr(arena, s);

	for (size_t i = 0; i < s.len; i++)
		if (out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] + ('a' - 'A'));
	return (rg_str){out, s.len};
}

static bool is_host(rg_str s)
{
	bool is_bracketed = rg_str_skip(&s, RG_STR("[")) && rg_str_chop(&s, RG_STR("]"));

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
		      c == '_' || (is_bracketed && c == ':')))
			return false;
	}
	return s.len > 0;
}

/* Splits "host:port", where host may be a bracketed IPv6 address. port is null when there is none.
 */
static void split_port(rg_str authority, rg_str *host, rg_str *port)
{
	size_t bracket = rg_str_rfind_char(authority, ']');
	size_t colon = rg_str_rfind_char(authority, ':');

	*host = authority;
	*port = (rg_str){0};
	if (colon == SIZE_MAX || (bracket != SIZE_MAX && colon < bracket))
		return;
	*host = rg_str_sub(authority, 0, colon);
	*port = rg_str_sub(authority, colon + 1, authority.len);
}

static bool read_authority(rg_remote *out, rg_arena *arena, rg_str authority)
{
	size_t at = rg_str_rfind_char(authority, '@');
	rg_str port, own = rg_str_eq_z(out->scheme, "https")  ? RG_STR("443")
			   : rg_str_eq_z(out->scheme, "http") ? RG_STR("80")
							      : (rg_str){0};
	uint64_t number;

	if (at != SIZE_MAX)
		authority = rg_str_sub(authority, at + 1, authority.len);
	split_port(authority, &out->host, &port);
	out->host = lower(arena, out->host);
	if (!is_host(out->host) || (port.len && !rg_str_u64(&number, port, 65535)))
		return false;
	if (own.len && port.len && !rg_str_eq(port, own))
		out->host = rg_arena_printf(arena, "%.*s:%.*s", RG_FMT(out->host), RG_FMT(port));
	return true;
}

static rg_str clean_path(rg_str path)
{
	while (rg_str_skip(&path, RG_STR("/")))
		;
	while (rg_str_chop(&path, RG_STR("/")))
		;
	rg_str_chop(&path, RG_STR(".git"));
	return path;
}

static bool is_known_scheme(rg_str *scheme)
{
	static const char *const known[] = {"https", "http", "ssh", "git"};

	if (rg_str_eq_z(*scheme, "git+ssh") || rg_str_eq_z(*scheme, "ssh+git"))
		*scheme = RG_STR("ssh");
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (rg_str_eq_z(*scheme, known[i]))
			return true;
	return false;
}

bool rg_remote__parse(rg_remote *out, rg_arena *arena, rg_str url)
{
	size_t scheme = rg_str_find(url, RG_STR("://")), slash, colon;
	rg_str rest;

	*out = (rg_remote){0};
	url = rg_str_trim(url);
	if (scheme != SIZE_MAX) {
		out->scheme = lower(arena, rg_str_sub(url, 0, scheme));
		rest = rg_str_sub(url, scheme + 3, url.len);
		slash = rg_str_find_char(rest, '/');
		out->path = clean_path(rg_str_sub(rest, slash, rest.len));
		return is_known_scheme(&out->scheme) &&
		       read_authority(out, arena, rg_str_sub(rest, 0, slash));
	}
	/* git reads what has a slash before the first colon as a path. */
	rest = url;
	if (!rg_str_starts(rest, RG_STR("[")) &&
	    rg_str_find_char(rest, '@') < rg_str_find_char(rest, '/'))
		rest = rg_str_sub(rest, rg_str_find_char(rest, '@') + 1, rest.len);
	if (rg_str_starts(rest, RG_STR("["))) {
		size_t bracket = rg_str_find_char(rest, ']');
		rg_str host = rg_str_sub(rest, 1, bracket);

		if (bracket == SIZE_MAX ||
		    !rg_str_starts(rg_str_sub(rest, bracket + 1, rest.len), RG_STR(":")))
			return false;
		/* "[host:port]:path" is ssh with a port, "[::1]:path" an address. */
		if (rg_str_find(host, RG_STR("::")) != SIZE_MAX)
			host = rg_str_sub(rest, 0, bracket + 1);
		out->scheme = RG_STR("ssh");
		out->path = clean_path(rg_str_sub(rest, bracket + 2, rest.len));
		return read_authority(out, arena, host);
	}
	colon = rg_str_find_char(rest, ':');
	slash = rg_str_find_char(rest, '/');
	if (colon == SIZE_MAX || colon > slash)
		return false;
	out->scheme = RG_STR("ssh");
	out->path = clean_path(rg_str_sub(rest, colon + 1, rest.len));
	return read_authority(out, arena, rg_str_sub(rest, 0, colon));
}

bool rg_host__is_loopback(rg_str host)
{
	rg_str name, port, part, rest;
	uint64_t number;
	int n = 0;

	split_port(host, &name, &port);
	if (rg_str_eq_z(name, "localhost") || rg_str_eq_z(name, "[::1]"))
		return true;
	if (!rg_str_starts(name, RG_STR("127.")))
		return false;
	for (rest = name; rg_str_part(&part, &rest, '.'); n++)
		if (!rg_str_u64(&number, part, 255))
			return false;
	return n == 4;
}

bool rg_project__is_part(rg_str part)
{
	bool has_more = false;

	for (size_t i = 0; i < part.len; i++) {
		char c = part.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '.' || c == '_' || c == '-'))
			return false;
		has_more |= c != '.';
	}
	return has_more;
}

bool rg_project__is_valid(rg_str project, bool has_groups)
{
	size_t n = 0;

	for (size_t slash = 0; slash != SIZE_MAX; n++) {
		slash = rg_str_find_char(project, '/');
		if (!rg_project__is_part(rg_str_sub(project, 0, slash)))
			return false;
		project = rg_str_sub(project, slash == SIZE_MAX ? project.len : slash + 1,
				     project.len);
	}
	return n == 2 || (has_groups && n > 2 && n <= MAX_LEVELS + 1);
}
