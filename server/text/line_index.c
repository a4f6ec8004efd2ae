/* SPDX-License-Identifier: MIT */
/*
 * line_index.c - a sorted list of line beginnings. Characters are counted on demand, along one
 * line: keeping columns for every encoding would cost more than the lines are long. An edit scans
 * again from the line before it to the first line end that it cannot have changed.
 */
#include "text/line_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Whether a line begins behind the byte at i: an LF, or a CR that no LF follows. */
static bool is_break(rg_str text, size_t i)
{
	return text.ptr[i] == '\n' ||
	       (text.ptr[i] == '\r' && (i + 1 == text.len || text.ptr[i + 1] != '\n'));
}

static void reserve(rg_line_index *index, size_t n)
{
	if (n <= index->cap)
		return;
	index->cap = n > index->cap * 2 ? n : index->cap * 2;
	index->begins = rg_realloc(index->begins, index->cap * sizeof(*index->begins));
}

void rg_line_index_init(rg_line_index *index, rg_str text)
{
	*index = (rg_line_index){0};
	reserve(index, 16 + text.len / 32);
	index->begins[index->n++] = 0;
	for (size_t i = 0; i < text.len; i++)
		if (is_break(text, i)) {
			reserve(index, index->n + 1);
			index->begins[index->n++] = i + 1;
		}
}

void rg_line_index_release(rg_line_index *index)
{
	free(index->begins);
	*index = (rg_line_index){0};
}

size_t rg_line_index_line(const rg_line_index *index, size_t offset)
{
	size_t low = 0, high = index->n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (index->begins[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void rg_line_index_edit(rg_line_index *index, rg_str text, size_t begin, size_t old_end,
			size_t new_end)
{
	/* A CR at the end of the line before may have got its LF, or lost it. */
	size_t first = rg_line_index_line(index, begin), last, scan_end, n_new = 0;

	if (first > 0)
		first--;
	/* A line that begins at old_end + 1 may end in a CR or LF whose neighbour changed. */
	last = rg_line_index_line(index, old_end + 1) + 1;
	scan_end = last < index->n ? index->begins[last] - old_end + new_end - 1 : text.len;
	for (size_t i = index->begins[first]; i < scan_end; i++)
		n_new += is_break(text, i);
	reserve(index, first + 1 + n_new + (index->n - last));
	memmove(index->begins + first + 1 + n_new, index->begins + last,
		(index->n - last) * sizeof(*index->begins));
	index->n = first + 1 + n_new + (index->n - last);
	for (size_t i = first + 1 + n_new; i < index->n; i++)
		index->begins[i] = index->begins[i] - old_end + new_end;
	last = first + 1;
	for (size_t i = index->begins[first]; i < scan_end; i++)
		if (is_break(text, i))
			index->begins[last++] = i + 1;
}

rg_str rg_line_index_text(const rg_line_index *index, rg_str text, size_t line)
{
	size_t begin, end;

	if (line >= index->n)
		line = index->n - 1;
	begin = index->begins[line];
	end = line + 1 < index->n ? index->begins[line + 1] : text.len;
	if (end > begin && text.ptr[end - 1] == '\n' && line + 1 < index->n)
		end--;
	if (end > begin && text.ptr[end - 1] == '\r' && line + 1 < index->n)
		end--;
	return (rg_str){text.ptr + begin, end - begin};
}

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* The bytes of the character at the front of s (not empty): 1 when it is no UTF-8. */
static size_t char_bytes(rg_str s)
{
	unsigned char c = (unsigned char)s.ptr[0];
	size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;

	if (n == 1 || n > s.len || !rg_utf8_is_valid((rg_str){s.ptr, n}))
		return 1;
	return n;
}

static size_t char_units(size_t n_bytes, rg_encoding encoding)
{
	if (encoding == RG_UTF8)
		return n_bytes;
	return encoding == RG_UTF16 && n_bytes == 4 ? 2 : 1;
}

/* The beginning of the character that holds the byte at `at` of a line. */
static size_t char_begin(rg_str line, size_t at)
{
	if (at >= line.len || !is_continuation(line.ptr[at]))
		return at;
	for (size_t back = 1; back < 4 && back <= at; back++)
		if (!is_continuation(line.ptr[at - back]))
			return char_bytes(rg_str_sub(line, at - back, line.len)) > back ? at - back
											: at;
	return at;
}

bool rg_line_index_offset(size_t *out, const rg_line_index *index, rg_str text, rg_position at,
			  rg_encoding encoding)
{
	size_t offset = 0, units = 0;
	rg_str line;

	if (at.line >= index->n) {
		*out = text.len;
		return true;
	}
	line = rg_line_index_text(index, text, at.line);
	if (encoding == RG_UTF8) {
		offset = at.character < line.len ? at.character : line.len;
		if (char_begin(line, offset) != offset)
			return false;
	} else {
		while (offset < line.len && units < at.character) {
			size_t n = char_bytes(rg_str_sub(line, offset, line.len));

			units += char_units(n, encoding);
			offset += n;
		}
		if (units > at.character)
			return false;
	}
	*out = index->begins[at.line] + offset;
	return true;
}

rg_position rg_line_index_position(const rg_line_index *index, rg_str text, size_t offset,
				   rg_encoding encoding)
{
	size_t number = rg_line_index_line(index, offset < text.len ? offset : text.len), in_line;
	rg_str line = rg_line_index_text(index, text, number);
	size_t units = 0;

	in_line = offset - index->begins[number];
	if (in_line > line.len)
		in_line = line.len;
	in_line = char_begin(line, in_line);
	if (encoding == RG_UTF8) {
		units = in_line;
	} else {
		for (size_t i = 0; i < in_line;) {
			size_t n = char_bytes(rg_str_sub(line, i, line.len));

			units += char_units(n, encoding);
			i += n;
		}
	}
	return (rg_position){(uint32_t)number, (uint32_t)units};
}
