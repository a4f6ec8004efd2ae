/* SPDX-License-Identifier: MIT */
/*
 * cpp_tokens.c - what stands inside of brackets is not cut into tokens: there only brackets,
 * quotes, comments and the preprocessor's lines are looked for, so that a function's body costs
 * next to nothing.
 */
#include "syntax/cpp_tokens.h"

#include <string.h>

#define CONDITIONS_MAX 32 /* #if inside #if, within one pair of brackets */

static bool is_name_char(char c)
{
	return ((unsigned)c | 0x20u) - 'a' < 26 || (unsigned)c - '0' < 10 || c == '_' || c == '$' ||
	       c == '@' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return (unsigned)c - '0' < 10;
}

/* At a backslash: behind the line's end that it takes back, or NULL. */
static const char *behind_splice(const rg_cpp_tokens *t, const char *at)
{
	if (++at < t->end && *at == '\r')
		at++;
	return at < t->end && *at == '\n' ? at + 1 : NULL;
}

/* To the line's end, or to the end of a comment that is longer. */
static bool skip_comment(rg_cpp_tokens *t)
{
	bool is_long = t->at[1] == '*';

	for (t->at += 2; t->at < t->end; t->at++) {
		if (is_long && *t->at == '*' && t->end - t->at > 1 && t->at[1] == '/') {
			t->at += 2;
			return true;
		}
		if (*t->at == '\n') {
			if (!is_long &&
			    !(t->at[-1] == '\\' || (t->at[-1] == '\r' && t->at[-2] == '\\')))
				return true;
			t->line++;
		}
	}
	return !is_long;
}

static bool is_comment(const rg_cpp_tokens *t)
{
	return *t->at == '/' && t->end - t->at > 1 && (t->at[1] == '*' || t->at[1] == '/');
}

/* `R"x(…)x"`: at the quotes. */
static bool skip_raw(rg_cpp_tokens *t)
{
	const char *delimiter = ++t->at, *open;
	size_t n;

	while (t->at < t->end && *t->at != '(' && *t->at != '\n' && *t->at != '"')
		t->at++;
	if (t->at == t->end || *t->at != '(')
		return false;
	open = t->at;
	n = (size_t)(open - delimiter);
	for (t->at++; t->at < t->end; t->at++) {
		t->line += *t->at == '\n';
		if (*t->at == ')' && (size_t)(t->end - t->at) >= n + 2 && t->at[n + 1] == '"' &&
		    memcmp(t->at + 1, delimiter, n) == 0) {
			t->at += n + 2;
			return true;
		}
	}
	return false;
}

/* At quotes; what stands before them may make them raw, or a ' a part of a number. */
static bool skip_quoted(rg_cpp_tokens *t)
{
	const char *prefix = t->at;
	char quote = *t->at;

	while (prefix > t->begin && is_name_char(prefix[-1]))
		prefix--;
	if (quote == '"' && prefix < t->at && t->at[-1] == 'R' && t->at - prefix <= 3)
		return skip_raw(t);
	if (quote == '\'' && prefix < t->at && is_digit(*prefix)) {
		t->at++;
		return true;
	}
	for (t->at++; t->at < t->end; t->at++) {
		if (*t->at == quote) {
			t->at++;
			return true;
		}
		if (*t->at == '\\') {
			const char *behind = behind_splice(t, t->at);

			t->line += behind != NULL;
			t->at = behind ? behind - 1 : t->at + (t->end - t->at > 1);
		} else if (*t->at == '\n') {
			return false;
		}
	}
	return false;
}

/* ---- the preprocessor ----------------------------------------------------------------------- */

static bool begins_line(const rg_cpp_tokens *t)
{
	const char *at = t->at;

	while (at > t->begin && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at == t->begin || at[-1] == '\n';
}

static rg_str word_of(rg_str directive)
{
	size_t begin = 1, end;

	while (begin < directive.len &&
	       (directive.ptr[begin] == ' ' || directive.ptr[begin] == '\t'))
		begin++;
	for (end = begin; end < directive.len && is_name_char(directive.ptr[end]);)
		end++;
	return rg_str_sub(directive, begin, end);
}

rg_str rg_cpp__argument(const rg_cpp_tokens *t)
{
	rg_str word = word_of(t->text);
	const char *begin = word.ptr + word.len;

	return rg_str_trim((rg_str){begin, (size_t)(t->text.ptr + t->text.len - begin)});
}

static rg_cpp_directive directive_of(rg_str text)
{
	rg_str word = word_of(text);

	if (rg_str_starts(word, RG_STR("if")))
		return RG_CPP_IF;
	if (rg_str_starts(word, RG_STR("el")))
		return RG_CPP_ELSE;
	return rg_str_eq(word, RG_STR("endif"))	    ? RG_CPP_ENDIF
	       : rg_str_eq(word, RG_STR("include")) ? RG_CPP_INCLUDE
						    : RG_CPP_OTHER;
}

/* At '#'. A comment within may be long; quotes mean nothing. */
static bool take_directive(rg_cpp_tokens *t)
{
	const char *begin = t->at, *end = NULL;

	t->kind = RG_CPP_DIRECTIVE;
	t->text_line = t->line;
	while (t->at < t->end && *t->at != '\n') {
		const char *behind;

		if (is_comment(t)) {
			if (!end)
				end = t->at;
			if (!skip_comment(t))
				return false;
		} else if (*t->at == '\\' && (behind = behind_splice(t, t->at))) {
			t->at = behind;
			t->line++;
		} else {
			t->at++;
		}
	}
	t->text = (rg_str){begin, (size_t)((end ? end : t->at) - begin)};
	t->directive = directive_of(t->text);
	return true;
}

/* ---- tokens --------------------------------------------------------------------------------- */

static bool skip_blank(rg_cpp_tokens *t)
{
	for (; t->at < t->end; t->at++) {
		const char *behind;

		while (t->at < t->end && is_comment(t))
			if (!skip_comment(t))
				return false;
		if (t->at == t->end)
			break;
		if (*t->at == '\n')
			t->line++;
		else if (*t->at == '\\' && (behind = behind_splice(t, t->at))) {
			t->at = behind - 1;
			t->line++;
		} else if (*t->at != ' ' && *t->at != '\t' && *t->at != '\r' && *t->at != '\f')
			break;
	}
	return true;
}

bool rg_cpp__next(rg_cpp_tokens *t)
{
	const char *begin;

	if (!skip_blank(t))
		return false;
	begin = t->at;
	t->text = (rg_str){begin, 0};
	t->text_line = t->line;
	if (begin == t->end) {
		t->kind = RG_CPP_END;
		return true;
	}
	if (*begin == '#' && begins_line(t))
		return take_directive(t);
	if (*begin == '"' || *begin == '\'') {
		t->kind = RG_CPP_STRING;
		if (!skip_quoted(t))
			return false;
	} else if (is_name_char(*begin)) {
		t->kind = is_digit(*begin) ? RG_CPP_NUMBER : RG_CPP_NAME;
		while (t->at < t->end && (is_name_char(*t->at) ||
					  (is_digit(*begin) && (*t->at == '.' || *t->at == '\''))))
			t->at++;
	} else {
		bool is_double = t->end - begin > 1 && ((begin[0] == ':' && begin[1] == ':') ||
							(begin[0] == '-' && begin[1] == '>'));

		t->kind = RG_CPP_PUNCT;
		t->at += is_double ? 2 : 1;
	}
	t->text.len = (size_t)(t->at - begin);
	return true;
}

/* An #if that is open: how many brackets were, and are at the end of each of its branches. */
typedef struct condition {
	size_t n_before, n_behind;
	bool has_else;
} condition;

typedef struct conditions {
	condition items[CONDITIONS_MAX];
	size_t n;
} conditions;

static bool follow(conditions *c, rg_cpp_directive directive, size_t *n_open)
{
	condition *one = c->n ? &c->items[c->n - 1] : NULL;

	if (directive == RG_CPP_IF) {
		if (c->n == CONDITIONS_MAX)
			return false;
		c->items[c->n++] = (condition){*n_open, 0, false};
		return true;
	}
	if (directive != RG_CPP_ELSE && directive != RG_CPP_ENDIF)
		return true;
	if (!one || (one->has_else && *n_open != one->n_behind))
		return false;
	if (directive == RG_CPP_ENDIF) {
		c->n--;
		return true;
	}
	one->n_behind = *n_open;
	one->has_else = true;
	*n_open = one->n_before;
	return true;
}

bool rg_cpp__skip_brackets(rg_cpp_tokens *t)
{
	char close = *t->text.ptr == '(' ? ')' : *t->text.ptr == '[' ? ']' : '}';
	conditions c = {.n = 0};
	size_t n_open = 1;

	for (;;) {
		if (t->at == t->end)
			return false;
		switch (*t->at) {
		case '(':
		case '[':
		case '{':
			n_open++;
			break;
		case ')':
		case ']':
		case '}':
			if (--n_open)
				break;
			t->kind = RG_CPP_PUNCT;
			t->text = (rg_str){t->at, 1};
			t->text_line = t->line;
			return *t->at++ == close && c.n == 0;
		case '"':
		case '\'':
			if (!skip_quoted(t))
				return false;
			continue;
		case '\n':
			t->line++;
			break;
		case '/':
			if (!is_comment(t))
				break;
			if (!skip_comment(t))
				return false;
			continue;
		case '#':
			if (!begins_line(t))
				break;
			if (!take_directive(t) || !follow(&c, t->directive, &n_open))
				return false;
			continue;
		default:
			break;
		}
		t->at++;
	}
}

bool rg_cpp__skip_angles(rg_cpp_tokens *t)
{
	size_t n = 1;

	while (n) {
		if (!rg_cpp__next(t) || t->kind == RG_CPP_END || t->kind == RG_CPP_DIRECTIVE)
			return false;
		if (t->kind != RG_CPP_PUNCT)
			continue;
		switch (*t->text.ptr) {
		case '<':
			n++;
			break;
		case '>':
			n--;
			break;
		case '(':
		case '[':
			if (!rg_cpp__skip_brackets(t))
				return false;
			break;
		case '{':
		case '}':
		case ')':
		case ';':
			return false;
		default:
			break;
		}
	}
	return true;
}

bool rg_cpp__is(const rg_cpp_tokens *t, const char *text)
{
	return t->kind != RG_CPP_STRING && rg_str_eq_z(t->text, text);
}

bool rg_cpp__is_one_of(const rg_cpp_tokens *t, const char *const *words)
{
	for (; t->kind == RG_CPP_NAME && *words; words++)
		if (rg_str_eq_z(t->text, *words))
			return true;
	return false;
}
