/* SPDX-License-Identifier: MIT */
/*
 * thin.c - a gigabyte of a log is a gigabyte of captured output: tracebacks are small, and stand
 * between blocks of it, up to the very end. So that none is lost, blocks are cut, not the log.
 * Where one begins and ends is told by title lines as wide as the block's own, wherever on the line
 * they begin: prefixes of CI and colours are still on them.
 *
 * The output is one buffer: its first half is filled once, its second is a ring that keeps the
 * newest; a gap between them takes the note. At the end the ring is turned in place.
 */
#include "trace/thin.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "trace/sections.h"

/* A title is no longer; of a longer line nothing is looked at. */
#define MAX_TITLE ((size_t)1024)
/* Runs of a line's last sign that are tried as a title's beginning. */
#define MAX_TRIES 8
#define MAX_NOTE  ((size_t)64)

typedef struct rg_ring {
	char *bytes;
	size_t size;
	uint64_t n; /* that were put in, ever */
} rg_ring;

struct rg_thinner {
	char *head; /* half bytes, a gap for the note, then the ring's */
	size_t half, n_head;
	rg_ring tail;

	char line[MAX_TITLE]; /* the beginning of a line that has not ended yet */
	size_t n_line;
	bool is_long; /* the line that has not ended is longer: it is passed on */

	bool is_for_programs; /* XML or JSON: no line of it is a title */
	bool is_captured;
	size_t width;  /* of the block's title */
	size_t n_kept; /* of the block, at its beginning */
	rg_ring block; /* its newest bytes */
	char last;     /* byte that was kept */
};

static void ring_add(rg_ring *ring, rg_str bytes)
{
	ring->n += bytes.len;
	if (bytes.len > ring->size)
		bytes = rg_str_sub(bytes, bytes.len - ring->size, bytes.len);
	while (bytes.len > 0) {
		size_t at = (size_t)((ring->n - bytes.len) % ring->size);
		size_t n = ring->size - at < bytes.len ? ring->size - at : bytes.len;

		memcpy(ring->bytes + at, bytes.ptr, n);
		bytes = rg_str_sub(bytes, n, bytes.len);
	}
}

static void reverse(char *bytes, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		char c = bytes[i];

		bytes[i] = bytes[n - 1 - i];
		bytes[n - 1 - i] = c;
	}
}

/* What the ring holds, oldest first, from a line's beginning on if it lost something. */
static rg_str ring_take(rg_ring *ring)
{
	size_t n = ring->n < ring->size ? (size_t)ring->n : ring->size, lf;
	size_t first = ring->n > ring->size ? (size_t)(ring->n % ring->size) : 0;
	rg_str out = {ring->bytes, n};

	reverse(ring->bytes, first);
	reverse(ring->bytes + first, n - first);
	reverse(ring->bytes, n);
	lf = ring->n > ring->size ? rg_str_find_char(out, '\n') : SIZE_MAX;
	return lf == SIZE_MAX ? out : rg_str_sub(out, lf + 1, n);
}

rg_thinner *rg_thinner_new(rg_arena *arena, size_t max)
{
	rg_thinner *thinner = RG_NEW(arena, rg_thinner);

	thinner->half = (max - MAX_NOTE) / 2;
	thinner->head = rg_arena_alloc(arena, 2 * thinner->half + MAX_NOTE);
	thinner->tail = (rg_ring){thinner->head + thinner->half + MAX_NOTE, thinner->half, 0};
	thinner->block = (rg_ring){rg_arena_alloc(arena, RG_THIN_BLOCK_END), RG_THIN_BLOCK_END, 0};
	return thinner;
}

static void put(rg_thinner *thinner, rg_str bytes)
{
	size_t n = thinner->half - thinner->n_head;

	n = n < bytes.len ? n : bytes.len;
	if (n > 0)
		memcpy(thinner->head + thinner->n_head, bytes.ptr, n);
	thinner->n_head += n;
	if (bytes.len > 0)
		thinner->last = bytes.ptr[bytes.len - 1];
	if (n < bytes.len)
		ring_add(&thinner->tail, rg_str_sub(bytes, n, bytes.len));
}

static size_t note(char *out, uint64_t n, const char *before)
{
	int len = snprintf(out, MAX_NOTE, "%s[redgreen: %llu bytes left out]\n", before,
			   (unsigned long long)n);

	return len > 0 ? (size_t)len : 0;
}

/* Ends a block: what is left of its end. */
static void end_block(rg_thinner *thinner)
{
	uint64_t n = thinner->block.n;
	char text[MAX_NOTE];
	rg_str rest;

	if (n > 0) {
		rest = ring_take(&thinner->block);
		if (rest.len < n)
			put(thinner, (rg_str){text, note(text, n - rest.len,
							 thinner->last == '\n' ? "" : "\n")});
		put(thinner, rest);
	}
	thinner->is_captured = false;
	thinner->n_kept = 0;
	thinner->block.n = 0;
}

/* A line, or a piece of a long one. */
static void pass(rg_thinner *thinner, rg_str bytes)
{
	if (thinner->is_captured && thinner->n_kept > RG_THIN_BLOCK_END) {
		ring_add(&thinner->block, bytes);
		return;
	}
	thinner->n_kept += bytes.len;
	put(thinner, bytes);
}

/* Without the end of a line and what colours leave behind a title. */
static rg_str visible(rg_str line)
{
	for (;;) {
		rg_str end = rg_str_sub(line, line.len < 8 ? 0 : line.len - 8, line.len);
		size_t escape = rg_str_rfind_char(end, '\033');

		if (line.len && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r' ||
				 line.ptr[line.len - 1] == ' '))
			line.len--;
		else if (line.len && line.ptr[line.len - 1] == 'm' && escape != SIZE_MAX)
			line.len -= end.len - escape;
		else
			return line;
	}
}

/* The title that the line ends with: its name and width; false when it has none. */
static bool find_title(rg_str *name, size_t *width, char *fill, rg_str line)
{
	size_t at = 0;

	line = visible(line);
	if (line.len < 5)
		return false;
	*fill = line.ptr[line.len - 1];
	if (*fill != '-' && *fill != '=' && *fill != '_')
		return false;
	for (int i = 0; i < MAX_TRIES && at < line.len; i++) {
		while (at < line.len && line.ptr[at] != *fill)
			at++;
		*width = line.len - at;
		if (rg_section_title(name, rg_str_sub(line, at, line.len), *fill))
			return true;
		while (at < line.len && line.ptr[at] == *fill)
			at++;
	}
	return false;
}

static void on_line(rg_thinner *thinner, rg_str line)
{
	rg_str name;
	size_t width;
	char fill;

	if (!thinner->is_for_programs && find_title(&name, &width, &fill, line)) {
		if (fill == '-' && rg_str_starts(name, RG_STR("Captured "))) {
			end_block(thinner);
			thinner->is_captured = true;
			thinner->width = width;
		} else if (thinner->is_captured && fill != '-' &&
			   (width + 2 >= thinner->width || name.len + 4 >= width)) {
			end_block(thinner);
		}
	}
	pass(thinner, line);
}

void rg_thinner_add(rg_thinner *thinner, rg_str bytes)
{
	if (bytes.len > 0 && thinner->n_head + thinner->n_line == 0)
		thinner->is_for_programs = bytes.ptr[0] == '<' || bytes.ptr[0] == '{';
	while (bytes.len > 0) {
		const char *lf = memchr(bytes.ptr, '\n', bytes.len);
		size_t n = lf ? (size_t)(lf - bytes.ptr) + 1 : bytes.len;
		rg_str piece = rg_str_sub(bytes, 0, n);

		bytes = rg_str_sub(bytes, n, bytes.len);
		if (!thinner->is_long && thinner->n_line + n <= MAX_TITLE &&
		    (thinner->n_line > 0 || !lf)) {
			memcpy(thinner->line + thinner->n_line, piece.ptr, n);
			thinner->n_line += n;
			if (!lf)
				continue;
			piece = (rg_str){thinner->line, thinner->n_line};
		} else if (!thinner->is_long && thinner->n_line > 0) {
			pass(thinner, (rg_str){thinner->line, thinner->n_line});
			thinner->is_long = true;
		}
		if (thinner->is_long || piece.len > MAX_TITLE || !lf) {
			pass(thinner, piece);
			thinner->is_long = !lf;
		} else {
			on_line(thinner, piece);
		}
		thinner->n_line = 0;
	}
}

rg_str rg_thinner_finish(rg_thinner *thinner)
{
	rg_str tail;
	size_t n = 0;

	if (thinner->n_line > 0)
		on_line(thinner, (rg_str){thinner->line, thinner->n_line});
	end_block(thinner);
	tail = ring_take(&thinner->tail);
	if (tail.len < thinner->tail.n)
		n = note(thinner->head + thinner->half, thinner->tail.n - tail.len, "\n");
	if (tail.len)
		memmove(thinner->head + thinner->n_head + n, tail.ptr, tail.len);
	return (rg_str){thinner->head, thinner->n_head + n + tail.len};
}
