/* SPDX-License-Identifier: MIT */
/*
 * glob.c - a pattern is read into parts, one small automaton. A state is "the parts before i have
 * been seen"; the set of states that are possible is carried along the path byte by byte (Thompson,
 * CACM 11 (1968), 419-422). Bytes, not characters: a ? inside a multi-byte character does not
 * match, which is as much as the forges promise.
 */
#include "forge/glob.h"

#include <string.h>

#define MAX_PARTS 1000

typedef enum part_kind {
	PART_BYTE,    /* this byte */
	PART_CLASS,   /* one of a set; the set is read from the pattern each time */
	PART_ONE,     /* any byte but a slash */
	PART_RUN,     /* any number of bytes but slashes */
	PART_DEEP,    /* any number of bytes */
	PART_FOLDERS, /* any number of folders, also none; PART_INSIDE always follows */
	PART_INSIDE   /* within the name of one of those folders */
} part_kind;

typedef struct part {
	part_kind kind;
	char byte;
	bool is_optional, is_repeated; /* of BYTE, CLASS and ONE */
	rg_str set;		       /* of CLASS: what stands between the brackets */
} part;

typedef struct glob {
	part parts[MAX_PARTS];
	size_t n;
	bool is_too_long;
} glob;

static void add(glob *g, part p)
{
	if (g->n == MAX_PARTS)
		g->is_too_long = true;
	else
		g->parts[g->n++] = p;
}

static bool is_single(const part *p)
{
	return p->kind == PART_BYTE || p->kind == PART_CLASS || p->kind == PART_ONE;
}

/* Reads a class that begins at pattern[at]; returns the offset behind it, or at when it is none. */
static size_t read_class(glob *g, rg_str pattern, size_t at)
{
	rg_str rest = rg_str_sub(pattern, at + 1, pattern.len);
	size_t skip = rest.len && (rest.ptr[0] == '!' || rest.ptr[0] == '^') ? 1 : 0;
	size_t len;

	/* A bracket right behind the opening one is a member. */
	len = rg_str_find_char(rg_str_sub(rest, skip + 1, rest.len), ']');
	if (len == SIZE_MAX)
		return at;
	len += skip + 1;
	add(g, (part){.kind = PART_CLASS, .set = rg_str_sub(rest, 0, len)});
	return at + len + 2;
}

static void read_stars(glob *g, rg_glob_style style, rg_str pattern, size_t begin, size_t *at)
{
	bool starts_component = begin == 0 || pattern.ptr[begin - 1] == '/';

	while (*at < pattern.len && pattern.ptr[*at] == '*')
		++*at;
	if (*at - begin == 1) {
		add(g, (part){.kind = PART_RUN});
	} else if (starts_component && *at < pattern.len && pattern.ptr[*at] == '/') {
		++*at;
		add(g, (part){.kind = PART_FOLDERS});
		add(g, (part){.kind = PART_INSIDE});
	} else {
		/* Ruby knows the double star only with its slash. */
		add(g, (part){.kind = style == RG_GLOB_FNMATCH ? PART_RUN : PART_DEEP});
	}
}

static void read_pattern(glob *g, rg_glob_style style, rg_str pattern)
{
	size_t at = 0;

	g->n = 0;
	g->is_too_long = false;
	while (at < pattern.len && !g->is_too_long) {
		char c = pattern.ptr[at];
		size_t begin = at;

		if (c == '*') {
			read_stars(g, style, pattern, begin, &at);
			continue;
		}
		if (c == '[' && style != RG_GLOB_PLAIN && (at = read_class(g, pattern, at)) > begin)
			continue;
		at = begin + 1;
		if (style == RG_GLOB_FILTER && (c == '?' || c == '+') && g->n &&
		    is_single(&g->parts[g->n - 1])) {
			g->parts[g->n - 1].is_optional |= c == '?';
			g->parts[g->n - 1].is_repeated |= c == '+';
		} else if (c == '?' && style != RG_GLOB_FILTER) {
			add(g, (part){.kind = PART_ONE});
		} else {
			if (c == '\\' && at < pattern.len)
				c = pattern.ptr[at++];
			add(g, (part){.kind = PART_BYTE, .byte = c});
		}
	}
}

static bool is_in_class(rg_str set, char c)
{
	bool is_negated = set.len && (set.ptr[0] == '!' || set.ptr[0] == '^');
	bool is_in = false;

	for (size_t i = is_negated ? 1 : 0; i < set.len; i++) {
		unsigned char low = (unsigned char)set.ptr[i], high = low;

		if (i + 2 < set.len && set.ptr[i + 1] == '-') {
			high = (unsigned char)set.ptr[i + 2];
			i += 2;
		}
		is_in |= low <= (unsigned char)c && (unsigned char)c <= high;
	}
	return is_in != is_negated && c != '/';
}

static bool takes(const part *p, char c)
{
	switch (p->kind) {
	case PART_BYTE:
		return p->byte == c;
	case PART_CLASS:
		return is_in_class(p->set, c);
	case PART_ONE:
	case PART_RUN:
		return c != '/';
	default:
		return true;
	}
}

/* Adds the states that need no byte. They lie behind, so one pass in order reaches all. */
static void close_over(const glob *g, bool *states)
{
	for (size_t i = 0; i < g->n; i++) {
		const part *p = &g->parts[i];

		if (!states[i])
			continue;
		if (p->kind == PART_RUN || p->kind == PART_DEEP || p->is_optional)
			states[i + 1] = true;
		if (p->kind == PART_FOLDERS)
			states[i + 1] = states[i + 2] = true;
	}
}

bool rg_glob_matches(rg_glob_style style, rg_str pattern, rg_str path)
{
	glob g;
	bool states[MAX_PARTS + 1] = {true}, next[MAX_PARTS + 1];

	read_pattern(&g, style, pattern);
	if (g.is_too_long)
		return false;
	close_over(&g, states);
	for (size_t at = 0; at < path.len; at++) {
		char c = path.ptr[at];

		memset(next, 0, (g.n + 1) * sizeof(next[0]));
		for (size_t i = 0; i < g.n; i++) {
			const part *p = &g.parts[i];

			if (!states[i] || p->kind == PART_FOLDERS || !takes(p, c))
				continue;
			if (is_single(p) || (p->kind == PART_INSIDE && c == '/'))
				next[i + 1] = true;
			if (!is_single(p) || p->is_repeated)
				next[i] = true;
		}
		memcpy(states, next, (g.n + 1) * sizeof(next[0]));
		close_over(&g, states);
	}
	return states[g.n];
}

bool rg_glob_match(rg_str pattern, rg_str path)
{
	return rg_glob_matches(RG_GLOB_PLAIN, pattern, path);
}
