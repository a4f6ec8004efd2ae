/* SPDX-License-Identifier: MIT */
/*
 * terminal.c - the states of ECMA-48: text, ESC, a control sequence (CSI, to its final byte), a
 * string (OSC, DCS, …, to BEL or ESC \). C1 controls are also told in UTF-8, as C2 80 to C2 9F.
 */
#include "text/terminal.h"

enum { TEXT, ESCAPE, CONTROL, STRING, STRING_ESCAPE, AFTER_C2 };

static void take_text(rg_terminal *t, rg_buf *out, unsigned char c)
{
	if (c == 0x1b)
		t->state = ESCAPE;
	else if (c == 0xc2)
		t->state = AFTER_C2;
	else if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t' ||
		 (c == '\r' && t->keeps_colours))
		rg_buf_add_char(out, (char)c);
}

static void take_escape(rg_terminal *t, unsigned char c)
{
	t->n = 0;
	if (c == '[')
		t->state = CONTROL;
	else if (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_')
		t->state = STRING;
	else if (c != 0x1b && (c < 0x20 || c > 0x2f)) /* 20 to 2F: one more byte follows */
		t->state = TEXT;
}

/* Parameters are 30 to 3F, then the final byte; anything else ends a broken one. */
static void take_control(rg_terminal *t, rg_buf *out, unsigned char c)
{
	if (t->n < sizeof(t->sequence))
		t->sequence[t->n++] = (char)c;
	else
		t->sequence[0] = '?'; /* too long to be a colour */
	if (c >= 0x20 && c <= 0x3f)
		return;
	t->state = c == 0x1b ? ESCAPE : TEXT;
	if (c != 'm' || !t->keeps_colours)
		return;
	for (size_t i = 0; i + 1 < t->n; i++)
		if ((t->sequence[i] < '0' || t->sequence[i] > '9') && t->sequence[i] != ';' &&
		    t->sequence[i] != ':')
			return;
	rg_buf_add_z(out, "\033[");
	rg_buf_add(out, (rg_str){t->sequence, t->n});
}

void rg_terminal_add(rg_terminal *t, rg_buf *out, rg_str piece)
{
	for (size_t i = 0; i < piece.len; i++) {
		unsigned char c = (unsigned char)piece.ptr[i];

		switch (t->state) {
		case TEXT:
			take_text(t, out, c);
			break;
		case ESCAPE:
			take_escape(t, c);
			break;
		case CONTROL:
			take_control(t, out, c);
			break;
		case STRING:
			t->state = c == 0x07 ? TEXT : c == 0x1b ? STRING_ESCAPE : STRING;
			break;
		case STRING_ESCAPE:
			t->state = c == '\\' ? TEXT : c == 0x1b ? STRING_ESCAPE : STRING;
			break;
		default: /* AFTER_C2 */
			t->state = TEXT;
			if (c >= 0x80 && c <= 0x9f)
				break;
			rg_buf_add_char(out, (char)0xc2);
			take_text(t, out, c);
		}
	}
}

static void add_valid(rg_buf *out, rg_str line)
{
	while (line.len) {
		size_t n = 1;

		while (n < 4 && n < line.len && !rg_utf8_is_valid(rg_str_sub(line, 0, n)))
			n++;
		if (rg_utf8_is_valid(rg_str_sub(line, 0, n))) {
			rg_buf_add(out, rg_str_sub(line, 0, n));
			line = rg_str_sub(line, n, line.len);
		} else {
			rg_buf_add_char(out, '?');
			line = rg_str_sub(line, 1, line.len);
		}
	}
}

rg_str rg_terminal_last_lines(rg_arena *arena, rg_str text, size_t n)
{
	rg_terminal terminal = {0};
	rg_str rest, line, out;
	rg_buf plain, valid;

	text = rg_str_trim(text);
	for (size_t at = text.len; n; n--) {
		at = rg_str_rfind_char(rg_str_sub(text, 0, at), '\n');
		if (at == SIZE_MAX)
			break;
		if (n == 1)
			text = rg_str_sub(text, at + 1, text.len);
	}
	rg_buf_init(&plain, text.len + 1);
	rg_buf_init(&valid, text.len + 1);
	for (rest = text; rg_str_part(&line, &rest, '\n');) {
		size_t drawn;

		rg_str_chop(&line, RG_STR("\r"));
		drawn = rg_str_rfind_char(line, '\r');
		rg_buf_clear(&plain);
		rg_terminal_add(&terminal, &plain,
				drawn == SIZE_MAX ? line : rg_str_sub(line, drawn + 1, line.len));
		add_valid(&valid, rg_buf_str(&plain));
		if (rest.len)
			rg_buf_add_char(&valid, '\n');
	}
	out = valid.len ? rg_arena_dup(arena, rg_buf_str(&valid)) : (rg_str){NULL, 0};
	rg_buf_release(&plain);
	rg_buf_release(&valid);
	return out;
}
