/* SPDX-License-Identifier: MIT */
/* python_tokens.c - one character decides what a token is; strings and brackets end where they
 * began. */
#include "syntax/python_tokens.h"

#define WORDS_MAX 5 /* that begin with one letter */

static rg_python_word keyword_of(rg_str name)
{
	static const struct {
		rg_str text;
		rg_python_word kind;
	} words[26][WORDS_MAX] = {
#define WORD(text, kind) {RG_STR_INIT(text), kind}
		['a' - 'a'] = {WORD("as", RG_WORD_AS), WORD("and", RG_WORD_OTHER),
			       WORD("async", RG_WORD_ASYNC), WORD("await", RG_WORD_OTHER),
			       WORD("assert", RG_WORD_OTHER)},
		['b' - 'a'] = {WORD("break", RG_WORD_OTHER)},
		['c' - 'a'] = {WORD("class", RG_WORD_CLASS), WORD("case", RG_WORD_SOFT_BLOCK),
			       WORD("continue", RG_WORD_OTHER)},
		['d' - 'a'] = {WORD("def", RG_WORD_DEF), WORD("del", RG_WORD_OTHER)},
		['e' - 'a'] = {WORD("else", RG_WORD_COMPOUND), WORD("elif", RG_WORD_COMPOUND),
			       WORD("except", RG_WORD_COMPOUND), WORD("exec", RG_WORD_SOFT)},
		['f' - 'a'] = {WORD("for", RG_WORD_COMPOUND), WORD("from", RG_WORD_FROM),
			       WORD("finally", RG_WORD_COMPOUND)},
		['g' - 'a'] = {WORD("global", RG_WORD_OTHER)},
		['i' - 'a'] = {WORD("if", RG_WORD_COMPOUND), WORD("in", RG_WORD_OTHER),
			       WORD("is", RG_WORD_OTHER), WORD("import", RG_WORD_IMPORT)},
		['l' - 'a'] = {WORD("lambda", RG_WORD_LAMBDA)},
		['m' - 'a'] = {WORD("match", RG_WORD_SOFT_BLOCK)},
		['n' - 'a'] = {WORD("not", RG_WORD_OTHER), WORD("nonlocal", RG_WORD_OTHER)},
		['o' - 'a'] = {WORD("or", RG_WORD_OTHER)},
		['p' - 'a'] = {WORD("pass", RG_WORD_OTHER), WORD("print", RG_WORD_SOFT)},
		['r' - 'a'] = {WORD("return", RG_WORD_OTHER), WORD("raise", RG_WORD_OTHER)},
		['t' - 'a'] = {WORD("try", RG_WORD_COMPOUND), WORD("type", RG_WORD_SOFT)},
		['w' - 'a'] = {WORD("with", RG_WORD_COMPOUND), WORD("while", RG_WORD_COMPOUND)},
		['y' - 'a'] = {WORD("yield", RG_WORD_OTHER)},
#undef WORD
	};
	unsigned letter = (unsigned)name.ptr[0] - 'a';

	for (size_t i = 0; letter < 26 && i < WORDS_MAX && words[letter][i].text.len; i++)
		if (words[letter][i].text.len == name.len &&
		    memcmp(words[letter][i].text.ptr, name.ptr, name.len) == 0)
			return words[letter][i].kind;
	return RG_WORD_NONE;
}

static bool is_letter(char c)
{
	return ((unsigned)c | 0x20u) - 'a' < 26 || c == '_';
}

static bool is_digit(char c)
{
	return (unsigned)c - '0' < 10;
}

static bool is_name_char(char c)
{
	return is_letter(c) || is_digit(c);
}

static bool take(rg_python_tokens *t, rg_python_kind kind, const char *end)
{
	t->kind = kind;
	t->word = RG_WORD_NONE;
	t->text.len = (size_t)(end - t->text.ptr);
	t->at = t->code_end = end;
	t->code_line = t->line;
	return true;
}

/* The quotes begin at `at`; prefix: the letters before them. */
static bool take_string(rg_python_tokens *t, rg_str prefix, const char *at)
{
	bool is_format = rg_str_find_char(prefix, 'f') != SIZE_MAX ||
			 rg_str_find_char(prefix, 'F') != SIZE_MAX;
	char quote = *at;
	bool is_long = t->end - at >= 3 && at[1] == quote && at[2] == quote;
	size_t n_braces = 0;

	for (at += is_long ? 3 : 1; at < t->end; at++) {
		if (*at == quote) {
			if (is_long && (t->end - at < 3 || at[1] != quote || at[2] != quote))
				continue;
			return !n_braces && take(t, RG_PY_STRING, at + (is_long ? 3 : 1));
		}
		if (*at == '\\') {
			if (t->end - at >= 3 && at[1] == '\r' && at[2] == '\n')
				at++;
			if (++at == t->end)
				return false;
			t->line += *at == '\n';
		} else if (*at == '\n') {
			if (!is_long)
				return false;
			t->line++;
		} else if (is_format && *at == '{') {
			if (!n_braces && t->end - at >= 2 && at[1] == '{')
				at++;
			else
				n_braces++;
		} else if (is_format && *at == '}' && n_braces) {
			n_braces--;
		}
	}
	return false;
}

/* A value behind a value is no Python: "cdef int", "x y". */
static bool take_value(rg_python_tokens *t, rg_python_kind kind, const char *end)
{
	bool fits =
		!t->is_value || t->may_follow || (kind == RG_PY_STRING && t->kind == RG_PY_STRING);

	t->is_value = true;
	t->may_follow = false;
	return fits && (kind == RG_PY_STRING || take(t, kind, end));
}

static bool take_name(rg_python_tokens *t)
{
	const char *end = t->at;
	rg_python_word keyword;

	while (end < t->end && is_name_char(*end))
		end++;
	if (end < t->end && (*end == '"' || *end == '\'') && end - t->at <= 2) {
		rg_str prefix = {t->at, (size_t)(end - t->at)};
		bool is_prefix = true;

		for (size_t i = 0; i < prefix.len; i++)
			is_prefix &= memchr("bBfFrRuU", prefix.ptr[i], 8) != NULL;
		if (is_prefix)
			return take_value(t, RG_PY_STRING, end) && take_string(t, prefix, end);
	}
	keyword = keyword_of((rg_str){t->at, (size_t)(end - t->at)});
	if (keyword == RG_WORD_NONE || keyword == RG_WORD_SOFT || keyword == RG_WORD_SOFT_BLOCK) {
		if (!take_value(t, RG_PY_NAME, end))
			return false;
	} else {
		t->is_value = t->may_follow = false;
		(void)take(t, RG_PY_KEYWORD, end);
	}
	t->word = keyword;
	return true;
}

static bool take_bracket(rg_python_tokens *t, char c)
{
	bool is_open = c == '(' || c == '[' || c == '{';

	if (is_open) {
		if (t->n_brackets == RG_PYTHON_NESTED_MAX)
			return false;
		t->brackets[t->n_brackets++] = c == '(' ? ')' : c == '[' ? ']' : '}';
	} else if (!t->n_brackets || t->brackets[--t->n_brackets] != c) {
		return false;
	}
	t->is_value = !is_open;
	return take(t, is_open ? RG_PY_OPEN : RG_PY_CLOSE, t->at + 1);
}

static bool take_operator(rg_python_tokens *t, char c)
{
	bool before_equal = t->end - t->at >= 2 && t->at[1] == '=';
	rg_python_kind kind = RG_PY_OTHER;

	t->is_value = t->may_follow = false;
	switch (c) {
	case ':':
		kind = before_equal ? RG_PY_OTHER : RG_PY_COLON;
		break;
	case ';':
		kind = RG_PY_SEMICOLON;
		break;
	case ',':
		kind = RG_PY_COMMA;
		break;
	case '.':
		kind = RG_PY_DOT;
		break;
	case '@':
		kind = RG_PY_AT;
		break;
	case '*':
		kind = RG_PY_STAR;
		break;
	default:
		if (c == '!' ? !before_equal : !c || !strchr("=+-/%&|^~<>", c))
			return false;
	}
	return take(t, kind, t->at + (before_equal && kind == RG_PY_OTHER ? 2 : 1));
}

bool rg_python__next(rg_python_tokens *t)
{
	if (t->is_again) {
		t->is_again = false;
		return true;
	}
	for (;;) {
		char c;

		t->text = (rg_str){t->at, 0};
		t->text_line = t->line;
		if (t->at == t->end) {
			t->kind = RG_PY_END;
			return t->n_brackets == 0;
		}
		c = *t->at;
		if (is_letter(c))
			return take_name(t);
		if (is_digit(c)) {
			const char *end = t->at;

			while (end < t->end && (is_name_char(*end) || *end == '.'))
				end++;
			return take_value(t, RG_PY_NUMBER, end);
		}
		switch (c) {
		case ' ':
		case '\t':
		case '\f':
			t->at++;
			break;
		case '\r':
			t->at++;
			if (t->at == t->end || *t->at != '\n')
				return false;
			break;
		case '\n':
			t->at++;
			t->line++;
			if (!t->n_brackets) {
				t->kind = RG_PY_NEWLINE;
				t->is_value = t->may_follow = false;
				return true;
			}
			break;
		case '\\':
			t->at++;
			if (t->at < t->end && *t->at == '\r')
				t->at++;
			if (t->at == t->end || *t->at != '\n')
				return false;
			t->at++;
			t->line++;
			break;
		case '#': {
			const char *lf = memchr(t->at, '\n', (size_t)(t->end - t->at));

			t->at = t->code_end = lf ? lf : t->end;
			t->code_line = t->line;
			break;
		}
		case '"':
		case '\'':
			return take_value(t, RG_PY_STRING, t->at) &&
			       take_string(t, (rg_str){t->at, 0}, t->at);
		case '(':
		case '[':
		case '{':
		case ')':
		case ']':
		case '}':
			return take_bracket(t, c);
		default:
			return take_operator(t, c);
		}
	}
}
