/* SPDX-License-Identifier: MIT */
/* str.c - borrowed text. Everything is a plain loop or memchr; nothing allocates. */
#include "base/str.h"

#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

rg_str rg_str_of(const char *z)
{
	return (rg_str){z, z ? strlen(z) : 0};
}

rg_str rg_str_sub(rg_str s, size_t begin, size_t end)
{
	if (end > s.len)
		end = s.len;
	if (begin > end)
		begin = end;
	return (rg_str){s.ptr ? s.ptr + begin : NULL, end - begin};
}

bool rg_str_is_null(rg_str s)
{
	return s.ptr == NULL;
}

bool rg_str_eq(rg_str a, rg_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool rg_str_eq_z(rg_str a, const char *b)
{
	return rg_str_eq(a, rg_str_of(b));
}

bool rg_str_eq_nocase(rg_str a, rg_str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return false;
	return true;
}

int rg_str_cmp(rg_str a, rg_str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

	if (order)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool rg_str_starts(rg_str s, rg_str prefix)
{
	return s.len >= prefix.len && rg_str_eq(rg_str_sub(s, 0, prefix.len), prefix);
}

bool rg_str_ends(rg_str s, rg_str suffix)
{
	return s.len >= suffix.len && rg_str_eq(rg_str_sub(s, s.len - suffix.len, s.len), suffix);
}

bool rg_str_skip(rg_str *s, rg_str prefix)
{
	if (!rg_str_starts(*s, prefix))
		return false;
	*s = rg_str_sub(*s, prefix.len, s->len);
	return true;
}

bool rg_str_chop(rg_str *s, rg_str suffix)
{
	if (!rg_str_ends(*s, suffix))
		return false;
	s->len -= suffix.len;
	return true;
}

size_t rg_str_find(rg_str s, rg_str needle)
{
	const char *hit;

	if (needle.len == 0)
		return 0;
	if (needle.len > s.len)
		return SIZE_MAX;
	hit = memmem(s.ptr, s.len, needle.ptr, needle.len);
	return hit ? (size_t)(hit - s.ptr) : SIZE_MAX;
}

size_t rg_str_find_char(rg_str s, char c)
{
	const char *hit = s.len ? memchr(s.ptr, c, s.len) : NULL;

	return hit ? (size_t)(hit - s.ptr) : SIZE_MAX;
}

size_t rg_str_rfind_char(rg_str s, char c)
{
	const char *hit = s.len ? memrchr(s.ptr, c, s.len) : NULL;

	return hit ? (size_t)(hit - s.ptr) : SIZE_MAX;
}

bool rg_str_has(rg_str s, rg_str needle)
{
	return rg_str_find(s, needle) != SIZE_MAX;
}

rg_str rg_str_trim(rg_str s)
{
	while (s.len && is_space(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len && is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool rg_str_line(rg_str *line, rg_str *rest)
{
	size_t end;

	if (rest->len == 0)
		return false;
	end = rg_str_find_char(*rest, '\n');
	if (end == SIZE_MAX) {
		*line = *rest;
		*rest = rg_str_sub(*rest, rest->len, rest->len);
	} else {
		*line = rg_str_sub(*rest, 0, end);
		*rest = rg_str_sub(*rest, end + 1, rest->len);
	}
	if (line->len && line->ptr[line->len - 1] == '\r')
		line->len--;
	return true;
}

bool rg_str_part(rg_str *part, rg_str *rest, char sep)
{
	size_t end;

	if (rest->ptr == NULL)
		return false;
	end = rg_str_find_char(*rest, sep);
	if (end == SIZE_MAX) {
		*part = *rest;
		*rest = (rg_str){NULL, 0};
	} else {
		*part = rg_str_sub(*rest, 0, end);
		*rest = rg_str_sub(*rest, end + 1, rest->len);
	}
	return true;
}

bool rg_str_u64(uint64_t *out, rg_str s, uint64_t max)
{
	uint64_t value = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned digit = (unsigned)(s.ptr[i] - '0');

		if (digit > 9 || value > (max - digit) / 10)
			return false;
		value = value * 10 + digit;
		if (value > max)
			return false;
	}
	*out = value;
	return true;
}

rg_str rg_path_name(rg_str path)
{
	size_t slash = rg_str_rfind_char(path, '/');

	return slash == SIZE_MAX ? path : rg_str_sub(path, slash + 1, path.len);
}

rg_str rg_path_folder(rg_str path)
{
	size_t slash = rg_str_rfind_char(path, '/');

	return slash == SIZE_MAX ? rg_str_sub(path, 0, 0) : rg_str_sub(path, 0, slash);
}

rg_str rg_path_ext(rg_str path)
{
	rg_str name = rg_path_name(path);
	size_t dot = rg_str_rfind_char(name, '.');

	return dot == SIZE_MAX || dot == 0 ? rg_str_sub(name, name.len, name.len)
					   : rg_str_sub(name, dot, name.len);
}

/* Length of the well-formed sequence at p, or 0 (Unicode 15, table 3-7). */
static size_t utf8_sequence(const unsigned char *p, size_t left)
{
	unsigned low = 0x80, high = 0xBF;
	size_t len;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (left < len)
		return 0;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

bool rg_utf8_is_valid(rg_str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	for (size_t i = 0; i < s.len;) {
		size_t len = utf8_sequence(p + i, s.len - i);

		if (len == 0)
			return false;
		i += len;
	}
	return true;
}

rg_str rg_utf8_cut(rg_str s, size_t max)
{
	if (s.len <= max)
		return s;
	while (max > 0 && ((unsigned char)s.ptr[max] & 0xc0) == 0x80)
		max--;
	return rg_str_sub(s, 0, max);
}
