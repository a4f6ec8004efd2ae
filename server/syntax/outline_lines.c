/* SPDX-License-Identifier: MIT */
/*
 * outline_lines.c - Python that does not parse. A tree with errors puts half of a file into the
 * wrong class; but `def` and `class` at the beginning of a line are always statements, and
 * indentation says what holds them. Only strings over several lines and open brackets have to be
 * kept apart, and a statement's keyword shows that a bracket was merely left open by somebody
 * typing. Cython's cdef and cpdef are read too.
 */
#include "syntax/outliner.h"

#define TAB 8 /* docs.python.org, "Indentation" */

typedef struct lines {
	rg_outliner *o;
	uint32_t number; /* of the line, 1-based */
	uint32_t n_brackets;
	char quote;	    /* of the string over several lines that is open, or 0 */
	size_t code_end;    /* of the last line of code */
	uint32_t code_line; /* its number */
} lines;

static bool is_name_char(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Takes a word and the blanks behind it off. */
static bool skip_word(rg_str *s, rg_str word)
{
	rg_str rest = *s;

	if (!rg_str_skip(&rest, word) || !rest.len || is_name_char(rest.ptr[0]))
		return false;
	*s = rg_str_trim(rest);
	return true;
}

/* Whether a line begins with what never stands at the beginning of a line inside brackets. */
static bool is_statement(rg_str line)
{
	static const rg_str words[] = {
		RG_STR_INIT("def"),   RG_STR_INIT("class"),  RG_STR_INIT("return"),
		RG_STR_INIT("raise"), RG_STR_INIT("import"), RG_STR_INIT("assert"),
		RG_STR_INIT("with"),  RG_STR_INIT("while"),  RG_STR_INIT("cdef"),
	};

	if (rg_str_starts(line, RG_STR("@")) || rg_str_starts(line, RG_STR("async def")))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		rg_str rest = line;

		if (skip_word(&rest, words[i]))
			return true;
	}
	return false;
}

static rg_str leading_name(rg_str s)
{
	size_t n = 0;

	while (n < s.len && is_name_char(s.ptr[n]))
		n++;
	return rg_str_sub(s, 0, n);
}

/* The name before the first '(': "f" of "int f(x):" */
static rg_str name_before_bracket(rg_str s)
{
	size_t end = rg_str_find_char(s, '('), begin;

	if (end == SIZE_MAX || !rg_str_ends(s, RG_STR(":")))
		return (rg_str){NULL, 0};
	for (begin = end; begin > 0 && is_name_char(s.ptr[begin - 1]);)
		begin--;
	return rg_str_sub(s, begin, end);
}

/* The name that a line defines; null when it defines none. */
static rg_str defined_name(rg_definition_kind *kind, rg_str line)
{
	bool is_c = skip_word(&line, RG_STR("cdef")) || skip_word(&line, RG_STR("cpdef"));

	(void)skip_word(&line, RG_STR("async"));
	*kind = RG_DEF_FUNCTION;
	if (skip_word(&line, RG_STR("class"))) {
		*kind = RG_DEF_CLASS;
		return leading_name(line);
	}
	if (skip_word(&line, RG_STR("def")))
		return leading_name(line);
	return is_c ? name_before_bracket(line) : (rg_str){NULL, 0};
}

static void read_statement(lines *l, rg_str line, uint32_t indent, size_t begin)
{
	rg_definition place = {.begin = begin, .line = l->number};
	rg_str name = defined_name(&place.kind, line);

	rg_outliner__end(l->o, indent, l->code_end, l->code_line);
	if (name.len) {
		l->o->depth = indent;
		rg_outline__define_python(l->o, &place, name,
					  place.kind == RG_DEF_CLASS &&
						  rg_str_has(line, RG_STR("TestCase")));
	} else if (!rg_str_starts(line, RG_STR("@"))) {
		l->o->wrap_begin = SIZE_MAX;
	} else if (l->o->wrap_begin == SIZE_MAX) {
		l->o->wrap_begin = begin;
	}
}

/* Brackets, and a string that goes on behind the line's end. */
static void follow(lines *l, rg_str line)
{
	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i];
		bool is_triple = i + 2 < line.len && line.ptr[i + 1] == c && line.ptr[i + 2] == c;

		if (l->quote) {
			if (c == '\\')
				i++;
			else if (c == l->quote && is_triple) {
				l->quote = 0;
				i += 2;
			}
		} else if (c == '#') {
			return;
		} else if ((c == '"' || c == '\'') && is_triple) {
			l->quote = c;
			i += 2;
		} else if (c == '"' || c == '\'') {
			for (i++; i < line.len && line.ptr[i] != c; i++)
				i += line.ptr[i] == '\\';
		} else if (c == '(' || c == '[' || c == '{') {
			l->n_brackets++;
		} else if ((c == ')' || c == ']' || c == '}') && l->n_brackets > 0) {
			l->n_brackets--;
		}
	}
}

static void read_line(lines *l, rg_str line)
{
	size_t begin = (size_t)(line.ptr - l->o->source.ptr), at = 0;
	uint32_t indent = 0;
	rg_str code;

	for (; at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t'); at++)
		indent = line.ptr[at] == '\t' ? (indent / TAB + 1) * TAB : indent + 1;
	code = rg_str_trim(rg_str_sub(line, at, line.len));
	if (!code.len || (!l->quote && code.ptr[0] == '#'))
		return;
	if (!l->quote && (l->n_brackets == 0 || is_statement(code))) {
		l->n_brackets = 0;
		read_statement(l, code, indent, begin + at);
	}
	follow(l, line);
	l->code_end = begin + line.len;
	l->code_line = l->number;
}

void rg_outline__read_lines(rg_outliner *o)
{
	lines l = {.o = o};
	rg_str rest = o->source, line;

	(void)rg_str_skip(&rest, RG_STR("\xef\xbb\xbf"));
	o->out->definitions.n = o->out->tests.n = o->scopes.n = 0;
	o->wrap_begin = SIZE_MAX;
	for (l.number = 1; rg_str_line(&line, &rest); l.number++)
		read_line(&l, line);
	rg_outliner__end(o, 0, l.code_end, l.code_line);
}
