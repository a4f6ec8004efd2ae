/* SPDX-License-Identifier: MIT */
/*
 * str.h - text as pointer and length; borrowed, never owned, not terminated by NUL.
 * An empty string has len 0 and any ptr; a missing one has ptr NULL (rg_str_is_null).
 */
#ifndef RG_BASE_STR_H
#define RG_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rg_str {
	const char *ptr;
	size_t len;
} rg_str;

/* A string from a literal; RG_STR_INIT for static initialisers. */
#define RG_STR(lit) ((rg_str){"" lit, sizeof(lit) - 1})
/* clang-format off */
#define RG_STR_INIT(lit) {"" lit, sizeof(lit) - 1}
/* clang-format on */
/* printf: printf("%.*s", RG_FMT(s)). */
#define RG_FMT(s) (int)((s).len > 0x7fffffff ? 0x7fffffff : (s).len), ((s).ptr ? (s).ptr : "")

/* The text of a C string, borrowed; NULL gives the null string. */
rg_str rg_str_of(const char *z);
/* The part from begin to end (half-open), both clamped to the string. */
rg_str rg_str_sub(rg_str s, size_t begin, size_t end);
bool rg_str_is_null(rg_str s);
bool rg_str_eq(rg_str a, rg_str b);
bool rg_str_eq_z(rg_str a, const char *b);
/* ASCII letters compare without case; other bytes exactly. */
bool rg_str_eq_nocase(rg_str a, rg_str b);
/* Bytewise order, shorter first among equals: <0, 0, >0. For qsort. */
int rg_str_cmp(rg_str a, rg_str b);
bool rg_str_starts(rg_str s, rg_str prefix);
bool rg_str_ends(rg_str s, rg_str suffix);
/* Takes the prefix (suffix) off and says true, or leaves *s and says false. */
bool rg_str_skip(rg_str *s, rg_str prefix);
bool rg_str_chop(rg_str *s, rg_str suffix);
/* Byte offset of the first (last) occurrence at or after 0, or SIZE_MAX. */
size_t rg_str_find(rg_str s, rg_str needle);
size_t rg_str_find_char(rg_str s, char c);
size_t rg_str_rfind_char(rg_str s, char c);
bool rg_str_has(rg_str s, rg_str needle);
/* Without ASCII white space at both ends. */
rg_str rg_str_trim(rg_str s);
/*
 * Takes the next line off *rest (without its LF or CRLF) into *line; false when *rest is empty.
 * A last line without an end counts as one.
 */
bool rg_str_line(rg_str *line, rg_str *rest);
/* Takes the text up to sep off *rest into *part, and sep with it; false when *rest is null. */
bool rg_str_part(rg_str *part, rg_str *rest, char sep);
/* A decimal number that is the whole of s and at most max; false otherwise. */
bool rg_str_u64(uint64_t *out, rg_str s, uint64_t max);
/* The name behind the last '/', and the folder before it ("" when there is none). */
rg_str rg_path_name(rg_str path);
rg_str rg_path_folder(rg_str path);
/* The extension with its dot (".py"), or empty. */
rg_str rg_path_ext(rg_str path);
/* Whether s is well-formed UTF-8 (Unicode 15, table 3-7). */
bool rg_utf8_is_valid(rg_str s);
/* The beginning of s, at most max bytes, cut between characters. */
rg_str rg_utf8_cut(rg_str s, size_t max);

#endif
