/* SPDX-License-Identifier: MIT */
/* escapes.c - escape sequences of terminals, and text in UTF-16, as PowerShell's `>` writes it. */
#include "trace/escapes.h"

#include <string.h>

size_t rg_escape_length(rg_str s)
{
	size_t i = 2;

	if (s.len < 2)
		return s.len;
	switch (s.ptr[1]) {
	case '[': /* ECMA-48, section 5.4 */
		while (i < s.len && s.ptr[i] >= 0x20 && s.ptr[i] < 0x40)
			i++;
		return i < s.len && s.ptr[i] != '\n' ? i + 1 : i;
	case ']': /* section 8.3.89 and its kin: up to BEL or ESC \, at most to the end of the line
		   */
	case '_':
	case 'P':
	case '^':
	case 'X':
		while (i < s.len && s.ptr[i] != '\a' && s.ptr[i] != '\033' && s.ptr[i] != '\n')
			i++;
		if (i < s.len && s.ptr[i] == '\033')
			i++;
		return i < s.len && s.ptr[i] != '\n' ? i + 1 : i;
	default: /* "ESC ( B" chooses a set of characters (ECMA-35) */
		for (i = 1; i < s.len && s.ptr[i] >= 0x20 && s.ptr[i] < 0x30;)
			i++;
		return i < s.len && s.ptr[i] != '\n' ? i + 1 : i;
	}
}

rg_str rg_trace__without_escapes(rg_arena *arena, rg_str text)
{
	char *out, *end;

	if (!text.len || !memchr(text.ptr, '\033', text.len))
		return text;
	out = end = rg_arena_alloc(arena, text.len + 1);
	for (size_t i = 0; i < text.len;) {
		const char *escape = memchr(text.ptr + i, '\033', text.len - i);
		size_t n = escape ? (size_t)(escape - text.ptr) - i : text.len - i;

		memcpy(end, text.ptr + i, n);
		end += n;
		i += n;
		if (escape)
			i += rg_escape_length(rg_str_sub(text, i, text.len));
	}
	return (rg_str){out, (size_t)(end - out)};
}

/* One code unit at i, which is at least one before the end. */
static uint32_t unit(rg_str text, size_t i, bool is_big)
{
	unsigned char a = (unsigned char)text.ptr[i], b = (unsigned char)text.ptr[i + 1];

	return is_big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

static char *put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		*out++ = (char)c;
	} else if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	} else {
		*out++ = (char)(0xf0 | c >> 18);
		*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	}
	return out;
}

rg_str rg_trace__decode(rg_arena *arena, rg_str text)
{
	bool is_big = rg_str_starts(text, RG_STR("\xfe\xff"));
	char *out, *end;

	if (!is_big && !rg_str_starts(text, RG_STR("\xff\xfe")))
		return text;
	out = end = rg_arena_alloc(arena, text.len + text.len / 2 + 4);
	for (size_t i = 2; i + 1 < text.len; i += 2) {
		uint32_t c = unit(text, i, is_big), low;

		if (c >= 0xd800 &&
		    c < 0xe000) { /* Unicode 15, table 3-5; alone it is no character */
			low = c < 0xdc00 && i + 3 < text.len ? unit(text, i + 2, is_big) : 0;
			if (low >= 0xdc00 && low < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			} else {
				c = 0xfffd;
			}
		}
		end = put_utf8(end, c);
	}
	return (rg_str){out, (size_t)(end - out)};
}
