/* SPDX-License-Identifier: MIT */
/*
 * uri.h - file URIs and paths (RFC 3986 and RFC 8089). Two URIs are the same document when their
 * decoded forms are: clients escape differently, and not even always alike. Pure.
 */
#ifndef RG_TEXT_URI_H
#define RG_TEXT_URI_H

#include "base/arena.h"

/*
 * The path of a file URI, decoded; null when it is another scheme's, has a remote host, a broken
 * escape, an escaped NUL, or does not name an absolute path. A drive ("file:///C%3A/a") becomes
 * "c:/a". The path may hold any bytes but NUL.
 */
rg_str rg_uri_to_path(rg_arena *arena, rg_str uri);
/* The URI of an absolute path; every byte but RFC 3986's unreserved ones and '/' is escaped. */
rg_str rg_uri_of_path(rg_arena *arena, rg_str path);
/* What documents are compared by: the path of a file URI, else the URI itself as sent. */
rg_str rg_uri_key(rg_arena *arena, rg_str uri);
/* Whether the URI has this scheme ("file"), in any case. */
bool rg_uri_has_scheme(rg_str uri, rg_str scheme);

#endif
