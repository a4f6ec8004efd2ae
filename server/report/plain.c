/* SPDX-License-Identifier: MIT */
/*
 * plain.c - one pass over the characters. Escape sequences go as a whole (ECMA-48, sections 5.4 and
 * 5.6): the ESC alone would leave "[31m" behind. What is invisible goes too: bidirectional controls
 * reorder what a reviewer reads (CVE-2021-42574), and tag characters hide text from people but not
 * from programs. The joiners U+200C and U+200D stay: scripts and emoji need them.
 */
#include "report/plain.h"

#include "base/buf.h"

/* A control string that does not end within this is none. */
#define MAX_CONTROL_STRING 4096

/* The character at i and its length; 0xfffd and 1 for a byte that begins none. */
static uint32_t decode(size_t *len, rg_str text, size_t i)
{
	unsigned char c = (unsigned char)text.ptr[i];
	uint32_t value;
	size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;

	*len = 1;
	if (n == 1)
		return c;
	if (n == 0 || !rg_utf8_is_valid(rg_str_sub(text, i, i + n)) || i + n > text.len)
		return 0xfffd;
	*len = n;
	value = c & (0x7fu >> n);
	for (size_t k = 1; k < n; k++)
		value = value << 6 | ((unsigned char)text.ptr[i + k] & 0x3fu);
	return value;
}

static bool is_invisible(uint32_t c)
{
	return (c >= 0x80 && c < 0xa0) || c == 0x61c || c == 0x180e || c == 0x200b || c == 0x200e ||
	       c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

/* Bytes of a control sequence whose parameters begin at i. */
static size_t sequence(rg_str text, size_t i)
{
	size_t from = i;

	while (i < text.len && text.ptr[i] >= 0x20 && text.ptr[i] <= 0x3f)
		i++;
	return i < text.len && text.ptr[i] >= 0x40 && text.ptr[i] <= 0x7e ? i + 1 - from : i - from;
}

/* Bytes of an escape sequence that begins at i with ESC. */
static size_t escape(rg_str text, size_t i)
{
	size_t at = i + 1, end = at + MAX_CONTROL_STRING;
	char kind = at < text.len ? text.ptr[at] : '\0';

	if (kind == '[')
		return 2 + sequence(text, at + 1);
	if (kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_') {
		for (at++; at < text.len && at < end && text.ptr[at] != '\n'; at++) {
			if (text.ptr[at] == '\a')
				return at + 1 - i;
			if (text.ptr[at] == '\x1b')
				return at - i +
				       (at + 1 < text.len && text.ptr[at + 1] == '\\' ? 2 : 0);
		}
		return 2;
	}
	while (at < text.len && text.ptr[at] >= 0x20 && text.ptr[at] <= 0x2f)
		at++;
	return at < text.len && text.ptr[at] >= 0x30 && text.ptr[at] <= 0x7e ? at + 1 - i : 1;
}

rg_str rg_report__plain(rg_arena *arena, rg_str text)
{
	rg_buf out;
	rg_str result;

	if (!text.ptr)
		return text;
	/* One byte that is no UTF-8 becomes three. */
	rg_buf_init(&out, text.len * 3 + 1);
	rg_buf_add_z(&out, "");
	for (size_t i = 0, len; i < text.len; i += len) {
		uint32_t c = decode(&len, text, i);

		if (c == 0x1b)
			len = escape(text, i);
		else if (c == 0x9b)
			len += sequence(text, i + len);
		else if (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
			continue;
		else if (c == '\r' || c == 0x2028 || c == 0x2029)
			rg_buf_add_char(&out, '\n');
		else if (c == 0xfffd)
			rg_buf_add_z(&out, "\xEF\xBF\xBD");
		else if ((c >= ' ' && c != 0x7f && !is_invisible(c)) || c == '\n' || c == '\t')
			rg_buf_add(&out, rg_str_sub(text, i, i + len));
	}
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}

rg_str rg_report__line(rg_arena *arena, rg_str text)
{
	rg_str plain = rg_str_trim(rg_report__plain(arena, text));
	char *out = rg_arena_alloc(arena, plain.len + 1);
	size_t n = 0;

	if (!text.ptr)
		return text;
	for (size_t i = 0; i < plain.len; i++) {
		bool is_space = plain.ptr[i] == ' ' || plain.ptr[i] == '\n' || plain.ptr[i] == '\t';

		if (!is_space)
			out[n++] = plain.ptr[i];
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	return (rg_str){out, n};
}

rg_str rg_report__cut(rg_arena *arena, rg_str text, size_t max)
{
	static const rg_str mark = RG_STR_INIT("\xE2\x80\xA6");
	size_t end = max > mark.len ? max - mark.len : max;

	if (text.len <= max)
		return text;
	while (end > 0 && ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
		end--;
	if (max <= mark.len)
		return rg_str_sub(text, 0, end);
	return rg_arena_printf(arena, "%.*s%s", (int)end, text.ptr, mark.ptr);
}
