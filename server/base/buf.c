/* SPDX-License-Identifier: MIT */
/* buf.c - growing bytes with a ceiling; doubling growth. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void rg_buf_init(rg_buf *buf, size_t max)
{
	*buf = (rg_buf){.max = max};
}

void rg_buf_release(rg_buf *buf)
{
	free(buf->ptr);
	rg_buf_init(buf, buf->max);
}

void rg_buf_clear(rg_buf *buf)
{
	buf->len = 0;
	buf->is_cut = false;
	if (buf->ptr)
		buf->ptr[0] = '\0';
}

/* Makes room for n more bytes and the NUL; returns how many of them fit. */
static size_t make_room(rg_buf *buf, size_t n)
{
	size_t size = buf->size ? buf->size : 64;

	if (n > buf->max - buf->len) {
		n = buf->max - buf->len;
		buf->is_cut = true;
	}
	if (buf->len + n + 1 <= buf->size)
		return n;
	while (size < buf->len + n + 1)
		size *= 2;
	buf->ptr = rg_realloc(buf->ptr, size);
	buf->size = size;
	return n;
}

void rg_buf_add(rg_buf *buf, rg_str s)
{
	size_t n = make_room(buf, s.len);

	if (n)
		memcpy(buf->ptr + buf->len, s.ptr, n);
	buf->len += n;
	buf->ptr[buf->len] = '\0';
}

void rg_buf_add_z(rg_buf *buf, const char *z)
{
	rg_buf_add(buf, rg_str_of(z));
}

void rg_buf_add_char(rg_buf *buf, char c)
{
	rg_buf_add(buf, (rg_str){&c, 1});
}

void rg_buf_vprintf(rg_buf *buf, const char *format, va_list args)
{
	va_list again;
	int len;
	char *text;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	if (len > 0) {
		text = rg_malloc((size_t)len + 1);
		vsnprintf(text, (size_t)len + 1, format, again);
		rg_buf_add(buf, (rg_str){text, (size_t)len});
		free(text);
	}
	va_end(again);
}

void rg_buf_printf(rg_buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	rg_buf_vprintf(buf, format, args);
	va_end(args);
}

rg_str rg_buf_str(const rg_buf *buf)
{
	return (rg_str){buf->ptr ? buf->ptr : "", buf->len};
}
