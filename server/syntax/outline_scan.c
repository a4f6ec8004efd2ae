/* SPDX-License-Identifier: MIT */
/*
 * outline_scan.c - the outline of Python without a tree, some thirty times as fast as parsing, for
 * files that are in order. One pass over tokens knows where statements begin and what indentation
 * holds them; where blocks end is as in tree-sitter's Python grammar (its scanner.c): a block takes
 * the comments behind it that are indented as it is, and ends with the last token before the next
 * line that is not.
 *
 * Whatever looks like a mistake (a bracket, a colon, an indentation that does not fit, two names
 * side by side) or like what this pass does not know (Cython, an f-string with its own quotes
 * inside, names beyond ASCII) is left to the parser: then the answer is no.
 */
#include "syntax/outliner.h"
#include "syntax/python_tokens.h"

#define INDENT_MAX   255 /* columns; the grammar keeps them as bytes */
#define INDENTED_MAX 64	 /* blocks */
#define TAB	     8

typedef struct scan {
	rg_outliner *o;
	rg_python_tokens tokens;
	uint32_t indents[INDENTED_MAX]; /* of the blocks that are open */
	size_t n_blocks;
	bool is_decorated; /* the next statement has to be a definition */
} scan;

static bool next(scan *s)
{
	return rg_python__next(&s->tokens);
}

/* ---- imports -------------------------------------------------------------------------------- */

static rg_str from_to(rg_str begin, rg_str last)
{
	return (rg_str){begin.ptr, (size_t)(last.ptr + last.len - begin.ptr)};
}

static bool ends_statement(const scan *s)
{
	return s->tokens.kind == RG_PY_END || s->tokens.kind == RG_PY_NEWLINE ||
	       s->tokens.kind == RG_PY_SEMICOLON;
}

/* "a.b": its first token has been read; leaves the one behind it. */
static bool read_dotted(scan *s, rg_str *out)
{
	rg_str begin = s->tokens.text;

	for (;;) {
		if (s->tokens.kind != RG_PY_NAME)
			return false;
		*out = from_to(begin, s->tokens.text);
		if (!next(s))
			return false;
		if (s->tokens.kind != RG_PY_DOT)
			return true;
		if (!next(s))
			return false;
	}
}

/* Items up to the end of the statement, or to the bracket that closes the list. */
static bool read_items(scan *s, const rg_import *from, bool is_in_brackets)
{
	for (;;) {
		rg_import import = {.level = from ? from->level : 0, .line = s->tokens.text_line};
		rg_str name;

		if (!read_dotted(s, &name))
			return false;
		import.module = from ? from->module : name;
		import.name = from ? name : (rg_str){NULL, 0};
		import.alias = from ? name : rg_str_sub(name, 0, rg_str_find_char(name, '.'));
		if (s->tokens.kind == RG_PY_KEYWORD && s->tokens.word == RG_WORD_AS) {
			if (!next(s) || s->tokens.kind != RG_PY_NAME)
				return false;
			import.alias = s->tokens.text;
			if (!next(s))
				return false;
		}
		RG_PUSH(s->o->arena, &s->o->out->imports, import);
		if (s->tokens.kind != RG_PY_COMMA)
			return is_in_brackets ? s->tokens.kind == RG_PY_CLOSE : ends_statement(s);
		if (!next(s))
			return false;
		if (is_in_brackets && s->tokens.kind == RG_PY_CLOSE)
			return true;
	}
}

static bool read_from(scan *s)
{
	rg_import from = {0};
	rg_str begin;

	if (!next(s))
		return false;
	begin = s->tokens.text;
	if (s->tokens.kind == RG_PY_DOT) {
		do {
			from.module = from_to(begin, s->tokens.text);
			if (!next(s))
				return false;
		} while (s->tokens.kind == RG_PY_DOT);
	}
	if (s->tokens.kind == RG_PY_NAME) {
		if (!read_dotted(s, &from.module))
			return false;
		from.module = from_to(begin, from.module);
	}
	if (!from.module.len || s->tokens.kind != RG_PY_KEYWORD ||
	    s->tokens.word != RG_WORD_IMPORT || !next(s))
		return false;
	while (from.level < from.module.len && from.module.ptr[from.level] == '.')
		from.level++;
	from.module = rg_str_trim(rg_str_sub(from.module, from.level, from.module.len));
	if (s->tokens.kind == RG_PY_STAR) {
		from.name = from.alias = s->tokens.text;
		from.line = s->tokens.text_line;
		RG_PUSH(s->o->arena, &s->o->out->imports, from);
		return next(s) && ends_statement(s);
	}
	if (s->tokens.kind != RG_PY_OPEN)
		return read_items(s, &from, false);
	return next(s) && read_items(s, &from, true) && next(s) && ends_statement(s);
}

static bool read_import(scan *s)
{
	bool is_read = s->tokens.word == RG_WORD_FROM ? read_from(s)
						      : next(s) && read_items(s, NULL, false);

	s->tokens.is_again = true;
	return is_read;
}

/* ---- statements ----------------------------------------------------------------------------- */

/* A line, with those that its brackets go on in. */
typedef struct statement {
	enum { SIMPLE, BLOCK, DEFINITION } is; /* its first one; BLOCK perhaps, when is_soft */
	bool is_soft;
	bool begins;	/* the next token begins a statement */
	bool is_first;	/* nothing was read yet */
	bool has_colon; /* of the block */
	bool is_open;	/* and nothing stands behind it */
	size_t n_lambdas;
	rg_definition place;
	rg_str name;
	/* Of a class: what stands in its brackets. */
	bool has_bases, is_in_bases, is_test_case;
	rg_str base, base_end; /* first and last token of one of them */
} statement;

static bool begin_statement(scan *s, statement *t)
{
	bool is_first = t->is_first;

	t->begins = t->is_first = t->is_open = false;
	if (s->tokens.kind == RG_PY_AT) {
		if (!is_first)
			return false;
		if (s->o->wrap_begin == SIZE_MAX)
			s->o->wrap_begin = (size_t)(s->tokens.text.ptr - s->o->source.ptr);
		s->is_decorated = true;
		return true;
	}
	if (s->tokens.kind == RG_PY_SEMICOLON)
		return false;
	t->place = (rg_definition){.begin = (size_t)(s->tokens.text.ptr - s->o->source.ptr),
				   .line = s->tokens.text_line};
	if (s->tokens.kind == RG_PY_KEYWORD && s->tokens.word == RG_WORD_ASYNC &&
	    (!next(s) || s->tokens.kind != RG_PY_KEYWORD ||
	     (s->tokens.word != RG_WORD_DEF && s->tokens.word != RG_WORD_COMPOUND)))
		return false;
	if (s->tokens.kind == RG_PY_KEYWORD &&
	    (s->tokens.word == RG_WORD_DEF || s->tokens.word == RG_WORD_CLASS)) {
		t->place.kind = s->tokens.word == RG_WORD_DEF ? RG_DEF_FUNCTION : RG_DEF_CLASS;
		t->is = DEFINITION;
		s->is_decorated = false;
		if (!is_first || !next(s) || s->tokens.kind != RG_PY_NAME)
			return false;
		t->name = s->tokens.text;
		return true;
	}
	if (s->is_decorated)
		return false;
	if (s->tokens.word == RG_WORD_IMPORT || s->tokens.word == RG_WORD_FROM)
		return read_import(s);
	if (s->tokens.word == RG_WORD_COMPOUND ||
	    (s->tokens.word == RG_WORD_SOFT_BLOCK && is_first)) {
		t->is = BLOCK;
		t->is_soft = s->tokens.word == RG_WORD_SOFT_BLOCK;
		if (!is_first)
			return false;
	}
	s->tokens.may_follow =
		s->tokens.word == RG_WORD_SOFT || s->tokens.word == RG_WORD_SOFT_BLOCK;
	return true;
}

/* Inside the brackets behind a class's name: whether one of them is a TestCase. */
static void read_base(scan *s, statement *t)
{
	if (!t->has_bases && s->tokens.kind == RG_PY_OPEN && *s->tokens.text.ptr == '(' &&
	    s->tokens.n_brackets == 1) {
		t->has_bases = t->is_in_bases = true;
		return;
	}
	if (!t->is_in_bases)
		return;
	if (s->tokens.n_brackets == 0 ||
	    (s->tokens.kind == RG_PY_COMMA && s->tokens.n_brackets == 1)) {
		if (t->base.ptr)
			t->is_test_case |=
				rg_str_ends(from_to(t->base, t->base_end), RG_STR("TestCase"));
		t->base = (rg_str){NULL, 0};
		t->is_in_bases = s->tokens.n_brackets > 0;
		return;
	}
	if (!t->base.ptr)
		t->base = s->tokens.text;
	t->base_end = s->tokens.text;
}

static bool go_on(scan *s, statement *t)
{
	if (s->tokens.kind == RG_PY_SEMICOLON) {
		if (s->tokens.n_brackets || (t->is != SIMPLE && !t->has_colon && !t->is_soft))
			return false;
		if (!t->has_colon)
			t->is = SIMPLE;
		t->begins = true;
		return true;
	}
	if (t->is == SIMPLE || t->has_colon)
		return true;
	if (t->is == DEFINITION && t->place.kind == RG_DEF_CLASS)
		read_base(s, t);
	if (s->tokens.n_brackets)
		return true;
	if (s->tokens.kind == RG_PY_KEYWORD && s->tokens.word == RG_WORD_LAMBDA) {
		t->n_lambdas++;
	} else if (s->tokens.kind == RG_PY_COLON && t->n_lambdas) {
		t->n_lambdas--;
	} else if (s->tokens.kind == RG_PY_COLON) {
		t->has_colon = t->is_open = t->begins = true;
		s->o->depth = (uint32_t)s->n_blocks;
		if (t->is == DEFINITION)
			rg_outline__define_python(s->o, &t->place, t->name, t->is_test_case);
	}
	return true;
}

/* Behind a name that may begin a block: `match: int`, `case = 1`. */
static bool is_plain_name(const scan *s)
{
	return s->tokens.kind == RG_PY_COLON || s->tokens.kind == RG_PY_OTHER ||
	       s->tokens.kind == RG_PY_DOT || s->tokens.kind == RG_PY_COMMA;
}

/* One statement, or some on one line; is_open: a block has to follow. */
static bool read_line(scan *s, bool *is_open)
{
	statement t = {.begins = true, .is_first = true};

	for (size_t n = 0;; n++) {
		if (!next(s))
			return false;
		if (s->tokens.kind == RG_PY_NEWLINE || s->tokens.kind == RG_PY_END)
			break;
		if (n == 1 && t.is_soft && is_plain_name(s))
			t.is = SIMPLE;
		if (!(t.begins ? begin_statement(s, &t) : go_on(s, &t)))
			return false;
	}
	if (t.is != SIMPLE && !t.has_colon && !t.is_soft)
		return false;
	*is_open = t.is_open;
	if (t.is == DEFINITION && !t.is_open)
		rg_outliner__end(s->o, (uint32_t)s->n_blocks,
				 (size_t)(s->tokens.code_end - s->o->source.ptr),
				 s->tokens.code_line);
	return true;
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* To the first character of the next line that holds one, or the next comment when wanted. */
static bool skip_blank(scan *s, uint32_t *indent, bool to_comment)
{
	*indent = 0;
	for (; s->tokens.at < s->tokens.end; s->tokens.at++) {
		char c = *s->tokens.at;

		if (c == '#' && !to_comment) {
			const char *lf =
				memchr(s->tokens.at, '\n', (size_t)(s->tokens.end - s->tokens.at));

			s->tokens.at = lf ? lf - 1 : s->tokens.end - 1;
		} else if (c == ' ') {
			++*indent;
		} else if (c == '\t') {
			*indent += TAB;
		} else if (c == '\n') {
			s->tokens.line++;
			*indent = 0;
		} else if (c == '\f' || (c == '\r' && s->tokens.end - s->tokens.at > 1 &&
					 s->tokens.at[1] == '\n')) {
			*indent = 0;
		} else {
			return c != '\\' && *indent <= INDENT_MAX;
		}
	}
	*indent = 0;
	return true;
}

/* Closes the blocks that the next line, indented so, does not belong to; comments may. */
static bool close_blocks(scan *s, uint32_t indent)
{
	while (s->n_blocks && s->indents[s->n_blocks - 1] > indent) {
		const char *at = s->tokens.at, *lf;
		uint32_t line = s->tokens.line, comment;

		if (!skip_blank(s, &comment, true))
			return false;
		if (s->tokens.at < s->tokens.end && *s->tokens.at == '#' &&
		    comment >= s->indents[s->n_blocks - 1]) {
			lf = memchr(s->tokens.at, '\n', (size_t)(s->tokens.end - s->tokens.at));
			s->tokens.at = s->tokens.code_end = lf ? lf : s->tokens.end;
			s->tokens.code_line = s->tokens.line;
			continue;
		}
		s->tokens.at = at;
		s->tokens.line = line;
		s->n_blocks--;
		rg_outliner__end(s->o, (uint32_t)s->n_blocks,
				 (size_t)(s->tokens.code_end - s->o->source.ptr),
				 s->tokens.code_line);
	}
	return true;
}

static bool read_lines(scan *s)
{
	bool is_open = false;

	for (;;) {
		const char *at = s->tokens.at;
		uint32_t line = s->tokens.line, indent;

		if (!skip_blank(s, &indent, false))
			return false;
		if (is_open) {
			if (s->n_blocks == INDENTED_MAX || s->tokens.at == s->tokens.end ||
			    indent <= (s->n_blocks ? s->indents[s->n_blocks - 1] : 0))
				return false;
			s->indents[s->n_blocks++] = indent;
		} else if (s->n_blocks && indent < s->indents[s->n_blocks - 1]) {
			s->tokens.at = at;
			s->tokens.line = line;
			if (!close_blocks(s, indent) || !skip_blank(s, &indent, false))
				return false;
		}
		if (indent != (s->n_blocks ? s->indents[s->n_blocks - 1] : 0))
			return false;
		if (s->tokens.at == s->tokens.end)
			return !s->is_decorated;
		if (!read_line(s, &is_open))
			return false;
	}
}

/* ASCII is looked at eight bytes at a time. */
static bool is_text(rg_str source)
{
	size_t at = 0;

	for (uint64_t word; source.len - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, source.ptr + at, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	return (!source.len || !memchr(source.ptr, '\0', source.len)) &&
	       rg_utf8_is_valid(rg_str_sub(source, at, source.len));
}

bool rg_outline__scan_python(rg_outliner *o)
{
	scan s = {.o = o};
	rg_str source = o->source;

	if (!is_text(source))
		return false;
	(void)rg_str_skip(&source, RG_STR("\xef\xbb\xbf"));
	s.tokens = (rg_python_tokens){.at = source.ptr,
				      .end = source.ptr + source.len,
				      .line = 1,
				      .code_end = source.ptr};
	return !source.len || read_lines(&s);
}
