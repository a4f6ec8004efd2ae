/* SPDX-License-Identifier: MIT */
/* printer.c - text from logs goes to a terminal, and a terminal obeys control characters. */
#include "cli/printer.h"

/* Bytes of what a terminal obeys at i: C0, C1 in UTF-8, and what turns the direction of text. */
static size_t control(rg_str text, size_t i)
{
	unsigned char a = (unsigned char)text.ptr[i];
	unsigned char b = i + 1 < text.len ? (unsigned char)text.ptr[i + 1] : 0;
	unsigned char c = i + 2 < text.len ? (unsigned char)text.ptr[i + 2] : 0;

	if ((a < 0x20 && a != '\n' && a != '\t') || a == 0x7f)
		return 1;
	if (a == 0xc2 && b >= 0x80 && b <= 0x9f)
		return 2;
	return a == 0xe2 && ((b == 0x80 && c >= 0xaa && c <= 0xae) ||
			     (b == 0x81 && c >= 0xa6 && c <= 0xa9))
		       ? 3
		       : 0;
}

void rg_cli__safe(rg_printer *p, rg_str text)
{
	for (size_t i = 0; i < text.len;) {
		size_t n = control(text, i);

		rg_buf_add_char(p->out, n ? '?' : text.ptr[i]);
		i += n ? n : 1;
	}
}

void rg_cli__styled(rg_printer *p, const char *sgr, rg_str text)
{
	if (p->has_colour && sgr)
		rg_buf_printf(p->out, "\033[%sm", sgr);
	rg_cli__safe(p, text);
	if (p->has_colour && sgr)
		rg_buf_add_z(p->out, "\033[0m");
}

rg_str rg_cli__text(const rg_json *object, const char *key)
{
	rg_str s = rg_json_str(rg_json_get(object, key));

	return s.ptr ? s : RG_STR("");
}

unsigned rg_cli__width(rg_str text)
{
	unsigned width = 0;

	for (size_t i = 0; i < text.len; i++)
		width += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return width;
}

void rg_cli__path(rg_printer *p, const char *sgr, rg_str path)
{
	rg_str below = path;

	if (p->folder.len && rg_str_skip(&below, p->folder) && rg_str_skip(&below, RG_STR("/")) &&
	    below.len)
		path = below;
	rg_cli__styled(p, sgr, path);
}

/* Where the n-th character of a text begins. */
static size_t offset_of(rg_str text, unsigned n)
{
	size_t i = 0;

	for (; i < text.len; i++)
		if (((unsigned char)text.ptr[i] & 0xc0) != 0x80 && n-- == 0)
			break;
	return i;
}

void rg_cli__fit(rg_buf *out, rg_str text, unsigned columns)
{
	unsigned width = rg_cli__width(text), head = columns / 3;

	if (width <= columns || columns < 10) {
		rg_buf_add(out, text);
		return;
	}
	rg_buf_add(out, rg_str_sub(text, 0, offset_of(text, head)));
	rg_buf_add_z(out, "…");
	rg_buf_add(out, rg_str_sub(text, offset_of(text, width - (columns - head - 1)), text.len));
}

void rg_cli__wrapped(rg_printer *p, unsigned indent, const char *sgr, rg_str text)
{
	unsigned room = p->columns > indent + 20 ? p->columns - indent : 20;
	rg_str word, rest = text, line = {rest.ptr, 0};

	while (rg_str_part(&word, &rest, ' ')) {
		rg_str longer = {line.ptr, (size_t)(word.ptr + word.len - line.ptr)};

		if (line.len && rg_cli__width(longer) > room) {
			rg_cli__styled(p, sgr, line);
			rg_buf_printf(p->out, "\n%*s", (int)indent, "");
			longer = word;
		}
		line = longer;
	}
	rg_cli__styled(p, sgr, line);
	rg_buf_add_char(p->out, '\n');
}
