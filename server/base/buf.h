/* SPDX-License-Identifier: MIT */
/*
 * buf.h - growing bytes, born with a ceiling. What would exceed it is cut off and is_cut says so,
 * so that no loop needs an error path of its own. ptr is always followed by a NUL.
 */
#ifndef RG_BASE_BUF_H
#define RG_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

typedef struct rg_buf {
	char *ptr;   /* owned; NULL while empty */
	size_t len;  /* bytes in use, at most max */
	size_t size; /* bytes allocated */
	size_t max;  /* the ceiling */
	bool is_cut; /* something did not fit */
} rg_buf;

void rg_buf_init(rg_buf *buf, size_t max);
/* Frees; the buffer is empty again, with the same ceiling. */
void rg_buf_release(rg_buf *buf);
/* Keeps the memory. */
void rg_buf_clear(rg_buf *buf);
void rg_buf_add(rg_buf *buf, rg_str s);
void rg_buf_add_z(rg_buf *buf, const char *z);
void rg_buf_add_char(rg_buf *buf, char c);
void rg_buf_printf(rg_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void rg_buf_vprintf(rg_buf *buf, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
/* Borrowed until the next change. */
rg_str rg_buf_str(const rg_buf *buf);

#endif
