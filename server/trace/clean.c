/* SPDX-License-Identifier: MIT */
/*
 * clean.c - one pass over the bytes, line by line; a line without anything to take off costs two
 * memchr and a memcpy. Which prefixes are in use is decided on the first lines: a number and a
 * colon or a time at the start of a single line belong to the program's own output.
 *
 * Prefixes seen in the wild, outermost first: `gh run view --log` (job, step and time stamp,
 * separated by tabs), GitHub's and Azure's time stamp, GitLab's time stamp with stream ("00O "),
 * docker compose's "name  | ", mpirun's "[1,0]<stderr>: ", ctest's "88: ".
 */
#include "trace/clean.h"

#include <string.h>

/* Lines that are looked at to find the prefixes. */
#define SAMPLE_LINES 200

typedef size_t (*rg_prefix_fn)(rg_str line);

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many bytes of line match shape: '9' any digit, others themselves; 0 or all of it. */
static size_t match(rg_str line, const char *shape)
{
	size_t i = 0;

	for (; shape[i]; i++)
		if (i >= line.len ||
		    (shape[i] == '9' ? !is_digit(line.ptr[i]) : line.ptr[i] != shape[i]))
			return 0;
	return i;
}

/* "2024-04-16T20:20:30.3359129Z ", "2024-05-01T12:00:00.123456Z 00O+" */
static size_t time_stamp(rg_str line)
{
	size_t n = match(line, "9999-99-99T99:99:99");

	if (n == 0)
		return 0;
	if (n < line.len && line.ptr[n] == '.')
		for (n++; n < line.len && is_digit(line.ptr[n]);)
			n++;
	if (n < line.len && line.ptr[n] == 'Z')
		n++;
	else if (match(rg_str_sub(line, n, line.len), "+99:99"))
		n += 6;
	else
		return 0;
	if (n == line.len)
		return n;
	if (line.ptr[n] != ' ' && line.ptr[n] != '\t')
		return 0;
	n++;
	if (match(rg_str_sub(line, n, line.len), "99") && n + 3 <= line.len &&
	    (line.ptr[n + 2] == 'O' || line.ptr[n + 2] == 'E')) {
		n += 3;
		if (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '+'))
			n++;
	}
	return n;
}

/* "job\tstep\t" before a time stamp */
static size_t job_and_step(rg_str line)
{
	size_t at = 0;

	for (int i = 0; i < 2; i++) {
		size_t tab = rg_str_find_char(rg_str_sub(line, at, at + 200), '\t');

		if (tab == SIZE_MAX)
			return 0;
		at += tab + 1;
	}
	return time_stamp(rg_str_sub(line, at, line.len)) ? at : 0;
}

/* "web_1  | " */
static size_t compose(rg_str line)
{
	size_t n = 0;

	while (n < line.len && n < 80 && line.ptr[n] != ' ' && line.ptr[n] != '|')
		n++;
	if (n == 0)
		return 0;
	while (n < line.len && line.ptr[n] == ' ')
		n++;
	if (n >= line.len || line.ptr[n] != '|' || line.ptr[n - 1] != ' ')
		return 0;
	n++;
	return n < line.len && line.ptr[n] == ' ' ? n + 1 : n;
}

/* "[1,0]<stderr>: " */
static size_t mpirun(rg_str line)
{
	size_t n = 1;

	if (line.len < 2 || line.ptr[0] != '[' || !is_digit(line.ptr[1]))
		return 0;
	while (n < line.len && (is_digit(line.ptr[n]) || line.ptr[n] == ','))
		n++;
	line = rg_str_sub(line, n, line.len);
	if (!rg_str_starts(line, RG_STR("]<stdout>:")) &&
	    !rg_str_starts(line, RG_STR("]<stderr>:")))
		return 0;
	return n + 10 + (line.len > 10 && line.ptr[10] == ' ' ? 1 : 0);
}

/* "88: " */
static size_t ctest(rg_str line)
{
	size_t n = 0;

	while (n < line.len && n < 6 && is_digit(line.ptr[n]))
		n++;
	if (n == 0 || n >= line.len || line.ptr[n] != ':')
		return 0;
	return n + 1 == line.len ? n + 1 : line.ptr[n + 1] == ' ' ? n + 2 : 0;
}

static const rg_prefix_fn prefixes[] = {job_and_step, time_stamp, compose, mpirun, ctest};
#define N_PREFIXES (sizeof(prefixes) / sizeof(*prefixes))

static rg_str strip(rg_str line, unsigned in_use)
{
	for (unsigned i = 0; i < N_PREFIXES; i++)
		if (in_use & (1u << i))
			line = rg_str_sub(line, prefixes[i](line), line.len);
	return line;
}

/* Which prefixes at least half of the first lines have, as bits; each behind those before it. */
static unsigned find_prefixes(rg_str text)
{
	unsigned in_use = 0;

	for (unsigned i = 0; i < N_PREFIXES; i++) {
		rg_str rest = rg_str_sub(text, 0, SAMPLE_LINES * 1000), line;
		unsigned n = 0, n_with = 0;

		while (n < SAMPLE_LINES && rg_str_line(&line, &rest)) {
			line = strip(line, in_use);
			if (line.len == 0)
				continue;
			n++;
			n_with += prefixes[i](line) > 0;
		}
		if (n_with >= 3 && n_with * 2 >= n)
			in_use |= 1u << i;
	}
	return in_use;
}

/* The length of an escape sequence at the start of s (which is ESC). ECMA-48, sections 5.4, 8.3.89
 */
static size_t escape_length(rg_str s)
{
	size_t i = 2;

	if (s.len < 2)
		return s.len;
	if (s.ptr[1] == '[') {
		while (i < s.len && s.ptr[i] >= 0x20 && s.ptr[i] < 0x40)
			i++;
		return i < s.len ? i + 1 : i;
	}
	if (s.ptr[1] == ']') { /* up to BEL or ESC \, at most to the end of the line */
		while (i < s.len && s.ptr[i] != '\a' && s.ptr[i] != '\033')
			i++;
		if (i < s.len && s.ptr[i] == '\033')
			i++;
		return i < s.len ? i + 1 : i;
	}
	for (i = 1; i < s.len && s.ptr[i] >= 0x20 && s.ptr[i] < 0x30;)
		i++; /* "ESC ( B" chooses a set of characters (ECMA-35) */
	return i < s.len && s.ptr[i] != '\n' ? i + 1 : i;
}

/* Copies a line without escapes; a CR inside it starts a new one. Returns the end. */
static char *copy_line(char *out, rg_str line)
{
	while (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	for (size_t i = 0; i < line.len;) {
		if (line.ptr[i] == '\033') {
			i += escape_length(rg_str_sub(line, i, line.len));
		} else {
			*out++ = line.ptr[i] == '\r' ? '\n' : line.ptr[i];
			i++;
		}
	}
	return out;
}

rg_str rg_trace__without_escapes(rg_arena *arena, rg_str text)
{
	char *out, *end;

	if (!text.len || !memchr(text.ptr, '\033', text.len))
		return text;
	out = end = rg_arena_alloc(arena, text.len + 1);
	for (size_t i = 0; i < text.len;) {
		if (text.ptr[i] == '\033')
			i += escape_length(rg_str_sub(text, i, text.len));
		else
			*end++ = text.ptr[i++];
	}
	return (rg_str){out, (size_t)(end - out)};
}

rg_str rg_trace__clean(rg_arena *arena, rg_str text)
{
	unsigned in_use;
	char *out, *end;

	(void)rg_str_skip(&text, RG_STR("\xef\xbb\xbf"));
	if (text.len == 0)
		return text;
	in_use = find_prefixes(text);
	if (!in_use && !memchr(text.ptr, '\033', text.len) && !memchr(text.ptr, '\r', text.len))
		return text;
	out = end = rg_arena_alloc(arena, text.len + 1);
	while (text.len > 0) {
		const char *lf = memchr(text.ptr, '\n', text.len);
		size_t n = lf ? (size_t)(lf - text.ptr) : text.len;
		rg_str line = strip(rg_str_sub(text, 0, n), in_use);

		if (line.len &&
		    (memchr(line.ptr, '\033', line.len) || memchr(line.ptr, '\r', line.len))) {
			end = copy_line(end, line);
		} else if (line.len) {
			memcpy(end, line.ptr, line.len);
			end += line.len;
		}
		if (lf)
			*end++ = '\n';
		text = rg_str_sub(text, n + 1, text.len);
	}
	return (rg_str){out, (size_t)(end - out)};
}
