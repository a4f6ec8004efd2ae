/* SPDX-License-Identifier: MIT */
/*
 * uri.c - percent-encoding by hand: the little of RFC 3986 that file URIs need. What is decoded is
 * a sequence of bytes, as a Unix path is; whether it is UTF-8 is not asked.
 */
#include "text/uri.h"

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool rg_uri_has_scheme(rg_str uri, rg_str scheme)
{
	return uri.len > scheme.len && uri.ptr[scheme.len] == ':' &&
	       rg_str_eq_nocase(rg_str_sub(uri, 0, scheme.len), scheme);
}

/* Takes "scheme:" and a local authority off; false when the rest is no absolute local path. */
static bool take_path_part(rg_str *uri)
{
	rg_str host;
	size_t slash;

	if (!rg_uri_has_scheme(*uri, RG_STR("file")))
		return false;
	*uri = rg_str_sub(*uri, 5, uri->len);
	if (rg_str_skip(uri, RG_STR("//"))) {
		slash = rg_str_find_char(*uri, '/');
		if (slash == SIZE_MAX)
			return false;
		host = rg_str_sub(*uri, 0, slash);
		if (host.len && !rg_str_eq_nocase(host, RG_STR("localhost")))
			return false;
		*uri = rg_str_sub(*uri, slash, uri->len);
	}
	/* No query or fragment belongs to a file; a literal '?' or '#' of a name is escaped. */
	*uri = rg_str_sub(*uri, 0, rg_str_find_char(*uri, '#'));
	*uri = rg_str_sub(*uri, 0, rg_str_find_char(*uri, '?'));
	return uri->len > 0 && uri->ptr[0] == '/';
}

rg_str rg_uri_to_path(rg_arena *arena, rg_str uri)
{
	char *path;
	size_t n = 0;

	if (rg_str_is_null(uri) || !take_path_part(&uri))
		return (rg_str){NULL, 0};
	path = rg_arena_alloc(arena, uri.len + 1);
	for (size_t i = 0; i < uri.len; i++) {
		if (uri.ptr[i] == '%') {
			int high = i + 2 < uri.len ? hex_value(uri.ptr[i + 1]) : -1;
			int low = i + 2 < uri.len ? hex_value(uri.ptr[i + 2]) : -1;

			if (high < 0 || low < 0 || high + low == 0)
				return (rg_str){NULL, 0};
			path[n++] = (char)(high * 16 + low);
			i += 2;
		} else if (uri.ptr[i] == '\0') {
			return (rg_str){NULL, 0};
		} else {
			path[n++] = uri.ptr[i];
		}
	}
	if (n >= 3 && is_letter(path[1]) && path[2] == ':' && (n == 3 || path[3] == '/')) {
		if (path[1] < 'a')
			path[1] = (char)(path[1] + 32);
		return (rg_str){path + 1, n - 1};
	}
	return (rg_str){path, n};
}

rg_str rg_uri_of_path(rg_arena *arena, rg_str path)
{
	static const char digits[] = "0123456789ABCDEF";
	char *uri = rg_arena_alloc(arena, 8 + path.len * 3 + 1);
	size_t n = 0;
	const char *start = path.len && path.ptr[0] == '/' ? "file://" : "file:///";

	for (const char *c = start; *c; c++)
		uri[n++] = *c;
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.ptr[i];

		if (is_letter((char)c) || (c >= '0' && c <= '9') || c == '/' || c == '-' ||
		    c == '.' || c == '_' || c == '~') {
			uri[n++] = (char)c;
		} else {
			uri[n++] = '%';
			uri[n++] = digits[c >> 4];
			uri[n++] = digits[c & 15];
		}
	}
	return (rg_str){uri, n};
}

rg_str rg_uri_key(rg_arena *arena, rg_str uri)
{
	rg_str path = rg_uri_to_path(arena, uri);

	return rg_str_is_null(path) ? rg_arena_dup(arena, uri) : path;
}
