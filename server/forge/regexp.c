/* SPDX-License-Identifier: MIT */
/*
 * regexp.c - a pattern becomes a program of steps, and the set of steps that are possible is
 * carried along the text (Thompson, CACM 11 (1968), 419-422; Cox, "Regular Expression Matching Can
 * Be Simple And Fast", 2007). Jumps are relative, so that a piece of program can be moved and
 * repeated as it is. Syntax: pkg.go.dev/regexp/syntax.
 */
#include "forge/regexp.h"

#include <string.h>

#define MAX_STEPS  1000 /* Go, too, ends at a thousand repetitions */
#define MAX_RANGES 4000
#define MAX_DEPTH  100
#define MAX_CHAR   0x10ffff

typedef enum op {
	OP_SET,	  /* one character of the ranges */
	OP_SPLIT, /* two ways: at + a, at + b */
	OP_JUMP,  /* at + a */
	OP_BEGIN,
	OP_END,
	OP_BORDER, /* of a word, or when a is 1 anywhere else */
	OP_MATCH
} op;

typedef struct step {
	op op;
	int a, b;	       /* jumps; OP_SET: the ranges from a to b */
	bool is_negated, fold; /* of OP_SET; fold: ASCII letters of any case */
} step;

typedef struct range {
	uint32_t low, high;
} range;

typedef struct program {
	step steps[MAX_STEPS];
	range ranges[MAX_RANGES];
	int n, n_ranges;
	rg_str rest; /* of the pattern */
	bool is_bad, fold;
	int depth;
} program;

/* ---- characters ------------------------------------------------------------------------------ */

/* The next character; a byte that is none in UTF-8 is one by itself. */
static uint32_t next_char(rg_str *text)
{
	unsigned char first = (unsigned char)text->ptr[0];
	size_t len = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
	uint32_t c = len == 1 ? first : first & (0x7fu >> len);

	if (len > text->len)
		len = 1;
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)text->ptr[i] & 0xc0) != 0x80) {
			len = 1;
			break;
		}
		c = c << 6 | ((unsigned char)text->ptr[i] & 0x3f);
	}
	*text = rg_str_sub(*text, len, text->len);
	return len == 1 ? first : c;
}

static uint32_t lower(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static bool is_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_';
}

static bool is_in(const program *p, const step *s, uint32_t c)
{
	bool is_found = false;

	for (int i = s->a; i < s->b && !is_found; i++) {
		range r = p->ranges[i];

		is_found = (c >= r.low && c <= r.high) ||
			   (s->fold && is_word(c) &&
			    ((lower(c) >= r.low && lower(c) <= r.high) ||
			     (lower(c) - 'a' + 'A' >= r.low && lower(c) - 'a' + 'A' <= r.high &&
			      lower(c) >= 'a')));
	}
	return is_found != s->is_negated;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void read_either(program *p);

static void add(program *p, step s)
{
	if (p->n == MAX_STEPS)
		p->is_bad = true;
	else
		p->steps[p->n++] = s;
}

/* Puts a step in front of those from at on. */
static void insert(program *p, int at, step s)
{
	add(p, s);
	if (p->is_bad)
		return;
	memmove(&p->steps[at + 1], &p->steps[at], (size_t)(p->n - 1 - at) * sizeof(step));
	p->steps[at] = s;
}

static void add_range(program *p, uint32_t low, uint32_t high)
{
	if (p->n_ranges == MAX_RANGES || low > high)
		p->is_bad = true;
	else
		p->ranges[p->n_ranges++] = (range){low, high};
}

static bool take(program *p, char c)
{
	bool is_there = p->rest.len && p->rest.ptr[0] == c;

	if (is_there)
		p->rest = rg_str_sub(p->rest, 1, p->rest.len);
	return is_there;
}

/* The ranges of \d, \w, \s, or those between them for \D, \W, \S. False for another letter. */
static bool add_named(program *p, char name)
{
	static const range digits[] = {{'0', '9'}};
	static const range words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
	static const range spaces[] = {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
	char kind = (char)lower((unsigned char)name);
	const range *set = kind == 'd' ? digits : kind == 'w' ? words : kind == 's' ? spaces : NULL;
	size_t n = kind == 'd' ? 1 : kind == 'w' ? 4 : 3;
	uint32_t low = 0;

	for (size_t i = 0; set && i < n; i++) {
		if (name == kind)
			add_range(p, set[i].low, set[i].high);
		else
			add_range(p, low, set[i].low - 1);
		low = set[i].high + 1;
	}
	if (set && name != kind)
		add_range(p, low, MAX_CHAR);
	return set;
}

static uint32_t read_hex(program *p)
{
	bool is_long = take(p, '{');
	uint32_t c = 0;
	int n = 0;

	for (; p->rest.len && n < (is_long ? 6 : 2); n++) {
		uint32_t d = lower((unsigned char)p->rest.ptr[0]);

		if (!(d >= '0' && d <= '9') && !(d >= 'a' && d <= 'f'))
			break;
		c = c * 16 + (d <= '9' ? d - '0' : d - 'a' + 10);
		p->rest = rg_str_sub(p->rest, 1, p->rest.len);
	}
	if (!n || (is_long ? !take(p, '}') : n != 2))
		p->is_bad = true;
	return c;
}

/* The character that is meant by what stands behind a backslash. */
static uint32_t read_escape(program *p)
{
	static const char names[] = "afnrtv", values[] = "\a\f\n\r\t\v";
	const char *at;
	uint32_t c;

	if (!p->rest.len) {
		p->is_bad = true;
		return 0;
	}
	c = next_char(&p->rest);
	if (c == 'x')
		return read_hex(p);
	at = c < 128 ? strchr(names, (int)c) : NULL;
	if (at && *at)
		return (unsigned char)values[at - names];
	if (c >= 128 || is_word(c))
		p->is_bad = c != '_';
	return c;
}

static void read_class(program *p)
{
	step s = {.op = OP_SET, .a = p->n_ranges, .is_negated = take(p, '^'), .fold = p->fold};
	bool is_first = true;

	while (!p->is_bad && (is_first || !rg_str_starts(p->rest, RG_STR("]")))) {
		uint32_t low, high;

		is_first = false;
		if (!p->rest.len || rg_str_starts(p->rest, RG_STR("[:"))) {
			p->is_bad = true;
			return;
		}
		if (take(p, '\\')) {
			if (p->rest.len && add_named(p, p->rest.ptr[0])) {
				(void)next_char(&p->rest);
				continue;
			}
			low = read_escape(p);
		} else {
			low = next_char(&p->rest);
		}
		high = low;
		if (p->rest.len > 1 && p->rest.ptr[0] == '-' && p->rest.ptr[1] != ']') {
			(void)take(p, '-');
			high = take(p, '\\') ? read_escape(p) : next_char(&p->rest);
		}
		add_range(p, low, high);
	}
	(void)take(p, ']');
	s.b = p->n_ranges;
	add(p, s);
}

/* "(?:", "(?i)", "(?P<name>"; what is in it up to ")". */
static void read_group(program *p)
{
	bool fold = p->fold;
	size_t end;

	if (take(p, '?')) {
		(void)take(p, 'P');
		if (take(p, '<')) {
			end = rg_str_find_char(p->rest, '>');
			p->is_bad |= end == SIZE_MAX;
			p->rest = rg_str_sub(p->rest, end == SIZE_MAX ? p->rest.len : end + 1,
					     p->rest.len);
		} else {
			if (take(p, 'i')) {
				p->fold = true;
				if (take(p, ')'))
					return; /* until the end of the group around it */
			}
			p->is_bad |= !take(p, ':');
		}
	}
	if (++p->depth > MAX_DEPTH)
		p->is_bad = true;
	else
		read_either(p);
	p->depth--;
	p->is_bad |= !take(p, ')');
	p->fold = fold;
}

static void add_char(program *p, uint32_t c)
{
	step s = {.op = OP_SET, .a = p->n_ranges, .b = p->n_ranges + 1, .fold = p->fold};

	add_range(p, c, c);
	add(p, s);
}

static void read_backslash(program *p)
{
	char c = p->rest.len ? p->rest.ptr[0] : '\0';
	step s = {.op = OP_SET, .a = p->n_ranges};

	if (c == 'A' || c == 'z' || c == 'b' || c == 'B') {
		(void)take(p, c);
		add(p, (step){.op = c == 'A'   ? OP_BEGIN
				    : c == 'z' ? OP_END
					       : OP_BORDER,
			      .a = c == 'B'});
	} else if (add_named(p, c)) {
		(void)take(p, c);
		s.b = p->n_ranges;
		add(p, s);
	} else {
		add_char(p, read_escape(p));
	}
}

/* False where no atom begins: at the end, "|", ")". */
static bool read_atom(program *p)
{
	if (p->is_bad || !p->rest.len || p->rest.ptr[0] == '|' || p->rest.ptr[0] == ')')
		return false;
	if (take(p, '('))
		read_group(p);
	else if (take(p, '['))
		read_class(p);
	else if (take(p, '\\'))
		read_backslash(p);
	else if (take(p, '^'))
		add(p, (step){.op = OP_BEGIN});
	else if (take(p, '$'))
		add(p, (step){.op = OP_END});
	else if (take(p, '.')) {
		step s = {.op = OP_SET, .a = p->n_ranges, .b = p->n_ranges + 1, .is_negated = true};

		add_range(p, '\n', '\n');
		add(p, s);
	} else if (rg_str_find_char(RG_STR("*+?"), p->rest.ptr[0]) != SIZE_MAX) {
		p->is_bad = true; /* nothing to repeat */
	} else {
		add_char(p, next_char(&p->rest));
	}
	return true;
}

/* "{n}", "{n,}", "{n,m}" with *max -1 for no end; false, and nothing taken, when it is a text. */
static bool read_counts(program *p, int *min, int *max)
{
	rg_str rest = p->rest, inner, first, second;
	size_t end = rg_str_find_char(rest, '}'), comma;
	uint64_t low, high = 0;

	if (!rg_str_skip(&rest, RG_STR("{")) || end == SIZE_MAX)
		return false;
	inner = rg_str_sub(rest, 0, end - 1);
	comma = rg_str_find_char(inner, ',');
	first = rg_str_sub(inner, 0, comma);
	second = comma == SIZE_MAX ? first : rg_str_sub(inner, comma + 1, inner.len);
	if (!rg_str_u64(&low, first, UINT64_MAX) ||
	    (second.len && !rg_str_u64(&high, second, UINT64_MAX)))
		return false;
	p->is_bad |= low > MAX_STEPS || high > MAX_STEPS || (second.len && high < low);
	if (p->is_bad)
		return false;
	*min = (int)low;
	*max = second.len ? (int)high : -1;
	p->rest = rg_str_sub(p->rest, end + 1, p->rest.len);
	return true;
}

/* The piece from at on, so often. A piece that is there again is a copy: jumps are relative. */
static void repeat(program *p, int at, int min, int max)
{
	int len = p->n - at, n = max < 0 ? (min ? min : 1) : max;

	if (max == 0) {
		p->n = at;
		return;
	}
	for (int i = 1; i < n && !p->is_bad; i++)
		for (int k = 0; k < len; k++)
			add(p, p->steps[at + k]);
	if (p->is_bad)
		return;
	if (max < 0) /* the last one again, or on */
		add(p, (step){.op = OP_SPLIT, .a = -len, .b = 1});
	/* From the end, so that what is before keeps its place: each optional one can be left out.
	 */
	for (int i = n - 1; i >= min && !p->is_bad; i--) {
		int begin = at + i * len;

		insert(p, begin, (step){.op = OP_SPLIT, .a = 1, .b = p->n - begin + 1});
	}
}

static void read_repeated(program *p, int at)
{
	int min = 0, max = -1;
	bool is_repeated = true;

	if (take(p, '+'))
		min = 1;
	else if (take(p, '?'))
		max = 1;
	else if (!take(p, '*'))
		is_repeated = read_counts(p, &min, &max);
	if (!is_repeated)
		return;
	repeat(p, at, min, max);
	(void)take(p, '?'); /* lazy: the whole has to match anyway */
	if ((p->rest.len && rg_str_find_char(RG_STR("*+?"), p->rest.ptr[0]) != SIZE_MAX) ||
	    read_counts(p, &min, &max))
		p->is_bad = true; /* Go: "invalid nested repetition operator" */
}

static void read_either(program *p)
{
	int at = p->n, atom = at, jump;

	while (read_atom(p)) {
		read_repeated(p, atom);
		atom = p->n;
	}
	if (p->is_bad || !take(p, '|'))
		return;
	/* What was read is one way, what comes the other. */
	insert(p, at, (step){.op = OP_SPLIT, .a = 1, .b = p->n - at + 2});
	jump = p->n;
	add(p, (step){.op = OP_JUMP});
	if (p->is_bad)
		return;
	read_either(p);
	p->steps[jump].a = p->n - jump;
}

static void compile(program *p, rg_str pattern)
{
	p->n = p->n_ranges = p->depth = 0;
	p->is_bad = p->fold = false;
	p->rest = pattern;
	read_either(p);
	add(p, (step){.op = OP_MATCH});
	p->is_bad |= p->rest.len > 0;
}

size_t rg_regexp_steps(rg_str pattern)
{
	program p;

	compile(&p, pattern);
	return p.is_bad ? 0 : (size_t)p.n;
}

/* ---- matching -------------------------------------------------------------------------------- */

typedef struct set {
	int at[MAX_STEPS];
	int n;
	bool has[MAX_STEPS];
} set;

/* Where in the text a set stands. */
typedef struct place {
	bool is_begin, is_end, is_border;
} place;

/* The step and all that can be reached from it without a character. */
static void enter(set *s, const program *p, int at, place here)
{
	const step *x = &p->steps[at];

	if (s->has[at])
		return;
	s->has[at] = true;
	s->at[s->n++] = at;
	if (x->op == OP_SPLIT || x->op == OP_JUMP)
		enter(s, p, at + x->a, here);
	if (x->op == OP_SPLIT)
		enter(s, p, at + x->b, here);
	if ((x->op == OP_BEGIN && here.is_begin) || (x->op == OP_END && here.is_end) ||
	    (x->op == OP_BORDER && here.is_border != (x->a == 1)))
		enter(s, p, at + 1, here);
}

static void clear(set *s)
{
	for (int i = 0; i < s->n; i++)
		s->has[s->at[i]] = false;
	s->n = 0;
}

static place place_of(rg_str text, rg_str rest, uint32_t before)
{
	rg_str ahead = rest;
	uint32_t next = rest.len ? next_char(&ahead) : ' ';

	return (place){.is_begin = rest.len == text.len,
		       .is_end = !rest.len,
		       .is_border = is_word(before) != is_word(next)};
}

bool rg_regexp_matches(rg_str pattern, rg_str text)
{
	program p;
	set sets[2] = {{.n = 0}, {.n = 0}}, *now = &sets[0], *next = &sets[1];
	rg_str rest = text;

	compile(&p, pattern);
	if (p.is_bad)
		return false;
	enter(now, &p, 0, place_of(text, rest, ' '));
	while (rest.len && now->n) {
		uint32_t c = next_char(&rest);
		place here = place_of(text, rest, c);
		set *swap = now;

		for (int i = 0; i < now->n; i++)
			if (p.steps[now->at[i]].op == OP_SET && is_in(&p, &p.steps[now->at[i]], c))
				enter(next, &p, now->at[i] + 1, here);
		clear(now);
		now = next;
		next = swap;
	}
	return !rest.len && now->has[p.n - 1];
}
