/* SPDX-License-Identifier: MIT */
/*
 * redact.c - spans are collected from the known values, the forms and the names, joined where they
 * touch, and replaced in one go, so that no rule sees the result of another. Linear in the text,
 * times the number of known values.
 */
#include <stdlib.h>
#include <string.h>

#include "report/plain.h"
#include "report/secret_forms.h"
#include "report/sink.h"

#define MIN_KNOWN  6
#define MAX_PASSES 4
#define MARK	   "\xC2\xABredacted\xC2\xBB"

typedef RG_VEC(rg_span) rg_span_vec;

static void add_known(rg_span_vec *spans, rg_arena *arena, rg_str text, rg_str value)
{
	size_t at = 0, found;

	if (value.len < MIN_KNOWN)
		return;
	while ((found = rg_str_find(rg_str_sub(text, at, text.len), value)) != SIZE_MAX) {
		RG_PUSH(arena, spans, (rg_span){at + found, at + found + value.len});
		at += found + value.len;
	}
}

static bool is_base64(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr("+/-_", c));
}

/*
 * The digits that value alone decides when n_before bytes stand in front of it (RFC 4648): what is
 * left of it in the coding of a longer text, such as "user:" and the value (RFC 7617).
 */
static rg_str base64(rg_arena *arena, rg_str value, size_t n_before, const char *last_two)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	size_t first = (8 * n_before + 5) / 6, end = 8 * (n_before + value.len) / 6;
	char *out = rg_arena_alloc(arena, end - first + 1);

	for (size_t i = first; i < end; i++) {
		size_t bit = 6 * i - 8 * n_before, byte = bit / 8;
		uint32_t two = (uint32_t)(unsigned char)value.ptr[byte] << 8 |
			       (byte + 1 < value.len ? (unsigned char)value.ptr[byte + 1] : 0u);
		uint32_t digit = two >> (10 - bit % 8) & 63;

		out[i - first] = digit < 62 ? alphabet[digit] : last_two[digit - 62];
	}
	return (rg_str){out, end - first};
}

/* In base64, on any of its three places in a group; the rest of such a word is no use to anybody.
 */
static void add_base64(rg_span_vec *spans, rg_arena *arena, rg_str text, rg_str value)
{
	for (size_t k = 0; k < 6; k++) {
		rg_str coded = base64(arena, value, k % 3, k < 3 ? "+/" : "-_");
		size_t at = 0, found;

		while ((found = rg_str_find(rg_str_sub(text, at, text.len), coded)) != SIZE_MAX) {
			rg_span span = {at + found, at + found + coded.len};

			while (span.begin > at && is_base64(text.ptr[span.begin - 1]))
				span.begin--;
			while (span.end < text.len && is_base64(text.ptr[span.end]))
				span.end++;
			RG_PUSH(arena, spans, span);
			at = span.end;
		}
	}
}

/* RFC 3986, section 2.1 */
static rg_str percent(rg_arena *arena, rg_str value)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = rg_arena_alloc(arena, value.len * 3 + 1);
	size_t n = 0;

	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    c == '-' || c == '_' || c == '.' || c == '~') {
			out[n++] = (char)c;
		} else {
			out[n++] = '%';
			out[n++] = digits[c >> 4];
			out[n++] = digits[c & 15];
		}
	}
	return (rg_str){out, n};
}

/* A value as it is, by lines, and in the codings in which it travels. */
static void add_value(rg_span_vec *spans, rg_arena *arena, rg_str text, rg_str value)
{
	rg_str plain = rg_str_trim(rg_report__plain(arena, value)), rest = plain, line;

	if (plain.len < MIN_KNOWN)
		return;
	add_known(spans, arena, text, plain);
	add_known(spans, arena, text, percent(arena, plain));
	add_base64(spans, arena, text, plain);
	while (rg_str_line(&line, &rest))
		if (line.len < plain.len && line.len >= 2 * (size_t)MIN_KNOWN)
			add_known(spans, arena, text, line);
}

static int by_begin(const void *a, const void *b)
{
	const rg_span *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

static bool is_name_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || c == '-';
}

static void add_found(rg_span_vec *spans, rg_arena *arena, rg_str text)
{
	size_t name_end = 0;
	rg_span span;

	for (size_t i = 0; i < text.len; i++) {
		if (rg_report__secret_form(&span, text, i)) {
			RG_PUSH(arena, spans, span);
			/* Nothing in it is looked at again. URL credentials begin behind i. */
			i = span.end - 1;
			name_end = span.end;
		} else if (i >= name_end && is_name_char(text.ptr[i]) &&
			   rg_report__secret_value(&span, &name_end, text, i)) {
			RG_PUSH(arena, spans, span);
			if (span.end > name_end)
				name_end = span.end;
		}
	}
}

static rg_str replaced(rg_arena *arena, rg_str text, rg_span_vec *spans)
{
	size_t done = 0;
	rg_str result;
	rg_buf out;

	qsort(spans->items, spans->n, sizeof(*spans->items), by_begin);
	rg_buf_init(&out, SIZE_MAX / 2);
	for (size_t i = 0; i < spans->n; i++) {
		rg_span span = spans->items[i];

		while (i + 1 < spans->n && spans->items[i + 1].begin <= span.end) {
			i++;
			if (spans->items[i].end > span.end)
				span.end = spans->items[i].end;
		}
		rg_buf_add(&out, rg_str_sub(text, done, span.begin));
		rg_buf_add_z(&out, MARK);
		done = span.end;
	}
	rg_buf_add(&out, rg_str_sub(text, done, text.len));
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}

rg_str rg_sink_redact(rg_arena *arena, rg_str text, const rg_str_vec *known)
{
	rg_str plain = rg_report__plain(arena, text);

	/* What stood glued to a secret may be one by itself once that is gone. */
	for (int i = 0; i < MAX_PASSES; i++) {
		rg_span_vec spans = {NULL, 0, 0};

		for (size_t k = 0; known && k < known->n; k++)
			add_value(&spans, arena, plain, known->items[k]);
		add_found(&spans, arena, plain);
		if (spans.n == 0)
			break;
		plain = replaced(arena, plain, &spans);
	}
	return plain;
}
